"""An order that comes too late, on a real database."""

import pytest

from handrail.care import prepare
from handrail.care.deed import Done
from handrail.pathway.events import InfusionStarted, OrderRefused
from handrail.record import log
from handrail.units import MilligramsPerHour, MilligramsPerKilogram, MillilitresPerHour, Minutes
from tests.people import NOW, World, small_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Ruth sits in chair 3, and her drip runs."""
    made = small_world()
    assert ordered(made, "0.5", "order").refused is None
    drip = InfusionStarted(rate=MillilitresPerHour(151), drug_rate=MilligramsPerHour("52.48"))
    log.commit(made.ruths_visit.pk, lambda _: [drip], key="start", by=made.mara.pk, at=NOW)
    return made


def ordered(world: World, dose: str, key: str) -> Done:
    """Dr Albrecht orders."""
    return prepare.order_infusion(
        visit=world.ruths_visit,
        dose_per_weight=MilligramsPerKilogram(dose),
        length=Minutes(40),
        key=key,
        by=world.albrecht.pk,
        at=NOW,
    )


class TestAnOrderAfterTheStart:
    """A wish that comes too late."""

    def test_is_refused_and_the_refusal_is_kept(self, world: World) -> None:
        """Who wanted what, and why not."""
        done = ordered(world, "0.75", "late")
        (kept,) = log.after(world.ruths_visit.pk, log.head(world.ruths_visit.pk) - 1)
        assert isinstance(kept.fact.event, OrderRefused)
        assert (kept.actor, kept.fact.event.dose_per_weight) == (world.albrecht.pk, MilligramsPerKilogram("0.75"))
        assert done.refused == kept.fact.event.because
        assert done.refused.startswith("The infusion has begun. Its order stays")

    def test_changes_nothing_about_the_one_that_runs(self, world: World) -> None:
        """Dose and rate stay as they were."""
        session = ordered(world, "0.75", "late").session
        assert session.order is not None
        assert session.running is not None
        assert session.order.dose_per_weight == MilligramsPerKilogram("0.5")
        assert session.running.rate == MillilitresPerHour(151)

    def test_pressed_twice_is_refused_once(self, world: World) -> None:
        """The second press gets the first answer."""
        first, again = ordered(world, "0.75", "late"), ordered(world, "0.75", "late")
        assert again.repeated
        assert again.events == first.events
