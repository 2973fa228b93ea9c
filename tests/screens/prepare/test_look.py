"""How the pages before an infusion look: for everybody, on every size, in both languages, at the chair."""

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from handrail.clinic.models import Person
from tests.people import World
from tests.screens.browser import SIZES, TABLET, faults, overflow, page_of
from tests.screens.languages import languages
from tests.screens.prepare.doing import with_bag, with_order

pytestmark = pytest.mark.django_db(transaction=True)

SMALLEST_TEXT_PX = 18
LOWEST_KEY_PX = 64


def opened(page: Page) -> Page:
    """The page with everything unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    return page


def small_text(page: Page) -> list[str]:
    """What on the page itself is smaller than it can be read at the chair."""
    found: list[str] = page.evaluate(
        """least => [...document.querySelectorAll('main *')]
            .filter(one => [...one.childNodes].some(part => part.nodeType === 3 && part.textContent.trim()))
            .filter(one => one.checkVisibility() && !one.closest('.for-readers, script'))
            .filter(one => parseFloat(getComputedStyle(one).fontSize) < least)
            .map(one => one.outerHTML.slice(0, 120))""",
        SMALLEST_TEXT_PX,
    )
    return found


def low_keys(page: Page) -> list[str]:
    """Keys and fields that a glove would miss."""
    found: list[str] = page.evaluate(
        """least => [...document.querySelectorAll('main :is(.button, .offer, .choice, input[type=text], select)')]
            .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < least)
            .map(one => one.outerHTML.slice(0, 120))""",
        LOWEST_KEY_PX,
    )
    return found


def speak(language: str, *people: Person) -> None:
    """These people read this language."""
    for person in people:
        person.language = language
        person.save()


@languages
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
class TestEveryPage:
    def test_can_be_used_by_everybody(
        self, browser: Browser, live_server: LiveServer, world: World, size: ViewportSize, language: str
    ) -> None:
        """No fault by WCAG 2.2 AA and nothing cut off: the day, a visit that waits for its check, the label."""
        visit = with_bag(world, world.mara)
        speak(language, world.mara, world.jonas)
        with page_of(browser, size, at=live_server.url, as_person=world.jonas, language=language) as page:
            for address in ("/prepare/", f"/prepare/{visit.pk}/", f"/prepare/{world.karls_visit.pk}/"):
                page.goto(address)
                opened(page)
                assert faults(page) == []
                assert overflow(page) == 0
        with page_of(browser, size, at=live_server.url, as_person=world.mara, language=language) as page:
            page.goto(f"/prepare/{visit.pk}/label")
            assert faults(page) == []
            assert overflow(page) == 0

    def test_says_what_to_mend_for_everybody(
        self, browser: Browser, live_server: LiveServer, world: World, size: ViewportSize, language: str
    ) -> None:
        """A refused order and a sum that is shown."""
        speak(language, world.albrecht)
        with page_of(browser, size, at=live_server.url, as_person=world.albrecht, language=language) as page:
            page.goto(f"/prepare/{world.ruths_visit.pk}/")
            for dose in ("0,5", "1.2", "0.5"):
                page.locator("[name=dose_mg_per_kg]").fill(dose)
                page.locator("[name=minutes]").fill("40")
                with page.expect_navigation(wait_until="load"):
                    page.locator("#order .do button").first.click()
                assert faults(page) == []
                assert overflow(page) == 0


class TestAtTheChair:
    def test_keys_are_tall_and_text_is_large_enough(
        self, browser: Browser, live_server: LiveServer, world: World
    ) -> None:
        """64 px for a gloved finger, 18 px for a dim room."""
        visit = with_order(world)
        with page_of(browser, TABLET, at=live_server.url, as_person=world.mara) as page:
            for address in ("/prepare/", f"/prepare/{visit.pk}/"):
                page.goto(address)
                opened(page)
                assert small_text(page) == []
                assert low_keys(page) == []

    def test_the_form_to_book_is_one_tap_away(self, browser: Browser, live_server: LiveServer, world: World) -> None:
        """However long the list is: the link stands at its head, and leads to the form."""
        with page_of(browser, TABLET, at=live_server.url, as_person=world.ines) as page:
            page.goto("/prepare/")
            link = page.get_by_role("link", name="Book a visit")
            box, first = link.bounding_box(), page.locator(".expected").first.bounding_box()
            assert box is not None
            assert first is not None
            assert box["y"] + box["height"] <= first["y"]
            expect(link).to_be_in_viewport(ratio=1)
            link.click()
            expect(page.get_by_label("Patient")).to_be_in_viewport()

    def test_one_key_is_lit(self, browser: Browser, live_server: LiveServer, world: World) -> None:
        """The next thing that this person can do."""
        visit = with_bag(world, world.mara)
        with page_of(browser, TABLET, at=live_server.url, as_person=world.jonas) as page:
            page.goto(f"/prepare/{visit.pk}/")
            expect(page.locator("main .lit")).to_have_text(["Compare"])
