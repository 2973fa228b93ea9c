"""When somebody is ready, on the rail; and what the panel says of the models behind it."""

import re

import pytest
from playwright.sync_api import Browser, Route, ViewportSize, expect

from tests.screens.boxes import crowded
from tests.screens.infusion.fixture import pages
from tests.screens.infusion.forecasting import forecast_json
from tests.screens.infusion.looking import DESK, MEASURED, PHONE, SIZES, TABLET, box, forecast_is_there, screen


class TestReady:
    def test_stands_on_the_rail_as_two_nested_pills_with_its_times(self, browser: Browser) -> None:
        """A forecast of time is brass; nobody leaves before the protocol's earliest."""
        with screen(browser, pages()["medium"]) as (page, _server):
            forecast_is_there(page)
            ready = page.locator("#rail .ready")
            expect(ready).to_have_text(
                re.compile(r"^Ready(\d\d:\d[05](–\d\d:\d[05])?| from \d\d:\d[05]late end unknown)$")
            )
            outer, inner = box(ready.locator(".outer")), box(ready.locator(".inner"))
            assert outer["x"] <= inner["x"]
            assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 0.5

    @pytest.mark.parametrize("size", MEASURED)
    @pytest.mark.parametrize(
        ("leaving", "words", "spoken"),
        [
            ([95, 101, 111], "Ready16:10–16:25", "Ready 16:10–16:25"),
            ([95, 101, None], "Ready from 16:10late end unknown", "Ready from 16:10, late end unknown"),
        ],
    )
    def test_never_gives_the_early_end_alone(
        self, browser: Browser, size: str, leaving: list[int | None], words: str, spoken: str
    ) -> None:
        """Whoever plans the way home needs the late end, or to know that nobody knows it."""

        def told(route: Route) -> None:
            answer = route.fetch()
            made = answer.json()
            for one in made["choices"].values():
                one["leaving_min"] = leaving
            route.fulfill(response=answer, json=made)

        with screen(browser, pages()["medium"], SIZES[size]) as (page, _server):
            page.route(re.compile(r"/forecast(\?|$)"), told)
            page.reload()
            expect(page.locator("#rail .ready")).to_have_text(words)
            expect(page.locator("#rail")).to_have_attribute("aria-label", re.compile(re.escape(spoken)))
            assert crowded(page, "#rail") == []

    def test_is_not_there_without_a_forecast(self, browser: Browser) -> None:
        """Before the start nobody knows."""
        with screen(browser, pages()["ready"]) as (page, _server):
            expect(page.locator("#outlook")).to_have_text("The forecast begins with the infusion.")
            expect(page.locator("#rail .ready")).to_be_hidden()


class TestTheModelsPanel:
    def test_says_what_share_each_model_has_after_the_readings(self, browser: Browser) -> None:
        """Equal shares only before the first one."""
        with screen(browser, pages()["medium"]) as (page, server):
            forecast_is_there(page)
            told = forecast_json(server.page)
            page.locator("#model-open").click()
            shown = page.locator('#model [data-part="models"] li')
            expect(shown).to_have_text([re.compile(f": {share or '<1'} of 100$") for share in told["shares_per_100"]])
            expect(page.locator('#model [data-part="equal"]')).to_be_empty()

    def test_calls_the_shares_equal_before_the_first_reading(self, browser: Browser) -> None:
        """Nothing has chosen among them yet."""

        def told(route: Route) -> None:
            answer = route.fetch()
            route.fulfill(response=answer, json={**answer.json(), "readings": 0})

        with screen(browser, pages()["medium"]) as (page, _server):
            page.route(re.compile(r"/forecast(\?|$)"), told)
            page.reload()
            page.locator("#model-open").click()
            expect(page.locator('#model [data-part="equal"]')).to_have_text("in equal shares before the first reading")
            expect(page.locator('#model [data-part="models"] li').first).to_have_text("Clements 1981")

    @pytest.mark.parametrize("size", [ViewportSize(width=1280, height=900), DESK, TABLET, PHONE])
    @pytest.mark.parametrize("language", ["en", "es"])
    def test_covers_no_assumption_with_its_key(self, browser: Browser, size: ViewportSize, language: str) -> None:
        """Each can be brought into view, beside the key."""
        with screen(browser, pages()["medium"], size, language) as (page, _server):
            forecast_is_there(page)
            page.locator("#model-open").click()
            key = box(page.locator('#model [data-part="close"]'))
            for one in page.locator('#model [data-part="assumptions"] li').all():
                one.scroll_into_view_if_needed()
                expect(one).to_be_in_viewport()
                assert box(one)["y"] >= key["y"] + key["height"] - 1
