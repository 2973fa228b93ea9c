"""A device speaks for the visit it was tied to, and for no other."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from handrail.clinic import bindings, people
from handrail.clinic.models import Binding
from tests.people import NOW, World, small_world


@pytest.fixture
def world(db: None) -> World:
    return small_world()


class TestABoundDevice:
    def test_is_found_by_who_sends(self, world: World) -> None:
        """MSH-3 and MSH-4 are enough where a device is registered by them."""
        bound = bindings.bind(world.ruths_visit, world.monitor, at=NOW, interval_s=1, cuff_interval_s=300)
        found = bindings.find("MON3|RIVERSIDE")
        assert found == bound
        assert found.visit == world.ruths_visit
        assert (found.interval_s, found.cuff_interval_s) == (1, 300)

    def test_is_found_by_who_sends_also_when_the_message_names_its_equipment(self, world: World) -> None:
        """A monitor that adds its serial number is still the same monitor."""
        bound = bindings.bind(world.ruths_visit, world.monitor, at=NOW, interval_s=1)
        assert bindings.find("MON3|RIVERSIDE", "SN-77") == bound

    def test_is_told_apart_by_its_equipment_behind_a_shared_gateway(self, world: World) -> None:
        """Two monitors behind one sender are two devices."""
        one, two = (
            people.add_device(world.riverside, name=f"Bed {n}", kind="monitor", sender="GATE|R", equipment_id=f"SN-{n}")
            for n in (1, 2)
        )
        first = bindings.bind(world.ruths_visit, one, at=NOW, interval_s=1)
        second = bindings.bind(world.karls_visit, two, at=NOW, interval_s=1)
        assert bindings.find("GATE|R", "SN-1") == first
        assert bindings.find("GATE|R", "SN-2") == second

    def test_is_not_guessed_when_a_gateway_does_not_say_which(self, world: World) -> None:
        """Even when it is the only one there: unplaced is safer than wrong."""
        device = people.add_device(world.riverside, name="Bed 1", kind="monitor", sender="GATE|R", equipment_id="SN-1")
        bindings.bind(world.ruths_visit, device, at=NOW, interval_s=1)
        assert bindings.find("GATE|R") is None
        assert bindings.find("GATE|R", "SN-9") is None
        assert bindings.find("OTHER|R", "SN-1") is None

    def test_is_found_by_its_equipment_whoever_sends(self, world: World) -> None:
        """A device registered by its equipment id alone may change its gateway."""
        device = people.add_device(world.riverside, name="Roving", kind="monitor", equipment_id="SN-5")
        bound = bindings.bind(world.ruths_visit, device, at=NOW, interval_s=1)
        assert bindings.find("ANY|WHERE", "SN-5") == bound
        assert bindings.find("", "") is None

    def test_speaks_for_nobody_once_unbound(self, world: World) -> None:
        """Turnover takes the device off the patient; the device is still known."""
        bindings.bind(world.ruths_visit, world.monitor, at=NOW, interval_s=1)
        ended = bindings.unbind(world.monitor, at=NOW + timedelta(hours=1))
        assert ended is not None
        assert ended.unbound_at == NOW + timedelta(hours=1)
        assert bindings.find("MON3|RIVERSIDE") is None
        assert bindings.device("MON3|RIVERSIDE") == world.monitor
        assert bindings.unbind(world.monitor, at=NOW) is None

    def test_can_be_told_how_often_it_speaks(self, world: World) -> None:
        """A cuff's cycle changes in the course of a visit."""
        bound = bindings.bind(world.ruths_visit, world.monitor, at=NOW, interval_s=1, cuff_interval_s=600)
        bindings.set_intervals(bound, interval_s=1, cuff_interval_s=300)
        assert Binding.objects.get().cuff_interval_s == 300


class TestBinding:
    def test_a_device_that_is_elsewhere_says_where(self, world: World) -> None:
        """The nurse is told which chair to go to."""
        bindings.bind(world.ruths_visit, world.monitor, at=NOW, interval_s=1)
        with pytest.raises(bindings.CannotBind, match=r"Monitor 3 is bound to chair 3\. Unbind it there first\."):
            bindings.bind(world.karls_visit, world.monitor, at=NOW, interval_s=1)
        assert Binding.objects.get().visit == world.ruths_visit

    def test_a_second_monitor_says_which_one_is_there(self, world: World) -> None:
        """One monitor and one pump a visit."""
        other = people.add_device(world.riverside, name="Monitor 4", kind="monitor", sender="MON4|RIVERSIDE")
        bindings.bind(world.ruths_visit, world.monitor, at=NOW, interval_s=1)
        bindings.bind(world.ruths_visit, world.pump, at=NOW, interval_s=1)
        with pytest.raises(
            bindings.CannotBind, match=r"Monitor 3 is bound here\. Unbind it before you bind Monitor 4\."
        ):
            bindings.bind(world.ruths_visit, other, at=NOW, interval_s=1)

    def test_a_device_of_the_other_clinic_is_refused(self, world: World) -> None:
        """Not even by mistake."""
        with pytest.raises(bindings.CannotBind, match="not one of this clinic"):
            bindings.bind(world.ruths_visit, world.hillside_monitor, at=NOW, interval_s=1)

    def test_without_an_interval_is_refused(self, world: World) -> None:
        """A device that never speaks would never be missed."""
        with pytest.raises(bindings.CannotBind, match="Check its intervals"):
            bindings.bind(world.ruths_visit, world.monitor, at=NOW, interval_s=0)

    def test_is_kept_single_by_the_database(self, world: World) -> None:
        """Two nurses at once cannot tie one monitor to two patients."""
        bindings.bind(world.ruths_visit, world.monitor, at=NOW, interval_s=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            Binding.objects.create(
                clinic=world.riverside,
                device=world.monitor,
                kind="monitor",
                visit=world.karls_visit,
                bound_at=NOW,
                interval_s=1,
            )


class TestADevice:
    def test_is_known_once_in_the_whole_installation(self, world: World) -> None:
        """Otherwise a message could belong to two clinics."""
        with pytest.raises(ValidationError, match="already known"):
            people.add_device(world.hillside, name="Copy", kind="monitor", sender="MON3|RIVERSIDE")

    def test_must_have_something_to_be_known_by(self, world: World) -> None:
        """A name on a label is not in the messages."""
        with pytest.raises(ValidationError, match="by them a device is known"):
            people.add_device(world.riverside, name="Mute", kind="monitor")
