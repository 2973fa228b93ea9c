"""The board's rows in every size: nothing lies on anything, nothing is cut, and an alarm moves nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from handrail.pathway.events.codec import written_time
from tests.people import World
from tests.screens.board.fixture import NOW, Clinic, alarm
from tests.screens.board.opening import COMES_MS, open_board, served
from tests.screens.boxes import crowded
from tests.screens.browser import overflow
from tests.screens.languages import languages

SIZES = {
    "small desk": ViewportSize(width=1280, height=800),
    "lying tablet": ViewportSize(width=1024, height=768),
    "desk": ViewportSize(width=1366, height=768),
    "wall": ViewportSize(width=1920, height=1080),
    "tablet": ViewportSize(width=820, height=1180),
    "phone": ViewportSize(width=390, height=844),
}
BOARDS = ["twelve", "urgent", *(pytest.param(one, marks=pytest.mark.long) for one in ("four", "eight"))]
PARTS = ".head, #chairs > li, .board-foot"
RATES = {"pump": "113.2", "charted": "151"}

ROOMY = ("desk", "wall")
MEASURED = [pytest.param(one, marks=pytest.mark.long) if one in ROOMY else one for one in SIZES]
sizes = pytest.mark.parametrize("size", MEASURED)


def places(page: Page) -> Any:
    """Where the rows stand, and in them the figures that are looked for."""
    return page.evaluate(
        """() => [...document.querySelectorAll("#chairs > li, #chairs .minutes, #chairs .values, #chairs .who")]
            .map((node) => node.getBoundingClientRect()).map(({ x, y, width, height }) => [x, y, width, height].map(Math.round))"""
    )


class TestTheBoard:
    """Four, eight and twelve chairs, calm and urgent."""

    @pytest.mark.parametrize("which", BOARDS)
    @sizes
    @languages
    def test_lets_nothing_lie_on_anything_and_cuts_nothing(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch, which: str, size: str, language: str
    ) -> None:
        """On a desk, on the wall, on a tablet and on a phone, in both languages."""
        with (
            served(Clinic(which), monkeypatch) as server,
            open_board(browser, server, world, SIZES[size], language=language) as page,
        ):
            assert crowded(page, PARTS) == []
            assert overflow(page) == 0

    @sizes
    @languages
    def test_has_room_for_two_rates_where_pump_and_chart_differ(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch, size: str, language: str
    ) -> None:
        """The longest words that an alarm has, on a full board."""
        clinic = Clinic("twelve")
        differs = alarm("pump_differs", "pump_rate", "medium", "technical", 72, "113.2", "151")
        clinic.set(1, alarms=[{**differs, "rates": RATES}])
        with (
            served(clinic, monkeypatch) as server,
            open_board(browser, server, world, SIZES[size], language=language) as page,
        ):
            expect(page.locator('[data-key="1"] .title')).to_contain_text("113.2 mL/h")
            expect(page.locator('[data-key="1"] .title')).to_contain_text("151 mL/h")
            assert crowded(page, PARTS) == []

    @pytest.mark.parametrize("size", ["small desk", "lying tablet", "tablet"])
    def test_moves_nothing_when_an_alarm_comes(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch, size: str
    ) -> None:
        """A finger that is on its way to a row finds it, and the eye finds the figures."""
        clinic = Clinic("eight")
        with served(clinic, monkeypatch) as server, open_board(browser, server, world, SIZES[size]) as page:
            before = places(page)
            clinic.set(1, alarms=[alarm("spo2_low", "spo2", "high", "physiological", 14, "86", "90")])
            expect(page.locator('[data-key="1"]')).to_have_attribute("data-state", "high unseen", timeout=COMES_MS)
            assert places(page) == before


class TestTheBoardsSound:
    """A board that cannot be heard says so."""

    @sizes
    @languages
    def test_is_said_to_be_off_until_somebody_touches_the_board(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch, size: str, language: str
    ) -> None:
        """In sight without scrolling; one touch anywhere turns it on."""
        with (
            served(Clinic("urgent"), monkeypatch) as server,
            open_board(browser, server, world, SIZES[size], language=language) as page,
        ):
            key = page.locator("#sound")
            words = {"en": "Sound is off: touch anywhere", "es": "Sin sonido: toque la pantalla"}
            expect(key).to_have_text(words[language])
            expect(key).to_be_in_viewport(ratio=1)
            page.locator("#clock").click()
            expect(key).to_have_attribute("data-state", "on")

    def test_calls_for_what_is_urgent_and_leaves_the_rest_to_the_chair(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Of three unseen alarms the high one sounds."""
        with served(Clinic("urgent"), monkeypatch) as server, open_board(browser, server, world) as page:
            expect(page.locator("#sound")).to_have_attribute("data-sounded", "1:spo2_low:high")


class TestAValueThatIsOld:
    """Board and infusion screen go by one rule."""

    @pytest.mark.parametrize(("minutes", "shown"), [(14, "126/80"), (19, "126/80"), (21, "- - -")])
    def test_is_dashes_by_its_own_age_whatever_was_last_said_of_it(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch, minutes: float, shown: str
    ) -> None:
        """A cuff reading that has grown old since the last message is not shown as if it were one."""
        clinic = Clinic("eight")
        cuff = clinic.chair(1)["numerics"]["nibp"]
        measured = NOW.timestamp() - 60 * minutes
        aged = {**cuff, "at": _written(measured)}
        clinic.set(1, numerics={**clinic.chair(1)["numerics"], "nibp": aged})
        with served(clinic, monkeypatch) as server, open_board(browser, server, world) as page:
            expect(page.locator('[data-key="1"] .value.nibp b')).to_have_text(shown)


def _written(moment_s: float) -> str:
    return written_time(datetime.fromtimestamp(moment_s, tz=UTC))
