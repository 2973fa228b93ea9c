"""The choices at the bedside: the first tap shows, the second does, and nothing is done twice or by accident."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.screens.infusion.fixture import later, pages
from tests.screens.infusion.looking import MEASURED, PHONE, SIZES, option, screen, take


class TestTheFirstTap:
    def test_draws_what_the_choice_would_do_from_what_is_at_hand(self, browser: Browser) -> None:
        """The overlay is in the lanes when the tap's own work is over: no request stands between."""
        with screen(browser, pages()["medium"]) as (page, server):
            expect(option(page, "slow_half").locator(".own")).to_have_attribute("d", re.compile("^M"))
            asked = len(server.forecasts_asked)
            drawn = page.evaluate(
                """() => {
                    document.querySelector('[data-choice="slow_half"] .take').click();
                    return ['in_hand', 'band_50', 'band_90'].map((name) => document.querySelector(`#lane-effect [data-curve=${name}]`)?.getAttribute('d').length > 50);
                }"""
            )
            assert drawn == [True, True, True]
            assert len(server.forecasts_asked) == asked
            expect(page.locator("#lane-rate")).to_contain_text("75.5 until 15:01")
            expect(page.locator("#lane-axis")).to_contain_text("end 15:01")

    def test_does_nothing_yet(self, browser: Browser) -> None:
        """To look is not to act."""
        with screen(browser, pages()["medium"]) as (page, server):
            take(page, "stop")
            assert server.deeds == []

    def test_says_what_to_set_the_pump_to(self, browser: Browser) -> None:
        """The screen does not drive the pump, and says so."""
        with screen(browser, pages()["medium"]) as (page, _server):
            take(page, "slow_75")
            expect(page.locator("#answer")).to_contain_text("Set the pump to 113.2 mL/h")
            expect(page.locator("#answer")).to_contain_text("This screen does not drive the pump.")

    @pytest.mark.parametrize("size", MEASURED)
    @pytest.mark.parametrize("language", ["en", "es"])
    def test_moves_nothing_under_the_finger(self, browser: Browser, size: str, language: str) -> None:
        """The key stands where the small curve was, and every choice stays where it is."""
        with screen(browser, pages()["medium"], SIZES[size], language) as (page, _server):
            boxes = "nodes => nodes.map(node => { const { x, y, width, height } = node.getBoundingClientRect(); return [x, y + scrollY, width, height].map(Math.round) })"
            expect(page.locator("#outlook")).to_contain_text("9 ")
            option(page, "slow_75").scroll_into_view_if_needed()
            before = page.locator("#options .option").evaluate_all(boxes)
            curve = option(page, "slow_75").locator(".curve").bounding_box()
            confirm = take(page, "slow_75").bounding_box()
            assert page.locator("#options .option").evaluate_all(boxes) == before
            assert curve is not None
            assert confirm is not None
            assert confirm["x"] <= curve["x"] + curve["width"] / 2 <= confirm["x"] + confirm["width"]
            assert confirm["y"] <= curve["y"] + curve["height"] / 2 <= confirm["y"] + confirm["height"]
            assert confirm["height"] >= 64

    def test_lights_the_key_at_the_thumb_on_a_phone(self, browser: Browser) -> None:
        """There it is the same key that takes and that does, and no other is lit."""
        with screen(browser, pages()["medium"], PHONE) as (page, server):
            key = take(page, "slow_half")
            expect(key).to_have_text("Slow to half now")
            expect(page.locator("#options .confirm:visible")).to_have_count(0)
            assert server.deeds == []
            key.click(delay=20)
            expect(page.locator("#answer")).to_contain_text("Event 43.")
            assert [name for name, _fields in server.deeds] == ["rate"]

    def test_is_undone_by_escape_and_by_a_tap_elsewhere(self, browser: Browser) -> None:
        """Letting go is as easy as taking."""
        with screen(browser, pages()["medium"]) as (page, server):
            confirm = take(page, "pause")
            page.keyboard.press("Escape")
            expect(confirm).to_be_hidden()
            take(page, "pause")
            page.locator("#lane-pressure").click()
            expect(confirm).to_be_hidden()
            expect(page.locator("#lane-effect [data-curve=in_hand]")).to_have_count(0)
            assert server.deeds == []

    def test_lets_go_of_what_somebody_else_made_impossible(self, browser: Browser) -> None:
        """A choice that is gone cannot be confirmed."""
        with screen(browser, pages()["medium"]) as (page, server):
            confirm = take(page, "slow_half")
            paused = pages()["paused"]
            server.page = paused
            server.say(later(paused, 2))
            expect(confirm).to_be_hidden()
            expect(page.locator("#answer")).to_contain_text("cannot be done any more")

    def test_keeps_the_rate_that_was_agreed_to_when_somebody_else_slows(self, browser: Browser) -> None:
        """Two nurses who both slow to 75% do not slow to 56%: the rate in the hand stays, and the change is said."""
        with screen(browser, pages()["medium"]) as (page, server):
            confirm = take(page, "slow_75")
            slowed = pages()["slowed"]
            server.page = slowed
            server.say(later(slowed, 2))
            expect(page.locator("#answer")).to_contain_text("The rate was changed meanwhile. In the hand: 113.2 mL/h.")
            confirm.click()
            expect(page.locator("#answer")).to_contain_text("Event 43.")
            assert server.deeds[0][1]["ml_per_h"] == "113.2"
            assert server.deeds[0][1]["seen"] == "42"


