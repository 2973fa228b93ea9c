"""What holds of the alarms whatever the signals do: nothing depends on who looked when."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.pathway.events import AlarmCleared, AlarmEased, AlarmRaised, AlarmWorsened
from handrail.protocol.rules import LimitLevel
from tests.core.pathway.watching import MINUTE, SHIPPED, Chair, Watched, after, seconds

LONGEST = 150  # samples of a channel in one example

SPO2 = st.sampled_from([99, 97, 95, 94, 93, 92, 91, 90, 89, 86, 84, 120, None])
HEART = st.sampled_from([80, 81, 116, 119, 121, 125, 138, 141, 150, 52, 49, 41, 39, 400, None])
BREATH = st.sampled_from([14, 13, 11, 10, 9, 8, 7, 0])
FLOW = st.sampled_from([0, 75, 76, 112, 150, 151, 155])
PRESSURES = [
    "118/76",
    "152/90",
    "158/96",
    "164/98",
    "172/102",
    "184/104",
    "176/108",
    "206/118",
    "188/122",
    "88/50",
    "80/45",
]


def runs(values: st.SearchStrategy[int | None]) -> st.SearchStrategy[list[int | str | None]]:
    """A channel's values one after another: runs of the same, and runs in which nothing comes."""
    run = st.tuples(st.one_of(values, st.just("nothing")), st.integers(1, 40))
    return st.lists(run, max_size=12).map(
        lambda some: [value for value, length in some for _ in range(length)][:LONGEST]
    )


@st.composite
def chairs(draw: st.DrawFn) -> tuple[Chair, float]:
    """A chair at which anything may happen, and the second at which it is over."""
    every = draw(st.sampled_from([1, 5, 60]))
    cycle = draw(st.sampled_from([300, 600]))
    length = every * LONGEST
    chair = Chair().monitor(
        "hr", "spo2", "resp", "nibp_sys", "nibp_dia", "nibp_mean", interval_s=every, cuff_interval_s=cycle
    )
    chair.pump(interval_s=every)
    for channel, values in (("hr", HEART), ("spo2", SPO2), ("resp", BREATH), ("pump_rate", FLOW)):
        offset = draw(st.sampled_from([0, 0.25, 3600]))
        for place, value in enumerate(draw(runs(values))[:LONGEST]):
            if value != "nothing":
                chair.says(channel, {every * (place + 1) + 0.001 * len(channel): value}, clock_off=offset)
    for at in draw(st.lists(st.integers(1, length), max_size=8, unique=True)):
        chair.cuff(at, draw(st.sampled_from(PRESSURES)))
    deeds(chair, draw(st.lists(st.integers(1, length), max_size=4, unique=True).map(sorted)))
    return chair, length + 900


def deeds(chair: Chair, moments: Sequence[int]) -> None:
    """Start, slow, pause and resume at these moments, as far as they go."""
    done = (
        lambda at: chair.starts(at, "150"),
        lambda at: chair.slows(at, "75"),
        chair.pauses,
        lambda at: chair.resumes(at, "112"),
    )
    for deed, moment in zip(done, moments, strict=False):
        deed(moment)


ANYTHING = settings(max_examples=40, deadline=None)


class TestAnAlarm:
    """Alarms under any signals and any looks."""

    @ANYTHING
    @given(chairs(), st.lists(st.floats(0, 1, allow_nan=False), max_size=25))
    def test_is_the_same_however_often_somebody_looked(self, told: tuple[Chair, float], shares: list[float]) -> None:
        """Looking at any moments, then at the end, tells the same story with the same moments as one look at the end."""
        assert_same_story(*told, shares)

    @settings(max_examples=15, deadline=None)
    @given(chairs())
    def test_is_the_same_with_a_short_window_and_a_look_at_every_sample(self, told: tuple[Chair, float]) -> None:
        """The ten minutes that the protocol keeps are enough."""
        assert_short_window_is_enough(*told)

    @ANYTHING
    @given(chairs(), st.floats(0, 1, allow_nan=False))
    def test_is_told_once(self, told: tuple[Chair, float], share: float) -> None:
        """A second look at the same moment has nothing to say."""
        chair, end = told
        watched = chair.looks(end * share)
        assert watched.peek(end * share) == ()

    @ANYTHING
    @given(chairs(), st.floats(0, 1, allow_nan=False))
    def test_survives_a_restart_in_the_middle_of_its_delay(self, told: tuple[Chair, float], share: float) -> None:
        """Only what was recorded is known after a restart, and that is enough."""
        chair, end = told
        watched = chair.looks(end * share).restarted()
        watched.look(end)
        assert sorted(watched.told()) == sorted(chair.looks(end).told())

    @ANYTHING
    @given(chairs())
    def test_is_raised_after_it_began_and_never_in_the_future(self, told: tuple[Chair, float]) -> None:
        """`since` <= `raised_at` <= the look; what changes later changes later."""
        chair, end = told
        last: dict[str, datetime] = {}
        for event in chair.looks(end).events:
            if isinstance(event, AlarmRaised):
                assert event.since <= event.raised_at <= after(end)
                assert event.condition not in last
                last[event.condition] = event.raised_at
            elif isinstance(event, AlarmCleared):
                assert last.pop(event.condition) <= event.cleared_at <= after(end)
            else:
                assert isinstance(event, AlarmWorsened | AlarmEased)
                assert last[event.condition] <= event.at <= after(end)
                last[event.condition] = event.at

    @ANYTHING
    @given(chairs())
    def test_always_clears_once_all_is_well_again(self, told: tuple[Chair, float]) -> None:
        """Whatever was there, good readings that last end it."""
        chair, end = told
        well(chair, end)
        assert chair.looks(end, end + 1200).open() == {}

    @ANYTHING
    @given(st.lists(st.sampled_from([93, 94]), min_size=40, max_size=120))
    def test_does_not_flap_between_its_limit_and_its_clearing_line(self, values: list[int]) -> None:
        """93 and 94 in any order: at most one alarm, and no end to it."""
        watched = Chair().monitor("spo2").says("spo2", values).looks(len(values))
        assert [what for what, _ in watched.story("spo2_low")] in ([], ["low"])

    @ANYTHING
    @given(st.integers(70, 93), st.integers(1, 60), st.integers(1, 60))
    def test_that_waits_longer_is_never_raised_by_a_shorter_time(self, value: int, shorter: int, longer: int) -> None:
        """More of the same is never less of an alarm."""
        shorter, longer = sorted((shorter, longer))
        levels = [
            highest(Chair().monitor("spo2").says("spo2", [97] * 5 + [value] * length).looks(5 + length))
            for length in (shorter, longer)
        ]
        assert levels[0] <= levels[1]


