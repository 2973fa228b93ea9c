"""The bag and its second check: worked out before it counts, the sum covered for the one who checks, a difference written down."""

import ast
import inspect
from collections.abc import Iterator
from decimal import Decimal
from types import ModuleType

import pytest
from django.utils import translation

from handrail.care import prepare
from handrail.pathway.events import BagCheckDiffered, BagChecked, BagPrepared
from handrail.pathway.prepare import bag, order
from handrail.web import core_words
from tests.people import World, clinic_time, small_world
from tests.shell.web.preparing import AGREED, BAG, Browser, bag_made, events, ordered, sums, text, without

FIGURES = ("0.7 mL", "100.7", "151 mL/h", "151.05", "0.34757", "52.48", ">151<", ">0.7<")
"""What the maker of the usual bag came to, in every form in which it could slip through."""


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world(db: None) -> World:
    return small_world()


@pytest.fixture
def mara(world: World) -> Browser:
    return Browser(world.mara)


@pytest.fixture
def jonas(world: World) -> Browser:
    return Browser(world.jonas)


@pytest.fixture
def albrecht(world: World) -> Browser:
    return Browser(world.albrecht)


class TestTheBag:
    @pytest.mark.parametrize(
        ("weight_kg", "mg_per_kg", "vial", "volume", "minutes", "method", "dose", "draw", "strength", "flow", "pump"),
        [
            ("70", "0.5", "50", "100", "40", "add", "35", "0.7", "0.34757", "151.05", "151"),
            ("70", "0.5", "50", "100", "40", "replace", "35", "0.7", "0.35", "150", "150"),
            ("82.4", "0.5", "10", "250", "40", "add", "41.2", "4.12", "0.16213", "381.18", "381.1"),
            ("60", "1.0", "100", "100", "60", "add", "60", "0.6", "0.59642", "100.6", "100.6"),
            ("70", "0.5", "10", "100", "40", "add", "35", "3.5", "0.33816", "155.25", "155.2"),
        ],
    )
    def test_is_shown_line_by_line_before_it_counts(
        self,
        world: World,
        mara: Browser,
        albrecht: Browser,
        weight_kg: str,
        mg_per_kg: str,
        vial: str,
        volume: str,
        minutes: str,
        method: str,
        dose: str,
        draw: str,
        strength: str,
        flow: str,
        pump: str,
    ) -> None:
        """The table of the clinical rules, forwards and back again to the dose."""
        world.ruths.weight_kg = Decimal(weight_kg)
        world.ruths.save()
        albrecht.press(world.ruths_visit, "order", dose_mg_per_kg=mg_per_kg, minutes=minutes, confirmed="yes")
        answer = mara.press(world.ruths_visit, "bag", vial_mg_per_ml=vial, diluent_ml=volume, method=method)
        found = sums(answer)
        assert (found["Dose"], found["Draw"]) == (f"{dose} mg", f"{draw} mL")
        assert (found["Strength"], found["Flow"]) == (f"{strength} mg/mL", f"{flow} mL/h")
        assert (found["Set the pump to"], found["Back again"]) == (f"{pump} mL/h", f"{dose} mg")
        assert events(world.ruths_visit, BagPrepared) == []

    def test_that_would_run_too_fast_is_refused_with_what_to_change(
        self, world: World, mara: Browser, albrecht: Browser
    ) -> None:
        """Half a litre in three quarters of an hour; what was chosen stays chosen."""
        world.ruths.weight_kg = Decimal(95)
        world.ruths.save()
        albrecht.press(world.ruths_visit, "order", dose_mg_per_kg="0.75", minutes="45", confirmed="yes")
        answer = mara.press(world.ruths_visit, "bag", vial_mg_per_ml="50", diluent_ml="500", method="replace")
        assert answer.status_code == 422
        assert "The flow would be 666.6 mL/h, above the limit of 600 mL/h. Use a smaller bag." in text(answer)
        assert 'value="500" checked' in answer.content.decode()

    def test_says_where_a_syringe_cannot_draw_it_exactly(self, world: World, mara: Browser, albrecht: Browser) -> None:
        """What is in the bag is not quite what is ordered, and both are said."""
        world.ruths.weight_kg = Decimal("71.3")
        world.ruths.save()
        ordered(world.ruths_visit, albrecht)
        answer = mara.press(world.ruths_visit, "bag", **BAG)
        assert "35.65 mg ÷ 50 mg/mL = 0.713 mL, rounded" in text(answer)
        assert "ordered: 35.65 mg" in text(answer)
        assert sums(answer)["Back again"] == "35.5 mg"
        mara.press(world.ruths_visit, "bag", confirmed="yes", **BAG)
        label = text(mara.look(world.ruths_visit, "label"))
        assert "Ketamine 35.5 mg in 100.71 mL (ordered: 35.65 mg)" in label

    @pytest.mark.parametrize(
        ("changed", "asked"),
        [
            ({"vial_mg_per_ml": ""}, "Choose one."),
            ({"vial_mg_per_ml": "25"}, "25 mg/mL is not one of those used here: 10 mg/mL, 50 mg/mL, 100 mg/mL."),
            ({"diluent_ml": "1,000"}, "Is 1,000 meant as 1.000 or as 1000?"),
            ({"method": "stir"}, "Say how the drug goes into the bag."),
        ],
    )
    def test_is_asked_about_what_cannot_be(
        self, world: World, mara: Browser, albrecht: Browser, changed: dict[str, str], asked: str
    ) -> None:
        """Nothing is made."""
        ordered(world.ruths_visit, albrecht)
        answer = mara.press(world.ruths_visit, "bag", confirmed="yes", **(BAG | changed))
        assert answer.status_code == 422
        assert asked in text(answer)
        assert events(world.ruths_visit, BagPrepared) == []

    def test_is_not_made_without_an_order(self, world: World, mara: Browser) -> None:
        """The page says so, and so does the answer."""
        assert "The order comes first." in text(mara.look(world.ruths_visit))
        answer = mara.press(world.ruths_visit, "bag", confirmed="yes", **BAG)
        assert answer.status_code == 409
        assert "There is no order yet. A prescriber orders the infusion first." in text(answer)

    def test_waits_when_the_order_changed_after_its_sum_was_shown(
        self, world: World, mara: Browser, albrecht: Browser
    ) -> None:
        """The sum that the nurse made it by no longer holds."""
        ordered(world.ruths_visit, albrecht)
        albrecht.press(world.ruths_visit, "order", dose_mg_per_kg="0.4", minutes="40", confirmed="yes")
        answer = mara.press(world.ruths_visit, "bag", confirmed="yes", seen="2", **BAG)
        assert answer.status_code == 409
        assert "Dr Albrecht: ordered 28 mg over 40 min" in text(answer)
        assert events(world.ruths_visit, BagPrepared) == []