class TestTheSecondTap:
    def test_does_it_once_with_the_rate_that_was_shown(self, browser: Browser) -> None:
        """One request: the rate under the choice, the press's key, the event number that was on the page."""
        with screen(browser, pages()["medium"]) as (page, server):
            take(page, "slow_half").click()
            expect(page.locator("#answer")).to_contain_text("Event 43.")
            (deed,) = server.deeds
            name, fields = deed
            assert name == "rate"
            assert fields["ml_per_h"] == "75.5"
            assert fields["choice"] == "slow_half"
            assert fields["seen"] == "42"
            assert len(fields["key"]) >= 16

    def test_is_one_deed_when_it_is_a_double_click(self, browser: Browser) -> None:
        """A trembling finger slows once."""
        with screen(browser, pages()["medium"]) as (page, server):
            take(page, "slow_75").dblclick()
            expect(page.locator("#answer")).to_contain_text("Event 43.")
            assert [name for name, _fields in server.deeds] == ["rate"]

    def test_is_not_the_other_half_of_the_first(self, browser: Browser) -> None:
        """A double click on the small curve takes the choice in the hand; it does not slow."""
        with screen(browser, pages()["medium"]) as (page, server):
            option(page, "slow_half").locator(".curve").dblclick()
            expect(option(page, "slow_half").locator(".confirm")).to_be_visible()
            assert server.deeds == []
            option(page, "slow_half").locator(".confirm").click(delay=20)
            expect(page.locator("#answer")).to_contain_text("Event 43.")

    def test_stops_however_fast_the_two_taps_come(self, browser: Browser) -> None:
        """Stop costs two taps and never a third."""
        with screen(browser, pages()["medium"]) as (page, server):
            option(page, "stop").locator(".curve").dblclick()
            expect(page.locator("#answer")).to_contain_text("Event 43.")
            assert [name for name, _fields in server.deeds] == ["stop"]

    def test_posts_to_the_deed_that_it_names(self, browser: Browser) -> None:
        """Pause pauses."""
        with screen(browser, pages()["medium"]) as (page, server):
            take(page, "pause").click()
            expect(page.locator("#answer")).to_contain_text("Event 43.")
            assert [name for name, _fields in server.deeds] == ["pause"]

    def test_on_going_on_changes_nothing(self, browser: Browser) -> None:
        """To go on is to do nothing; nothing is sent."""
        with screen(browser, pages()["medium"]) as (page, server):
            take(page, "go_on").click()
            expect(option(page, "go_on").locator(".confirm")).to_be_hidden()
            assert server.deeds == []

    def test_works_by_the_keyboard_alone(self, browser: Browser) -> None:
        """Enter takes, the focus goes to the key, Enter does."""
        with screen(browser, pages()["medium"]) as (page, server):
            option(page, "slow_75").locator(".take").focus()
            page.keyboard.press("Enter")
            expect(option(page, "slow_75").locator(".confirm")).to_be_focused()
            page.keyboard.press("Enter")
            expect(page.locator("#answer")).to_contain_text("Event 43.")
            assert [name for name, _fields in server.deeds] == ["rate"]