class TestAnAlarmAtLength:
    """The same with many more examples."""

    @pytest.mark.long
    @settings(max_examples=1500, deadline=None)
    @given(chairs(), st.lists(st.floats(0, 1, allow_nan=False), max_size=25))
    def test_is_the_same_however_often_somebody_looked(self, told: tuple[Chair, float], shares: list[float]) -> None:
        """No hidden timer anywhere."""
        assert_same_story(*told, shares)

    @pytest.mark.long
    @settings(max_examples=300, deadline=None)
    @given(chairs())
    def test_is_the_same_with_a_short_window(self, told: tuple[Chair, float]) -> None:
        """Ten minutes are enough."""
        assert_short_window_is_enough(*told)


def assert_same_story(chair: Chair, end: float, shares: list[float]) -> None:
    """One look at the end, or many before it: the same events with the same moments, and the same alarms left open."""
    once = chair.looks(end)
    often = chair.looks(*(end * share for share in shares), end)
    assert sorted(often.told()) == sorted(once.told())
    assert [alarm_facts(often, name) for name in often.open()] == [alarm_facts(once, name) for name in often.open()]


def assert_short_window_is_enough(chair: Chair, end: float) -> None:
    """Looks at every third sample and every minute with a short window, or one with everything: the same story."""
    once = chair.looks(end)
    moments = sorted({seconds(sample.received_at) for sample in chair.samples})
    live = chair.looks(*moments[::3], *range(0, int(end), MINUTE), end, short=True)
    assert sorted(live.told()) == sorted(once.told())


def highest(watched: Watched) -> int:
    """How urgent it became: 0 for nothing, 1 low, 2 medium, 3 high."""
    ranks = {"low": 1, "medium": 2, "high": 3}
    return max(
        (ranks[event.priority] for event in watched.events if isinstance(event, AlarmRaised | AlarmWorsened)), default=0
    )


def alarm_facts(watched: Watched, condition: str) -> tuple[object, ...]:
    """What an open alarm says."""
    alarm = watched.alarm(condition)
    return (alarm.condition, alarm.priority, alarm.since, alarm.raised_at, alarm.value, alarm.limit)


def well(chair: Chair, start: float) -> None:
    """From a moment on everything is as it should be, for twenty minutes."""
    binding = chair.looks(start).session.bindings[0]
    every = binding.interval_s
    running = chair.looks(start).session.running
    flow = running.rate.value if running else 0
    moments = [start + every * step + 1 for step in range(int(1200 / every))]
    for channel, value in (("hr", 80), ("spo2", 98), ("resp", 14)):
        chair.says(channel, {at: value + (place % 2) for place, at in enumerate(moments)})
    chair.says("pump_rate", dict.fromkeys(moments, flow))
    first = next(
        (event for _, event in sorted(chair.facts, key=lambda fact: fact[0]) if hasattr(event, "systolic")), None
    )
    usual = first.systolic.value if first else 120
    chair.cuff(start + 1, f"{min(max(usual, 100), 150)}/80")
    chair.cuff(start + 700, f"{min(max(usual, 100), 150)}/80")


class TestTheWindow:
    """What a look must be given."""

    def test_is_longer_than_any_delay_of_the_shipped_protocol(self) -> None:
        """Otherwise a run would begin before anything that is looked at."""
        delays = [
            level.lasting
            for rule in SHIPPED.alarms.rules.values()
            for level in rule.watch.levels
            if isinstance(level, LimitLevel)
        ]
        assert max(delays) * 2 <= SHIPPED.monitoring.window
