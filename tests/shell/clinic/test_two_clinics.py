"""Two clinics in one installation never meet."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from handrail.clinic import people
from handrail.clinic.access import NotVisible, visible
from handrail.clinic.models import Binding, Chair, Room, Visit
from handrail.clinic.roles import Role
from tests.people import NOW, World, small_world


@pytest.fixture
def world(db: None) -> World:
    return small_world()


class TestANurse:
    def test_sees_the_visits_patients_and_devices_of_her_clinic_and_of_no_other(self, world: World) -> None:
        """Mara's Riverside is all that exists for her."""
        seen = visible(world.mara)
        assert set(seen.visits) == {world.ruths_visit, world.karls_visit}
        assert set(seen.patients) == {world.ruths, world.karl}
        assert set(seen.devices) == {world.monitor, world.pump}
        assert set(seen.chairs) == set(world.chairs)
        assert set(seen.rooms) == set(Room.objects.filter(clinic=world.riverside))
        assert set(seen.clinics) == {world.riverside}
        assert set(seen.people) == {world.mara, world.jonas, world.albrecht, world.ines, world.brandt}
        assert set(seen.streams()) == {world.ruths_visit.pk, world.karls_visit.pk}

    def test_is_told_that_a_visit_of_the_other_clinic_does_not_exist(self, world: World) -> None:
        """Theirs and nobody's get the same answer."""
        with pytest.raises(NotVisible) as theirs:
            visible(world.olga).visit(world.ruths_visit.pk)
        with pytest.raises(NotVisible) as nobodys:
            visible(world.olga).visit("ses_00000000000000000000000000")
        assert str(theirs.value) == str(nobodys.value)

    @pytest.mark.parametrize("thing", ["patient", "device", "chair"])
    def test_finds_her_own_things_and_not_those_of_the_other_clinic(self, world: World, thing: str) -> None:
        """Every look-up by id goes the same way."""
        own = {"patient": world.ruths, "device": world.monitor, "chair": world.chairs[0]}[thing]
        assert getattr(visible(world.mara), thing)(own.pk) == own
        with pytest.raises(NotVisible):
            getattr(visible(world.olga), thing)(own.pk)

    def test_sees_nothing_once_she_no_longer_works_there(self, world: World) -> None:
        """A log-in that was ended opens nothing, though a browser may still hold it."""
        world.mara.is_active = False
        assert not visible(world.mara).visits.exists()
        assert visible(world.mara).roles == frozenset()

    def test_who_is_a_physician_elsewhere_sees_as_a_physician_only_that_clinic(self, world: World) -> None:
        """A role in one clinic gives nothing in another."""
        people.add_member(world.mara, world.hillside, Role.PHYSICIAN)
        assert set(visible(world.mara, Role.PHYSICIAN).visits) == {world.lenas_visit}
        assert set(visible(world.mara, Role.NURSE).visits) == {world.ruths_visit, world.karls_visit}
        assert visible(world.mara).roles == {Role.NURSE, Role.PHYSICIAN}

    def test_who_works_in_two_clinics_is_at_home_in_the_one_she_joined_first(self, world: World) -> None:
        """Her pages start there, whichever clinic is older."""
        people.add_member(world.olga, world.riverside, Role.NURSE)
        assert visible(world.olga).home == world.hillside


class TestAPatient:
    def test_sees_her_own_visits_and_no_one_elses(self, world: World) -> None:
        """Ruth sees Ruth."""
        seen = visible(world.ruth)
        assert list(seen.visits) == [world.ruths_visit]
        assert list(seen.patients) == [world.ruths]
        assert list(seen.clinics) == [world.riverside]
        assert list(seen.people) == [world.ruth]
        assert not seen.chairs.exists()
        assert not seen.devices.exists()

    def test_sees_nothing_where_only_staff_are_asked(self, world: World) -> None:
        """A screen for nurses finds nothing for her, even by her own visit's id."""
        with pytest.raises(NotVisible):
            visible(world.ruth, Role.NURSE).visit(world.ruths_visit.pk)

    def test_is_a_patient_in_her_clinic_and_nothing_in_the_other(self, world: World) -> None:
        """Roles are held in a clinic."""
        assert world.ruth.roles(world.riverside) == {Role.PATIENT}
        assert world.ruth.roles(world.hillside) == frozenset()
        assert world.brandt.roles(world.riverside) == {Role.MEDICAL_DIRECTOR}


class TestNobody:
    def test_who_has_not_logged_in_sees_nothing(self, world: World) -> None:
        """No name, nothing there."""
        seen = visible(AnonymousUser())
        assert not any(rows.exists() for rows in (seen.visits, seen.patients, seen.devices, seen.clinics, seen.people))

    def test_without_a_clinic_sees_nothing(self, world: World) -> None:
        """Also no clinic that happens to have no patients yet."""
        people.add_clinic(name="Seaside", timezone="UTC")
        lost = people.add_person(username="lost", name="Lost Soul", password=None)
        assert not visible(lost).clinics.exists()
        assert visible(lost).home is None


@pytest.mark.django_db(transaction=True)
class TestTheDatabase:
    """Refuses, whatever a program asks it, what would tie two clinics together."""

    @pytest.fixture
    def world(self, transactional_db: None) -> World:
        return small_world()

    def test_keeps_a_visit_in_the_clinic_of_its_patient(self, world: World) -> None:
        """A visit cannot carry Ruth's name into the other clinic."""
        with pytest.raises(IntegrityError), transaction.atomic():
            Visit.objects.create(clinic=world.hillside, patient=world.ruths, infusion_number=4, planned_start_at=NOW)

    def test_keeps_a_visit_out_of_the_other_clinics_chairs(self, world: World) -> None:
        """Nor can she be seated there."""
        with pytest.raises(IntegrityError), transaction.atomic():
            Visit.objects.filter(pk=world.karls_visit.pk).update(chair=world.hillside_chair)

    def test_keeps_a_chair_in_the_clinic_of_its_room(self, world: World) -> None:
        """A room's chairs are its clinic's."""
        with pytest.raises(IntegrityError), transaction.atomic():
            Chair.objects.create(clinic=world.hillside, room=world.chairs[0].room, number=9)

    def test_keeps_a_device_from_speaking_for_the_other_clinics_patient(self, world: World) -> None:
        """Neither the device's clinic nor the visit's can be claimed for both."""
        for clinic in (world.riverside, world.hillside):
            with pytest.raises(IntegrityError), transaction.atomic():
                Binding.objects.create(
                    clinic=clinic,
                    device=world.hillside_monitor,
                    kind="monitor",
                    visit=world.ruths_visit,
                    bound_at=NOW,
                    interval_s=1,
                )

    def test_keeps_a_chairs_number_once_in_a_clinic(self, world: World) -> None:
        """Chair 3 is one chair; the other clinic has its own."""
        with pytest.raises(IntegrityError), transaction.atomic():
            Chair.objects.create(clinic=world.riverside, room=world.chairs[0].room, number=3)
        assert people.add_room(world.hillside, name="Room 3", chairs=[3]).chairs.get().number == 3

    def test_keeps_one_open_visit_in_a_chair(self, world: World) -> None:
        """Two patients cannot sit in one chair."""
        with pytest.raises(IntegrityError), transaction.atomic():
            Visit.objects.filter(pk=world.karls_visit.pk).update(chair=world.chairs[0])
        Visit.objects.filter(pk=world.ruths_visit.pk).update(closed_at=NOW)
        Visit.objects.filter(pk=world.karls_visit.pk).update(chair=world.chairs[0])
        assert Visit.objects.get(chair=world.chairs[0], closed_at=None) == world.karls_visit
