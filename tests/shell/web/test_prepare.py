"""The pages before an infusion, as the clinic's people use them: the day, the order, the chair, the devices, going home."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from handrail.care import infuse
from handrail.clinic.bindings import open_bindings
from handrail.clinic.models import Visit
from handrail.pathway.events import (
    InfusionStopped,
    PatientLeft,
    PatientSeated,
    WatcherNamed,
)
from handrail.record import log
from tests.people import NOW, World, clinic_time, small_world
from tests.shell.web.preparing import (
    AGREED,
    MONITOR,
    ORDER,
    Browser,
    bag_made,
    events,
    fields,
    seen,
    text,
)


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world(db: None) -> World:
    return small_world()


@pytest.fixture
def mara(world: World) -> Browser:
    return Browser(world.mara)


@pytest.fixture
def albrecht(world: World) -> Browser:
    return Browser(world.albrecht)


class TestTheDay:
    def test_names_who_is_here_who_is_expected_and_what_is_next(self, world: World, mara: Browser) -> None:
        """Ruth sits already; Karl comes tomorrow; Lena is of another clinic."""
        page = text(mara.client.get("/prepare/"))
        assert "Here now Chair 3 Ruth Amsel 14:30. Infusion 3 of 6 Next: the order, by a physician" in page
        assert "Expected Nobody else is expected today. In the next two weeks Fri 13 Mar, 14:30 Karl Morel" in page
        assert "Lena" not in page

    def test_keeps_who_has_no_chair_yet_under_expected(self, world: World, mara: Browser) -> None:
        """Until the chair is taken: then she is here, also when her visit was planned for another day."""
        Visit.objects.filter(pk=world.ruths_visit.pk).update(chair=None)
        page = text(mara.client.get("/prepare/"))
        assert "Here now" not in page
        assert "Expected – Ruth Amsel" in page
        tomorrow = NOW + timedelta(days=1)
        Visit.objects.filter(pk=world.ruths_visit.pk).update(chair=world.chairs[0], planned_start_at=tomorrow)
        page = text(mara.client.get("/prepare/"))
        assert "Here now Chair 3 Ruth Amsel" in page
        assert page.count("Ruth Amsel Fri") + page.count("Ruth Amsel 14:30") == 1

    def test_books_a_visit_once_however_often_it_is_sent(self, world: World) -> None:
        """A double click is one visit, and both answers say that it is booked."""
        ines = Browser(world.ines)
        form = {"patient": world.karl.pk, "day": "2026-03-16", "time": "10:00", "key": "once"}
        said = [text(ines.client.post("/prepare/book", form, follow=True)) for _ in range(2)]
        assert "Booked: Karl Morel, Monday 16 March, 10:00." in said[0]
        assert "It was booked already: Karl Morel, Monday 16 March, 10:00." in said[1]
        booked = Visit.objects.get(patient=world.karl, planned_start_at=datetime(2026, 3, 16, 9, tzinfo=UTC))
        assert booked.infusion_number == 2
        assert log.state(booked.pk)[0] == 0

    @pytest.mark.parametrize(
        ("changed", "asked"),
        [
            ({"patient": ""}, "Choose who comes."),
            ({"patient": "pat_of_nobody"}, "Choose who comes."),
            ({"day": "2026-03-11"}, "That day is over. Choose today or a later day."),
            ({"day": "16.3.2026"}, "Enter the day as year, month and day"),
            ({"day": "9999-12-31"}, "That is more than a year ahead. Check the year."),
            ({"day": "2026-03-29", "time": "02:30"}, "The clocks change that day"),
            ({"time": "half past two"}, "Enter the time as hours and minutes"),
            ({"infusion_number": "0"}, "Enter a whole number"),
            ({"day": "2026-03-13"}, "Karl Morel is expected that day already, at 14:30."),
        ],
    )
    def test_says_what_to_mend_and_keeps_the_form(self, world: World, changed: dict[str, str], asked: str) -> None:
        """Nothing is booked, nothing typed is lost."""
        form = {"patient": world.karl.pk, "day": "2026-03-16", "time": "10:00", "key": "k", **changed}
        before = Visit.objects.count()
        answer = Browser(world.ines).client.post("/prepare/book", form)
        assert answer.status_code == 422
        assert asked in text(answer)
        kept = fields(answer)
        assert all(kept.get(name, "") == form[name] for name in ("day", "time"))
        assert Visit.objects.count() == before

    def test_books_nobody_of_another_clinic(self, world: World) -> None:
        """Lena is no patient here."""
        form = {"patient": world.lena.pk, "day": "2026-03-16", "time": "10:00", "key": "k"}
        assert Browser(world.ines).client.post("/prepare/book", form).status_code == 422


class TestTheChair:
    def test_is_taken_with_one_tap_and_says_by_whom(self, world: World, mara: Browser) -> None:
        """The page says where, who and when."""
        answer = mara.press(world.karls_visit, "chair", chair=world.chairs[1].pk)
        assert "Seated in chair 4." in text(answer)
        assert "Chair 4, Room 3" in text(answer)
        assert events(world.karls_visit, PatientSeated)[0].chair == world.chairs[1].pk

    def test_that_is_taken_stays_with_who_sits_there(self, world: World, mara: Browser) -> None:
        """The page says whose it is; a press on a stale page is answered with what to do."""
        assert "3 Room 3 Ruth Amsel" in text(mara.look(world.karls_visit))
        answer = mara.press(world.karls_visit, "chair", chair=world.chairs[0].pk)
        assert answer.status_code == 409
        assert "Chair 3 is taken. Choose another, or let its patient leave first." in text(answer)
        assert events(world.karls_visit, PatientSeated) == []

    def test_of_another_clinic_is_none(self, world: World, mara: Browser) -> None:
        """Nor is a chair that does not exist."""
        for chair in (world.hillside_chair.pk, "cha_of_nowhere", ""):
            assert mara.press(world.karls_visit, "chair", chair=chair).status_code == 422

    def test_has_somebody_who_watches_and_the_second_is_told_of_the_first(self, world: World, mara: Browser) -> None:
        """Two at once: both are written down, and the later one sees it."""
        page = seen(mara.look(world.ruths_visit))
        Browser(world.jonas).press(world.ruths_visit, "watcher", person=world.jonas.pk)
        answer = mara.press(world.ruths_visit, "watcher", person=world.mara.pk, seen=page)
        assert "Mara Lind watches from now on." in text(answer)
        assert "Meanwhile: 14:30 Jonas Weber: named who watches: Jonas Weber." in text(answer)
        assert len(events(world.ruths_visit, WatcherNamed)) == 2

    @pytest.mark.parametrize("who", ["ruth", "olga", "ines"])
    def test_is_watched_by_a_nurse_or_a_physician_of_the_clinic(self, world: World, mara: Browser, who: str) -> None:
        """Not by a patient, nor by a coordinator, nor by another clinic's nurse."""
        assert mara.press(world.ruths_visit, "watcher", person=getattr(world, who).pk).status_code == 422


