"""An intention that is refused stands in the log with its reason: in English, once a press, and nothing else is changed."""

from collections.abc import Callable

import pytest
from django.utils import translation

from handrail.care import prepare, recover
from handrail.care.prepare import NotPossible
from handrail.clinic.bindings import CannotBind
from handrail.clinic.models import Visit
from handrail.pathway.events import DeedRefused
from handrail.pathway.prepare.bag import BagRefused
from handrail.record import log
from handrail.units import MilligramsPerMillilitre, Millilitres, MillilitresPerHour
from tests.people import NOW, World, small_world
from tests.shell.care.test_deeds import MONITORED, bagged, ordered, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Riverside and Hillside."""
    return small_world()


def refusals(which: Visit) -> list[tuple[str, str]]:
    """What was refused of this visit, and why."""
    events = [one.fact.event for one in log.after(which.pk, 0)]
    return [(event.deed, event.because) for event in events if isinstance(event, DeedRefused)]


def taken_chair(world: World) -> None:
    prepare.take_chair(visit=world.karls_visit, chair=world.chairs[0], key="k", by=world.mara.pk, at=NOW)


def device_elsewhere(world: World) -> None:
    ready(world)
    prepare.bind_device(
        visit=world.karls_visit, device=world.monitor, watching=MONITORED, key="k", by=world.mara.pk, at=NOW
    )


def own_check(world: World) -> None:
    ordered(world)
    bagged(world)
    prepare.check_bag(
        visit=world.ruths_visit,
        drawn=Millilitres("0.7"),
        rate=MillilitresPerHour(151),
        key="k",
        by=world.mara.pk,
        at=NOW,
    )


def bag_too_large(world: World) -> None:
    ordered(world)
    prepare.prepare_bag(
        visit=world.ruths_visit,
        vial_strength=MilligramsPerMillilitre(50),
        diluent=Millilitres(1000),
        method="add",
        key="k",
        by=world.mara.pk,
        at=NOW,
    )


CASES: list[tuple[Callable[[World], None], type[Exception], str, str, str]] = [
    (taken_chair, NotPossible, "karls_visit", "chair", "Chair 3 is taken."),
    (device_elsewhere, CannotBind, "karls_visit", "device", "Monitor 3 is bound to chair 3. Unbind it there first."),
    (own_check, NotPossible, "ruths_visit", "check", "You made this bag."),
    (bag_too_large, BagRefused, "ruths_visit", "bag", "above the limit"),
]


class TestARefusal:
    """Of a chair that is taken, a device that is bound elsewhere, one's own bag, a bag that cannot be run."""

    @pytest.mark.parametrize(("ask", "problem", "which", "deed", "because"), CASES, ids=[case[3] for case in CASES])
    def test_is_told_and_written_down(
        self, world: World, ask: Callable[[World], None], problem: type[Exception], which: str, deed: str, because: str
    ) -> None:
        """In English, also where whoever asked reads Spanish."""
        with translation.override("es"), pytest.raises(problem):
            ask(world)
        ((refused, why),) = refusals(getattr(world, which))
        assert refused == deed
        assert because in why

    def test_sent_twice_is_written_once(self, world: World) -> None:
        """The same press, the same refusal."""
        for _ in range(2):
            with pytest.raises(NotPossible):
                taken_chair(world)
        assert len(refusals(world.karls_visit)) == 1

    def test_adds_nothing_to_a_visit_that_is_over(self, world: World) -> None:
        """Its record is signed and stays as it is."""
        recover.leave(visit=world.ruths_visit, key="leave", by=world.mara.pk, at=NOW)
        head = log.head(world.ruths_visit.pk)
        with pytest.raises(NotPossible, match="The visit is over"):
            prepare.take_chair(visit=world.ruths_visit, chair=world.chairs[1], key="k", by=world.mara.pk, at=NOW)
        assert log.head(world.ruths_visit.pk) == head
