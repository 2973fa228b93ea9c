"""The alarm strip: the worst first, in words, with who has seen it; and silence of the screen's own is an alarm."""

import re

from playwright.sync_api import Browser, expect

from tests.screens.infusion.fixture import later, pages
from tests.screens.infusion.looking import screen, step
from tests.screens.infusion.visit import alarm


class TestTheBanner:
    def test_says_value_against_limit_since_when_and_that_nobody_has_seen_it(self, browser: Browser) -> None:
        """Stars, shape and words; colour alone says nothing."""
        with screen(browser, pages()["medium"]) as (page, _server):
            banner = page.locator("#alarm")
            expect(banner.locator('[data-part="stars"]')).to_have_text("**")
            expect(page.get_by_role("alert")).to_contain_text("Medium priority alarm.")
            expect(page.get_by_role("alert")).to_contain_text("Pressure high 164/98, limit 160/100")
            expect(banner).to_contain_text("since 14:29:12.")
            expect(banner).to_contain_text("Not seen yet.")
            expect(banner.locator(".signal svg:visible")).to_have_count(1)

    def test_says_what_to_do_and_the_newest_value_and_moves_nothing(self, browser: Browser) -> None:
        """The protocol's words stand in the banner; the figure carries the limit that is crossed."""
        with screen(browser, pages()["quiet"]) as (page, server):
            before = page.locator("#record").bounding_box()
            message = later(server.page, 1)
            message["view"]["alarms"] = [alarm(value="186/115", latest="191/116", limit="180/110", priority="high")]
            message["view"]["numerics"]["nibp"].update(systolic="191", diastolic="116", alarm="high")
            server.say(message)
            expect(page.get_by_role("alert")).to_contain_text("Pressure high 186/115, now 191/116, limit 180/110")
            expect(page.locator('#alarm [data-part="do"]')).to_have_text(
                "Measure again in 2 minutes and tell the physician."
            )
            expect(page.locator("#figure-nibp")).to_contain_text("limit 180/110")
            assert page.locator("#record").bounding_box() == before

    def test_puts_the_worst_first_and_counts_the_rest(self, browser: Browser) -> None:
        """Three alarms: the high one in words, two more a tap away."""
        with screen(browser, pages()["high"]) as (page, _server):
            expect(page.get_by_role("alert")).to_contain_text("Oxygen saturation low 86, limit 90")
            expect(page.locator('#alarm [data-part="stars"]')).to_have_text("***")
            page.get_by_role("button", name="2 more").click()
            items = page.locator("#alarm-list li")
            expect(items).to_have_count(2)
            expect(items.nth(0)).to_contain_text("** Pressure high 164/98, limit 160/100")
            expect(items.nth(1)).to_contain_text("* Breathing:")

    def test_fills_the_chair_and_the_figure(self, browser: Browser) -> None:
        """What is wrong is seen from the door and beside its lane."""
        with screen(browser, pages()["high"]) as (page, _server):
            expect(page.locator("#chair")).to_have_attribute("data-priority", "high")
            expect(page.locator("#figure-spo2")).to_have_attribute("data-priority", "high")

    def test_is_quiet_and_keeps_its_place_without_an_alarm(self, browser: Browser) -> None:
        """An alarm that comes moves nothing under a finger."""
        with screen(browser, pages()["quiet"]) as (page, server):
            expect(page.get_by_role("alert")).to_contain_text("No alarm")
            record, options = page.locator("#record"), page.locator("#options")
            before = record.bounding_box(), options.bounding_box()
            message = later(server.page, 1)
            message["view"]["alarms"] = [alarm()]
            server.say(message)
            expect(page.get_by_role("alert")).to_contain_text("Pressure high 164/98")
            assert (record.bounding_box(), options.bounding_box()) == before

    def test_takes_its_instruction_with_it_when_it_is_over(self, browser: Browser) -> None:
        """What was to be done about one alarm stands neither beside "No alarm" nor under another."""
        with screen(browser, pages()["medium"]) as (page, server):
            deed = page.locator("#alarm .do > [data-part=do]")
            expect(deed).to_have_text("Measure again in 2 minutes and tell the physician.")
            message = later(server.page, 1)
            message["view"]["alarms"] = []
            server.say(message)
            expect(page.get_by_role("alert")).to_contain_text("No alarm")
            expect(deed).to_be_empty()

    def test_of_a_dead_stream_carries_no_instruction_of_the_alarm_before(self, browser: Browser) -> None:
        """Seen, the pressure's alarm steps behind the silence; its instruction goes with it."""
        with screen(browser, pages()["seen"]) as (page, server):
            deed = page.locator("#alarm .do > [data-part=do]")
            expect(deed).not_to_be_empty()
            server.fall_silent()
            page.clock.run_for(40_000)
            expect(page.get_by_role("alert")).to_contain_text("No connection")
            expect(deed).to_be_empty()