class TestGoingHome:
    def test_unbinds_the_devices_and_frees_the_chair(self, world: World, mara: Browser) -> None:
        """With or without an infusion, once."""
        mara.press(world.ruths_visit, "bind", device=world.monitor.pk, **MONITOR)
        for _ in range(2):
            answer = mara.press(world.ruths_visit, "leave", key="home")
            assert "Has gone home. The devices are unbound and the chair is free." in text(answer)
        assert len(events(world.ruths_visit, PatientLeft)) == 1
        assert not open_bindings(device=world.monitor).exists()
        assert "Gone home today 14:30 Ruth Amsel" in text(mara.client.get("/prepare/"))

    def test_asks_first_when_the_drip_runs_by_the_chart(self, world: World, mara: Browser, albrecht: Browser) -> None:
        """A page that was drawn before the start ends no infusion with one press."""
        started(world, mara, albrecht)
        answer = mara.press(world.ruths_visit, "leave")
        assert answer.status_code == 409
        assert "By the chart the drip has not been ended." in text(answer)
        assert events(world.ruths_visit, InfusionStopped, PatientLeft) == []
        mara.press(world.ruths_visit, "leave", ends_the_drip=fields(answer)["ends_the_drip"])
        assert len(events(world.ruths_visit, InfusionStopped, PatientLeft)) == 2

    def test_shuts_the_page_for_everything_else(self, world: World, mara: Browser, albrecht: Browser) -> None:
        """What comes too late is answered, and not written into a visit that is over."""
        mara.press(world.ruths_visit, "leave")
        answer = albrecht.press(world.ruths_visit, "order", confirmed="yes", **ORDER)
        assert answer.status_code == 409
        assert "This visit is over: the patient has gone home." in text(answer)