class TestTheSecondCheck:
    def test_is_done_with_the_sum_covered(self, world: World, mara: Browser, jonas: Browser, albrecht: Browser) -> None:
        """None of the first person's figures is in what the second's browser is sent; nor in anybody else's."""
        bag_made(world.ruths_visit, albrecht, mara)
        for other in (jonas, albrecht, Browser(world.ines)):
            assert without(FIGURES, other.look(world.ruths_visit))
            assert without(FIGURES, other.look(world.ruths_visit, "label"))
        assert sums(mara.look(world.ruths_visit))["Set the pump to"] == "151 mL/h"

    def test_agrees_and_uncovers_the_figures(
        self, world: World, mara: Browser, jonas: Browser, albrecht: Browser
    ) -> None:
        """With who made and who checked, on the page and on the label."""
        bag_made(world.ruths_visit, albrecht, mara)
        answer = jonas.press(world.ruths_visit, "check", drawn_ml="0.70", rate_ml_per_h="151 mL/h")
        assert "Checked: both figures agree." in text(answer)
        assert "35 mg in 100.7 mL at 151 mL/h" in text(answer)
        label = text(Browser(world.ines).look(world.ruths_visit, "label"))
        assert "Made by Mara Lind, 12 March 2026, 14:30 Checked by Jonas Weber" in label

    def test_is_never_done_by_who_made_the_bag(self, world: World, mara: Browser, albrecht: Browser) -> None:
        """Not offered, and refused."""
        bag_made(world.ruths_visit, albrecht, mara)
        assert "drawn_ml" not in mara.look(world.ruths_visit).content.decode()
        answer = mara.press(world.ruths_visit, "check", **AGREED)
        assert answer.status_code == 409
        assert "You made this bag. A second person checks it, on their own" in text(answer)
        assert events(world.ruths_visit, BagChecked) == []

    def test_that_differs_is_written_down_and_tells_which_figure_alone(
        self, world: World, mara: Browser, jonas: Browser, albrecht: Browser
    ) -> None:
        """Neither learns the other's: both work it out again."""
        bag_made(world.ruths_visit, albrecht, mara)
        answer = jonas.press(world.ruths_visit, "check", drawn_ml="0.7", rate_ml_per_h="148.3")
        assert "The pump rate differs." in text(answer)
        assert "Both work it out again, each alone" in text(answer)
        assert len(events(world.ruths_visit, BagCheckDiffered)) == 1
        assert without(FIGURES, jonas.look(world.ruths_visit))
        makers = mara.look(world.ruths_visit)
        assert "The pump rate differs." in text(makers)
        assert without(("148.3", *FIGURES), makers)
        assert "second person’s check of the bag" in text(makers)

    def test_that_differs_again_after_both_looked_again_shows_both_figures_to_both(
        self, world: World, mara: Browser, jonas: Browser, albrecht: Browser
    ) -> None:
        """So that the two can settle it; a third person, who may check, still sees none."""
        bag_made(world.ruths_visit, albrecht, mara)
        wrong = {"drawn_ml": "0.7", "rate_ml_per_h": "148.3"}
        jonas.press(world.ruths_visit, "check", **wrong)
        jonas.press(world.ruths_visit, "check", **wrong)
        assert without(FIGURES, jonas.look(world.ruths_visit))
        mara.press(world.ruths_visit, "bag", confirmed="yes", **BAG)
        assert "Mara Lind has worked the bag out again." in text(jonas.look(world.ruths_visit))
        jonas.press(world.ruths_visit, "check", **wrong)
        for one in (mara, jonas):
            assert "Mara Lind 0.7 mL 151 mL/h Jonas Weber 0.7 mL 148.3 mL/h" in text(one.look(world.ruths_visit))
        assert without(("148.3", *FIGURES), albrecht.look(world.ruths_visit))

    def test_by_a_third_person_can_end_the_difference(
        self, world: World, mara: Browser, jonas: Browser, albrecht: Browser
    ) -> None:
        """Two people agree; the difference stays in the log."""
        bag_made(world.ruths_visit, albrecht, mara)
        jonas.press(world.ruths_visit, "check", drawn_ml="7", rate_ml_per_h="151")
        assert "Checked: both figures agree." in text(albrecht.press(world.ruths_visit, "check", **AGREED))
        assert "The drawn volume differs." not in text(jonas.look(world.ruths_visit))
        assert len(events(world.ruths_visit, BagCheckDiffered, BagChecked)) == 2

    def test_sent_twice_counts_once(self, world: World, mara: Browser, jonas: Browser, albrecht: Browser) -> None:
        """A double click on Compare."""
        bag_made(world.ruths_visit, albrecht, mara)
        for _ in range(2):
            assert "both figures agree" in text(jonas.press(world.ruths_visit, "check", key="once", **AGREED))
        assert len(events(world.ruths_visit, BagChecked)) == 1

    @pytest.mark.parametrize("typed", ["0,7", "0.7 mg", "", "many"])
    def test_that_cannot_be_read_is_asked_about(
        self, world: World, mara: Browser, jonas: Browser, albrecht: Browser, typed: str
    ) -> None:
        """It is no difference: nothing is written down."""
        bag_made(world.ruths_visit, albrecht, mara)
        answer = jonas.press(world.ruths_visit, "check", drawn_ml=typed, rate_ml_per_h="151")
        assert answer.status_code == 422
        assert events(world.ruths_visit, BagCheckDiffered, BagChecked) == []


