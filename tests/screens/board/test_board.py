"""The board: the whole clinic on one screen, right before any script runs and at every moment after."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.people import World
from tests.screens.board.fixture import Clinic, after
from tests.screens.board.opening import COMES_MS, cut, live, open_board, served, texts
from tests.screens.browser import DESK, PHONE, SIZES, TABLET, faults, log_in, overflow
from tests.screens.languages import languages

UNNAMED = (
    ([""], "A device is talking that belongs to no chair"),
    (["", ""], "2 devices are talking that belong to no chair"),
    (["MON7", "", ""], "3 devices are talking that belong to no chair: MON7 and 2 more"),
)
"""What is told of devices that may be another clinic's: how many, and no name."""


def row(page: Page, number: int) -> Locator:
    """A chair's row."""
    return page.locator(f'#chairs > li[data-key="{number}"]')


def part(page: Page, number: int, name: str) -> Locator:
    """A part of a chair's row."""
    return row(page, number).locator(f'[data-part="{name}"]')


class TestARow:
    """One chair."""

    def test_says_who_where_and_how_long(self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """Number, patient, minute, minutes left, when it ends, who watches."""
        with served(Clinic("eight"), monkeypatch) as server, open_board(browser, server, world) as page:
            expect(part(page, 3, "who")).to_have_text("Ruth Amsel")
            expect(part(page, 3, "phase")).to_have_text("Infusing, minute 24 of 40")
            expect(part(page, 3, "minutes")).to_have_text("16")
            expect(part(page, 3, "unit")).to_have_text("min left")
            expect(row(page, 3).locator("svg.way text")).to_have_text("14:46")
            expect(part(page, 3, "watcher")).to_have_text("Mara")

    def test_says_what_is_next_with_the_last_values_and_their_ages(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The cuff in minutes; a cuff reading always with its age, the others where they are not fresh."""
        with served(Clinic("eight"), monkeypatch) as server, open_board(browser, server, world) as page:
            expect(part(page, 1, "next")).to_contain_text("Cuff")
            expect(part(page, 1, "within")).to_have_text("in 3 min")
            expect(part(page, 1, "values")).to_have_text(re.compile(r"126/80\s+8 min.*SpO₂\s+98.*HR\s+82.*RR\s+14"))
            expect(part(page, 8, "within")).to_have_text("1 min late")
            expect(part(page, 6, "title")).to_have_text("Bag: second check")

    def test_shows_dashes_and_an_age_for_a_value_that_is_old(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The last number is not shown as if it were now's."""
        with served(Clinic("eight"), monkeypatch) as server, open_board(browser, server, world) as page:
            saturation = row(page, 4).locator(".value.spo2")
            expect(saturation).to_have_text(re.compile(r"SpO₂\s+- - -\s+18 s"))
            expect(saturation).to_have_attribute("data-status", "stale")

    def test_says_that_breathing_is_not_monitored(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A figure that is not there would be missed by nobody."""
        clinic = Clinic("eight")
        figures = {**clinic.chair(1)["numerics"], "resp": {"value": None, "at": None, "status": "never"}}
        clinic.set(1, numerics=figures, breathing_monitored=False)
        with served(clinic, monkeypatch) as server, open_board(browser, server, world) as page:
            expect(row(page, 1).locator(".value.resp")).to_have_text(re.compile(r"RR\s+not monitored"))

    def test_counts_minutes_that_add_up(self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """The minute that it is, and the minutes that are left, are all minutes."""
        clinic = Clinic("eight")
        clinic.set(1, times={**clinic.chair(1)["times"], "end_expected_at": after(22.3)})
        clinic.set(1, infusion={**clinic.chair(1)["infusion"], "minutes_done": "18.0", "minutes_left": "22.3"})
        with served(clinic, monkeypatch) as server, open_board(browser, server, world) as page:
            expect(part(page, 1, "phase")).to_have_text("Infusing, minute 17 of 40")
            expect(part(page, 1, "minutes")).to_have_text("23")

    def test_tells_each_part_of_the_way_in_its_own_words(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Preparing, ready, paused, recovering, stopped, empty."""
        with served(Clinic("twelve"), monkeypatch) as server, open_board(browser, server, world) as page:
            said = {
                number: (part(page, number, "phase").inner_text(), part(page, number, "unit").inner_text())
                for number in (2, 6, 8, 9, 10)
            }
            assert said == {
                2: ("Recovering", "min since the end"),
                6: ("Preparing", "to start, 14:52"),
                8: ("Paused at minute 19", "min paused"),
                9: ("Ready to start", "late, planned 14:26"),
                10: ("Stopped early, recovering", "min since the end"),
            }
            expect(part(page, 5, "who")).to_have_text("Empty")
            expect(part(page, 5, "phase")).to_have_text("Since 14:10")
            expect(part(page, 12, "watcher")).to_have_text("nobody watches")

    def test_changes_when_something_changes(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nobody loads the page again."""
        clinic = Clinic("eight")
        with served(clinic, monkeypatch) as server, open_board(browser, server, world) as page:
            clinic.set(1, times={**clinic.chair(1)["times"], "end_expected_at": after(12)}, watcher="Lea Brandt")
            expect(part(page, 1, "minutes")).to_have_text("12", timeout=COMES_MS)
            expect(part(page, 1, "watcher")).to_have_text("Lea")

    def test_becomes_a_place_to_go_when_somebody_sits_down(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An empty chair leads nowhere; a taken one to its session, also for the keyboard."""
        clinic = Clinic("eight")
        with served(clinic, monkeypatch) as server, open_board(browser, server, world) as page:
            expect(row(page, 5).locator("a")).to_have_count(0)
            taken = {**clinic.whole["chairs"][0], "number": 5, "session": "ses_5"}
            taken["view"] = {**taken["view"], "session": "ses_5", "url": "/sessions/ses_5/"}
            clinic.whole = {**clinic.whole, "chairs": [*clinic.whole["chairs"][:4], taken, *clinic.whole["chairs"][5:]]}
            expect(row(page, 5).locator("a")).to_have_attribute("href", "/sessions/ses_5/", timeout=COMES_MS)
            expect(part(page, 5, "number")).to_have_text("5")


class TestTheWholeBoard:
    """All chairs, above and below them."""

    @pytest.mark.parametrize("which", ["four", "eight", "twelve", "urgent"])
    @languages
    def test_says_the_same_before_and_after_its_script_runs(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch, which: str, language: str
    ) -> None:
        """The page as it is loaded and the page as it lives are one board in two hands."""
        with (
            served(Clinic(which), monkeypatch) as server,
            open_board(browser, server, world, language=language) as page,
        ):
            alive = texts(page)
            context = browser.new_context(java_script_enabled=False, base_url=server.url, viewport=DESK)
            context.add_cookies([{"name": "sessionid", "value": log_in(world.mara), "url": server.url}])
            still = context.new_page()
            still.goto("/board/")
            assert "14:30:24" in still.locator("#live").inner_text()
            loaded = [re.sub(r"\s+", " ", text or "").strip() for text in _texts_without_script(still)]
            context.close()
        assert loaded == alive

    @pytest.mark.parametrize("which", ["four", "eight", "twelve", "urgent"])
    @languages
    def test_fits_on_a_desk_screen(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch, which: str, language: str
    ) -> None:
        """Four, eight and twelve chairs are seen at once, and nothing is cut."""
        with (
            served(Clinic(which), monkeypatch) as server,
            open_board(browser, server, world, language=language) as page,
        ):
            assert cut(page) == []
            assert (
                page.evaluate(
                    "(({scrollHeight, clientHeight}) => scrollHeight - clientHeight)(document.getElementById('chairs'))"
                )
                <= 0
            )
            assert overflow(page) == 0

    @pytest.mark.parametrize("size", ["tablet", "phone"])
    @pytest.mark.parametrize("which", ["eight", "urgent"])
    def test_fits_in_the_hand(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch, size: str, which: str
    ) -> None:
        """A tablet shows every chair, a phone tiles below each other; neither is wider than it is."""
        with served(Clinic(which), monkeypatch) as server, open_board(browser, server, world, SIZES[size]) as page:
            assert cut(page) == []
            assert overflow(page) == 0

    @pytest.mark.parametrize(
        ("which", "size"), [("eight", DESK), ("urgent", DESK), ("twelve", DESK), ("urgent", TABLET), ("urgent", PHONE)]
    )
    def test_can_be_read_by_everybody(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch, which: str, size: ViewportSize
    ) -> None:
        """Contrast, names and order, by WCAG 2.2 AA."""
        with served(Clinic(which), monkeypatch) as server, open_board(browser, server, world, size) as page:
            assert faults(page) == []

    def test_puts_the_alarm_first_on_a_phone(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Chairs never change place on the wall; in the hand the worst is on top."""
        with served(Clinic("urgent"), monkeypatch) as server, open_board(browser, server, world, PHONE) as page:
            tops = [(box["y"], number) for number in range(1, 9) if (box := row(page, number).bounding_box())]
            assert [number for _, number in sorted(tops)][:5] == [1, 3, 7, 8, 4]

    def test_goes_by_the_clinics_own_clock(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Wherever the browser is, it is half past two in Berlin."""
        with served(Clinic("eight"), monkeypatch) as server, open_board(browser, server, world) as page:
            expect(page.locator("#clock")).to_have_text("14:30")
            expect(page.locator("#day")).to_have_text("Friday 20 November")

    def test_says_who_watches_and_who_comes(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Below the chairs: the staff by the chairs they watch, and the next patients on the same axis."""
        with served(Clinic("eight"), monkeypatch) as server, open_board(browser, server, world) as page:
            assert page.locator("#staff li").all_inner_texts() == ["Jonas 1, 7", "Lea 2, 4, 8", "Mara 3, 6"]
            assert page.locator("#coming svg text").all_text_contents() == ["15:15 Noor Haddix", "16:02 Bruno Keller"]
            expect(page.locator(".second")).to_have_text("Second to the bedside monitors")

    def test_is_walked_by_the_keyboard_in_the_order_of_the_chairs(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Tab goes from chair to chair, Enter opens it."""
        with served(Clinic("eight"), monkeypatch) as server, open_board(browser, server, world) as page:
            row(page, 1).locator("a").focus()
            reached = []
            for _ in range(7):
                reached.append(page.evaluate("document.activeElement.getAttribute('href')"))
                page.keyboard.press("Tab")
            assert reached == [f"/sessions/ses_{number}/" for number in (1, 2, 3, 4, 6, 7, 8)]

    def test_says_that_a_device_talks_that_belongs_to_no_chair(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Loud, by name, one tap from what to do about it; gone when it is."""
        clinic = Clinic("urgent")
        with served(clinic, monkeypatch) as server, open_board(browser, server, world) as page:
            expect(page.locator("#talking a")).to_have_text("A device is talking that belongs to no chair: MON7")
            expect(page.locator("#talking a")).to_have_attribute("href", "/devices/")
            for talking, said in UNNAMED:
                clinic.whole = {**clinic.whole, "talking": talking}
                expect(page.locator("#talking a")).to_have_text(said, timeout=COMES_MS)
            clinic.whole = {**clinic.whole, "talking": []}
            expect(page.locator("#talking")).to_be_hidden(timeout=COMES_MS)

    def test_of_a_clinic_without_chairs_says_what_will_be_there(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An empty board is no fault."""
        clinic = Clinic("eight")
        clinic.whole = {**clinic.whole, "chairs": []}
        with served(clinic, monkeypatch) as server, open_board(browser, server, world) as page:
            live(page)
            expect(page.locator("#no-chairs")).to_contain_text("This clinic has no chairs yet.")


def _texts_without_script(page: Page) -> list[str]:
    """As `texts`, where no script of ours may run: the browser's own protocol still reads."""
    return page.locator(
        "#clock, #day, #need, #hours text, #talking, #staff li, #coming, #chairs > li"
    ).all_text_contents()
