"""Two people at two screens: one slows the drip, and every view agrees, because all of them read one log."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.screens.browser import DESK, TABLET, page_of
from tests.screens.running import Running, demonstration

PATIENCE_MS = 20_000


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demonstration, running."""
    with demonstration(Path(tmp_path_factory.mktemp("clinic"))) as running:
        yield running


def come_in(page: Page, name: str) -> None:
    """Tap one's own name on the first page."""
    page.goto("/login/")
    page.get_by_role("button", name=re.compile(name)).click()
    expect(page).to_have_url(re.compile("/board/"))


def sit_before(page: Page, patient: str) -> str:
    """Open the infusion screen of this patient from the board; the session's id."""
    page.get_by_role("link", name=re.compile(patient)).click()
    expect(page).to_have_url(re.compile("/sessions/"))
    expect(page.locator("#live")).to_have_attribute("data-state", "live", timeout=PATIENCE_MS)
    found = re.search(r"/sessions/(ses_\w+)/", page.url)
    assert found
    return found.group(1)


def figures(page: Page) -> dict[str, str]:
    """What this screen says of the drip."""
    return {
        "rate": page.locator("#figure-pump [data-part=value]").inner_text(),
        "more": page.locator("#left [data-part=more]").inner_text(),
    }


def shared_event(one: Page, other: Page) -> int:
    """The event number that both screens show at the same moment; the record goes on meanwhile."""
    for _ in range(30):
        shown = one.locator("#seq").inner_text()
        if other.locator("#seq").inner_text() == shown == one.locator("#seq").inner_text():
            return int(re.sub(r"\D", "", shown))
        other.wait_for_function("shown => document.querySelector('#seq').innerText !== shown", arg=shown)
    raise AssertionError("The two screens never showed the same event number.")


class TestTwoPeopleAtTwoScreens:
    """Mara slows; Jonas sees it; the export says the same."""

    def test_see_the_same_event_and_the_same_figures(self, browser: Browser, clinic: Running) -> None:
        """The number of the event, the rate and the new end are one, on both screens and in the export."""
        with (
            page_of(browser, DESK, at=clinic.url) as mara,
            page_of(browser, TABLET, at=clinic.url) as jonas,
        ):
            come_in(mara, "Mara Lind")
            come_in(jonas, "Jonas Berg")
            session = sit_before(mara, "Ruth Amsel")
            assert sit_before(jonas, "Ruth Amsel") == session

            half = mara.locator("[data-choice=slow_half]")
            half.locator("[data-part=take]").click()
            expect(mara.locator("#lane-effect [data-curve=in_hand]")).to_be_attached()
            half.locator("[data-part=confirm]").click()

            for page in (mara, jonas):
                expect(page.locator("#figure-pump [data-part=value]")).to_have_text("75.5", timeout=PATIENCE_MS)
            exported = [json.loads(line) for line in clinic.command("export", "session", session).splitlines()]
            (slowed,) = [line for line in exported if line["kind"] == "RateChanged"]
            assert slowed["payload"]["rate"] == "75.5 mL/h"
            assert slowed["payload"]["previous"] == "151 mL/h"

            state = mara.evaluate(f"fetch('/sessions/{session}/state').then(answer => answer.json())")["view"]
            segment = state["infusion"]["segments"][-1]
            assert segment["ml_per_h"] == "75.5"
            assert segment["from"] == slowed["occurred_at"]
            for page in (mara, jonas):
                listed = page.locator(f"#events [data-key='{slowed['seq']}']")
                expect(listed).to_contain_text(str(slowed["seq"]), timeout=PATIENCE_MS)
            mara.wait_for_function(
                "other => document.querySelector('#left [data-part=more]').innerText === other",
                arg=figures(jonas)["more"],
            )
            assert figures(mara)["rate"] == figures(jonas)["rate"] == "75.5"
            number = shared_event(mara, jonas)
            assert number >= slowed["seq"]
            numbers = [json.loads(line)["seq"] for line in clinic.command("export", "session", session).splitlines()]
            assert number in numbers

    def test_the_board_says_it_too(self, browser: Browser, clinic: Running) -> None:
        """The board's row has the same event behind it as the infusion screen."""
        with page_of(browser, DESK, at=clinic.url) as page:
            come_in(page, "Mara Lind")
            board = page.evaluate("fetch('/board/state').then(answer => answer.json())")
            rows = [chair["view"] for chair in board["chairs"] if chair["view"]]
            (ruth,) = [row for row in rows if row["patient"]["name"] == "Ruth Amsel"]
            assert ruth["infusion"]["rate_ml_per_h"] == "75.5"
            exported = clinic.command("export", "session", ruth["session"]).splitlines()
            assert json.loads(exported[-1])["seq"] >= ruth["seq"]

    def test_a_rating_is_drawn_on_both_and_stands_in_the_log(self, browser: Browser, clinic: Running) -> None:
        """Jonas asks how far away it feels; Mara sees the square, the figure and the event."""
        with (
            page_of(browser, DESK, at=clinic.url) as mara,
            page_of(browser, TABLET, at=clinic.url) as jonas,
        ):
            come_in(mara, "Mara Lind")
            come_in(jonas, "Jonas Berg")
            session = sit_before(mara, "Tomas Haas")
            sit_before(jonas, "Tomas Haas")
            jonas.locator("#rating-open").click()
            jonas.locator("#rating-sheet").get_by_role("button", name="9", exact=True).dblclick()
            for page in (mara, jonas):
                expect(page.locator("#figure-felt [data-part=value]")).to_have_text("9", timeout=PATIENCE_MS)
                expect(page.locator("#lane-felt [data-rating='9']")).to_have_count(1)
                expect(page.locator("#events")).to_contain_text("Felt 9 of 10", timeout=PATIENCE_MS)
            exported = [json.loads(line) for line in clinic.command("export", "session", session).splitlines()]
            nines = [one for one in exported if one["kind"] == "ExperienceRated" and one["payload"]["of_ten"] == 9]
            assert [one["payload"]["scale"] for one in nines] == ["felt"]

    def test_the_four_lines_are_the_servers_own(self, browser: Browser, clinic: Running) -> None:
        """What stands under a choice is what /forecast said when it was asked."""
        with page_of(browser, DESK, at=clinic.url) as page:
            come_in(page, "Mara Lind")
            with page.expect_response(re.compile("/forecast$")) as answered:
                sit_before(page, "Tomas Haas")
            stop = answered.value.json()["choices"]["stop"]
            told = stop["nine_of_ten_below"]
            expect(page.locator("[data-choice=stop] [data-part=highest] .worth")).to_have_text(
                re.compile(r"\w") if told is None else str(told)  # where nothing is said of pressure, why stands there
            )

    def test_somebody_of_the_other_clinic_finds_nothing(self, browser: Browser, clinic: Running) -> None:
        """Olga works elsewhere: for her there is no such visit."""
        with page_of(browser, DESK, at=clinic.url) as mara, page_of(browser, DESK, at=clinic.url) as olga:
            come_in(mara, "Mara Lind")
            session = sit_before(mara, "Tomas Haas")
            come_in(olga, "Olga Nowak")
            for address in ("", "state", "forecast", "log"):
                answer = olga.goto(f"/sessions/{session}/{address}")
                assert answer is not None
                assert answer.status == 404
