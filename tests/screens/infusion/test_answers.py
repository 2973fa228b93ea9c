"""What the page says after a deed: done, with what had changed; refused, with what to do; not sent, said plainly."""

import pytest
from playwright.sync_api import Browser, expect

from tests.screens.infusion.fixture import pages
from tests.screens.infusion.looking import MEASURED, SIZES, option, screen, take
from tests.screens.infusion.visit import Json


def answer(**changes: object) -> tuple[int, Json]:
    """What the server says when a rate was changed."""
    return 200, {
        "seq": 43,
        "said": "Slowed to 75.5 mL/h at 14:30:24.",
        "repeated": False,
        "changed_since": [],
        "refused": None,
        **changes,
    }


class TestADeedThatIsDone:
    def test_is_answered_with_a_sentence_and_its_event_number(self, browser: Browser) -> None:
        """The sentence is the server's: what is in the log, not what was asked."""
        with screen(browser, pages()["medium"]) as (page, server):
            server.answers["rate"] = answer()
            take(page, "slow_half").click()
            expect(page.get_by_role("status")).to_have_text("Slowed to 75.5 mL/h at 14:30:24. Event 43.")

    def test_says_what_others_had_changed_meanwhile(self, browser: Browser) -> None:
        """A stale page learns what it did not show, and nothing covers it."""
        with screen(browser, pages()["medium"]) as (page, server):
            server.answers["rate"] = answer(changed_since=["14:29:58 Ana: set the rate to 113.2 mL/h"])
            take(page, "slow_half").click()
            status = page.get_by_role("status")
            expect(status).to_contain_text("Meanwhile: 14:29:58 Ana: set the rate to 113.2 mL/h.")
            expect(page.locator("#reasons")).to_be_visible()
            below = status.bounding_box()
            above = page.locator("#reasons").bounding_box()
            assert below is not None
            assert above is not None
            assert below["x"] + below["width"] <= above["x"] + 1

    @pytest.mark.parametrize("choice", ["slow_half", "pause"])
    @pytest.mark.parametrize("size", MEASURED)
    def test_can_be_read_whole_beside_the_question_why(self, browser: Browser, size: str, choice: str) -> None:
        """However much was changed meanwhile, no word of it is cut, covered or out of sight."""
        deeds = [f"14:29:{second} Ana Ruiz Calderón: set the rate to 113.2 mL/h" for second in (31, 44, 58)]
        with screen(browser, pages()["medium"], SIZES[size]) as (page, server):
            server.answers.update(rate=answer(changed_since=deeds), pause=answer(changed_since=deeds))
            take(page, choice).click()
            expect(page.locator("#reasons")).to_be_visible()
            status = page.get_by_role("status")
            expect(status).to_contain_text("Event 43.")
            expect(status).to_contain_text(deeds[-1])
            status.scroll_into_view_if_needed()
            assert status.evaluate(
                """node => {
                    const range = document.createRange();
                    range.selectNodeContents(node);
                    const edge = node.getBoundingClientRect();
                    return [...range.getClientRects()].every((line) => {
                        const seen = document.elementFromPoint(line.left + 2, line.top + line.height / 2);
                        return line.top >= edge.top - 1 && line.bottom <= edge.bottom + 1 && node.contains(seen);
                    });
                }"""
            )

    def test_asks_nobody_why_another_did_it(self, browser: Browser) -> None:
        """A press that found it so already has changed nothing, and has no reason."""
        with screen(browser, pages()["medium"]) as (page, server):
            server.answers["rate"] = answer(said="It was so already. Nothing was changed.", nothing_done=True)
            take(page, "slow_half").click()
            expect(page.get_by_role("status")).to_contain_text("It was so already.")
            expect(page.locator("#reasons")).to_be_hidden()

    @pytest.mark.parametrize("size", MEASURED)
    def test_asks_why_in_the_line_of_answers_and_moves_nothing(self, browser: Browser, size: str) -> None:
        """The question covers neither the lanes nor the pump, and the choices stay where they are."""
        with screen(browser, pages()["medium"], SIZES[size]) as (page, _server):
            places = "nodes => nodes.map(node => { const { y, height } = node.getBoundingClientRect(); return [y + scrollY, height].map(Math.round) })"
            before = page.locator("#answer, #options, #lane-effect, #figure-pump").evaluate_all(places)
            take(page, "pause").click()
            expect(page.locator("#reasons")).to_be_visible()
            assert page.locator("#answer, #options, #lane-effect, #figure-pump").evaluate_all(places) == before
            line, why = page.locator("#answer").bounding_box(), page.locator("#reasons").bounding_box()
            assert line is not None
            assert why is not None
            assert why["y"] >= line["y"]
            assert why["y"] + why["height"] <= line["y"] + line["height"]

    @pytest.mark.parametrize(
        ("state", "choice", "reasons"),
        [
            (
                "medium",
                "pause",
                ["toilet", "vein", "vomiting", "pump", "distress", "pressure", "nausea", "asked", "other", "later"],
            ),
            ("medium", "slow_half", ["pressure", "distress", "nausea", "asked", "other", "later"]),
            ("medium", "stop", ["pressure", "distress", "nausea", "asked", "other", "later"]),
            ("paused", "resume", []),
            ("dose_in", "complete", []),
        ],
    )
    def test_offers_the_reasons_of_that_deed(
        self, browser: Browser, state: str, choice: str, reasons: list[str]
    ) -> None:
        """A pause has causes of its own; nobody is asked why the drip goes on."""
        with screen(browser, pages()[state]) as (page, _server):
            take(page, choice).click()
            expect(page.locator("#answer")).to_contain_text("Event 4")
            assert (
                page.locator("#reasons button:visible").evaluate_all("keys => keys.map(key => key.dataset.reason)")
                == reasons
            )

    def test_waits_with_the_question_while_a_mark_is_described(self, browser: Browser) -> None:
        """One question at a time; the first comes back when the second is answered."""
        with screen(browser, pages()["medium"]) as (page, _server):
            take(page, "pause").click()
            expect(page.locator("#reasons")).to_be_visible()
            page.locator("#unsaid button").click()
            expect(page.locator("#mark-sheet")).to_be_visible()
            expect(page.locator("#reasons")).to_be_hidden()
            page.keyboard.press("Escape")
            expect(page.locator("#reasons")).to_be_visible()

    def test_asks_why_afterwards_and_takes_later_for_an_answer(self, browser: Browser) -> None:
        """The reason never stands between a nurse and a slower drip."""
        with screen(browser, pages()["medium"]) as (page, server):
            expect(page.locator("#reasons")).to_be_hidden()
            take(page, "slow_half").click()
            page.get_by_role("button", name="Nausea").click()
            expect(page.locator("#reasons")).to_be_hidden()
            expect(page.get_by_role("status")).to_contain_text("reason at")
            assert server.deeds[1][0] == "reason"
            assert server.deeds[1][1]["seq"] == "43"
            assert server.deeds[1][1]["reason"] == "nausea"
            take(page, "pause").click()
            page.get_by_role("group", name="Why?").get_by_role("button", name="Later").click()
            expect(page.locator("#reasons")).to_be_hidden()
            assert [name for name, _fields in server.deeds] == ["rate", "reason", "pause"]


