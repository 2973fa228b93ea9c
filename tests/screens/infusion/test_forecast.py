"""The forecast as a nurse reads it: the same four lines under every choice, a line of words, bands in the lanes."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.screens.boxes import crowded
from tests.screens.infusion.fixture import later, pages
from tests.screens.infusion.forecasting import forecast_json
from tests.screens.infusion.looking import (
    MEASURED,
    PHONE,
    SIZES,
    TABLET,
    box,
    forecast_is_there,
    option,
    screen,
    step,
    take,
)
from tests.screens.infusion.server import Server
from tests.screens.infusion.visit import NOW, at, rating

RUNNING = ("go_on", "slow_75", "slow_half", "pause", "stop")
PAUSED = ("resume", "resume_75", "stop")
LANES = {"pressure": "systolic", "effect": "effect_site", "felt": "felt"}


def lines(page: Page, key: str) -> dict[str, str]:
    """The four lines under a choice: figures without their names, but for the pressure, and each step of getting ready with its own."""
    card = option(page, key)
    figures = {
        name: " ".join(card.locator(f'[data-part="{name}"] > .worth').all_text_contents()).strip()
        for name in ("severe", "given")
    }
    named = {
        name: " ".join(card.locator(f'[data-part="{name}"]').inner_text().split()) for name in ("highest", "ready")
    }
    return {**figures, **named}


def expected(told: dict[str, Any], key: str, given: str) -> dict[str, str]:
    """What the lines say of the server's figures."""
    choice = told["choices"][key]
    talk, stand, leave = (span(*choice[name]) for name in ("talking_min", "standing_min", "leaving_min"))
    severe = choice["severe_per_100"]
    return {
        "highest": f"9 of 10 stay below {choice['nine_of_ten_below']}",
        "severe": f"{severe} of 100" if severe else "under 1",
        "ready": f"Talk {talk} Stand {stand} Leave {leave}{'' if leave == 'now' else ' min'}",
        "given": f"{given} mg",
    }


def span(low: int | None, _middle: int | None, high: int | None) -> str:
    """Both ends, up to the next five minutes; later than was looked where there is none."""
    if low is None:
        return "120+"
    first, last = ("now" if low == 0 else str(coarse(low))), "120+" if high is None else str(coarse(high))
    return first if high is not None and coarse(low) == coarse(high) else f"{first}–{last}"


