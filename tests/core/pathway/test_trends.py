"""How old a value is, and where a trend has gaps."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.pathway.infuse.signals import Sample
from handrail.pathway.infuse.trends import Gap, freshness, gaps
from tests.core.pathway.watching import MINUTE, SHIPPED, Chair, after

AGES = [
    # channel, its interval, the age of its last value, how it is drawn
    ("hr", 1, 5, "fresh"),
    ("hr", 1, 5.1, "ageing"),
    ("hr", 1, 15, "ageing"),
    ("hr", 1, 15.1, "stale"),
    ("hr", 1, 30, "stale"),
    ("hr", 1, 30.1, "lost"),
    ("hr", 60, 90, "fresh"),
    ("hr", 60, 91, "ageing"),
    ("hr", 60, 151, "stale"),
    ("hr", 60, 301, "lost"),
    ("pump_rate", 1, 6, "ageing"),
    ("nibp_sys", 600, 900, "fresh"),
    ("nibp_sys", 600, 901, "ageing"),
    ("nibp_sys", 600, 1201, "stale"),
    ("nibp_sys", 600, 1801, "lost"),
]


class TestAValue:
    """Its age, in words that a screen can draw."""

    @pytest.mark.parametrize(("channel", "interval_s", "age", "drawn"), AGES)
    def test_is_drawn_by_its_age(self, channel: str, interval_s: int, age: float, drawn: str) -> None:
        """Scaled for channels that speak rarely."""
        assert freshness(channel, after(0), interval_s, after(age), SHIPPED) == drawn

    def test_that_never_came_is_said_to_be_so(self) -> None:
        """Not lost: never there."""
        assert freshness("hr", None, 1, after(0), SHIPPED) == "never"


def samples(*moments: float, absent: tuple[float, ...] = ()) -> list[Sample]:
    """Values at these seconds, and "no value" at those."""
    return [_sample(at, None if at in absent else Decimal(80)) for at in sorted({*moments, *absent})]


def _sample(at: float, value: Decimal | None) -> Sample:
    return Sample("hr", value, after(at), None, "dev_monitor")


def gap(start: float, end: float | None) -> Gap:
    """A gap between two seconds."""
    return Gap(after(start), None if end is None else after(end))


GAPS = [
    ("none while values come", samples(60, 120, 180), 200, ()),
    ("none for a value that is half an interval late", samples(60, 150), 200, ()),
    ("one for a value that did not come", samples(60, 180), 200, (gap(120, 180),)),
    ("one for values that said there was none", samples(60, 240, absent=(120, 180)), 250, (gap(120, 240),)),
    ("one that is still open", samples(60), 151, (gap(120, None),)),
    ("none yet at one and a half intervals", samples(60), 150, ()),
    ("one from the binding", samples(180, 240), 250, (gap(60, 180),)),
    ("one from the binding where nothing ever came", [], 300, (gap(60, None),)),
    ("two, apart", samples(60, 240, 300, 480), 500, (gap(120, 240), gap(360, 480))),
]


class TestAGap:
    """Drawn as a gap: nothing is carried forward and nothing interpolated."""

    @pytest.mark.parametrize(("sentence", "given_samples", "now", "found"), GAPS, ids=[row[0] for row in GAPS])
    def test_lies_where_values_did_not_come(
        self, sentence: str, given_samples: list[Sample], now: float, found: tuple[Gap, ...]
    ) -> None:
        """One value a minute, bound at second 0."""
        assert gaps(given_samples, MINUTE, after(0), after(now)) == found

    def test_is_not_filled_by_what_came_before_the_binding_or_after_the_moment(self) -> None:
        """Samples of somebody else, and of the future, are not looked at."""
        assert gaps(samples(-30, 20, 290), MINUTE, after(30), after(250)) == (gap(90, None),)

    @given(st.lists(st.integers(1, 3000), unique=True), st.integers(1, 90))
    def test_and_the_values_cover_all_the_time_between_them(self, moments: list[int], interval_s: int) -> None:
        """Outside the gaps every moment is within one and a half intervals of a value before it."""
        found = gaps(samples(*moments), interval_s, after(0), after(3100))
        heard = [after(0), *(after(at) for at in sorted(moments))]
        for second in range(0, 3100, 7):
            inside = any(one.from_at <= after(second) < (one.to_at or after(3101)) for one in found)
            last = max(at for at in heard if at <= after(second))
            assert inside or after(second) - last <= timedelta(seconds=1.5 * interval_s)

    @given(st.lists(st.integers(1, 60), max_size=40, unique=True))
    def test_that_is_long_enough_is_exactly_a_silence(self, minutes: list[int]) -> None:
        """A lost signal begins and ends where its gap does."""
        chair = Chair().monitor("resp", interval_s=MINUTE)
        chair.says("resp", {minute * MINUTE: 12 + place % 2 for place, minute in enumerate(sorted(minutes))})
        watched = chair.looks(every=MINUTE, until=62 * MINUTE)
        long = [
            one
            for one in gaps(chair.samples, MINUTE, after(0), after(62 * MINUTE))
            if _is_silence(one, after(62 * MINUTE))
        ]
        silences = [event for event in watched.events if getattr(event, "condition", "") == "silent:resp"]
        begun = [event.since for event in silences if hasattr(event, "since")]
        ended = [event.cleared_at for event in silences if hasattr(event, "cleared_at")]
        assert begun == [one.from_at for one in long]
        assert ended == [one.to_at for one in long if one.to_at]


def _is_silence(one: Gap, now: datetime) -> bool:
    """150 seconds after the last value, which was a minute before the gap; a value at that very moment is in time."""
    length = (one.to_at or now) - one.from_at
    return length > timedelta(seconds=90) if one.to_at else length >= timedelta(seconds=90)