class TestADeedThatIsRefused:
    def test_says_why_and_what_to_do(self, browser: Browser) -> None:
        """Refused by the log, whatever the page thought: the page says who may."""
        fixture = pages()["medium"]
        fixture.config["prescriber"] = True
        with screen(browser, fixture) as (page, server):
            server.answers["rate"] = answer(
                refused="That is faster. Ask the prescriber, who may raise it up to the order."
            )
            confirm = take(page, "other")
            page.get_by_label("Other rate, mL/h").fill("180")
            confirm.click()
            expect(page.get_by_role("status")).to_have_text(
                "Not done. That is faster. Ask the prescriber, who may raise it up to the order."
            )
            expect(page.locator("#reasons")).to_be_hidden()

    def test_says_what_to_mend(self, browser: Browser) -> None:
        """Bad input comes back with the server's own sentence."""
        with screen(browser, pages()["medium"]) as (page, server):
            server.answers["rate"] = (400, {"error": "A rate is above 0 mL/h. To give nothing, pause or stop."})
            take(page, "slow_half").click()
            expect(page.get_by_role("status")).to_contain_text("To give nothing, pause or stop.")

    def test_says_that_the_log_in_has_ended(self, browser: Browser) -> None:
        """Nothing is written down by nobody."""
        with screen(browser, pages()["medium"]) as (page, server):
            server.answers["stop"] = (401, {"error": "Your log-in has ended. Log in again; nothing was changed."})
            take(page, "stop").click()
            expect(page.get_by_role("status")).to_contain_text("Your log-in has ended.")


class TestADeedWithoutAConnection:
    def test_is_not_pretended_and_keeps_its_key(self, browser: Browser) -> None:
        """Sent again, it is the same deed."""
        with screen(browser, pages()["medium"]) as (page, server):
            confirm = take(page, "slow_half")
            page.context.set_offline(True)
            confirm.click()
            status = page.get_by_role("status")
            expect(status).to_contain_text("Not sent: this screen has no connection, and nothing is written down.")
            expect(confirm).to_have_text("Try again")
            assert server.deeds == []
            page.context.set_offline(False)
            server.answers["rate"] = (503, {})
            page.locator("#answer").get_by_role("button", name="Try again").click()
            expect(status).to_contain_text("it is not sure that it is written down")
            server.answers["rate"] = answer()
            confirm.click()
            expect(status).to_contain_text("Event 43.")
            keys = {fields["key"] for _name, fields in server.deeds}
            assert len(server.deeds) == 2
            assert len(keys) == 1

    def test_is_not_let_go_by_a_tap_elsewhere(self, browser: Browser) -> None:
        """What may or may not be written down stays on the page until somebody decides."""
        with screen(browser, pages()["medium"]) as (page, server):
            server.answers["rate"] = (503, {})
            confirm = take(page, "slow_half")
            confirm.click()
            expect(page.get_by_role("status")).to_contain_text("not sure")
            page.locator("#lane-pressure").click()
            page.keyboard.press("Escape")
            expect(confirm).to_be_visible()
            page.get_by_role("button", name="Leave it").click()
            expect(confirm).to_be_hidden()
            expect(option(page, "slow_half").locator(".take")).to_have_attribute("aria-pressed", "false")
