"""What the documentation and the benchmark say of the pharmacology, held against the pharmacology."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from benchmarks import independent
from benchmarks.simulate import measure
from docs.pharmacology import bands, coverage, look, steps, validate
from docs.pharmacology.given import curve, steady
from handrail.pharmacology import for_patients, load, names
from handrail.pharmacology.digest import code_digest, data_digest
from handrail.pharmacology.effect_file import effects

PAGES = Path(validate.__file__).parent
NAMES = [
    *("validation.md", "side-by-side.svg", "measured.svg", "between-people.svg"),
    *("bands.md", "bands.svg", "chances.svg", "assumed.md", "curves/steps.json"),
]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """What the models say today."""
    return validate.pages()


def tables(page: str) -> Iterator[list[str]]:
    """The tables of a page, each with all its lines: the head, the rule, the rows."""
    for ours, lines in groupby(page.splitlines(), key=lambda line: line.startswith("|")):
        if ours:
            yield list(lines)


class TestThePages:
    """The tables and drawings in the documentation."""

    @pytest.mark.parametrize("name", NAMES)
    def test_are_what_the_models_say_today(self, pages: dict[str, str], name: str) -> None:
        """A changed model changes the page: `python -m docs.pharmacology.validate` writes it."""
        assert pages[name] == (PAGES / name).read_text("utf-8")

    def test_are_all_held_against_the_models(self, pages: dict[str, str]) -> None:
        """A page that nobody compares would fall behind."""
        assert set(pages) == set(NAMES)

    @pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".md")])
    def test_hold_tables_whose_rows_are_as_long_as_their_heads(self, pages: dict[str, str], name: str) -> None:
        """A cell too few, and each figure stands under its neighbour's heading."""
        found = list(tables(pages[name]))
        assert found
        assert [row for head, *rows in found for row in rows if row.count("|") != head.count("|")] == []

    @pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".svg")])
    def test_hold_drawings_whose_words_lie_within_them(self, name: str) -> None:
        """A label that leaves the drawing is read by nobody."""
        drawn = ET.fromstring((PAGES / name).read_text("utf-8"))
        width, height = float(drawn.attrib["width"]), float(drawn.attrib["height"])
        words = drawn.findall("{http://www.w3.org/2000/svg}text")
        assert words
        assert all(0 <= float(word.attrib["x"]) <= width for word in words)
        assert all(0 <= float(word.attrib["y"]) <= height for word in words)


class TestTheLabelsOfADrawing:
    """Words beside curves."""

    @pytest.mark.parametrize("wanted", [[50, 50, 50], [10, 20, 90, 95, 96], [0, 1, 2, 150], [140, 149, 150]])
    def test_never_lie_upon_each_other(self, wanted: list[float]) -> None:
        """Near the ends of their curves, within the plot, one above the other."""
        places = look.spread(wanted, 0, 150)
        assert all(after - before >= look.APART - 1e-9 for before, after in pairwise(places))
        assert places[0] >= 0
        assert places[-1] <= 150

    def test_stay_where_they_are_when_nothing_is_near(self) -> None:
        """A label that need not move stays at its curve's end."""
        assert look.spread([10, 60, 120], 0, 150) == [10, 60, 120]


