"""What the lanes draw: what was, what was not, and of the time ahead only what may be said."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.screens.infusion.fixture import later, pages
from tests.screens.infusion.looking import screen, step, take
from tests.screens.infusion.visit import NOW


def path_lengths(page: Page, selector: str) -> list[float]:
    """How long each of these paths is, in pixels."""
    lengths: list[float] = page.locator(selector).evaluate_all("paths => paths.map(path => path.getTotalLength())")
    return lengths


class TestAGap:
    def test_is_two_lines_and_none_between_them(self, browser: Browser) -> None:
        """One minute and twenty seconds without a signal are drawn as nothing."""
        with screen(browser, pages()["medium"]) as (page, _server):
            expect(page.locator('[data-segment="hr"]')).to_have_count(2)
            expect(page.locator('[data-segment="spo2"]')).to_have_count(2)
            expect(page.locator('[data-segment="resp"]')).to_have_count(1)
            boxes = page.locator('path[data-segment="spo2"]').evaluate_all(
                "paths => paths.map(path => path.getBBox()).map(box => [box.x, box.x + box.width])"
            )
            (_start, ended), (began, _end) = sorted(boxes)
            assert began - ended > 5, "the two stretches touch"

    def test_says_how_long_it_was(self, browser: Browser) -> None:
        """A gap has its length in words, in figures and for a reader of the page."""
        with screen(browser, pages()["medium"]) as (page, _server):
            gap = page.locator('#lane-pressure .gap[data-channel="hr"]')
            expect(gap).to_have_attribute("data-seconds", "80")
            expect(gap).to_contain_text("no signal 1:20")

    def test_is_the_same_whether_it_was_loaded_or_watched(self, browser: Browser) -> None:
        """A silence that passed under the nurse's eyes is as long as one that the server lists."""
        with screen(browser, pages()["medium"]) as (page, server):
            server.say(later(server.page, 41, resp="15"))
            gap = page.locator('#lane-resp .gap[data-channel="resp"]')
            expect(gap).to_have_attribute("data-open", "false")
            expect(gap).to_have_attribute("data-seconds", "40")
            expect(page.locator('[data-segment="resp"]')).to_have_count(2)

    def test_stays_open_while_nothing_comes(self, browser: Browser) -> None:
        """A lost signal grows on the lane without any message."""
        with screen(browser, pages()["lost"]) as (page, server):
            gap = page.locator('#lane-spo2 .gap[data-open="true"]')
            expect(gap).to_have_count(1)
            step(page, server, 60)
            expect(gap).to_contain_text(re.compile(r"no signal 2:[3-5]\d"))

    def test_is_none_where_values_come_as_often_as_they_should(self, browser: Browser) -> None:
        """Values a second apart are one line."""
        with screen(browser, pages()["quiet"]) as (page, server):
            for seconds in range(1, 6):
                server.say(later(server.page, seconds, resp="15"))
            expect(page.locator('#figure-resp [data-part="value"]')).to_have_text("15")
            expect(page.locator('[data-segment="resp"]')).to_have_count(1)
            expect(page.locator("#lane-resp .gap")).to_have_count(0)


class TestATimeInWhichNobodyWatched:
    def test_is_hatched_through_all_lanes_and_has_its_length(self, browser: Browser) -> None:
        """After a restart the screen says how long it was blind."""
        with screen(browser, pages()["blind"]) as (page, _server):
            expect(page.locator("[data-blind]")).to_have_count(7)
            expect(page.locator("#lane-pressure")).to_contain_text("not watching 0:42")
            expect(page.locator('[data-segment="resp"]')).to_have_count(2)


class TestThePressureLane:
    def test_is_not_stretched_by_a_reading_that_cannot_be(self, browser: Browser) -> None:
        """9999/150 and 190/195 are named where they came; the axis stays that of the real readings."""
        figures = "#lane-pressure .axis text"
        with screen(browser, pages()["medium"]) as (page, server):
            expect(page.locator(figures)).not_to_have_count(0)
            before = page.locator(figures).all_inner_texts()
            message = later(server.page, 1)
            message["cuffs"] = [[NOW.timestamp() - 40, 9999, 150, None], [NOW.timestamp() - 20, 190, 195, None]]
            server.say(message)
            expect(page.locator("#lane-pressure .impossible text")).to_have_text(
                ["9999/150 not possible", "190/195 not possible"]
            )
            assert page.locator(figures).all_inner_texts() == before

    def test_has_facing_carets_for_every_cuff(self, browser: Browser) -> None:
        """Seven readings, each with both its values."""
        with screen(browser, pages()["medium"]) as (page, _server):
            readings = page.locator("#lane-pressure .cuff").evaluate_all(
                "nodes => nodes.map(node => node.dataset.reading)"
            )
            assert len(readings) == 7
            assert "164/98" in readings

    def test_says_when_the_cuff_is_due(self, browser: Browser) -> None:
        """So that nobody is startled by it."""
        with screen(browser, pages()["medium"]) as (page, _server):
            expect(page.locator("#lane-pressure .due")).to_contain_text("cuff 14:32")

    def test_takes_a_new_cuff_from_the_stream(self, browser: Browser) -> None:
        """A reading is drawn when it is charted."""
        with screen(browser, pages()["medium"]) as (page, server):
            message = later(server.page, 2)
            message["cuffs"] = [[NOW.timestamp() + 1, 158, 95, None]]
            server.say(message)
            expect(page.locator('#lane-pressure .cuff[data-reading="158/95"]')).to_have_count(1)

    def test_says_what_will_be_there_while_it_is_empty(self, browser: Browser) -> None:
        """An empty lane is not a broken one."""
        with screen(browser, pages()["ordered"]) as (page, _server):
            expect(page.locator("#lane-pressure")).to_contain_text("Readings are drawn here as they come")


