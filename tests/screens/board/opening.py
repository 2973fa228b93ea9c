"""A board in a real browser, on the real server: page, doors, static files and hub are the product's, the clinic is told."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from handrail.care.clock import SteppedClock
from handrail.web.board import views
from tests.people import World
from tests.screens.board.fixture import NOW, Clinic
from tests.screens.browser import DESK, page_of
from tests.shell.web.streaming import Server, serving

COMES_MS = 15_000
"""How long a page may take to notice, on a busy machine; nothing is measured by it."""


@contextmanager
def served(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The server that shows this clinic."""
    monkeypatch.setattr(views, "board_view", clinic.board)
    with serving(SteppedClock(NOW, speed=0), clinic) as server:  # the page's clock stands too
        yield server


@contextmanager
def open_board(
    browser: Browser, server: Server, world: World, size: ViewportSize = DESK, *, language: str = "en"
) -> Iterator[Page]:
    """The board, live, in front of Mara."""
    world.mara.language = language
    world.mara.save(update_fields=["language"])
    with page_of(browser, size, at=server.url, as_person=world.mara, language=language) as page:
        page.goto("/board/")
        live(page)
        yield page


def live(page: Page) -> None:
    """Wait until the board is."""
    expect(page.locator("body")).to_have_attribute("data-live", "live", timeout=COMES_MS)


def texts(page: Page) -> list[str]:
    """What stands on the board, chair by chair and above and below, as somebody reads it."""
    found = page.evaluate(
        """() => [...document.querySelectorAll("#clock, #day, #need, #hours text, #talking, #staff li, #coming, #chairs > li")]
            .map((node) => node.textContent.replace(/\\s+/g, " ").trim())"""
    )
    return [str(text) for text in found]


def cut(page: Page) -> list[str]:
    """Words and figures of a chair that do not fit where they stand."""
    found = page.evaluate(
        """() => [...document.querySelectorAll(".title, .within, .then, .values, .minutes, .number b, .who, .watch")]
            .filter((node) => node.checkVisibility() && getComputedStyle(node).clipPath === "none")
            .filter((node) => {
              const row = node.closest("li").getBoundingClientRect(), own = node.getBoundingClientRect();
              return node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).display !== "inline"
                || own.top < row.top - 1 || own.bottom > row.bottom + 1 || own.right > row.right + 1;
            })
            .map((node) => `${node.closest("li").dataset.key} ${node.className}: ${node.textContent.trim()}`)"""
    )
    return [str(text) for text in found]
