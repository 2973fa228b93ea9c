"""Alarms on the board: the worst first, never by colour alone, and who has seen them."""

import pytest
from django.contrib.sessions.models import Session as LogIn
from playwright.sync_api import Browser, Page, expect

from handrail.web.board import views
from handrail.web.stream import feeds
from tests.people import World
from tests.screens.board.fixture import Clinic, alarm
from tests.screens.board.opening import COMES_MS, live, open_board, served

GROUND = "rgba(0, 0, 0, 0)"


def style(page: Page, number: int, of: str, name: str) -> str:
    """How a part of a chair's row looks."""
    node = page.locator(f'#chairs > li[data-key="{number}"] {of}')
    return str(node.evaluate("(node, name) => getComputedStyle(node)[name]", name))


def says(page: Page, number: int, name: str) -> str:
    """What a part of a chair's row says."""
    return page.locator(f'#chairs > li[data-key="{number}"] [data-part="{name}"]').inner_text()


class TestAnAlarm:
    """In the row of its chair."""

    def test_has_stars_a_word_a_shape_and_its_figures(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Somebody who sees no colours sees the same."""
        with served(Clinic("urgent"), monkeypatch) as server, open_board(browser, server, world) as page:
            said = {
                number: (says(page, number, "title"), says(page, number, "within"), says(page, number, "then"))
                for number in (1, 3, 8)
            }
            assert said == {
                1: ("*** Oxygen saturation low", "86", "Limit 90, for 0:14"),
                3: ("** Pressure high", "164/98", "Limit 160/100, for 1:12"),
                8: ("** HR: No value comes", "", "For 0:33. Sound off until 14:31"),
            }
            for number, shape in ((1, ".ink"), (8, ".trace")):
                assert style(page, number, f".next {shape}", "display") == "inline"
            expect(page.locator('[data-key="1"] [data-part="word"]')).to_have_text("urgent")

    def test_fills_number_and_message_and_a_low_one_its_number_only(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The eye goes to the worst; a calm chair has no ground of its own."""
        with served(Clinic("eight"), monkeypatch) as server, open_board(browser, server, world) as page:
            grounds = {
                number: [style(page, number, of, "backgroundColor") for of in (".number", ".next")]
                for number in (1, 3, 4)
            }
            assert grounds[1] == [GROUND, GROUND]
            assert grounds[3][0] == grounds[3][1] == "rgb(255, 201, 25)"
            assert grounds[4][0] == "rgb(79, 212, 230)"
            assert grounds[4][1] != grounds[4][0]

    def test_that_is_urgent_flashes_twice_a_second_unless_that_is_unwelcome(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The number flashes and the words stand still; who asked for no motion sees a double edge instead."""
        with served(Clinic("urgent"), monkeypatch) as server, open_board(browser, server, world) as page:
            assert style(page, 1, ".number", "animationName") == "none"
            assert style(page, 1, ".number", "boxShadow") != "none"
            page.emulate_media(reduced_motion="no-preference")
            assert (style(page, 1, ".number", "animationName"), style(page, 1, ".number", "animationDuration")) == (
                "urgent",
                "0.5s",
            )
            assert style(page, 1, ".next", "animationName") == "none"
            assert style(page, 3, ".number", "animationDuration") == "2s"

    def test_that_somebody_has_seen_is_an_outline_with_a_tick_and_a_name(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It stays until it clears, and no longer calls."""
        clinic = Clinic("eight")
        with served(clinic, monkeypatch) as server, open_board(browser, server, world) as page:
            expect(page.locator("#need")).to_have_text("Chair 3 needs someone")
            clinic.acknowledge(3, "Dr Elena Albrecht")
            expect(page.locator("#need")).to_have_text("Chair 3: Dr Albrecht has seen it", timeout=COMES_MS)
            assert says(page, 3, "then") == "Dr Albrecht has seen it, 14:30"
            expect(page.locator('[data-key="3"] .next .shape .tick')).to_be_visible()
            assert style(page, 3, ".number", "backgroundColor") == GROUND

    def test_stands_for_the_others_of_its_chair(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The worst is told, the rest is counted, and whether somebody has seen them."""
        with served(Clinic("urgent"), monkeypatch) as server, open_board(browser, server, world) as page:
            assert says(page, 7, "title") == "** Pressure high"
            assert says(page, 7, "more") == "+1 not seen"

    def test_goes_when_it_clears(self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """The row is calm again and says what is next."""
        clinic = Clinic("eight")
        with served(clinic, monkeypatch) as server, open_board(browser, server, world) as page:
            clinic.set(3, alarms=[])
            expect(page.locator('[data-key="3"]')).to_have_attribute("data-state", "calm", timeout=COMES_MS)
            assert says(page, 3, "title") == "Cuff"
            expect(page.locator("#need")).to_have_text("Chair 4: look when you can")

    def test_of_a_kind_that_is_new_to_the_board_is_told_by_its_signal(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A protocol that was changed adds a condition: nothing is hidden for want of a name."""
        clinic = Clinic("eight")
        clinic.set(1, alarms=[alarm("made_up_by_the_clinic", "resp", "medium", "physiological", 5, "7", "8")])
        with served(clinic, monkeypatch) as server, open_board(browser, server, world) as page:
            assert (says(page, 1, "title"), says(page, 1, "within")) == ("** Breathing", "7")


class TestTheHead:
    """What one sees from the door."""

    def test_names_who_needs_somebody_the_worst_first(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """In the page's title too, for whoever works in another tab."""
        with served(Clinic("urgent"), monkeypatch) as server, open_board(browser, server, world) as page:
            expect(page.locator("#need")).to_have_text("Chairs 1, 3 and 8 need someone")
            expect(page).to_have_title("Chairs 1, 3 and 8 need someone · Board")

    def test_says_when_nothing_is_wrong(self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """Calm has words of its own."""
        clinic = Clinic("eight")
        clinic.set(3, alarms=[])
        clinic.set(4, alarms=[])
        with served(clinic, monkeypatch) as server, open_board(browser, server, world) as page:
            expect(page.locator("#need")).to_have_text("No alarms")
            expect(page).to_have_title("Board")

    def test_does_not_call_for_what_can_wait_and_does_not_hide_it(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A low alarm is said quietly; "no alarms" would not be true."""
        clinic = Clinic("eight")
        clinic.set(3, alarms=[])
        clinic.set(1, alarms=[alarm("pump_silent:pump_rate", "pump_rate", "low", "technical", 40, "", "12 s")])
        with served(clinic, monkeypatch) as server, open_board(browser, server, world) as page:
            expect(page.locator("#need")).to_have_text("Chairs 1 and 4: look when you can")
            expect(page.locator("#need .shape")).to_be_hidden()
            expect(page).to_have_title("Board")
            assert says(page, 1, "then") == "For 0:40"


class TestABoardThatIsNotLive:
    """A stream that breaks off is loud: what is not known is not shown."""

    def test_says_so_dashes_every_value_and_comes_back_by_itself(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The server goes away and comes again; nobody touches the page."""
        clinic = Clinic("eight")
        with served(clinic, monkeypatch) as server, open_board(browser, server, world) as page:
            server.stop()
            expect(page.locator("#live")).to_contain_text("no connection to the server", timeout=COMES_MS)
            expect(page.locator("#live")).to_contain_text("Last news 14:30:24. Watch the bedside monitors.")
            assert page.locator(".value b").all_inner_texts() == ["- - -"] * 28
            expect(page.locator("#pulse")).to_have_text("")
            server.start()
            live(page)
            expect(page.locator("#live")).to_be_hidden()
            expect(page.locator('[data-key="1"] .value.nibp b')).to_have_text("126/80")

    def test_tells_a_silent_server_from_a_lost_connection(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Connected, and yet nothing comes: no beat either, for what cannot be read is not called alive."""
        monkeypatch.setattr(views, "SILENT_AFTER_S", 1.5)
        monkeypatch.setattr(feeds, "BEAT_S", 0.2)
        clinic = Clinic("four")
        with served(clinic, monkeypatch) as server, open_board(browser, server, world) as page:
            monkeypatch.setattr(clinic, "view", broken)
            monkeypatch.setattr(clinic, "chairs", broken)
            expect(page.locator("#live")).to_contain_text("the server is silent", timeout=COMES_MS)

    def test_leads_to_the_log_in_when_that_has_ended(
        self, browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Somebody logged out in another tab: said in words, with the way back to this board."""
        monkeypatch.setattr("handrail.web.stream.views.CHECK_EVERY_S", 0.0)
        with served(Clinic("eight"), monkeypatch) as server, open_board(browser, server, world) as page:
            LogIn.objects.all().delete()
            expect(page.locator("#live")).to_contain_text("your log-in has ended", timeout=COMES_MS)
            expect(page.locator("#live a")).to_have_attribute("href", "/login/?next=/board/")


def broken(*_: object) -> None:
    """The record cannot be read."""
    raise OSError("the disk is gone")