class TestTheEffectLane:
    def test_draws_history_going_on_and_stopping(self, browser: Browser) -> None:
        """Plasma and effect site as they were, the effect as it may go on, and as it would fall."""
        with screen(browser, pages()["medium"]) as (page, _server):
            for curve in ("plasma", "effect_site", "go_on", "if_stopped"):
                expect(page.locator(f'#lane-effect [data-curve="{curve}"]')).to_have_count(1)
            assert all(length > 50 for length in path_lengths(page, "#lane-effect path[data-curve]"))

    def test_has_no_figures(self, browser: Browser) -> None:
        """Only names and times of day stand in it, no concentration."""
        with screen(browser, pages()["medium"]) as (page, _server):
            expect(page.locator("#lane-effect [data-curve=go_on]")).to_have_count(1)
            words = page.locator("#lane-effect text").all_text_contents()
            figures = [re.sub(r"\b\d\d:\d\d\b", "", line) for line in words]
            assert not [line for line in figures if re.search(r"\d", line)], words

    def test_says_why_where_there_is_no_forecast(self, browser: Browser) -> None:
        """A person outside what the models were made for gets a sentence, no curve."""
        fixture = pages()["medium"]
        fixture.view["order"]["dose_mg"] = "35"
        with screen(browser, fixture) as (page, server):
            server.forecast_refused = "weight is outside the range of this model"
            fixture_message = later(server.page, 1)
            fixture_message["view"]["infusion"]["segments"][0]["ml_per_h"] = "150.9"
            server.say(fixture_message)
            expect(page.locator("#outlook")).to_have_text("No forecast: weight is outside the range of this model")
            expect(page.locator(".lane [data-curve]")).to_have_count(0)
            expect(page.locator('#figure-effect [data-part="value"]')).to_have_text("No model")


OVERLAPS = """() => [...document.querySelectorAll('.lane, .figure, #unsaid li, #answer')].flatMap((root) => {
    const words = [...root.querySelectorAll('text, p span, b, small, time, li > .kind, button')]
        .filter((node) => node.textContent.trim() && node.checkVisibility() && !node.querySelector('span, b'))
        .map((node) => [node.textContent, node.getBoundingClientRect()]);
    return words.flatMap(([one, a], index) => words.slice(index + 1).filter(([, b]) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6
    ).map(([other]) => `${root.id}: ${one} on ${other}`));
})"""


class TestTheWordsInTheLanes:
    @pytest.mark.parametrize("language", ["en", "es"])
    @pytest.mark.parametrize("state", ["medium", "slowed", "high", "paused", "blind"])
    def test_never_lie_on_each_other(self, browser: Browser, state: str, language: str) -> None:
        """At 1366 by 768 every word beside and in the lanes can be read, also with a choice in the hand."""
        fixture = pages()[state]
        fixture.view["numerics"]["pump"]["ml_per_h"] = "113.2"
        with screen(browser, fixture, language=language) as (page, _server):
            expect(page.locator("#lane-effect [data-curve=go_on]")).to_have_count(1)
            assert page.evaluate(OVERLAPS) == []
            assert page.locator("#figure-pump").evaluate("node => node.scrollWidth - node.clientWidth") == 0
            take(page, "resume" if state == "paused" else "slow_half")
            expect(page.locator("#lane-effect [data-curve=in_hand]")).to_have_count(1)
            assert page.evaluate(OVERLAPS) == []


class TestTheTimeAxis:
    def test_has_now_near_the_middle_the_end_and_the_marks(self, browser: Browser) -> None:
        """Now stands between 45 and 55 hundredths of the lanes' width."""
        with screen(browser, pages()["medium"]) as (page, _server):
            lane = page.locator("#lane-rate svg.window").bounding_box()
            line = page.locator("#lane-rate .now-line").bounding_box()
            assert lane is not None
            assert line is not None
            assert 0.45 <= (line["x"] - lane["x"]) / lane["width"] <= 0.55
            expect(page.locator("#lane-axis")).to_contain_text("end 14:46")
            expect(page.locator("#lane-axis [data-mark]")).to_have_count(5)

    def test_moves_on_with_time(self, browser: Browser) -> None:
        """The past slides to the left under a line that stands still."""
        with screen(browser, pages()["medium"]) as (page, server):
            mark = page.locator('#lane-axis [data-mark="4"] circle')
            before = mark.bounding_box()
            step(page, server, 300)
            after = mark.bounding_box()
            assert before is not None
            assert after is not None
            assert before["x"] - after["x"] > 20


class TestALongRun:
    def test_does_not_grow(self, browser: Browser) -> None:
        """After an hour of values a second the page holds about as many elements as after a minute."""
        with screen(browser, pages()["quiet"]) as (page, server):
            hour = later(server.page, 3600, hr="80")
            hour["samples"] = {
                name: [[NOW.timestamp() + second, 80 + second % 3] for second in range(1, 3601)]
                for name in ("hr", "spo2", "resp")
            }
            before = page.locator("#record *").count()
            server.say(hour)
            expect(page.locator('#figure-hr [data-part="value"]')).to_have_text("80")
            assert page.locator("#record *").count() < before + 60
            longest = page.locator("#record path[data-segment]").evaluate_all(
                "paths => Math.max(...paths.map(path => path.getAttribute('d').length))"
            )
            assert longest < 120_000
