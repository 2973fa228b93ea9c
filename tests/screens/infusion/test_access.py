"""The page for everybody: by keyboard, by ear, without scripts, at every size."""

import re

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.screens.browser import faults, overflow
from tests.screens.infusion.fixture import pages
from tests.screens.infusion.looking import DESK, MEASURED, PHONE, SIZES, option, screen, take
from tests.screens.infusion.server import PATH, serving

WALL = ViewportSize(width=1920, height=1080)
STATES = ("medium", "high", "seen", "lost", "paused", "ordered", "recovering", "blind")
LONGEST = ("high", "slowed", "long_names", "ordered")


class TestThePage:
    @pytest.mark.parametrize("state", STATES)
    def test_has_no_fault_that_axe_finds(self, browser: Browser, state: str) -> None:
        """WCAG 2.2 AA, in every state."""
        with screen(browser, pages()[state]) as (page, _server):
            assert faults(page) == []

    @pytest.mark.parametrize("size", MEASURED)
    def test_has_none_with_everything_open(self, browser: Browser, size: str) -> None:
        """A choice in the hand, the list of alarms, the model's panel."""
        with screen(browser, pages()["high"], SIZES[size]) as (page, _server):
            page.get_by_role("button", name="2 more").click()
            page.get_by_role("button", name="ng/mL").click()
            page.locator("#model").get_by_role("button", name="Close").click()
            take(page, "slow_half")
            assert faults(page) == []
            assert overflow(page) == 0

    @pytest.mark.parametrize("size", MEASURED)
    @pytest.mark.parametrize("state", LONGEST)
    def test_never_scrolls_sideways(self, browser: Browser, state: str, size: str) -> None:
        """Nothing is cut off at a desk, on a tablet, on a phone."""
        with screen(browser, pages()[state], SIZES[size]) as (page, _server):
            assert overflow(page) == 0

    def test_fits_a_desk_without_scrolling(self, browser: Browser) -> None:
        """At 1366 by 768 everything that a nurse acts on is in sight."""
        with screen(browser, pages()["medium"]) as (page, _server):
            for key in ("go_on", "slow_75", "slow_half", "pause", "stop", "other"):
                expect(option(page, key).locator(".take")).to_be_in_viewport(ratio=1)

    @pytest.mark.parametrize("size", MEASURED)
    def test_has_keys_of_64_pixels_at_the_chair(self, browser: Browser, size: str) -> None:
        """Choices, marks and the alarm's keys are tall enough for a glove."""
        with screen(browser, pages()["high"], SIZES[size]) as (page, _server):
            heights = page.locator("#alarm .keys .key:visible, #mark-keys .key, #options .take").evaluate_all(
                "keys => keys.map(key => key.getBoundingClientRect().height)"
            )
            assert min(heights) >= 64

    @pytest.mark.parametrize(("size", "least"), [(DESK, 13), (WALL, 15)])
    def test_is_written_large_enough_to_be_read_at_the_chair(
        self, browser: Browser, size: ViewportSize, least: int
    ) -> None:
        """18 pixels and more; labels beside a figure and the four lines of five choices side by side a little less."""
        with screen(browser, pages()["medium"], size) as (page, _server):
            expect(page.locator("#outlook .quiet")).to_have_text(re.compile("."))
            small = page.evaluate(
                """(least) => [...document.querySelectorAll('#way *, #infusion *')]
                    .filter((node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()))
                    .filter((node) => node.checkVisibility() && !node.closest('script, .axis, .back, .for-readers, .marks b, .unsaid b'))
                    .filter((node) => parseFloat(getComputedStyle(node).fontSize) < (node.closest('.lines, .terms, .label, .outlook, small') ? least : 18))
                    .map((node) => node.textContent.trim())""",
                least,
            )
            assert small == []


class TestTheKeyboard:
    def test_reaches_every_key_in_reading_order(self, browser: Browser) -> None:
        """From the alarm to the marks to the choices, with the focus in sight."""
        with screen(browser, pages()["medium"]) as (page, _server):
            page.locator("#sound").focus()
            reached = []
            for _press in range(30):
                page.keyboard.press("Tab")
                reached.append(
                    page.evaluate(
                        "document.activeElement.closest('[data-choice]')?.dataset.choice ?? document.activeElement.dataset.mark ?? document.activeElement.id"
                    )
                )
            marks = [reached.index(name) for name in ("comfort", "medicine", "symptom", "toilet", "needle")]
            choices = [reached.index(name) for name in ("go_on", "slow_75", "slow_half", "pause", "stop")]
            assert marks == sorted(marks)
            assert choices == sorted(choices)
            assert marks[-1] < choices[0]

    def test_shows_where_it_is(self, browser: Browser) -> None:
        """The focus has an outline."""
        with screen(browser, pages()["medium"]) as (page, _server):
            page.locator("#sound").focus()
            page.keyboard.press("Tab")
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


class TestWithoutScripts:
    def test_shows_the_figures_as_they_were_and_opens_anew(self, browser: Browser) -> None:
        """The server's own rendering has every value, and dashes for what is old."""
        with serving(pages()["stale"]) as server:
            context = browser.new_context(java_script_enabled=False, base_url=server.url)
            page = context.new_page()
            page.goto(PATH)
            expect(page.locator("#figure-nibp")).to_contain_text("164/98")
            expect(page.locator('#figure-hr [data-part="value"]')).to_have_text("- - -")
            expect(page.locator("#figure-resp")).to_contain_text("14")
            expect(page.locator('meta[http-equiv="refresh"]')).to_have_count(1)
            assert "Without JavaScript" in page.locator("#answer noscript p").inner_text()
            context.close()

    @pytest.mark.parametrize(("choice", "deed"), [("slow_half", "rate"), ("pause", "pause"), ("stop", "stop")])
    def test_slows_pauses_and_stops(self, browser: Browser, choice: str, deed: str) -> None:
        """Plain forms do what the keys do, under a key of their own."""
        with serving(pages()["medium"]) as server:
            context = browser.new_context(java_script_enabled=False, base_url=server.url, viewport=PHONE)
            page = context.new_page()
            page.goto(PATH)
            first = option(page, choice).locator('input[name="key"]').get_attribute("value")
            page.reload()
            option(page, choice).get_by_role("button").click()
            page.wait_for_url(f"**{PATH}")
            (posted,) = server.deeds
            assert posted[0] == deed
            assert posted[1]["key"].endswith(f":{choice}")
            assert posted[1]["key"] != first
            assert posted[1]["seen"] == "42"
            context.close()
