"""A visit that is to come gets another time, or is taken off: on its page, and in the patient's calendar."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from handrail.clinic.models import Change, Message, Person, Visit
from handrail.jobs import sealing
from handrail.record import log
from handrail.web.prepare.booking import next_number
from tests.letters import address, send_what_is_due
from tests.mailing import MailServer, set_up
from tests.people import NOW, World, clinic_time, small_world


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world(transactional_db: None) -> World:
    return small_world()


def press(world: World, deed: str, *, by: Person | None = None, visit: Visit | None = None, **sent: str) -> Any:
    """Somebody presses on the page of Karl's visit of tomorrow."""
    client = Client()
    client.force_login(by or world.ines)
    which = visit or world.karls_visit
    return client.post(f"/prepare/{which.pk}/{deed}", {"key": "k", **sent}, follow=True)


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


class TestAVisitThatIsMoved:
    def test_has_the_new_time_and_keeps_who_moved_it(self, world: World) -> None:
        """What it was before stands with it; a second press changes nothing."""
        assert "Moved: Karl Morel, Saturday 21 March, 09:00." in words(
            press(world, "move", day="2026-03-21", time="09:00")
        )
        assert "It has that time already" in words(press(world, "move", day="2026-03-21", time="09:00"))
        world.karls_visit.refresh_from_db()
        assert world.karls_visit.planned_start_at.isoformat() == "2026-03-21T08:00:00+00:00"
        (change,) = Change.objects.filter(about=world.karls_visit.pk)
        assert (change.by, change.was) == (world.ines, {"planned_start_at": "2026-03-13T13:30:00.000000Z"})

    @pytest.mark.parametrize(
        ("sent", "says"),
        [
            ({"day": "2026-03-11", "time": "09:00"}, "That day is over."),
            ({"day": "2028-03-11", "time": "09:00"}, "more than a year ahead"),
            ({"day": "2026-03-29", "time": "02:30"}, "The clocks change that day"),
            ({"day": "tomorrow", "time": "09:00"}, "day"),
            ({"day": "2026-03-21", "time": ""}, "time"),
        ],
    )
    def test_is_refused_in_words_where_the_time_is_none(self, world: World, sent: dict[str, str], says: str) -> None:
        """The form stays open with what was typed."""
        page = press(world, "move", day=sent["day"], time=sent["time"])
        assert page.status_code == 422
        assert says in words(page)
        assert not Change.objects.filter(about=world.karls_visit.pk).exists()

    def test_does_not_meet_another_of_the_same_patient(self, world: World) -> None:
        """Twice on one day is a slip."""
        press(world, "move", day="2026-03-21", time="09:00")
        Visit.objects.create(
            clinic=world.riverside, patient=world.karl, infusion_number=2, planned_start_at="2026-03-25T08:00:00Z"
        )
        assert "is expected that day already" in words(press(world, "move", day="2026-03-25", time="15:00"))

    def test_is_not_moved_once_its_patient_is_here(self, world: World) -> None:
        """Ruth sits in her chair."""
        page = press(world, "move", visit=world.ruths_visit, day="2026-03-21", time="09:00")
        assert (page.status_code, "The patient is here already" in words(page)) == (409, True)


class TestAVisitThatIsTakenOff:
    def test_is_closed_and_nowhere_on_the_lists(self, world: World) -> None:
        """Not expected, not gone home, no number of the series; its page says so. Twice is once."""
        before = next_number(world.karl)
        for _ in range(2):
            assert "Taken off: Karl Morel." in words(press(world, "take-off"))
        client = Client()
        client.force_login(world.mara)
        assert f"/prepare/{world.karls_visit.pk}/" not in words(client.get("/prepare/"))
        assert "This visit was taken off." in words(client.get(f"/prepare/{world.karls_visit.pk}/"))
        assert (before, next_number(world.karl)) == (2, 1)
        assert log.head(world.karls_visit.pk) == 0

    def test_is_not_on_the_patients_page(self, world: World) -> None:
        """As if it had never been planned."""
        world.karl.person = world.ruth
        world.ruths.person = None
        world.ruths.save()
        world.karl.save()
        press(world, "take-off")
        client = Client()
        client.force_login(world.ruth)
        assert "No visit is planned yet." in words(client.get("/me/"))

    def test_leaves_the_sealing_as_it_is(self, world: World) -> None:
        """An empty record has nothing to seal or sign."""
        press(world, "take-off")
        sealing.seal(NOW)
        assert log.head(world.karls_visit.pk) == 0

    def test_with_an_order_is_moved_instead(self, world: World) -> None:
        """What was ordered does not vanish with a press at the desk."""
        client = Client()
        client.force_login(world.albrecht)
        client.post(
            f"/prepare/{world.karls_visit.pk}/order",
            {"key": "o", "dose_mg_per_kg": "0.5", "minutes": "40", "confirmed": "yes"},
        )
        assert log.head(world.karls_visit.pk) > 0
        page = press(world, "take-off")
        assert (page.status_code, "Something is recorded for this visit already" in words(page)) == (409, True)


class TestThePatientsCalendar:
    def test_has_the_visit_moves_it_and_takes_it_out(self, world: World, settings: Any) -> None:
        """Three letters about one entry, each with a higher number; booked, moved, taken off."""
        address(world.karl, by=world.ines, to="karl@example.org")
        client = Client()
        client.force_login(world.ines)
        with MailServer() as post, set_up(settings, post):
            client.post("/prepare/book", {"key": "b", "patient": world.karl.pk, "day": "2026-03-20", "time": "09:00"})
            send_what_is_due()
            visit = Visit.objects.latest("planned_start_at")
            press(world, "move", visit=visit, day="2026-03-30", time="09:00")
            send_what_is_due()
            press(world, "take-off", visit=visit)
            send_what_is_due()
        files = [Calendar.from_ical(one.calendar or b"") for one in post.mails]
        events = [one.walk("VEVENT")[0] for one in files]
        assert [str(one["METHOD"]) for one in files] == ["PUBLISH", "PUBLISH", "CANCEL"]
        assert {str(one["UID"]) for one in events} == {f"{visit.pk}@handrail"}
        assert [one["SEQUENCE"] for one in events] == [0, 1, 2]
        assert [one.decoded("DTSTART").isoformat() for one in events] == [
            "2026-03-20T08:00:00+00:00",
            "2026-03-30T07:00:00+00:00",  # the clocks have changed
            "2026-03-30T07:00:00+00:00",
        ]
        assert [one.template for one in Message.objects.all()] == ["planned", "moved", "off"]
