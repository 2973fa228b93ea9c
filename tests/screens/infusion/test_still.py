"""The infusion screen without a script: each value says when it was measured, and an alarm can be seen."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.screens.boxes import crowded
from tests.screens.infusion.fixture import pages
from tests.screens.infusion.looking import DESK, PHONE, TABLET
from tests.screens.infusion.server import PATH, Server, serving
from tests.screens.infusion.visit import Page as Fixture

SIZES = {"desk": DESK, "tablet": TABLET, "phone": PHONE}


@contextmanager
def still(
    browser: Browser, fixture: Fixture, size: str = "desk", language: str = "en"
) -> Iterator[tuple[Page, Server]]:
    """The page as it is rendered."""
    with serving(fixture, language) as server:
        context = browser.new_context(
            java_script_enabled=False, base_url=server.url, viewport=SIZES[size], locale=language
        )
        page = context.new_page()
        page.goto(PATH)
        yield page, server
        context.close()


class TestTheStillPage:
    def test_says_beside_each_value_when_it_was_measured(self, browser: Browser) -> None:
        """In the clinic's time, to the second."""
        with still(browser, pages()["medium"]) as (page, _server):
            expect(page.locator("#clock")).to_contain_text("14:30:24")
            for channel in ("hr", "spo2", "resp"):
                expect(page.locator(f'#figure-{channel} [data-part="age"]')).to_have_text("14:30:24")
            expect(page.locator('#figure-nibp [data-part="age"]')).to_have_text("14:29:12")
            expect(page.locator("#figure-pump")).to_contain_text("pump 151, 14:30:24")

    def test_shows_dashes_with_the_last_time_for_what_is_old(self, browser: Browser) -> None:
        """The rule of the page that lives."""
        with still(browser, pages()["lost"]) as (page, _server):
            expect(page.locator('#figure-hr [data-part="value"]')).to_have_text("- - -")
            expect(page.locator('#figure-hr [data-part="age"]')).to_have_text("last 14:28:49")

    def test_has_a_key_for_every_alarm_that_nobody_has_seen(self, browser: Browser) -> None:
        """A plain form each; the answer is the page again."""
        with still(browser, pages()["high"]) as (page, server):
            expect(page.get_by_role("alert")).to_contain_text("Oxygen saturation low 86, limit 90")
            keys = page.get_by_role("button", name="I have seen it")
            expect(keys).to_have_count(3)
            keys.first.click()
            page.wait_for_url(f"**{PATH}")
            keys.nth(1).click()
            page.wait_for_url(f"**{PATH}")
            deeds = [(name, fields["condition"]) for name, fields in server.deeds]
            assert deeds == [("acknowledge", "spo2_low"), ("acknowledge", "pressure_high")]
            assert len({fields["key"] for _, fields in server.deeds}) == 2

    def test_has_no_key_for_an_alarm_that_was_seen(self, browser: Browser) -> None:
        """Once is enough, and who it was is said."""
        with still(browser, pages()["seen"]) as (page, _server):
            expect(page.get_by_role("button", name="I have seen it")).to_have_count(0)
            expect(page.locator("#alarm")).to_contain_text("Mara Lind saw it 14:29:41.")

    def test_says_that_it_makes_no_sound(self, browser: Browser) -> None:
        """Whoever relies on being called must know."""
        with still(browser, pages()["medium"]) as (page, _server):
            expect(page.locator("#answer noscript p")).to_contain_text("makes no sound")

    @pytest.mark.parametrize("size", SIZES)
    @pytest.mark.parametrize("language", ["en", "es"])
    def test_lets_nothing_lie_on_anything(self, browser: Browser, size: str, language: str) -> None:
        """Three alarms, and every figure with its time."""
        with still(browser, pages()["high"], size, language) as (page, _server):
            assert crowded(page, "#alarm, .figure, #events li") == []
