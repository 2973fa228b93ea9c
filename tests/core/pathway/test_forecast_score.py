"""Whether the bands hold: a forecast as the log keeps it, and what came of it."""

import json
from dataclasses import replace

import pytest

from handrail.pathway.events import CuffSetAside, Event, ForecastShown, codec
from handrail.pathway.infuse import rate as rates
from handrail.pathway.infuse.forecast import score, shown
from handrail.pathway.session import Session
from handrail.protocol import load
from handrail.units import MillilitresPerHour
from tests.core.pathway.drips import RULES, after
from tests.core.pathway.forecasting import GO_ON, cuff, felt, foreteller, measured

AHEAD = load().forecast.scored_ahead


def foretold(systolic: tuple[str, str] = ("120", "140"), felt: tuple[str, str] = ("2", "6")) -> ForecastShown:
    """A forecast whose nine-of-ten bands lie between these, now and in half an hour."""

    def band(low: str, high: str) -> tuple[tuple[str, ...], ...]:
        return ((low, low, low, high, high),) * 2

    return ForecastShown(
        plan="go_on",
        models=("kamp_2020",),
        data="0123456789abcdef",
        twins=2000,
        readings=3,
        after_min=(0, 30),
        bands={"systolic": band(*systolic), "felt": band(*felt)},
        highest_systolic=("120", "130", "140"),
        severe_per_100=1,
        talking_min=(10, 20, None),
        standing_min=(20, 30, None),
        leaving_min=(90, 90, None),
    )


def scored(*told: tuple[float, Event]) -> tuple[int, int]:
    """Held and asked, after these."""
    found = score(measured(*told), AHEAD)
    return found.held, found.asked


class TestTheScore:
    """Each cuff and rating against the last forecast that was made in time."""

    @pytest.mark.parametrize(("systolic", "held"), [(117, 0), (118, 1), (142, 1), (143, 0)])
    def test_counts_a_cuff_within_the_band_as_held(self, systolic: int, held: int) -> None:
        """Within the band, wider by what a cuff itself is off."""
        assert scored((10, foretold()), (20, cuff(systolic))) == (held, 1)

    @pytest.mark.parametrize(("of_ten", "held"), [(1, 0), (2, 1), (6, 1), (7, 0)])
    def test_counts_what_was_felt(self, of_ten: int, held: int) -> None:
        """The same way."""
        assert scored((10, foretold()), (20, felt(of_ten))) == (held, 1)

    def test_is_not_asked_by_what_was_hardly_foretold(self) -> None:
        """Less than five minutes ahead is no forecast."""
        assert scored((10, foretold()), (14.9, cuff(130))) == (0, 0)

    def test_takes_the_last_forecast_that_was_early_enough(self) -> None:
        """The older one said otherwise."""
        later = foretold(systolic=("150", "170"))
        assert scored((5, foretold()), (10, later), (18, foretold()), (20, cuff(160))) == (1, 1)

    def test_is_not_asked_once_somebody_changed_the_drip(self) -> None:
        """The forecast was of going on."""
        session = measured((10, foretold()))
        session = after(session, rates.change(session, MillilitresPerHour("75.5"), prescriber=False, rules=RULES), 12)
        assert score(measured((20, cuff(130)), session=session), AHEAD).asked == 0

    def test_is_not_asked_by_a_reading_that_was_set_aside(self) -> None:
        """An artefact tells nothing about the bands."""
        session = measured((10, foretold()), (20, cuff(215)))
        assert score(after(session, [CuffSetAside(about=session.seq)], 21), AHEAD).asked == 0

    def test_reads_between_two_times(self) -> None:
        """A band that rises is judged where the reading stood."""
        rising = replace(foretold(), bands={"systolic": (("120",) * 5, ("140",) * 5)})
        assert scored((0, rising), (15, cuff(138))) == (1, 1)
        assert scored((0, rising), (15, cuff(139))) == (0, 1)


class TestAForecastInTheLog:
    """Enough to draw what was known then, small enough to keep."""

    def test_is_read_as_it_was_written(self) -> None:
        """Bands, chances and times of a real one; a handful of kilobytes."""
        made = foreteller(measured((0, cuff(128)), (10, cuff(140))), 12)
        event = shown(
            made.prospect(GO_ON),
            made.from_now_min,
            made.twins,
            readings=4,
            data="0123456789abcdef",
            pressure=True,
            chance=True,
        )
        payload = codec.encode(event)
        assert codec.decode("ForecastShown", 1, json.loads(json.dumps(payload))) == event
        assert len(json.dumps(payload)) < 6000
        assert len(event.bands["systolic"]) == len(event.after_min)

    def test_says_nothing_of_pressure_without_one(self) -> None:
        """No band, no highest, no chance."""
        made = foreteller(measured(), 12)
        event = shown(
            made.prospect(GO_ON), made.from_now_min, made.twins, readings=0, data="x", pressure=False, chance=False
        )
        assert set(event.bands) == {"plasma", "effect_site", "felt"}
        assert event.highest_systolic == ()

    def test_leaves_in_the_state_only_what_its_score_needs(self) -> None:
        """A long session's state stays small: the ends of two bands, whatever else was foretold."""
        session: Session = measured((10, foretold()))
        (kept,) = session.foretold
        assert kept.ends == {"systolic": ((120.0, 140.0), (120.0, 140.0)), "felt": ((2.0, 6.0), (2.0, 6.0))}
        assert kept.after_min == (0, 30)
