"""The whole log on a phone: who it was stands there in whole words."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.people import clinic_time, small_world
from tests.screens.browser import PHONE, overflow, page_of
from tests.shell.web.stages import brought

pytestmark = pytest.mark.django_db(transaction=True)

LINES = """cell => {
    const range = document.createRange()
    range.selectNodeContents(cell)
    return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size
}"""


class TestTheLogOnAPhone:
    def test_does_not_break_a_word_of_who_it_was(self, browser: Browser, live_server: LiveServer) -> None:
        """Handrail itself raised an alarm: one word, one line."""
        with clinic_time():
            world = small_world()
            brought(world, "running")
            with page_of(browser, PHONE, at=live_server.url, as_person=world.mara) as page:
                page.goto(f"/sessions/{world.ruths_visit.pk}/log")
                own = page.locator("td:nth-child(4)", has_text="Handrail")
                assert {cell.evaluate(LINES) for cell in own.all()} == {1}
                assert overflow(page) == 0
