"""Whether a clinic's forecasts have held: the sum of its visits that are over, where staff can read it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from handrail.care import bands, forecast, infuse, recover
from handrail.clinic.models import Person, Visit
from handrail.pathway.infuse.forecast import Score
from handrail.units import MillimetresOfMercury, Minutes
from handrail.web.clinic_page.forecasts import told
from tests.people import NOW, World, clinic_time, small_world
from tests.shell.care.test_deeds import started
from tests.shell.web.preparing import Browser, text

MINUTE = timedelta(minutes=1)
AHEAD = Minutes(20)


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world(db: None) -> World:
    """Ruth's drip runs."""
    world = small_world()
    started(world)
    return world


def cuff(visit: Visit, by: Person, minute: float, systolic: int) -> int:
    """A pressure by hand; the event's number."""
    return infuse.chart_cuff(
        session=visit.pk,
        systolic=MillimetresOfMercury(systolic),
        diastolic=MillimetresOfMercury(80),
        key=f"cuff {minute}",
        by=by.pk,
        at=NOW + minute * MINUTE,
    ).seq


def lived(world: World, *, last: int) -> int:
    """Two cuffs, a forecast, and twenty-one minutes later the last cuff; she goes home. The last cuff's number."""
    visit, mara = world.ruths_visit, world.mara
    cuff(visit, mara, 1, 130)
    cuff(visit, mara, 3, 131)
    forecast.write_down(visit, NOW + 4 * MINUTE)
    cuff(visit, mara, 10, 134)
    seq = cuff(visit, mara, 25, last)
    recover.leave(visit=visit, key="leave", by=mara.pk, at=NOW + 60 * MINUTE)
    return seq


class TestTheClinicsScore:
    @pytest.mark.parametrize(("last", "held"), [(140, 1), (230, 0)])
    def test_asks_what_was_forecast_twenty_minutes_before(self, world: World, last: int, held: int) -> None:
        """The cuff of minute ten comes too soon after the forecast to be asked."""
        lived(world, last=last)
        assert bands.clinic_score(world.riverside.pk) == Score(held, 1)

    def test_is_of_visits_that_are_over(self, world: World) -> None:
        """One that runs has its own score, on its own page."""
        visit = world.ruths_visit
        cuff(visit, world.mara, 1, 130)
        forecast.write_down(visit, NOW + 2 * MINUTE)
        cuff(visit, world.mara, 25, 140)
        assert bands.clinic_score(world.riverside.pk) == Score(0, 0)

    def test_is_of_this_clinic_alone(self, world: World) -> None:
        """Another one's visits tell it nothing."""
        lived(world, last=140)
        assert bands.clinic_score(world.hillside.pk) == Score(0, 0)

    def test_counts_anew_what_was_corrected_later(self, world: World) -> None:
        """A reading that is seen to be artefact the next day is not asked any more."""
        seq = lived(world, last=230)
        assert bands.clinic_score(world.riverside.pk) == Score(0, 1)
        infuse.set_cuff_aside(
            session=world.ruths_visit.pk, about=seq, key="aside", by=world.mara.pk, at=NOW + timedelta(days=1)
        )
        assert bands.clinic_score(world.riverside.pk) == Score(0, 0)


class TestTheSentence:
    def test_gives_a_share_of_hundred_from_a_hundred_on(self) -> None:
        """Three of three are not a hundred of a hundred."""
        assert told(Score(129, 143), AHEAD) == "Of 143 forecasts made 20 minutes ahead, 129 held (90 of 100)."
        assert told(Score(3, 3), AHEAD) == "Of 3 forecasts made 20 minutes ahead, 3 held."
        assert told(Score(1, 1), AHEAD) == "Of 1 forecast made 20 minutes ahead, 1 held."

    def test_says_where_nothing_was_tested(self) -> None:
        """No number at all."""
        assert told(Score(0, 0), AHEAD) == "No visit that is over has put a forecast to the test yet."

    @pytest.mark.parametrize("demonstration", [True, False])
    def test_of_a_demonstration_proves_nothing_and_says_so(
        self, world: World, settings: Any, demonstration: bool
    ) -> None:
        """Its patients are invented with the effects that the forecast assumes."""
        settings.DEMO = demonstration
        answer = Browser(world.mara).client.get("/clinic/forecasts/", {"clinic": world.riverside.pk})
        assert ("so this score proves nothing" in answer.content.decode()) is demonstration

    def test_stands_one_tap_from_the_clinics_lists(self, world: World) -> None:
        """For whoever works there; the physician and the medical director first of all."""
        lived(world, last=140)
        for person in (world.albrecht, world.mara):
            browser = Browser(person)
            page = browser.client.get("/clinic/")
            assert f'href="/clinic/forecasts/?clinic={world.riverside.pk}"' in page.content.decode()
            answer = browser.client.get("/clinic/forecasts/", {"clinic": world.riverside.pk})
            assert "Of 1 forecast made 20 minutes ahead, 1 held." in text(answer)
