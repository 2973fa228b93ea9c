"""How the protocol's pages look: for everybody, on every size, in both languages, with the longest words."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from handrail.care import protocol, protocol_draft
from handrail.clinic.models import Person
from handrail.clinic.models.fields import Look
from handrail.record import log
from tests.people import NOW, World
from tests.protocols import limit, shipping, signed
from tests.screens.boxes import crowded
from tests.screens.browser import DESK, PHONE, SIZES, faults, overflow, page_of
from tests.screens.languages import languages
from tests.shell.web.protocols import proposed_by_varga
from tests.shell.web.stages import LOW, brought

pytestmark = pytest.mark.django_db(transaction=True)

RISING = "rising = { value = 5,"
READ = (
    "/protocol/",
    "/protocol/?step=infuse",
    "/protocol/?step=infuse#pressure_high",
    "/protocol/?step=infuse&q=presi%C3%B3n",
    "/protocol/?drug=N05BA&sources=open",
    "/protocol/?q=nothing+has+these+words",
    "/protocol/entries/pressure_high/",
    "/protocol/entries/midazolam/",
    "/protocol/scales/",
    "/protocol/history/",
)


def speak(language: str, person: Person, look: Look = Look.OWN) -> Person:
    """This person reads this language, in this look."""
    person.language, person.look = language, look
    person.save()
    return person


def whole(page: Page, address: str) -> None:
    """A page without fault, that goes over no edge, and on which no word lies on another."""
    page.goto(address)
    assert faults(page) == [], address
    assert overflow(page) == 0, address
    assert crowded(page, ".told, .levels > li, .changes > li, .subject, .way-in > li, fieldset .field") == [], address


@contextmanager
def open_as(browser: Browser, person: Person, at: str, size: ViewportSize, language: str) -> Iterator[Page]:
    """A window of this person, who reads this language."""
    with page_of(browser, size, at=at, as_person=speak(language, person), language=language) as page:
        yield page


@languages
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
class TestEveryPage:
    def test_can_be_read_by_everybody(
        self, browser: Browser, live_server: LiveServer, world: World, size: ViewportSize, language: str
    ) -> None:
        """No fault by WCAG 2.2 AA, nothing cut off."""
        with open_as(browser, world.mara, live_server.url, size, language) as page:
            for address in READ:
                whole(page, address)

    def test_can_be_changed_by_everybody(
        self, browser: Browser, live_server: LiveServer, world: World, size: ViewportSize, language: str
    ) -> None:
        """The form, what it refuses, the draft, the proposal with its forms, a newer protocol."""
        proposal = proposed_by_varga(world)
        protocol_draft.keep(world.riverside, world.brandt, "pressure_high", limit("165"))
        with open_as(browser, world.brandt, live_server.url, size, language) as page:
            for address in (
                "/protocol/entries/start_pressure_high/change",
                "/protocol/entries/start_pressure_high/another",
                "/protocol/draft/",
                f"/protocol/proposals/{proposal}/",
            ):
                whole(page, address)
            page.goto("/protocol/entries/pressure_high/change")
            if not page.locator("[name='at.level.0.systolic.above']").is_visible():
                page.locator(".level > summary").first.click()
            page.locator("[name='at.level.0.systolic.above']").fill("150,5")
            with page.expect_navigation(wait_until="load"):
                page.locator(".keys .lit").click()
            expect(page.locator("[aria-invalid]")).to_have_count(1)
            assert faults(page) == []
            assert overflow(page) == 0
            page.locator(".wrong-all a").click()
            expect(page.locator("[aria-invalid]")).to_be_in_viewport()
        signed(world.riverside, world.brandt, world.albrecht, *limit("165"))
        with (
            shipping("alarms.toml", RISING, RISING.replace("5", "6")),
            open_as(browser, world.brandt, live_server.url, size, language) as page,
        ):
            protocol.take_in_everywhere(NOW)
            whole(page, "/protocol/newer/")
            whole(page, "/protocol/newer/?take.pressure_high=ours")


class TestAtADesk:
    def test_is_on_paper_for_who_chose_it(self, browser: Browser, live_server: LiveServer, world: World) -> None:
        """The light look has no fault either."""
        person = speak("en", world.albrecht, Look.PAPER)
        with page_of(browser, DESK, at=live_server.url, as_person=person) as page:
            for address in READ:
                whole(page, address)

    def test_prints_every_reason_and_no_key(self, browser: Browser, live_server: LiveServer, world: World) -> None:
        """What stands behind a tap on the screen stands on the paper."""
        with page_of(browser, DESK, at=live_server.url, as_person=world.albrecht) as page:
            page.goto("/protocol/?q=pressure_high")
            page.emulate_media(media="print")
            expect(page.get_by_text("About a fifth of sessions cross")).to_be_visible()
            expect(page.get_by_role("button", name="Show")).to_be_hidden()


class TestTheFoldedPage:
    @pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
    def test_opens_at_what_an_address_names(
        self, browser: Browser, live_server: LiveServer, world: World, size: ViewportSize
    ) -> None:
        """An entry with its book around it, a book by itself; the rest stays folded."""
        with page_of(browser, size, at=live_server.url, as_person=world.mara) as page:
            page.goto("/protocol/?step=infuse#pressure_high")
            expect(page.locator("#pressure_high .levels")).to_be_in_viewport()
            expect(page.locator(".told[open]")).to_have_count(1)
            expect(page.get_by_role("heading", name="Pressure high", exact=True)).to_be_in_viewport()
            page.goto("/protocol/")
            page.get_by_role("link", name="Alarms", exact=True).click()
            expect(page.get_by_text("Heart rate high", exact=True)).to_be_in_viewport()
            expect(page.locator(".book[open]")).to_have_count(1)

    def test_is_short_on_a_phone(self, browser: Browser, live_server: LiveServer, world: World) -> None:
        """A step is its books, in a few screens."""
        with page_of(browser, PHONE, at=live_server.url, as_person=world.mara) as page:
            page.goto("/protocol/?step=infuse")
            assert page.evaluate("document.documentElement.scrollHeight") < 5 * PHONE["height"]

    def test_is_gone_through_by_keyboard_and_without_scripts(
        self, browser: Browser, live_server: LiveServer, world: World
    ) -> None:
        """A line is a key of its own."""
        with page_of(browser, DESK, at=live_server.url, as_person=world.mara) as page:
            page.route("**/*.js", lambda route: route.abort())
            page.goto("/protocol/?step=infuse")
            page.locator(".book > summary").filter(has_text="Alarms").first.press("Enter")
            page.locator(".told > summary").filter(has_text="Oxygen saturation low *").press("Enter")
            expect(page.locator("#spo2_low")).to_contain_text("Begins")


class TestTheRuleBehindAnAlarm:
    @pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
    def test_is_two_taps_from_the_board(
        self, browser: Browser, live_server: LiveServer, world: World, size: ViewportSize
    ) -> None:
        """The row, then "why" beside the alarm; the level that fires is marked."""
        brought(world, "running")
        log.commit(world.ruths_visit.pk, lambda _now: [LOW], key="low", by="handrail", at=NOW)
        with page_of(browser, size, at=live_server.url, as_person=world.mara) as page:
            page.goto("/board/")
            page.locator("a.chair").first.click()
            page.locator("#alarm").get_by_role("link", name="why").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Oxygen saturation low")
            expect(page.locator(".levels .fires")).to_have_count(1)
            expect(page.locator(".levels .fires")).to_contain_text("This level fires now")

    def test_is_one_tap_away_where_the_board_has_room(
        self, browser: Browser, live_server: LiveServer, world: World
    ) -> None:
        """Few chairs on a desk."""
        brought(world, "running")
        log.commit(world.ruths_visit.pk, lambda _now: [LOW], key="low", by="handrail", at=NOW)
        with page_of(browser, DESK, at=live_server.url, as_person=world.mara) as page:
            page.goto("/board/")
            page.get_by_role("link", name="why").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Oxygen saturation low")
