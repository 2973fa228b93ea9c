"""What the figures beside the lanes say, and what they do when nothing comes any more."""

import re

from playwright.sync_api import Browser, expect

from tests.screens.infusion.fixture import later, pages
from tests.screens.infusion.looking import screen, step


class TestAContinuousFigure:
    def test_says_its_value_its_limits_and_that_it_is_of_now(self, browser: Browser) -> None:
        """A figure alone is half of what a nurse needs."""
        with screen(browser, pages()["medium"]) as (page, _server):
            figure = page.locator("#figure-hr")
            expect(figure.locator('[data-part="value"]')).to_have_text("92")
            expect(figure).to_contain_text("50–120")
            expect(figure.locator('[data-part="age"]')).to_have_text("now")

    def test_follows_the_stream(self, browser: Browser) -> None:
        """What the monitor says next stands there next."""
        with screen(browser, pages()["medium"]) as (page, server):
            server.say(later(server.page, 1, hr="118"))
            expect(page.locator('#figure-hr [data-part="value"]')).to_have_text("118")

    def test_grows_old_by_the_clock_alone(self, browser: Browser) -> None:
        """No message is needed for a figure to be of eight seconds ago."""
        with screen(browser, pages()["medium"]) as (page, server):
            step(page, server, 8)
            figure = page.locator("#figure-spo2")
            expect(figure).to_have_attribute("data-status", "ageing")
            expect(figure.locator('[data-part="age"]')).to_have_text(re.compile(r"^(8|9|1[0-4]) s$"))
            expect(figure.locator('[data-part="value"]')).to_have_text("97")

    def test_becomes_three_dashes_after_silence(self, browser: Browser) -> None:
        """The last number is never shown as if it were the present one."""
        with screen(browser, pages()["medium"]) as (page, server):
            step(page, server, 21)
            for name in ("hr", "spo2", "resp"):
                figure = page.locator(f"#figure-{name}")
                expect(figure.locator('[data-part="value"]')).to_have_text("- - -")
                expect(figure.locator('[data-part="age"]')).to_have_text(re.compile(r"^no value 0:[2-5]\d$"))

    def test_returns_with_the_next_value(self, browser: Browser) -> None:
        """Dashes stay no longer than the silence."""
        with screen(browser, pages()["stale"]) as (page, server):
            value = page.locator('#figure-hr [data-part="value"]')
            expect(value).to_have_text("- - -")
            server.say(later(server.page, 1, hr="95"))
            expect(value).to_have_text("95")

    def test_takes_the_servers_word_where_it_is_the_worse(self, browser: Browser) -> None:
        """A value that the server calls lost is not fresh because this screen has just been opened."""
        fixture = pages()["medium"]
        fixture.view["numerics"]["spo2"]["status"] = "lost"
        with screen(browser, fixture) as (page, _server):
            expect(page.locator('#figure-spo2 [data-part="value"]')).to_have_text("- - -")

    def test_shows_nothing_where_the_page_was_not_told_how_long_a_value_lasts(self, browser: Browser) -> None:
        """In doubt there are dashes, not a number."""
        fixture = pages()["medium"]
        fixture.config["ages"] = {}
        with screen(browser, fixture) as (page, _server):
            expect(page.locator('#figure-hr [data-part="value"]')).to_have_text("- - -")

    def test_says_that_nothing_is_bound(self, browser: Browser) -> None:
        """Without a sensor the screen says that breathing is not monitored."""
        with screen(browser, pages()["no_device"]) as (page, _server):
            expect(page.locator("#figure-hr")).to_contain_text("no device")
            expect(page.locator("#figure-resp")).to_contain_text("not monitored")


class TestTheCuff:
    def test_carries_its_age_its_first_reading_and_its_limit(self, browser: Browser) -> None:
        """164/98 means one thing at rest and another after 126/77."""
        with screen(browser, pages()["medium"]) as (page, _server):
            figure = page.locator("#figure-nibp")
            expect(figure).to_contain_text("164/98")
            expect(figure).to_contain_text("1 min ago")
            expect(figure).to_contain_text("first 126/77")
            expect(figure).to_contain_text("limit 160/100")

    def test_counts_down_to_the_next_and_says_when_it_is_late(self, browser: Browser) -> None:
        """A nurse warns before the cuff blows up, and misses one that does not."""
        with screen(browser, pages()["medium"]) as (page, server):
            due = page.locator('#next-cuff [data-part="in"]')
            expect(due).to_have_text(re.compile(r"^in 1:[0-3]\d$"))
            step(page, server, 120)
            expect(due).to_have_text(re.compile(r"^late by 0:[2-5]\d$"))

    def test_becomes_dashes_when_it_is_too_old(self, browser: Browser) -> None:
        """A pressure of twenty-four minutes ago is not a pressure."""
        with screen(browser, pages()["lost"]) as (page, _server):
            expect(page.locator('#figure-nibp [data-part="value"]')).to_have_text("- - -")
            expect(page.locator("#figure-nibp")).to_contain_text("last 14:06")