class TestTheBandsPage:
    """How often the forecast's bands held."""

    def test_speaks_of_the_models_and_effects_of_today(self) -> None:
        """After a changed file the bands are worked out anew: `python -m docs.pharmacology.validate bands`."""
        assert coverage.read().data == data_digest()

    def test_speaks_of_the_code_of_today(self) -> None:
        """So with a changed line of what learns and foretells: the same command, and the page and the code agree again."""
        assert coverage.read().code == code_digest()

    def test_counts_everybody_once_in_each_row(self) -> None:
        """Every band of every quantity is asked of every person, and a wider band holds more."""
        found = coverage.found(4)
        for row in found.bands:
            held = [row.held[str(band)] for band in coverage.NOMINAL]
            assert held == sorted(held)
            assert (row.people == 4) == (row.truths == coverage.EVERYBODY)
        assert sum(row.forecasts for row in found.chances) == 2 * 4

    def test_shows_that_unweighted_twins_stay_wide(self) -> None:
        """Twins without any reading are a row of their own, wider by a quarter and more."""
        found = coverage.read()
        for quantity in coverage.QUANTITIES:
            unweighted, learned = (found.of(quantity, known) for known in (coverage.NOTHING, coverage.AFTER))
            assert unweighted.width["90"] > 1.25 * learned.width["90"]

    def test_says_how_sure_a_share_is(self) -> None:
        """Wilson's interval: the worked example of 8 in 10 at nine times in ten."""
        assert bands.likely(8, 10) == pytest.approx((0.541, 0.931), abs=0.002)
        assert bands.likely(0, 40)[0] == 0

    @pytest.mark.long
    @pytest.mark.skipif(os.environ.get("HANDRAIL_LONG_TESTS") != "1", reason="the long form: make check-long")
    def test_is_what_the_virtual_people_show_today(self) -> None:
        """The whole file worked out anew; another processor may move a person over an edge, not more."""
        ours, today = coverage.read(), coverage.found(coverage.PEOPLE)
        assert (ours.people, ours.seed, ours.data) == (today.people, today.seed, today.data)
        for row, again in zip(ours.bands, today.bands, strict=True):
            assert row.held == pytest.approx(again.held, abs=0.03)
            assert row.width == pytest.approx(again.width, rel=0.03)
        for stated, anew in zip(ours.chances, today.chances, strict=True):
            assert stated.forecasts == pytest.approx(anew.forecasts, abs=4)
            assert stated.happened == pytest.approx(anew.happened, abs=4)
        assert (ours.severe, ours.missed.people) == (today.severe, today.missed.people)
        for timed, afresh in zip(ours.times, today.times, strict=True):
            assert timed.held == pytest.approx(afresh.held, abs=0.03)
            assert timed.error_min == pytest.approx(afresh.error_min, abs=3)


class TestThePageOfAssumptions:
    """Every number with where it comes from."""

    def test_names_the_source_or_reason_of_every_number_of_every_effect(self) -> None:
        """Nothing assumed is hidden."""
        page = (PAGES / "assumed.md").read_text("utf-8")
        assert [
            number.words
            for effect in effects().values()
            for number in effect.numbers.values()
            if number.words not in page
        ] == []

    @pytest.mark.parametrize("name", names())
    def test_names_what_nobody_could_check_in_a_model(self, name: str) -> None:
        """Its doubts, its borrowed widths, and why its effect site follows as it does."""
        page, model = (PAGES / "assumed.md").read_text("utf-8"), load(name)
        told = [
            *model.source.not_verified,
            *(each.because for each in model.variability),
            model.structure.effect_site.because,
        ]
        assert [words for words in told if words not in page] == []


class TestTheStepsOfThePageThatMoves:
    """What the script in the browser adds and multiplies."""

    @pytest.mark.parametrize("place", range(len(for_patients())))
    @pytest.mark.parametrize(("dose", "minutes", "weight_kg"), [(0.1, 20, 45), (0.5, 40, 70), (1.0, 100, 130)])
    def test_give_the_same_curves_as_the_models(self, place: int, dose: float, minutes: int, weight_kg: int) -> None:
        """A dose over some minutes is its rate times the difference of two steps."""
        written = json.loads((PAGES / "curves" / "steps.json").read_text("utf-8"))
        answers = written["models"][place]["answers"]
        answer = answers[0 if len(answers) == 1 else written["weights_kg"].index(weight_kg)]
        at_min = [float(minute) for minute in range(steps.MINUTES)]
        own = curve(for_patients()[place], weight_kg, steady(dose * weight_kg, minutes), at_min)
        for which, expected in (("plasma", own.plasma_ng_per_ml), ("effect_site", own.effect_site_ng_per_ml)):
            step = np.array(answer[which])
            ended = np.concatenate([np.zeros(minutes), step[: len(step) - minutes]])
            np.testing.assert_allclose(dose * weight_kg / minutes * (step - ended), expected, rtol=1e-5)


class TestTheBenchmark:
    """The figures that `handrail bench` prints."""

    def test_holds_the_promise_of_nine_digits(self) -> None:
        """The largest relative error of a small sample; the figures of time are only looked at."""
        error, *times = measure(cases=5, people=20)
        assert 0 < error.value <= 1e-9
        assert all(row.value > 0 and row.unit in {"ms", "s"} for row in times)

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells memory by program")
    def test_counts_the_memory_of_a_program_alone(self) -> None:
        """Started by one that holds 300 MB, a small program still says that it is small."""
        held = np.ones(300 * 2**17)
        asked = [sys.executable, "-c", "from benchmarks.memory import peak_mb; print(peak_mb())"]
        told = subprocess.run(asked, cwd=PAGES.parents[1], capture_output=True, text=True, check=True)
        assert 2 < float(told.stdout) < held.nbytes / 2**20 / 2

    def test_knows_every_model(self) -> None:
        """A model without an independent solution would go unmeasured."""
        assert set(independent.MODELS) == set(names())