class TestASentenceOfTheRules:
    @pytest.mark.parametrize("module", [bag, order, prepare])
    def test_has_its_words_in_every_language(self, module: ModuleType) -> None:
        """Read from the rules themselves, so that a new refusal cannot be forgotten."""
        assert [one for one in _sentences(module) if not core_words.known(one)] == []

    def test_keeps_its_figures_in_spanish(self) -> None:
        """The sentence changes, the amounts do not."""
        with translation.override("es"):
            said = core_words.in_words("The flow would be 666.6 mL/h, above the limit of 600 mL/h. Use a smaller bag.")
        assert said.startswith("El flujo sería 666.6 mL/h, por encima del límite de 600 mL/h.")

    def test_that_nobody_knows_is_shown_as_it_is(self) -> None:
        """The reason is never lost."""
        assert core_words.in_words("A new rule says no.") == "A new rule says no."


def _sentences(module: ModuleType) -> list[str]:
    """What a module raises or answers as a refusal, with every figure as an X."""
    raised = [
        node.exc.args[0]
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args
    ]
    answered = [
        node.value
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Return) and isinstance(node.value, ast.JoinedStr)
    ]
    found = [_written(node) for node in [*raised, *answered]]
    assert all(found), "a refusal says something"
    return [sentence for sentence in found if sentence.endswith((".", "?"))]


def _written(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else ""