class TestTheRate:
    def test_is_what_was_charted_with_what_has_been_given(self, browser: Browser) -> None:
        """The rate, and how much of the dose is in."""
        with screen(browser, pages()["medium"]) as (page, _server):
            expect(page.locator("#figure-pump")).to_contain_text("151")
            expect(page.locator("#figure-pump")).to_contain_text("21.3 of 35 mg")

    def test_names_the_pump_where_it_says_otherwise(self, browser: Browser) -> None:
        """What was charted and what the pump reports are two facts."""
        fixture = pages()["medium"]
        fixture.view["numerics"]["pump"]["ml_per_h"] = "75.5"
        with screen(browser, fixture) as (page, _server):
            figure = page.locator("#figure-pump")
            expect(figure).to_contain_text("pump says 75.5")
            expect(figure.locator('[data-part="name"]')).to_have_text("Ketamine")
            assert figure.evaluate("node => node.scrollWidth - node.clientWidth") == 0


class TestTheModelledEffect:
    def test_is_a_word(self, browser: Browser) -> None:
        """No figure stands there: a number that nobody measured would be read as one that somebody did."""
        with screen(browser, pages()["medium"]) as (page, _server):
            expect(page.locator('#figure-effect [data-part="value"]')).to_have_text("Rising")

    def test_falls_while_the_drip_stands_still(self, browser: Browser) -> None:
        """The word follows the model's course."""
        with screen(browser, pages()["paused"]) as (page, _server):
            expect(page.locator('#figure-effect [data-part="value"]')).to_have_text("Falling")

    def test_gives_its_figures_to_whoever_asks_and_says_what_they_are(self, browser: Browser) -> None:
        """Concentrations are one tap away, with the models' names and what they assume."""
        with screen(browser, pages()["medium"]) as (page, _server):
            page.get_by_role("button", name="ng/mL").click()
            panel = page.locator("#model")
            expect(panel).to_contain_text("A model, not a measurement.")
            expect(panel.locator('[data-part="effect-site"]')).to_contain_text("ng/mL")
            expect(panel).to_contain_text("Kamp 2020")
            expect(panel).to_contain_text("Simons 2022")
            expect(panel).to_contain_text("2000, which agree with 17 readings")
            expect(panel).to_contain_text("Nobody knows which published model fits this person")
            page.keyboard.press("Escape")
            expect(panel).to_be_hidden()


class TestTheHeader:
    def test_says_where_on_the_way_she_is(self, browser: Browser) -> None:
        """Chair, who, minutes left, event number, and that the bedside monitor comes first."""
        with screen(browser, pages()["medium"]) as (page, _server):
            way = page.locator("#way")
            expect(way).to_contain_text("Ruth Amsel")
            expect(way).to_contain_text("Infusion 3 of 6")
            expect(way).to_contain_text("event 42")
            expect(way).to_contain_text("Second to the bedside monitor")
            expect(page.locator('#left [data-part="figure"]')).to_have_text("16")
            expect(
                page.get_by_role(
                    "img",
                    name="minute 24 of 40. Arrived 13:31. Prepared 13:55. Start 14:06. End 14:46. Ready 16:10",
                    exact=True,
                )
            ).to_be_visible()

    def test_has_the_clinics_time_with_seconds(self, browser: Browser) -> None:
        """The clock is the server's, in the clinic's zone, and runs on by itself."""
        with screen(browser, pages()["medium"]) as (page, server):
            step(page, server, 36)
            expect(page.locator("#clock")).to_contain_text(re.compile(r"14:31:[0-5]\d"))

    def test_runs_as_fast_as_the_clinics_clock(self, browser: Browser) -> None:
        """A rehearsal at ten times the speed shows ten seconds for one."""
        fixture = pages()["medium"]
        fixture.config["speed"] = 10
        with screen(browser, fixture) as (page, server):
            step(page, server, 60)
            expect(page.locator("#clock")).to_contain_text(re.compile(r"14:4\d"))

    def test_says_the_new_end_once_it_was_slowed(self, browser: Browser) -> None:
        """Minutes left are reckoned at the rate that runs."""
        with screen(browser, pages()["slowed"]) as (page, _server):
            expect(page.locator("#left")).to_contain_text("40")
            expect(page.locator("#left")).to_contain_text("ends 15:09, was 14:46")

    def test_counts_the_minutes_since_the_end_in_recovery(self, browser: Browser) -> None:
        """After the end the large figure is the time since."""
        with screen(browser, pages()["recovering"]) as (page, _server):
            expect(page.locator("#left")).to_contain_text("14")
            expect(page.locator("#left")).to_contain_text("min since the end")
            expect(page.locator("#after")).to_contain_text("Ended at 14:16, 35 mg given.")