class TestSeeingIt:
    def test_posts_the_condition_once(self, browser: Browser) -> None:
        """The key says of which alarm."""
        with screen(browser, pages()["medium"]) as (page, server):
            page.get_by_role("button", name="I have seen it").click()
            expect(page.get_by_role("status")).to_contain_text("acknowledge at")
            assert [(name, fields["condition"]) for name, fields in server.deeds] == [("acknowledge", "pressure_high")]

    def test_is_shown_with_name_and_time_and_the_alarm_stays(self, browser: Browser) -> None:
        """Seen is not over: the words stay, the flashing ends, the key is gone."""
        with screen(browser, pages()["seen"]) as (page, _server):
            expect(page.locator("#alarm")).to_have_attribute("data-state", "seen")
            expect(page.locator("#alarm")).to_contain_text("Mara Lind saw it 14:29:41.")
            expect(page.locator("#alarm .by-state.seen")).to_be_visible()
            expect(page.get_by_role("alert")).to_contain_text("Pressure high 164/98")
            expect(page.get_by_role("button", name="I have seen it")).to_be_hidden()
            expect(page.locator("#chair")).not_to_have_attribute("data-priority", "medium")

    def test_long_ago_is_not_enough(self, browser: Browser) -> None:
        """An alarm that was seen and is still there calls again."""
        with screen(browser, pages()["seen"]) as (page, server):
            step(page, server, 100)
            expect(page.locator("#alarm")).to_have_attribute("data-state", "still")
            expect(page.locator("#alarm")).to_contain_text("Still there. Mara Lind saw it 14:29:41.")
            expect(page.get_by_role("button", name="I have seen it")).to_be_visible()

    def test_of_one_in_the_list_is_of_that_one(self, browser: Browser) -> None:
        """Each alarm is seen by itself."""
        with screen(browser, pages()["high"]) as (page, server):
            page.get_by_role("button", name="2 more").click()
            page.locator("#alarm-list li").nth(1).get_by_role("button", name="I have seen it").click()
            expect(page.get_by_role("status")).to_contain_text("acknowledge at")
            assert server.deeds[0][1]["condition"] == "silent:resp"


