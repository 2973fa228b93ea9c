"""Booking a visit and taking a chair, twice and at the same moment, on a real database."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import IntegrityError

from handrail.care import prepare
from handrail.care.prepare import Booked, NotPossible, age_of
from handrail.clinic.models import Chair, Visit
from handrail.pathway.events import PatientSeated
from handrail.record import log
from handrail.units import MilligramsPerKilogram, Minutes
from tests.people import NOW, World, room, small_world, visit
from tests.shell.record.makers import Other, at_once


@pytest.fixture
def world(transactional_db: None) -> World:
    """Riverside and Hillside, with Ruth in chair 3."""
    return small_world()


def booked(world: World, key: str, day: int = 7) -> Booked:
    """Karl's next visit."""
    return prepare.book(patient=world.karl, planned_start_at=NOW + timedelta(days=day), infusion_number=2, key=key)


def seated(which: Visit, chair: Chair, key: str, world: World) -> str:
    """What came of the wish to sit there: "seated", or the words of the refusal."""
    try:
        prepare.take_chair(visit=Visit.objects.get(pk=which.pk), chair=chair, key=key, by=world.mara.pk, at=NOW)
    except NotPossible as problem:
        return str(problem)
    return "seated"


class TestBooking:
    """The same click is the same visit."""

    def test_twice_with_the_same_key_is_one_visit(self, world: World) -> None:
        """The second answer is the first one's visit, whatever else was sent with it."""
        first, again = booked(world, "click"), booked(world, "click", day=8)
        assert (first.before, again.before) == (False, True)
        assert again.visit == first.visit
        assert again.visit.planned_start_at == NOW + timedelta(days=7)

    def test_for_somebody_else_is_another_visit(self, world: World) -> None:
        """A key is one patient's."""
        other = prepare.book(
            patient=world.ruths, planned_start_at=NOW + timedelta(days=7), infusion_number=4, key="click"
        )
        assert booked(world, "click").visit != other.visit

    def test_in_four_threads_at_once_is_one_visit(self, world: World) -> None:
        """With one log, opened once."""
        answers = at_once([lambda: booked(world, "click")] * 4)
        assert sorted(one.before for one in answers) == [False, True, True, True]
        (visit_id,) = {one.visit.pk for one in answers}
        assert log.head(visit_id) == 0

    def test_in_two_processes_at_once_is_one_visit_each(self, world: World) -> None:
        """Two servers get the same ten clicks."""
        before = Visit.objects.filter(patient=world.karl).count()
        script = str(Path(__file__).with_name("books_in_another_process.py"))
        others = [Other(script, world.karl.pk, 10) for _ in range(2)]
        assert [other.says() for other in others] == ["ready", "ready"]
        for other in others:
            other.go_on()
        answers = [[other.says().split() for _ in range(10)] for other in others]
        assert [other.end() for other in others] == [0, 0]
        assert [visit_id for visit_id, _ in answers[0]] == [visit_id for visit_id, _ in answers[1]]
        assert sum(said == "first" for one in answers for _, said in one) == 10
        assert Visit.objects.filter(patient=world.karl).count() == before + 10

    def test_is_kept_single_by_the_database(self, world: World) -> None:
        """Also where somebody goes round the deed."""
        first = booked(world, "click").visit
        with pytest.raises(IntegrityError):
            Visit.objects.filter(pk=world.karls_visit.pk).update(booking_key=first.booking_key)


class TestTakingAChair:
    """One patient a chair, whoever is quicker."""

    def test_by_four_at_once_seats_one_and_tells_the_others(self, world: World) -> None:
        """A refusal in words, and the log says the same as the table."""
        for round_number, chair in enumerate(room(world.riverside, "Room 9", 91, 92, 93, 94, 95)):
            start = NOW + timedelta(days=30)
            waiting = [visit(world.karl, start, infusion_number=number) for number in range(1, 5)]
            key = f"seat-{round_number}"
            said = at_once([partial(seated, one, chair, key, world) for one in waiting])
            taken = f"Chair {chair.number} is taken. Choose another, or let its patient leave first."
            assert sorted(said) == sorted(["seated", taken, taken, taken])
            (there,) = Visit.objects.filter(chair=chair)
            assert [log.state(one.pk)[1].chair for one in waiting] == [
                chair.pk if one.pk == there.pk else None for one in waiting
            ]

    def test_again_with_an_old_press_does_not_move_anybody_back(self, world: World) -> None:
        """A redelivered press is answered with what it did; the patient stays where she sits now."""
        three, four = world.chairs
        assert seated(world.karls_visit, four, "first", world) == "seated"
        (five,) = room(world.riverside, "Room 5", 5)
        assert seated(world.karls_visit, five, "second", world) == "seated"
        assert seated(world.karls_visit, four, "first", world) == "seated"
        assert Visit.objects.get(pk=world.karls_visit.pk).chair == five
        events = [one.fact.event for one in log.after(world.karls_visit.pk, 0)]
        assert [one.chair for one in events if isinstance(one, PatientSeated)] == [four.pk, five.pk]
        assert seated(world.karls_visit, three, "third", world).startswith("Chair 3 is taken.")


class TestAge:
    """Somebody's birthday begins at midnight where the clinic is."""

    @pytest.mark.parametrize(
        ("at", "years"),
        [
            (datetime(2026, 11, 1, 22, 59, tzinfo=UTC), 47),
            (datetime(2026, 11, 1, 23, 0, tzinfo=UTC), 48),
        ],
    )
    def test_goes_by_the_day_of_the_clinic_east_of_greenwich(self, world: World, at: datetime, years: int) -> None:
        """Ruth is born on 2 November, and it is midnight in Berlin an hour before it is in Greenwich."""
        assert world.ruths.birth_date == date(1978, 11, 2)
        assert age_of(world.ruths, at) == years

    @pytest.mark.parametrize(
        ("at", "years"),
        [
            (datetime(2026, 11, 2, 5, 59, tzinfo=UTC), 47),
            (datetime(2026, 11, 2, 6, 0, tzinfo=UTC), 48),
        ],
    )
    def test_goes_by_the_day_of_the_clinic_west_of_greenwich(self, world: World, at: datetime, years: int) -> None:
        """Lena is treated in Chicago, six hours behind."""
        assert age_of(world.lena, at) == years

    def test_of_an_order_is_that_of_the_clinics_day(self, world: World) -> None:
        """What the model and the record are told."""
        prepare.order_infusion(
            visit=world.ruths_visit,
            dose_per_weight=MilligramsPerKilogram("0.5"),
            length=Minutes(40),
            key="order",
            by=world.albrecht.pk,
            at=datetime(2026, 11, 1, 23, 30, tzinfo=UTC),
        )
        order = log.state(world.ruths_visit.pk)[1].order
        assert order is not None
        assert order.age_years == 48