def coarse(minutes: int) -> int:
    """Up to the next five."""
    return -(-minutes // 5) * 5


LATE = ("20–80", "60–120+", "100–120+ min")
NOW_TO_LATE = ("{now}–20", "{now}+", "120+ min")


def with_late_steps(route: Route) -> None:
    """The server's forecast, of somebody who stands and leaves later than was looked."""
    answer = route.fetch()
    told = answer.json()
    for one in told["choices"].values():
        one.update(talking_min=[20, 53, 80], standing_min=[60, None, None], leaving_min=[100, None, None])
    route.fulfill(response=answer, json=told)


def with_steps_from_now(route: Route) -> None:
    """The server's forecast, of somebody who may do most already now."""
    answer = route.fetch()
    told = answer.json()
    for one in told["choices"].values():
        one.update(talking_min=[0, 3, 18], standing_min=[0, 40, None], leaving_min=[None, None, None])
    route.fulfill(response=answer, json=told)


class TestTheFourLines:
    @pytest.mark.parametrize(("state", "keys"), [("medium", RUNNING), ("paused", PAUSED)])
    def test_under_every_choice_are_the_servers_figures(
        self, browser: Browser, state: str, keys: tuple[str, ...]
    ) -> None:
        """Highest pressure with its range, chance of a severe one, when she talks, stands, leaves, and the dose."""
        with screen(browser, pages()[state]) as (page, server):
            forecast_is_there(page)
            told = forecast_json(server.page)
            given = {choice["key"]: choice["given_mg"] for choice in server.page.view["choices"]}
            assert {key: lines(page, key) for key in keys} == {key: expected(told, key, given[key]) for key in keys}

    @pytest.mark.parametrize(
        ("state", "language", "words"),
        [
            ("no_device", "en", "no cuff yet"),
            ("no_device", "es", "aún sin manguito"),
            ("old_cuff", "en", "last cuff too old"),
            ("old_cuff", "es", "manguito antiguo"),
        ],
    )
    def test_say_why_nothing_is_said_of_pressure(self, browser: Browser, state: str, language: str, words: str) -> None:
        """A word, never a number; nothing of pressure is drawn."""
        with screen(browser, pages()[state], language=language) as (page, _server):
            forecast_is_there(page)
            said = lines(page, "go_on")
            name = {"en": "Pressure", "es": "Presión"}[language]
            assert (said["highest"], said["severe"]) == (f"{name} {words}", "- - -")
            assert re.search(r"\d\+( min)?$", said["ready"]), "nobody knows how late"
            expect(page.locator("#lane-pressure [data-curve]")).to_have_count(0)
            expect(page.locator("#lane-effect [data-curve=go_on]")).to_have_count(1)
            assert not re.search(r"\d+ (de|stay|no pasan)", page.locator("#outlook").inner_text())

    @pytest.mark.parametrize("size", MEASURED)
    @pytest.mark.parametrize("language", ["en", "es"])
    @pytest.mark.parametrize(("told", "times"), [(with_late_steps, LATE), (with_steps_from_now, NOW_TO_LATE)])
    def test_say_from_when_until_when_each_step_may_be(
        self, browser: Browser, size: str, language: str, told: Callable[[Route], None], times: tuple[str, ...]
    ) -> None:
        """Three spans, each with its own name, in every size, over nothing else; never one bare time."""
        with screen(browser, pages()["medium"], SIZES[size], language) as (page, _server):
            page.route(re.compile(r"/forecast(\?|$)"), told)
            page.reload()
            steps = option(page, "go_on").locator(".step")
            names = {"en": ("Talk", "Stand", "Leave"), "es": ("Hablar", "Pie", "Irse")}[language]
            now = {"en": "now", "es": "ya"}[language]
            expect(steps).to_have_text(
                [f"{name} {when.format(now=now)}" for name, when in zip(names, times, strict=True)]
            )
            assert crowded(page, ".option > .take") == []

    @pytest.mark.parametrize("size", MEASURED)
    def test_show_the_pressure_that_nine_of_ten_stay_below_in_every_size(self, browser: Browser, size: str) -> None:
        """With its name, also where six choices share the width."""
        with screen(browser, pages()["medium"], SIZES[size]) as (page, server):
            forecast_is_there(page)
            told = forecast_json(server.page)
            for key in RUNNING:
                row = option(page, key).locator('[data-part="highest"]')
                below = told["choices"][key]["nine_of_ten_below"]
                assert " ".join(row.inner_text().split()) == f"9 of 10 stay below {below}"

    def test_of_somebody_who_recovers_stand_where_the_choices_were(self, browser: Browser) -> None:
        """Nothing is to be chosen any more; when she talks, stands and leaves is asked all the more."""
        with screen(browser, pages()["recovering"]) as (page, _server):
            page.route(re.compile(r"/forecast(\?|$)"), with_late_steps)
            page.reload()
            expect(page.locator("#after-steps .step")).to_have_text(
                [
                    f"{name} {when}"
                    for name, when in zip(("Talk", "Stand", "Leave"), ("20–80", "60+", "100+ min"), strict=True)
                ]
            )
            assert crowded(page, "#after") == []

    def test_keep_no_room_on_a_phone_for_a_pressure_of_which_nothing_is_said(self, browser: Browser) -> None:
        """No empty chart; the key that does it is there all the same."""
        with screen(browser, pages()["no_device"], PHONE) as (page, _server):
            expect(option(page, "go_on")).to_have_attribute("data-pressure", "none")
            assert box(option(page, "slow_75"))["height"] < 130
            assert box(take(page, "slow_75"))["height"] >= 44

    def test_of_another_rate_come_as_it_is_typed(self, browser: Browser) -> None:
        """One request for the rate that stands there, and the line of words for it."""
        with screen(browser, pages()["medium"]) as (page, server):
            forecast_is_there(page)
            take(page, "other")
            page.get_by_label("Other rate, mL/h").fill("95")
            expect(page.locator("#outlook")).to_contain_text("At 95 mL/h: of 10 people like this")
            other = forecast_json(server.page, "95")["choices"]["other"]
            assert lines(page, "other")["highest"] == f"9 of 10 below {other['nine_of_ten_below']}"
            assert crowded(page, ".option > .take") == []


class TestTheLineOfWords:
    @pytest.mark.parametrize(
        ("language", "going", "halved"),
        [
            (
                "en",
                (
                    "If it goes on: of 10 people like this, about 9 stay below {go_on} in the next 15 minutes. "
                    "Slowing to half: felt less in about {felt} min, pressure in {pressure}. "
                    "A model, not a measurement."
                ),
                "If slowed to half: of 10 people like this, about 9 stay below {slow_half} in the next 15 minutes.",
            ),
            (
                "es",
                (
                    "Si sigue: de 10 personas así, unas 9 no pasan de {go_on} en los próximos 15 minutos. "
                    "Bajar a la mitad: alivio en unos {felt} min; presión, en {pressure}. "
                    "Un modelo, no una medición."
                ),
                "Si se baja a la mitad: de 10 personas así, unas 9 no pasan de {slow_half} en los próximos 15 minutos.",
            ),
        ],
    )
    def test_says_what_comes_of_going_on_and_of_what_is_in_the_hand(
        self, browser: Browser, language: str, going: str, halved: str
    ) -> None:
        """People, not percentages; and that it is a model."""
        with screen(browser, pages()["medium"], language=language) as (page, server):
            told = forecast_json(server.page)
            places = {key: choice["nine_of_ten_below"] for key, choice in told["choices"].items()}
            shows = told["choices"]["slow_half"]["shows"]
            places |= {"felt": shows["felt_min"], "pressure": shows["pressure_min"]}
            expect(page.locator("#outlook")).to_have_text(going.format(**places))
            take(page, "slow_half")
            expect(page.locator("#outlook")).to_contain_text(halved.format(**places))

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("switched_off", "Forecasts are switched off in this clinic."),
            ("not_started", "The forecast begins with the infusion."),
        ],
    )
    def test_says_in_words_why_there_is_none(self, browser: Browser, code: str, words: str) -> None:
        """No code on the screen, no curve."""
        with screen(browser, pages()["medium"]) as (page, server):
            forecast_is_there(page)
            server.forecast_refused = code
            message = later(server.page, 1)
            message["view"]["ratings"].append(rating(50, 24, 6))
            server.say(message)
            expect(page.locator("#outlook")).to_have_text(words)
            expect(page.locator(".lane [data-curve]")).to_have_count(0)
            assert lines(page, "go_on")["highest"] == "9 of 10 stay below - - -"