class TestAnotherRate:
    def test_is_typed_drawn_and_done(self, browser: Browser) -> None:
        """Any rate may be asked for; its curve comes as it is typed."""
        with screen(browser, pages()["medium"]) as (page, server):
            confirm = take(page, "other")
            expect(confirm).to_be_disabled()
            page.get_by_label("Other rate, mL/h").fill("95")
            expect(confirm).to_have_text("95 mL/h now")
            expect(page.locator("#lane-effect [data-curve=in_hand]")).to_have_count(1)
            expect(option(page, "other")).to_contain_text("to 14:55")
            confirm.click()
            expect(page.locator("#answer")).to_contain_text("Event 43.")
            assert server.deeds[0][1]["ml_per_h"] == "95"
            assert "choice" not in server.deeds[0][1]

    def test_is_stepped_without_a_keyboard(self, browser: Browser) -> None:
        """A gloved finger steps from the rate that runs."""
        with screen(browser, pages()["medium"]) as (page, _server):
            confirm = take(page, "other")
            page.get_by_role("button", name="−10").click()
            page.get_by_role("button", name="−1", exact=True).click()
            expect(confirm).to_have_text("140 mL/h now")

    def test_of_somebody_who_may_only_go_lower_offers_no_step_up(self, browser: Browser) -> None:
        """The key and the line say that it is to be lower."""
        with screen(browser, pages()["medium"]) as (page, _server):
            expect(take(page, "other")).to_have_text("Enter a lower rate")
            expect(page.locator("#answer")).to_contain_text("Enter a rate lower than 151 mL/h")
            expect(page.locator('#other-rate [data-step="5"]')).to_be_hidden()
            expect(page.locator('#other-rate [data-step="-5"]')).to_be_visible()

    def test_of_the_prescriber_is_stepped_both_ways(self, browser: Browser) -> None:
        """Up to the order."""
        fixture = pages()["medium"]
        fixture.config["prescriber"] = True
        with screen(browser, fixture) as (page, _server):
            expect(take(page, "other")).to_have_text("Enter a rate")
            expect(page.locator('#other-rate [data-step="5"]')).to_be_visible()

    def test_is_not_guessed_from_a_comma(self, browser: Browser) -> None:
        """95,5 is no rate here: a point is asked for by a key that stays shut."""
        with screen(browser, pages()["medium"]) as (page, _server):
            confirm = take(page, "other")
            field = page.get_by_label("Other rate, mL/h")
            field.fill("95,5")
            expect(confirm).to_be_disabled()
            expect(field).to_have_attribute("aria-invalid", "true")
            expect(page.locator("#other-bounds")).to_have_text("Is it 95.5 or 955? Type it with a point, or without.")

    @pytest.mark.parametrize(
        ("prescriber", "typed", "words"),
        [
            (False, "", "Lower than 151 mL/h, at least 0.1."),
            (False, "900", "Enter at most 600 mL/h: a pump is set to no more."),
            (False, "151", "Enter less than 151 mL/h. Only the prescriber raises it."),
            (False, "0", "Enter at least 0.1 mL/h. To give nothing, pause or stop."),
            (False, "9.55", "Type a rate such as 95.5: digits, a point, one decimal at most."),
            (True, "", "From 0.1 to 600 mL/h, and no more than is ordered."),
            (True, "900", "Enter at most 600 mL/h: a pump is set to no more."),
        ],
    )
    def test_says_its_bounds_before_the_press(self, browser: Browser, prescriber: bool, typed: str, words: str) -> None:
        """What cannot be done has no lit key, and the panel says why."""
        fixture = pages()["medium"]
        fixture.config["prescriber"] = prescriber
        with screen(browser, fixture) as (page, _server):
            confirm = take(page, "other")
            page.get_by_label("Other rate, mL/h").fill(typed)
            expect(page.locator("#other-bounds")).to_have_text(words)
            expect(confirm).to_be_disabled()

    def test_that_the_server_will_not_forecast_is_answered_in_its_words(self, browser: Browser) -> None:
        """Above the order nothing is worked out for ever: the reason stands there, and the key stays dark."""
        words = "Nothing is forecast above the ordered rate, 151 mL/h."
        fixture = pages()["medium"]
        fixture.config["prescriber"] = True
        with screen(browser, fixture) as (page, _server):
            page.route(re.compile(r"/forecast\?rate="), lambda route: route.fulfill(status=400, json={"error": words}))
            confirm = take(page, "other")
            page.get_by_label("Other rate, mL/h").fill("180")
            expect(page.locator("#other-bounds")).to_have_text(words)
            expect(confirm).to_be_disabled()


