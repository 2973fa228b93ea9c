"""The infusion screen in every size: nothing lies on anything, nothing is cut, and an alarm moves nothing."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.screens.boxes import crowded
from tests.screens.infusion.fixture import LONG_DO, later, pages
from tests.screens.infusion.looking import MEASURED, SIZES, screen
from tests.screens.infusion.visit import alarm
from tests.screens.languages import languages

STATES = [
    "medium",
    "pump_differs",
    *(pytest.param(one, marks=pytest.mark.long) for one in ("long_do", "two_bags", "high")),
]
PARTS = "#way, #alarm, .figure, .option > .take, .next-cuff, #left, #rating-open, #outlook"

sizes = pytest.mark.parametrize("size", MEASURED)


def places(page: Page) -> Any:
    """Where everything below the strip stands."""
    return page.evaluate(
        """() => [...document.querySelectorAll("#alarm, .figure, .lane, .option, #answer, #mark-keys")]
            .map((node) => node.getBoundingClientRect()).map(({ x, y, width, height }) => [x, y, width, height].map(Math.round))"""
    )


class TestTheScreen:
    """Every state that is narrow."""

    @pytest.mark.parametrize("state", STATES)
    @sizes
    @languages
    def test_lets_nothing_lie_on_anything_and_cuts_nothing(
        self, browser: Browser, state: str, size: str, language: str
    ) -> None:
        """On a desk, on the wall, on a tablet and on a phone, in both languages."""
        with screen(browser, pages()[state], SIZES[size], language) as (page, _server):
            expect(page.locator("#lane-effect [data-curve=go_on]")).to_have_count(1)
            assert crowded(page, PARTS) == []

    @pytest.mark.parametrize("state", ["medium", "two_bags"])
    @pytest.mark.parametrize("size", [one for one in MEASURED if one != "phone"])
    @languages
    def test_keeps_the_words_of_each_lane_apart_and_whole(
        self, browser: Browser, state: str, size: str, language: str
    ) -> None:
        """Names of curves, rates and silences."""
        with screen(browser, pages()[state], SIZES[size], language) as (page, _server):
            expect(page.locator("#lane-effect [data-curve=go_on]")).to_have_count(1)
            assert crowded(page, "#lane-pressure, #lane-rate, #lane-effect, #lane-felt, #lane-axis") == []

    @pytest.mark.parametrize("size", [one for one in MEASURED if one != "phone"])
    @languages
    def test_stands_still_when_an_alarm_comes_and_goes(self, browser: Browser, size: str, language: str) -> None:
        """The longest instruction there is moves nothing under a finger."""
        with screen(browser, pages()["quiet"], SIZES[size], language) as (page, server):
            expect(page.locator("#outlook strong")).to_have_count(1)
            before = places(page)
            message = later(server.page, 1)
            message["view"]["alarms"] = [alarm(do=LONG_DO)]
            server.say(message)
            expect(page.locator("#alarm")).to_have_attribute("data-priority", "medium")
            assert places(page) == before
            over = later(server.page, 2)
            over["view"]["alarms"] = []
            server.say(over)
            expect(page.locator("#alarm")).to_have_attribute("data-priority", "none")
            assert places(page) == before


class TestAPhone:
    """What stops the drip is at the thumb and never moves; above it there is room for figures."""

    @pytest.mark.parametrize("state", ["quiet", "medium"])
    @languages
    def test_shows_every_figure_of_the_monitor_and_the_rate_before_anybody_scrolls(
        self, browser: Browser, state: str, language: str
    ) -> None:
        """Breathing and ketamine too, with an alarm and without; the keys at the thumb stay where they are."""
        with screen(browser, pages()[state], SIZES["phone"], language) as (page, _server):
            fold = page.locator('[data-choice="stop"] .thumb').bounding_box()
            assert fold is not None
            for name in ("nibp", "hr", "spo2", "resp", "pump"):
                figure = page.locator(f'#figure-{name} [data-part="value"]').bounding_box()
                assert figure is not None
                assert figure["y"] + figure["height"] <= fold["y"], name


class TestALongInstruction:
    """More than the strip has room for."""

    @pytest.mark.parametrize("size", ["desk", "tablet", "phone"])
    @languages
    def test_is_cut_between_sentences_and_whole_after_one_tap(self, browser: Browser, size: str, language: str) -> None:
        """The first sentence always; the rest opens over the record and moves nothing."""
        with screen(browser, pages()["long_do"], SIZES[size], language) as (page, _server):
            shown = page.locator('#alarm [data-part="do"]')
            first = LONG_DO[language].split(". ")[0]
            expect(shown).to_contain_text(first)
            assert shown.inner_text().endswith(".")
            before = places(page)
            page.locator('#alarm [data-part="whole"]').click()
            expect(page.locator("#alarm-do")).to_have_text(LONG_DO[language])
            expect(page.locator("#alarm-do")).to_be_in_viewport()
            assert places(page) == before
            page.keyboard.press("Escape")
            expect(page.locator("#alarm-do")).to_be_hidden()

    def test_that_fits_has_no_key(self, browser: Browser) -> None:
        """One sentence is one sentence."""
        with screen(browser, pages()["medium"]) as (page, _server):
            expect(page.locator('#alarm [data-part="whole"]')).to_be_hidden()


class TestAPumpThatDiffers:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("en", "Pump says 113.2 mL/h, charted 151 mL/h"),
            ("es", "Bomba 113.2 mL/h, aquí 151 mL/h"),
        ],
    )
    def test_is_told_with_both_rates(self, browser: Browser, language: str, words: str) -> None:
        """What it gives and what is written down, side by side."""
        with screen(browser, pages()["pump_differs"], language=language) as (page, _server):
            expect(page.get_by_role("alert")).to_contain_text(words)


class TestTheRateLane:
    def test_is_as_high_for_the_same_drug_from_every_bag(self, browser: Browser) -> None:
        """Half the flow of a bag twice as strong is no slowing; the new bag has a double line and its strength."""
        with screen(browser, pages()["two_bags"], SIZES["wall"]) as (page, _server):
            expect(page.locator("#lane-rate .given rect")).to_have_count(2)
            heights = page.locator("#lane-rate .given rect").evaluate_all(
                "bars => bars.map((bar) => bar.getBBox().height)"
            )
            assert abs(heights[0] - heights[1]) < 1
            expect(page.locator("#lane-rate .new-bag")).to_have_count(1)
            expect(page.locator("#lane-rate .given").nth(1)).to_contain_text(
                "75.5 mL/h = 52.5 mg/h, new bag, 0.695 mg/mL"
            )

    def test_has_no_such_line_where_only_the_rate_was_changed(self, browser: Browser) -> None:
        """A slowing is half as high."""
        with screen(browser, pages()["slowed"]) as (page, _server):
            expect(page.locator("#lane-rate .given rect")).to_have_count(2)
            expect(page.locator("#lane-rate .new-bag")).to_have_count(0)


class TestDoses:
    def test_are_read_by_the_precision_of_their_order_everywhere(self, browser: Browser) -> None:
        """An order of 35.65 mg is never called 35.6 on the same page."""
        with screen(browser, pages()["fine_dose"]) as (page, _server):
            expect(page.locator("#figure-pump")).to_contain_text("21.34 of 35.65 mg")
            expect(page.locator('[data-choice="go_on"]')).to_contain_text("35.65 mg")
            expect(page.locator(".who")).to_contain_text("35.65 mg")


class TestWhatIsNotHeardAnyMore:
    def test_is_dashes_the_cuff_too(self, browser: Browser) -> None:
        """A newer reading may have come that this screen has not heard of: as on the board."""
        with screen(browser, pages()["quiet"]) as (page, server):
            expect(page.locator('#figure-nibp [data-part="value"]')).to_have_text("139/84")
            server.fall_silent()
            page.clock.run_for(40_000)
            expect(page.locator("#live")).to_have_attribute("data-state", "dead")
            expect(page.locator('#figure-nibp [data-part="value"]')).to_have_text("- - -")