class TestTheSound:
    def test_is_off_until_a_tap_and_says_so(self, browser: Browser) -> None:
        """A browser may not sound before it is touched: the page says that it does not."""
        with screen(browser, pages()["medium"]) as (page, _server):
            key = page.locator("#sound")
            expect(key).to_have_text("Sound is off: touch anywhere")
            key.click()
            expect(key).to_have_text("Sound on")
            expect(key).to_have_attribute("aria-pressed", "true")
            key.click()
            expect(key).to_have_text("Sound is off: turn on")

    def test_calls_in_the_pattern_of_the_worst_and_again(self, browser: Browser) -> None:
        """Ten pulses for a high alarm, and ten more after a while."""
        with screen(browser, pages()["high"]) as (page, server):
            page.evaluate(
                """() => {
                    window.pulses = 0;
                    const start = OscillatorNode.prototype.start;
                    OscillatorNode.prototype.start = function (...at) { window.pulses += 1; return start.apply(this, at); };
                }"""
            )
            page.locator("#sound").click()
            expect(page.locator("#sound")).to_have_text("Sound on")
            page.evaluate("window.pulses = 0")
            step(page, server, 9)
            assert page.evaluate("window.pulses") >= 10
            assert page.evaluate("window.pulses") % 10 == 0

    def test_is_unlocked_by_the_first_touch_anywhere_and_calls_for_each_alarm(self, browser: Browser) -> None:
        """Nobody has to find the key first; a second alarm of the same priority calls at once."""
        with screen(browser, pages()["medium"]) as (page, server):
            page.locator("#lane-pressure").click()
            key = page.locator("#sound")
            expect(key).to_have_text("Sound on")
            expect(key).to_have_attribute("data-sounded", "pressure_high:medium")
            message = later(server.page, 1)
            message["view"]["alarms"].append(alarm(condition="hr_high", channel="hr", value="131", limit="120"))
            server.say(message)
            expect(key).to_have_attribute("data-sounded", "pressure_high:medium hr_high:medium")

    def test_pauses_for_two_minutes_at_the_clinic_not_only_here(self, browser: Browser) -> None:
        """To silence is a deed: every screen at this chair falls silent with it, and all count down."""
        with screen(browser, pages()["medium"]) as (page, server):
            page.get_by_role("button", name="Sound off 2 min").click()
            expect(page.get_by_role("status")).to_contain_text("sound at")
            assert [(name, fields["condition"]) for name, fields in server.deeds] == [("sound", "pressure_high")]
        with screen(browser, pages()["sound_paused"]) as (page, _server):
            expect(page.locator("#alarm")).to_have_attribute("data-state", "paused")
            expect(page.locator("#alarm")).to_contain_text(re.compile(r"Sound back in 1:[0-3]\d\."))
            expect(page.locator("#alarm .by-state.paused")).to_be_visible()


class TestSilence:
    def test_is_loud(self, browser: Browser) -> None:
        """A dead stream is said in the header, in the alarm strip, and by every figure."""
        with screen(browser, pages()["quiet"]) as (page, server):
            server.fall_silent()
            step(page, server, 40)
            expect(page.locator("#live")).to_have_attribute("data-state", "dead")
            expect(page.locator("#live")).to_contain_text(re.compile(r"No (connection|new data) for \d+ (s|min)"))
            expect(page.get_by_role("alert")).to_contain_text(re.compile(r"No (connection|new data) for"))
            expect(page.locator("#alarm")).to_contain_text("Watch the bedside monitor.")
            expect(page.locator('#figure-hr [data-part="value"]')).to_have_text("- - -")

    def test_stands_behind_a_high_alarm_and_is_counted(self, browser: Browser) -> None:
        """The last thing heard was an alarm of high priority: that stays in front."""
        with screen(browser, pages()["high"]) as (page, server):
            server.fall_silent()
            step(page, server, 40)
            expect(page.get_by_role("alert")).to_contain_text("Oxygen saturation low")
            expect(page.get_by_role("button", name="3 more")).to_be_visible()

    def test_ends_with_the_next_message(self, browser: Browser) -> None:
        """The stream comes back by itself."""
        with screen(browser, pages()["quiet"]) as (page, server):
            server.fall_silent()
            step(page, server, 20)
            expect(page.locator("#live")).to_have_attribute("data-state", "dead")
            server.streams = True
            step(page, server, 20)
            expect(page.locator("#live")).to_have_attribute("data-state", "live")


class TestReducedMotion:
    def test_puts_a_double_border_where_there_was_flashing(self, browser: Browser) -> None:
        """Whoever asked for less motion still tells an alarm that nobody has seen."""
        with screen(browser, pages()["high"]) as (page, _server):
            style = page.locator("#alarm .signal").evaluate("node => getComputedStyle(node).boxShadow")
            assert style.count("inset") == 2
            assert page.locator("#alarm .signal").evaluate("node => getComputedStyle(node).animationName") == "none"

    def test_flashes_high_twice_a_second_and_medium_once_in_two(self, browser: Browser) -> None:
        """2 Hz and 0.5 Hz, where motion is welcome."""
        for name, length in (("high", "0.5s"), ("medium", "2s")):
            with screen(browser, pages()[name]) as (page, _server):
                page.emulate_media(reduced_motion="no-preference")
                assert (
                    page.locator("#alarm .signal").evaluate("node => getComputedStyle(node).animationDuration")
                    == length
                )