class TestTheBands:
    @pytest.mark.parametrize("size", [None, TABLET, PHONE])
    def test_lie_inside_their_lanes_for_every_choice(self, browser: Browser, size: Any) -> None:
        """Whatever is in the hand: nothing is cut at the top or at the foot of a lane."""
        with screen(browser, pages()["medium"], *([size] if size else [])) as (page, _server):
            forecast_is_there(page)
            for key in RUNNING:
                take(page, key)
                for lane in LANES:
                    band = box(page.locator(f"#lane-{lane} [data-curve=band_90]"))
                    frame = box(page.locator(f"#lane-{lane}"))
                    assert band["height"] > 2
                    assert band["y"] >= frame["y"] - 1
                    assert band["y"] + band["height"] <= frame["y"] + frame["height"] + 1
                page.keyboard.press("Escape")

    def test_belong_to_one_choice_only(self, browser: Browser) -> None:
        """The middle of what is in the hand is dashed with its bands; going on and stopping are thin lines beside it."""
        with screen(browser, pages()["medium"]) as (page, _server):
            forecast_is_there(page)
            for lane in LANES:
                shown = page.locator(f"#lane-{lane} .ahead > [data-curve], #lane-{lane} .bands > [data-curve]")
                assert names(shown) == {"band_90", "band_50", "go_on", "if_stopped"}
            take(page, "slow_half")
            for lane in LANES:
                shown = page.locator(f"#lane-{lane} .ahead > [data-curve], #lane-{lane} .bands > [data-curve]")
                assert names(shown) == {"band_90", "band_50", "in_hand", "go_on", "if_stopped"}

    def test_take_up_no_other_scale_when_a_choice_is_taken(self, browser: Browser) -> None:
        """Neither the cuffs nor the history jump under a tap."""
        with screen(browser, pages()["medium"]) as (page, _server):
            forecast_is_there(page)
            drawn = "() => [...document.querySelectorAll('#lane-pressure .axis text')].map((node) => [node.textContent, node.getAttribute('y')])"
            before = page.evaluate(drawn)
            take(page, "stop")
            assert page.evaluate(drawn) == before


