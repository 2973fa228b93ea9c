"""The devices page: which device speaks for whom, and what was not taken, in words that say what to do."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from handrail.care import monitor, prepare
from handrail.care.clock import SteppedClock
from handrail.clinic.models import Clinic, Device, Person, Visit
from handrail.interop.hl7v2 import Observation, oru, receive
from tests.people import NOW, World
from tests.screens.board.opening import COMES_MS, live
from tests.screens.browser import DESK, PHONE, faults, overflow, page_of
from tests.shell.web.streaming import close_the_clinics, serving

UNKNOWN = "MON7|RIVERSIDE"


def says(sender: str, *, patient: str = "", minutes_ago: float = 0) -> None:
    """A device sends a heart rate of 72."""
    at = NOW - timedelta(minutes=minutes_ago)
    observation = Observation(channel="hr", value=Decimal(72), device_at=at, absent=None)
    sends(
        oru(sender=sender, control_id=uuid4().hex, sent_at=at, observations=[observation], patient=patient),
        minutes_ago=minutes_ago,
    )


def sends(raw: bytes, *, minutes_ago: float = 0) -> None:
    """Somebody sends these bytes to the device port."""
    at = NOW - timedelta(minutes=minutes_ago)
    monitor.record_samples([receive(raw, at)], at=at)


def bind(visit: Visit, device: Device, by: Person) -> None:
    """A nurse ties the device to the chair and its patient."""
    watching = prepare.Watching(channels=("hr", "spo2", "resp"), interval_s=1, cuff_interval_s=600)
    prepare.bind_device(
        visit=visit, device=device, watching=watching, key=uuid4().hex, by=by.pk, at=NOW - timedelta(minutes=30)
    )


def entries(page: Page) -> list[str]:
    """What stands under "Not taken", one for each."""
    return [" ".join(text.split()) for text in page.locator(".refused > li").all_inner_texts()]


def only_riverside(world: World) -> None:
    """The installation has one clinic."""
    close_the_clinics(but=world.riverside)
    Clinic.objects.exclude(pk=world.riverside.pk).delete()


class TestWhatIsBound:
    """Every device of the clinic."""

    def test_names_chair_patient_since_when_and_when_it_was_heard(self, browser: Browser, world: World) -> None:
        """The monitor at chair 3, and a pump that stands in the corner."""
        bind(world.ruths_visit, world.monitor, world.mara)
        says("MON3|RIVERSIDE")
        with serving(SteppedClock(NOW)) as server, page_of(browser, at=server.url, as_person=world.mara) as page:
            page.goto("/devices/")
            rows = [" ".join(text.split()) for text in page.locator("tbody tr").all_inner_texts()]
            assert rows == [
                "3 Monitor 3 monitor Ruth Amsel 14:00 just now",
                "– none Pump 3 pump Bound to no chair. What it sends is not taken.",
            ]
            expect(page.locator("tbody a")).to_have_attribute("href", f"/sessions/{world.ruths_visit.pk}/")

    def test_is_only_the_own_clinics(self, browser: Browser, world: World) -> None:
        """Hillside's monitor is nobody's business here."""
        with serving(SteppedClock(NOW)) as server, page_of(browser, at=server.url, as_person=world.olga) as page:
            page.goto("/devices/")
            assert page.locator("tbody th").all_inner_texts() == ["Monitor 1 monitor"]


class TestWhatWasNotTaken:
    """Kept, shown, with the reason."""

    def test_says_what_to_do_for_each_reason(self, browser: Browser, world: World) -> None:
        """Unknown, bound to no chair, another patient, not to be read, not HL7."""
        bind(world.ruths_visit, world.monitor, world.mara)
        says("PUMP3|RIVERSIDE", minutes_ago=4)
        says("MON3|RIVERSIDE", patient="somebody-else", minutes_ago=3)
        sends(b"MSH|^~\\&|MON3|RIVERSIDE|HANDRAIL||20260312133000+0000||ADT^A01|77|P|2.6\r", minutes_ago=2)
        sends(b"GET / HTTP/1.1\r\n\r\n", minutes_ago=1)
        says(UNKNOWN)
        only_riverside(world)
        with serving(SteppedClock(NOW)) as server, page_of(browser, at=server.url, as_person=world.mara) as page:
            page.goto("/devices/")
            told = entries(page)
        starts = ["MON7, RIVERSIDE", "Somebody who gave no name", "MON3, RIVERSIDE", "Monitor 3", "Pump 3"]
        todo = [
            "registered for this clinic",
            "no HL7 message",
            "cannot be read",
            "the patient whose name",
            "belongs to no chair",
        ]
        for entry, start, words in zip(told, starts, todo, strict=True):
            assert entry.startswith(start)
            assert words in entry

    def test_is_told_once_with_how_often_it_came(self, browser: Browser, world: World) -> None:
        """A pump that talks every second does not bury the others."""
        for minutes_ago in (3, 2, 1):
            says("PUMP3|RIVERSIDE", minutes_ago=minutes_ago)
        with serving(SteppedClock(NOW)) as server, page_of(browser, at=server.url, as_person=world.mara) as page:
            page.goto("/devices/")
            (entry,) = entries(page)
            assert "3 messages, 14:27:00 to 14:29:00" in entry
            assert "1 min ago" in entry

    def test_shows_the_message_without_names(self, browser: Browser, world: World) -> None:
        """For whoever mends the device: segment by segment, and a character that is none by its number."""
        sends(b"MSH|^~\\&|PUMP3|RIVERSIDE|HANDRAIL||20260312133000+0000||ADT^A01|78\x07|P|2.6\rPID|||x||Amsel\r")
        with serving(SteppedClock(NOW)) as server, page_of(browser, at=server.url, as_person=world.mara) as page:
            page.goto("/devices/")
            page.get_by_text("The last message, without what names a person").click()
            expect(page.locator("pre")).to_have_text(
                "MSH|^~\\&|PUMP3|RIVERSIDE|HANDRAIL||20260312133000+0000||ADT^A01|78\\x07|P|2.6\nPID|||x"
            )

    def test_that_names_no_clinic_is_not_read_to_anybody_while_there_are_two(
        self, browser: Browser, world: World
    ) -> None:
        """It may be about a patient of the other one; where there is no other, it is shown."""
        says(UNKNOWN, patient="pat_of_hillside")
        with serving(SteppedClock(NOW)) as server, page_of(browser, at=server.url, as_person=world.mara) as page:
            page.goto("/devices/")
            expect(page.locator("body")).not_to_contain_text("pat_of_hillside")
            expect(page.locator("body")).not_to_contain_text("MON7")
            only_riverside(world)
            page.reload()
            expect(page.locator("pre")).to_contain_text("pat_of_hillside")

    def test_is_loud_on_the_board_until_the_device_has_a_chair(self, browser: Browser, world: World) -> None:
        """One tap from the sentence to this page; bound, the sentence goes."""
        says("MON3|RIVERSIDE")
        with serving(SteppedClock(NOW)) as server, page_of(browser, at=server.url, as_person=world.mara) as page:
            page.goto("/board/")
            live(page)
            expect(page.locator("#talking")).to_contain_text("Monitor 3", timeout=COMES_MS)
            bind(world.ruths_visit, world.monitor, world.mara)
            expect(page.locator("#talking")).to_be_hidden(timeout=COMES_MS)


class TestThePage:
    """For everybody who has to mend something."""

    @pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
    @pytest.mark.parametrize("language", ["en", "es"])
    def test_can_be_read_by_everybody_on_every_size(
        self, browser: Browser, world: World, size: ViewportSize, language: str
    ) -> None:
        """WCAG 2.2 AA, and no wider than the window."""
        world.mara.language = language
        world.mara.save(update_fields=["language"])
        bind(world.ruths_visit, world.monitor, world.mara)
        says("PUMP3|RIVERSIDE")
        says(UNKNOWN)
        with serving(SteppedClock(NOW)) as server, page_of(browser, size, at=server.url, as_person=world.mara) as page:
            page.goto("/devices/")
            page.locator("summary").click()
            assert faults(page) == []
            assert overflow(page) == 0

    def test_says_what_will_be_here_when_nothing_is(self, browser: Browser, world: World) -> None:
        """No messages, no devices: no fault."""
        Device.objects.all().delete()
        with serving(SteppedClock(NOW)) as server, page_of(browser, at=server.url, as_person=world.mara) as page:
            page.goto("/devices/")
            expect(page.locator("main")).to_contain_text("Every message was taken.")
            expect(page.locator("main")).to_contain_text("No device is registered for this clinic yet.")
