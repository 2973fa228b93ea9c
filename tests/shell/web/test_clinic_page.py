"""The clinic's own lists: a patient, a device and a chair are put on them, once, by who keeps them, and nonsense is not."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from handrail.care import monitor
from handrail.clinic import people, private_text
from handrail.clinic.models import Chair, Change, Clinic, Device, Patient, Room
from handrail.clinic.roles import Role
from handrail.interop.hl7v2 import receive
from tests.people import NOW, World, clinic_time, small_world, staff
from tests.shell.web.preparing import Browser, fields, text
from tests.shell.web.streaming import close_the_clinics

NADIA = {
    "name": "Nadia Roth",
    "birth_date": "1990-04-01",
    "sex": "female",
    "weight_kg": "61.5",
    "height_cm": "172",
    "language": "es",
    "planned_infusions": "6",
}
MONITOR = {"name": "Monitor 7", "kind": "monitor", "sender": "MON7|RIVERSIDE", "equipment_id": ""}


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world(db: None) -> World:
    return small_world()


@pytest.fixture
def ines(world: World) -> Browser:
    return Browser(world.ines)


def send(who: Browser, form: str, key: str = "k", **typed: Any) -> Any:
    """Send a form of the page, and look at what it leads to."""
    return who.client.post(f"/clinic/{form}", {"key": key, **typed}, follow=True)


class TestANewPatient:
    def test_stands_on_the_list_and_can_be_booked(self, world: World, ines: Browser) -> None:
        """With a key for every word that will be written about her, and with who put her there."""
        assert "Nadia Roth is on the list." in text(send(ines, "patients/add", **NADIA))
        nadia = Patient.objects.get(name="Nadia Roth")
        assert (nadia.clinic, nadia.birth_date, nadia.sex) == (world.riverside, date(1990, 4, 1), "female")
        assert (nadia.weight_kg, nadia.height_cm) == (Decimal("61.5"), Decimal(172))
        assert (nadia.language, nadia.planned_infusions) == ("es", 6)
        assert private_text.open_text(nadia.pk, private_text.seal(nadia.pk, "warm hands")) == "warm hands"
        change = Change.objects.get(about=nadia.pk)
        assert (change.by, change.at, change.was) == (world.ines, NOW, {})
        assert "Nadia Roth, 1990-04-01" in text(ines.client.get("/prepare/"))

    def test_is_one_by_the_same_click(self, world: World, ines: Browser) -> None:
        """Sent twice, and answered with what is so."""
        send(ines, "patients/add", **NADIA)
        assert "Nadia Roth is on the list already." in text(send(ines, "patients/add", **NADIA))
        assert Patient.objects.filter(name="Nadia Roth").count() == 1

    def test_who_stands_there_already_is_not_added_again(self, world: World, ines: Browser) -> None:
        """By another click: the same name, however written, and the same day."""
        send(ines, "patients/add", **NADIA)
        answer = send(ines, "patients/add", key="again", **{**NADIA, "name": "nadia  roth"})
        assert answer.status_code == 409
        assert "nadia roth, born 1990-04-01, is on the list already." in text(answer)
        assert Patient.objects.filter(name__iexact="nadia roth").count() == 1

    def test_needs_no_height(self, world: World, ines: Browser) -> None:
        """Where it was not measured."""
        send(ines, "patients/add", **{**NADIA, "height_cm": ""})
        assert Patient.objects.get(name="Nadia Roth").height_cm is None

    @pytest.mark.parametrize(
        ("field", "typed", "sentence"),
        [
            ("name", "", "Enter a name, with letters."),
            ("name", "12345", "Enter a name, with letters."),
            ("name", "N" * 121, "is too long: 120 characters at most."),
            ("birth_date", "", "Enter the day as year, month and day"),
            ("birth_date", "1990-02-30", "Enter the day as year, month and day"),
            ("birth_date", "2026-03-13", "That day has not come yet."),
            ("birth_date", "2015-04-01", "That makes 10 years. The doses and limits here are for adults, from 18"),
            ("birth_date", "1890-04-01", "That makes 135 years. Check the year."),
            ("sex", "", "Choose one."),
            ("sex", "other", "Choose one."),
            ("weight_kg", "", "Enter a number of kg."),
            ("weight_kg", "61,5", "Is 61,5 meant as 61.5 or as 615?"),
            ("weight_kg", "135 lb", "You wrote lb. This field is in kg"),
            ("weight_kg", "6.15", "6.15 kg is outside 30 kg to 250 kg. Measure again; is it in kg?"),
            ("weight_kg", "61.55", "Write it with one digit after the point at most."),
            ("weight_kg", "-61", "Enter more than 0 kg."),
            ("height_cm", "1.72", "1.72 cm is outside 100 cm to 230 cm. Measure again; is it in cm?"),
            ("language", "de", "Choose one."),
            ("planned_infusions", "0", "Enter a whole number of infusions, above 0."),
            ("planned_infusions", "60", "At most 24 are planned at once."),
        ],
    )
    def test_is_not_believed_where_something_is_nonsense(
        self, world: World, ines: Browser, field: str, typed: str, sentence: str
    ) -> None:
        """What to mend, beside its field; what else was typed stays."""
        answer = send(ines, "patients/add", **{**NADIA, field: typed})
        assert answer.status_code == 422
        assert sentence in text(answer)
        assert not Patient.objects.filter(birth_date="1990-04-01").exists()
        kept = "name" if field != "name" else "weight_kg"
        assert fields(answer)[kept] == NADIA[kept]


class TestAPatientsEntry:
    def test_is_changed_and_says_what_it_was(self, world: World, ines: Browser) -> None:
        """Who, when, and the figure before; what did not change is not told."""
        changed = {**NADIA, "name": "Karl Morel", "birth_date": "1978-11-02", "sex": "male", "language": "en"}
        answer = send(ines, f"patients/{world.karl.pk}/change", **{**changed, "weight_kg": "72.5", "height_cm": "168"})
        assert "Changed: Karl Morel." in text(answer)
        world.karl.refresh_from_db()
        assert world.karl.weight_kg == Decimal("72.5")
        page = text(ines.client.get(f"/clinic/patients/{world.karl.pk}/"))
        assert "Ines Carvalho 14:30 weight in kg was 70.0" in page

    def test_is_not_changed_over_somebody_else(self, world: World, ines: Browser) -> None:
        """Both looked at the same page; the second is told, and looks again."""
        form = {**NADIA, "name": "Karl Morel", "birth_date": "1978-11-02", "sex": "male"}
        send(ines, f"patients/{world.karl.pk}/change", seen="0", **{**form, "weight_kg": "72.5"})
        answer = send(
            Browser(world.brandt), f"patients/{world.karl.pk}/change", seen="0", **{**form, "weight_kg": "80"}
        )
        assert answer.status_code == 409
        assert "Meanwhile Ines Carvalho changed this." in text(answer)
        assert fields(answer)["weight_kg"] == "72.5"
        world.karl.refresh_from_db()
        assert world.karl.weight_kg == Decimal("72.5")

    def test_of_another_clinic_is_not_there(self, world: World, ines: Browser) -> None:
        """Neither to be read nor to be changed."""
        assert ines.client.get(f"/clinic/patients/{world.lena.pk}/").status_code == 404
        assert send(ines, f"patients/{world.lena.pk}/change", **NADIA).status_code == 404
        assert "Lena" not in text(ines.client.get("/clinic/"))

    def test_is_read_by_a_nurse_without_keys(self, world: World) -> None:
        """And she is told who changes it."""
        mara = Browser(world.mara)
        for page in ("", f"patients/{world.karl.pk}/"):
            answer = mara.client.get(f"/clinic/{page}")
            assert "A coordinator or the medical director changes these lists." in text(answer)
            assert re.findall(r'action="/clinic/[^"]*"', answer.content.decode()) == []


class TestADevice:
    def test_is_registered_and_then_known_by_what_it_sends(self, world: World, ines: Browser) -> None:
        """Once."""
        for _ in range(2):
            send(ines, "devices/add", **MONITOR)
        device = Device.objects.get(name="Monitor 7")
        assert (device.clinic, device.kind, device.sender) == (world.riverside, "monitor", "MON7|RIVERSIDE")
        assert Change.objects.get(about=device.pk).by == world.ines

    @pytest.mark.parametrize(
        ("typed", "status", "sentence"),
        [
            ({"sender": ""}, 422, "Enter the sender, the equipment id, or both"),
            ({"sender": "MON7"}, 422, "Write what the device sends as MSH-3 and MSH-4"),
            ({"sender": "|"}, 422, "Write what the device sends as MSH-3 and MSH-4"),
            ({"kind": "toaster"}, 422, "Choose one."),
            ({"name": "Monitor 3"}, 409, "There is a device named Monitor 3 already."),
            ({"sender": "MON3|RIVERSIDE"}, 409, "Another device is already known by this sender and equipment id."),
        ],
    )
    def test_that_could_not_be_told_apart_is_refused(
        self, world: World, ines: Browser, typed: dict[str, str], status: int, sentence: str
    ) -> None:
        """In words."""
        answer = send(ines, "devices/add", **{**MONITOR, **typed})
        assert (answer.status_code, sentence in text(answer)) == (status, True)
        assert Device.objects.filter(clinic=world.riverside).count() == 2


@pytest.mark.django_db(transaction=True)
class TestADeviceThatWasHeard:
    def test_is_one_tap_from_its_message_to_its_form(self, transactional_db: None) -> None:
        """The sender stands in the form; whoever may not register is offered no tap."""
        world = small_world()
        close_the_clinics(but=world.riverside)
        Clinic.objects.exclude(pk=world.riverside.pk).delete()
        raw = b"MSH|^~\\&|MON7|RIVERSIDE|HANDRAIL||20260312133000+0000||ORU^R01|1|P|2.6\rPID|1||pat_x\r"
        monitor.record_samples([receive(raw, NOW)], at=NOW)
        page = Browser(world.ines).client.get("/devices/").content.decode()
        (link,) = re.findall(r'href="(/clinic/[^"]*)#devices"', page)
        assert fields(Browser(world.ines).client.get(link.replace("&amp;", "&")))["sender"] == "MON7|RIVERSIDE"
        assert "Register this device" not in Browser(world.mara).client.get("/devices/").content.decode()


class TestChairs:
    def test_come_into_a_new_room_or_one_that_is_there(self, world: World, ines: Browser) -> None:
        """Several at once."""
        send(ines, "rooms/add", room="Room 7", chairs="7, 8")
        send(ines, "rooms/add", key="other", room="Room 3", chairs="5")
        assert {
            (chair.room.name, chair.number) for chair in Chair.objects.filter(clinic=world.riverside, number__gte=5)
        } == {("Room 7", 7), ("Room 7", 8), ("Room 3", 5)}

    @pytest.mark.parametrize("chairs", ["", "x", "0", "-1", "7 7", "99999", "7.5"])
    def test_with_numbers_that_are_none_are_refused(self, world: World, ines: Browser, chairs: str) -> None:
        """And the room is not made either."""
        assert send(ines, "rooms/add", room="Room 7", chairs=chairs).status_code == 422
        assert not Room.objects.filter(name="Room 7").exists()

    def test_of_a_number_that_is_taken_are_refused(self, world: World, ines: Browser) -> None:
        """Staff call a chair by its number: there is one of each."""
        answer = send(ines, "rooms/add", room="Room 7", chairs="4, 7")
        assert "Chair 4 stands in Room 3 already. Give it another number." in text(answer)
        assert not Room.objects.filter(name="Room 7").exists()


class TestTheLists:
    def test_say_of_an_empty_clinic_what_to_do(self, db: None) -> None:
        """Each list with its form open."""
        clinic = people.add_clinic(name="Lakeside", timezone="Europe/Berlin")
        answer = Browser(staff(clinic, "brandt", "Dr Brandt", Role.MEDICAL_DIRECTOR)).client.get("/clinic/")
        for words in ("Nobody is on the list yet.", "No monitor or pump is registered yet.", "There is no room yet."):
            assert words in text(answer)
        assert answer.content.decode().count("<details open>") == 4

    def test_of_a_clinic_say_who_is_on_them(self, world: World) -> None:
        """Its own, and nobody else's."""
        page = text(Browser(world.olga).client.get("/clinic/"))
        assert "Patients Lena Brook 1978-11-02 70 kg 6 infusions planned" in page
        assert "Ruth" not in page

    def test_stand_among_the_places_of_the_staff(self, ines: Browser) -> None:
        """From everywhere."""
        assert 'href="/clinic/"' in ines.client.get("/board/").content.decode()