class TestThePage:
    def test_says_what_is_still_missing_and_then_offers_the_start(
        self, world: World, mara: Browser, albrecht: Browser
    ) -> None:
        """In words; the start itself is the infusion page's deed."""
        before = text(mara.look(world.ruths_visit))
        assert "Still missing: the order, somebody who watches, a monitor, the bag, a second person’s check" in before
        ready(world, mara, albrecht)
        page = mara.look(world.ruths_visit)
        assert "Nothing is missing. The pump is to run at 151 mL/h." in text(page)
        assert f'action="/sessions/{world.ruths_visit.pk}/start"' in page.content.decode()

    def test_shows_everybody_what_is_done_and_the_coordinator_no_control(
        self, world: World, mara: Browser, albrecht: Browser
    ) -> None:
        """Wrong role, same facts."""
        ready(world, mara, albrecht)
        page = Browser(world.ines).look(world.ruths_visit).content.decode()
        assert "Jonas Weber 14:30" in page
        assert not any(f"/{deed}#" in page for deed in ("order", "bag", "check", "bind", "unbind", "start"))

    def test_says_after_the_start_that_the_infusion_runs(self, world: World, mara: Browser, albrecht: Browser) -> None:
        """And offers nothing that would change what runs."""
        started(world, mara, albrecht)
        page = mara.look(world.ruths_visit)
        assert "Start : done The infusion runs" in text(page)
        assert "/bag#" not in page.content.decode()
        answer = albrecht.press(world.ruths_visit, "order", confirmed="yes", **ORDER)
        assert answer.status_code == 409
        assert (
            "The infusion has begun. Its order stays; the drip can be slowed, paused or stopped on its own page."
            in text(answer)
        )

    def test_answers_what_no_page_sends_with_what_to_mend(self, world: World, albrecht: Browser) -> None:
        """No key, no number, a body that is no form: 4xx, and nothing written."""
        before = log.head(world.ruths_visit.pk)
        for fields_sent in ({}, {"key": ""}, {"key": "\0"}, {"key": "k", "seen": "many"}, {"key": "k" * 5000}):
            sent = albrecht.client.post(f"/prepare/{world.ruths_visit.pk}/order", {**ORDER, **fields_sent})
            assert sent.status_code in {400, 422}
        for wanted in ("\0", "cli_of_nowhere", "é"):
            booked = albrecht.client.post("/prepare/book", {"key": "k", "clinic": wanted, "patient": "\0"})
            assert booked.status_code in {400, 404, 422}
        body = albrecht.client.post(f"/prepare/{world.ruths_visit.pk}/order", "{", content_type="application/json")
        assert body.status_code == 400
        assert albrecht.look(world.ruths_visit, "state?after=x").status_code == 400
        assert log.head(world.ruths_visit.pk) == before

    def test_is_whole_in_spanish(self, world: World, mara: Browser, albrecht: Browser) -> None:
        """The refusals of the rules too."""
        for person in (world.albrecht, world.mara):
            person.language = "es"
            person.save()
        answer = albrecht.press(world.ruths_visit, "order", dose_mg_per_kg="1.2", minutes="40")
        assert "1.2 mg/kg está fuera de 0.1 mg/kg a 1 mg/kg." in text(answer)
        assert "Orden médica" in text(mara.look(world.ruths_visit))


def ready(world: World, mara: Browser, albrecht: Browser) -> None:
    """Everything before the start is done."""
    bag_made(world.ruths_visit, albrecht, mara)
    Browser(world.jonas).press(world.ruths_visit, "check", **AGREED)
    mara.press(world.ruths_visit, "watcher", person=world.mara.pk)
    mara.press(world.ruths_visit, "bind", device=world.monitor.pk, **MONITOR)


def started(world: World, mara: Browser, albrecht: Browser) -> None:
    """Ruth's infusion runs."""
    ready(world, mara, albrecht)
    assert infuse.start(session=world.ruths_visit.pk, key="start", by=world.mara.pk, at=NOW).refused is None