def names(curves: Locator) -> set[str]:
    return set(curves.evaluate_all("nodes => nodes.map((node) => node.dataset.curve)"))


class TestANewForecast:
    def test_is_asked_for_after_a_cuff_a_rating_and_a_minute(self, browser: Browser) -> None:
        """Each once; nothing is asked because a second has passed."""
        with screen(browser, pages()["medium"]) as (page, server):
            forecast_is_there(page)
            asked = len(server.forecasts_asked)
            server.say(later(server.page, 2, hr="93"))
            expect(page.locator('#figure-hr [data-part="value"]')).to_have_text("93")
            assert len(server.forecasts_asked) == asked
            rated = later(server.page, 3)
            rated["view"]["ratings"].append(rating(50, 24, 6))
            server.page.view = rated["view"]
            server.say(rated)
            expect(page.locator('#lane-felt [data-rating="6"]')).to_have_count(1)
            asks(page, server, asked + 1)
            cuff = later(server.page, 4)
            cuff["view"]["numerics"]["nibp"].update(systolic="158", diastolic="95", at=cuff["view"]["now"])
            cuff["cuffs"] = [[NOW.timestamp() + 4, 158, 95, None]]
            server.say(cuff)
            asks(page, server, asked + 2)
            step(page, server, 70)
            asks(page, server, asked + 3)

    def test_that_does_not_come_leaves_the_old_one_with_its_age(self, browser: Browser) -> None:
        """Without a connection nothing new is drawn, and after ten minutes nothing at all."""
        with screen(browser, pages()["medium"]) as (page, server):
            forecast_is_there(page)
            server.forecasts = False
            step(page, server, 240)
            expect(page.locator("#outlook")).to_contain_text("Forecast of 14:30, 4 min old: nothing newer comes.")
            expect(page.locator("#lane-pressure [data-curve=go_on]")).to_have_count(1)
            step(page, server, 500)
            expect(page.locator("#outlook")).to_contain_text("No forecast: nothing new has come for too long.")
            expect(page.locator(".lane [data-curve]")).to_have_count(0)
            server.forecasts = True
            server.page.view["now"] = at(server.now)
            step(page, server, 10)
            expect(page.locator("#lane-pressure [data-curve=go_on]")).to_have_count(1)


def asks(page: Page, server: Server, times: int) -> None:
    """Wait until the page has asked so often, and for the answer."""
    for _ in range(100):
        if len(server.forecasts_asked) >= times:
            break
        page.evaluate("() => new Promise((next) => requestAnimationFrame(next))")
    forecast_is_there(page)
    assert len(server.forecasts_asked) == times


class TestTheEffectInOneWord:
    def test_is_being_worked_out_until_the_first_forecast_comes(self, browser: Browser) -> None:
        """That is not the same as having no model."""
        with screen(browser, pages()["medium"]) as (page, server):
            server.forecasts = False
            page.reload()
            expect(page.locator('#figure-effect [data-part="value"]')).to_have_text("Working it out")

    def test_is_never_steady_over_a_falling_curve_after_the_end(self, browser: Browser) -> None:
        """However slowly it falls."""

        def slowly(route: Route) -> None:
            answer = route.fetch()
            made = answer.json()
            for one in made["choices"].values():
                one["bands"]["effect_site"] = [[100 - 0.01 * at for at in range(len(made["minutes"]))]] * 5
            route.fulfill(response=answer, json=made)

        with screen(browser, pages()["recovering"]) as (page, _server):
            page.route(re.compile(r"/forecast(\?|$)"), slowly)
            page.reload()
            expect(page.locator('#figure-effect [data-part="value"]')).to_have_text("Falling")