class TestOtherPhases:
    def test_paused_offers_to_go_on_and_to_stop(self, browser: Browser) -> None:
        """As before, at three quarters, or not at all."""
        with screen(browser, pages()["paused"]) as (page, server):
            expect(page.locator("#options .verb")).to_have_text(["Resume as before", "Resume at 75%", "Stop"])
            take(page, "resume_75").click()
            expect(page.locator("#answer")).to_contain_text("Event 46.")
            assert server.deeds[0][0] == "resume"
            assert server.deeds[0][1]["ml_per_h"] == "113.2"

    def test_before_the_start_what_is_missing_is_said(self, browser: Browser) -> None:
        """Start shows what it still lacks, in words, and what to do."""
        with screen(browser, pages()["ordered"]) as (page, server):
            expect(page.locator("#missing")).to_contain_text(
                "Still missing: the bag, a second person’s check of the bag, a monitor, somebody who watches."
            )
            option(page, "start").locator(".take").click(force=True)
            expect(page.locator("#answer")).to_contain_text("Still missing")
            expect(option(page, "start").locator(".confirm")).to_be_hidden()
            assert server.deeds == []

    def test_ready_can_be_started(self, browser: Browser) -> None:
        """With nothing missing two taps start it."""
        with screen(browser, pages()["ready"]) as (page, server):
            take(page, "start").click()
            expect(page.locator("#answer")).to_contain_text("Event 7.")
            assert server.deeds[0][0] == "start"

    def test_with_the_dose_in_going_on_becomes_ending(self, browser: Browser) -> None:
        """Asked, not cut off."""
        with screen(browser, pages()["dose_in"]) as (page, server):
            expect(page.locator("#options .verb").first).to_have_text("Dose is in: end")
            take(page, "complete").click()
            expect(page.locator("#answer")).to_contain_text("Event 43.")
            assert server.deeds[0][0] == "complete"

    def test_after_the_end_there_is_nothing_to_choose(self, browser: Browser) -> None:
        """Recovery has signals, marks and events, and no rate."""
        with screen(browser, pages()["recovering"]) as (page, _server):
            expect(page.locator("#options .option")).to_have_count(0)
            expect(page.locator("#mark-keys")).to_be_visible()


class TestStop:
    def test_is_always_at_the_thumb_on_a_phone(self, browser: Browser) -> None:
        """At the top of the page and at its end it stands at the bottom of the window."""
        with screen(browser, pages()["medium"], PHONE) as (page, _server):
            for far in ("0", "document.body.scrollHeight"):
                page.evaluate(f"scrollTo(0, {far})")
                for key in ("slow_half", "pause", "stop"):
                    expect(option(page, key).locator(".thumb")).to_be_in_viewport(ratio=1)
            last, row = page.locator(".happened").bounding_box(), option(page, "stop").locator(".thumb").bounding_box()
            assert last is not None
            assert row is not None
            assert last["y"] + last["height"] <= row["y"]

    def test_stands_beside_resume_while_it_is_paused(self, browser: Browser) -> None:
        """The state is a word; to go on and to stop are both at the thumb."""
        with screen(browser, pages()["paused"], PHONE) as (page, _server):
            expect(page.locator("#left")).to_contain_text("PAUSED")
            for key in ("resume", "stop"):
                expect(option(page, key).locator(".thumb")).to_be_in_viewport(ratio=1)

    def test_is_covered_by_no_sheet(self, browser: Browser) -> None:
        """Neither the rate that is typed nor a mark's words nor the model's figures lie over it on a phone."""
        with screen(browser, pages()["medium"], PHONE) as (page, _server):
            stop = option(page, "stop").locator(".thumb")
            for opener, sheet in (
                ('[data-choice="other"] .take', "#other-rate"),
                ("#unsaid button", "#mark-sheet"),
                ("#model-open", "#model"),
                ("#rating-open", "#rating-sheet"),
            ):
                page.locator(opener).click()
                expect(page.locator(sheet)).to_be_visible()
                over, under = page.locator(sheet).bounding_box(), stop.bounding_box()
                assert over is not None
                assert under is not None
                assert over["y"] + over["height"] <= under["y"] + 1
                page.keyboard.press("Escape")
