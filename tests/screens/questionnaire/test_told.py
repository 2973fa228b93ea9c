"""An answer that needs a person, on the board and beside the infusion: in sight, quiet, whole on every screen, also as it comes."""

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from handrail.clinic.models import Person
from handrail.web.infuse.screen import chair_view
from tests.asking import all_of, answered, asked
from tests.people import NOW, World
from tests.screens.browser import PHONE, SIZES, faults, overflow, page_of
from tests.screens.languages import languages

pytestmark = pytest.mark.django_db(transaction=True)

LEAST_TARGET = 48
"""CSS pixels on a side of whatever a thumb is to meet."""


@pytest.fixture
def told(world: World) -> str:
    """Ruth, who sits in chair 3, has answered above nothing; the id of the asking."""
    said = all_of("phq_9", "1", item_9="2")
    return answered(world.ruths, "phq_9", said, asked_by=world.mara, by=world.ruth, at=NOW).asking


def height(page: Page, selector: str) -> float:
    """How high it is drawn."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["height"]


@languages
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
class TestOnEveryScreen:
    def test_the_board_says_it_in_the_row_and_to_who_promised(
        self, browser: Browser, live_server: LiveServer, world: World, told: str, size: ViewportSize, language: str
    ) -> None:
        """In small letters, nothing cut off the side, no fault by WCAG 2.2 AA."""
        Person.objects.filter(pk=world.mara.pk).update(language=language)
        with page_of(browser, size, at=live_server.url, as_person=world.mara, language=language) as page:
            page.goto("/board/")
            line = page.locator(".row .told")
            expect(line.filter(has_text="PHQ-9")).to_be_visible()
            expect(page.locator("#to-read")).to_contain_text("Ruth Amsel")
            assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.row .told')).fontSize)") <= 18
            assert (faults(page), overflow(page)) == ([], 0)

    def test_the_infusions_page_says_it_under_the_name(
        self, browser: Browser, live_server: LiveServer, world: World, told: str, size: ViewportSize, language: str
    ) -> None:
        """One line that leads to the answers; at a desk everything below still stands on the screen."""
        Person.objects.filter(pk=world.mara.pk).update(language=language)
        with page_of(browser, size, at=live_server.url, as_person=world.mara, language=language) as page:
            page.goto(f"/sessions/{world.ruths_visit.pk}/")
            expect(page.locator("#told")).to_contain_text("PHQ-9")
            assert (faults(page), overflow(page)) == ([], 0)
            if size["width"] > 1000:
                assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
            page.locator("#told a").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Ruth Amsel")


class TestTheScript:
    def test_writes_what_the_server_wrote(
        self, browser: Browser, live_server: LiveServer, world: World, told: str
    ) -> None:
        """The page without scripts and the living one say the same line."""
        with page_of(browser, at=live_server.url, as_person=world.mara) as page:
            for address, where in (("/board/", ".row .told"), (f"/sessions/{world.ruths_visit.pk}/", "#told")):
                plain = page.request.get(address).text()
                page.goto(address)
                said = page.locator(where).locator("[data-part=told-words]").first.text_content() or ""
                assert said == "An answer needs a person: PHQ-9, question 9, 14:30. Not read yet."
                assert said in plain

    def test_hides_the_line_where_there_is_nothing(
        self, browser: Browser, live_server: LiveServer, world: World
    ) -> None:
        """No empty line in a row, no strip under the head."""
        with page_of(browser, at=live_server.url, as_person=world.mara) as page:
            page.goto("/board/")
            expect(page.locator("body")).to_have_attribute("data-live", re.compile("."))  # its script is at work
            expect(page.locator(".row .told").first).to_be_hidden()
            expect(page.locator("#to-read")).to_be_hidden()
            assert chair_view(world.ruths_visit.pk, NOW)["told"] == []


class TestThePatientsTelephone:
    def test_dials_every_number_with_a_thumb(self, browser: Browser, live_server: LiveServer, world: World) -> None:
        """Beside the darkest question, at the end, and on the start page."""
        address = f"/me/questions/{asked(world.ruths, 'phq_9', by=world.mara)}/"
        with page_of(browser, PHONE, at=live_server.url, as_person=world.ruth) as page:
            for where in (f"{address}?at=9", f"{address}?at=11", "/me/"):
                page.goto(where)
                numbers = page.locator('a[href^="tel:"]:visible')
                expect(numbers.first).to_be_visible()
                for one in numbers.all():
                    box = one.bounding_box()
                    assert box is not None
                    assert min(box["width"], box["height"]) >= LEAST_TARGET, where
