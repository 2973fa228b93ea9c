"""Looking at the infusion screen in a real browser: one page, one stream of its own, a clock that a test can step."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, expect

from tests.screens.browser import page_of
from tests.screens.infusion.forecasting import forecast_json
from tests.screens.infusion.server import PATH, Server, serving
from tests.screens.infusion.visit import NOW
from tests.screens.infusion.visit import Page as Fixture

DESK = ViewportSize(width=1366, height=768)
TABLET = ViewportSize(width=820, height=1180)
SMALL_DESK = ViewportSize(width=1280, height=800)
LYING_TABLET = ViewportSize(width=1024, height=768)
PHONE = ViewportSize(width=390, height=844)
SIZES = {
    "small desk": SMALL_DESK,
    "tablet": TABLET,
    "lying tablet": LYING_TABLET,
    "phone": PHONE,
    "desk": DESK,
    "wide tablet": ViewportSize(width=1180, height=820),
    "wall": ViewportSize(width=1920, height=1080),
}
SHORT = ["small desk", "tablet", "lying tablet", "phone"]
MEASURED = [*SHORT, *(pytest.param(one, marks=pytest.mark.long) for one in SIZES if one not in SHORT)]
"""Every size, the roomy ones in the long check."""

# The shared connection lives in a worker that the page's clock does not reach; without it the page has one of its own.
ALONE = "delete window.SharedWorker"


@contextmanager
def screen(
    browser: Browser, fixture: Fixture, size: ViewportSize = DESK, language: str = "en"
) -> Iterator[tuple[Page, Server]]:
    """The page of this fixture, live, and the server behind it."""
    forecast_json(fixture)  # The first one of a process compiles; no page should wait for that.
    with serving(fixture, language) as server, page_of(browser, size, at=server.url, language=language) as page:
        page.add_init_script(ALONE)
        page.clock.install(time=NOW)
        page.goto(PATH)
        expect(page.locator("#live")).to_have_attribute("data-state", "live")
        yield page, server


def step(page: Page, server: Server, seconds: float) -> None:
    """Let the time of page and server go on by so much, firing what is due on the page."""
    server.now += timedelta(seconds=seconds * server.page.config["speed"])
    page.clock.run_for(int(seconds * 1000))


def option(page: Page, key: str) -> Locator:
    """One of the choices."""
    return page.locator(f'#options [data-choice="{key}"]')


def take(page: Page, key: str) -> Locator:
    """Takes a choice in the hand; the key that does it: over its small curve, on a phone at the thumb."""
    thumb = option(page, key).locator(".thumb")
    option(page, key).wait_for()
    if thumb.is_visible():
        thumb.click()
        expect(option(page, key)).to_have_attribute("data-in-hand", "yes")
        return thumb
    option(page, key).locator(".take").click()
    confirm = option(page, key).locator(".confirm")
    expect(confirm).to_be_visible()
    return confirm


def forecast_is_there(page: Page) -> None:
    """Wait until the first forecast is drawn and said."""
    expect(page.locator("#outlook .quiet")).to_have_text(re.compile("."))
    expect(page.locator('.option [data-part="highest"] > .worth').first).not_to_have_text("- - -")


def box(node: Locator) -> FloatRect:
    """Where something stands; it must be there."""
    found = node.bounding_box()
    assert found is not None
    return found
