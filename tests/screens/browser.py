"""A real browser for the tests of screens, and people who look at the page in it.

    def test_something(live_server, browser: Browser, world: World):
        with page_of(browser, PHONE, language="es", as_person=world.ruth, at=live_server.url) as page:
            page.goto("/me/")
            assert faults(page) == []

Chromium is the machine's own (`chromium`, found on the PATH or named by `HANDRAIL_CHROMIUM`). `page_of` works for any
address: pytest-django's `live_server`, where the pages are plain, or a server that a test starts itself, where they are
live (`as_person` then needs the server to share the test's database). Wait with `playwright.sync_api.expect`, never by time.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from handrail.clinic.models import Person

DESK = ViewportSize(width=1280, height=800)
TABLET = ViewportSize(width=820, height=1180)
PHONE = ViewportSize(width=390, height=844)
SIZES = {"desk": DESK, "tablet": TABLET, "phone": PHONE}

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WCAG_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str:
    """Where the machine keeps its browser."""
    named = os.environ.get("HANDRAIL_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.fail("There is no Chromium on this machine: install the package `chromium`, or set HANDRAIL_CHROMIUM.")
    return found


@pytest.fixture(scope="session", name="browser")
def a_browser(django_db_setup: None) -> Iterator[Browser]:
    """One browser for all tests; each test opens windows of its own. Import it into a test file to use it.

    Playwright's synchronous interface keeps an event loop in this thread, which Django takes for one of its own: it would
    refuse the database to the test, or open other connections. No coroutine of ours runs on that loop.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    connected = {alias: connections[alias] for alias in connections}
    with sync_playwright() as playwright:
        for alias, connection in connected.items():
            connections[alias] = connection
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        yield browser
        browser.close()


@contextmanager
def page_of(
    browser: Browser,
    size: ViewportSize = DESK,
    *,
    at: str,
    as_person: Person | None = None,
    language: str = "en",
    dark: bool = False,
) -> Iterator[Page]:
    """A fresh window of this size on the server `at`, logged in as the person. Any error on the page fails the test."""
    context = browser.new_context(
        viewport=size,
        base_url=at,
        locale=language,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        has_touch=size["width"] < DESK["width"],
    )
    if as_person is not None:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": log_in(as_person), "url": at}])
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    try:
        yield page
    finally:
        context.close()
    assert wrong == [], "the page itself reported errors"


def log_in(person: Person) -> str:
    """The value of a session cookie that this person would have."""
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def faults(page: Page) -> list[str]:
    """What axe finds wrong with the page by WCAG 2.2 AA: empty when nothing."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG_AA}}).response["violations"]
    return [
        f"{fault['id']}: {node['html']} {node.get('failureSummary', '')}" for fault in found for node in fault["nodes"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window: 0 on every size."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
