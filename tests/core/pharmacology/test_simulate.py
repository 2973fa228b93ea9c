"""`handrail simulate` as a person or a program meets it: the real command, in a process of its own."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from handrail.pharmacology import load, names

COMMAND = str(Path(sys.executable).with_name("handrail"))
CASE: dict[str, Any] = {
    "model": "kamp_2020",
    "age_years": 40,
    "sex": "male",
    "weight_kg": 70,
    "height_cm": 170,
    "asian": False,
    "regimen": [{"bolus_mg": 7, "at_min": 0}, {"rate_mg_per_min": 0.875, "from_min": 0, "to_min": 40}],
    "at_min": [0, 10, 40, 80],
}


def simulate(*lines: str | dict[str, Any], file: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command, with lines on its standard input or a file."""
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    arguments = [COMMAND, "simulate", *([str(file)] if file else [])]
    return subprocess.run(arguments, input=text, capture_output=True, text=True, timeout=60, check=False)


def answers(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def changed(**changes: object) -> dict[str, Any]:
    return {**CASE, **changes}


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in CASE.items() if name not in names}


def given(*items: object) -> dict[str, Any]:
    return changed(regimen=list(items))


class TestACase:
    """One line in, one line out."""

    def test_is_answered_on_its_line(self) -> None:
        """Plasma, effect site and metabolites; status 0 and no words when all went well."""
        done = simulate(CASE)
        (answer,) = answers(done)
        assert list(answer) == ["plasma_ng_per_ml", "effect_site_ng_per_ml", "metabolites_ng_per_ml"]
        assert answer["plasma_ng_per_ml"][0] == pytest.approx(280, rel=1e-12)
        assert answer["effect_site_ng_per_ml"][0] == 0
        assert len(answer["plasma_ng_per_ml"]) == len(answer["effect_site_ng_per_ml"]) == 4
        assert answer["metabolites_ng_per_ml"] == {}
        assert (done.returncode, done.stderr) == (0, "")

    def test_may_come_from_a_file(self, tmp_path: Path) -> None:
        """The same answers as from standard input, in order."""
        cases = [changed(weight_kg=weight) for weight in (45, 70, 130)]
        path = tmp_path / "cases.jsonl"
        path.write_text("".join(json.dumps(case) + "\n" for case in cases), "utf-8")
        assert answers(simulate(file=path)) == answers(simulate(*cases))

    def test_is_answered_before_the_next_one_is_written(self) -> None:
        """A program may ask, read the answer, and then decide what to ask."""
        with subprocess.Popen([COMMAND, "simulate"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as asked:
            assert asked.stdin is not None
            assert asked.stdout is not None
            for weight in (70, 80):
                asked.stdin.write(json.dumps(changed(weight_kg=weight)) + "\n")
                asked.stdin.flush()
                assert "plasma_ng_per_ml" in json.loads(asked.stdout.readline())

    def test_does_without_what_no_model_needs(self) -> None:
        """Height and descent may be left out."""
        assert answers(simulate(without("height_cm", "asian"))) == answers(simulate(CASE))

    def test_keeps_the_order_of_its_times(self) -> None:
        """Unsorted, repeated, negative times, and none at all."""
        unsorted, empty = answers(simulate(changed(at_min=[80, -5, 40, 80]), changed(at_min=[])))
        ordered = answers(simulate(CASE))[0]["plasma_ng_per_ml"]
        assert unsorted["plasma_ng_per_ml"] == pytest.approx([ordered[3], 0, ordered[2], ordered[3]], rel=1e-14)
        assert empty["plasma_ng_per_ml"] == empty["effect_site_ng_per_ml"] == []

    def test_may_give_nothing(self) -> None:
        """An empty regimen is a flat line at 0."""
        (answer,) = answers(simulate(given()))
        assert answer["plasma_ng_per_ml"] == [0, 0, 0, 0]

    def test_outside_the_range_is_answered_when_that_is_asked_for(self) -> None:
        """A child's weight, knowingly."""
        refused, allowed = answers(simulate(changed(weight_kg=20), changed(weight_kg=20, allow_out_of_range=True)))
        assert "allow_out_of_range" in refused["error"]
        assert len(allowed["plasma_ng_per_ml"]) == 4

    def test_has_the_metabolites_that_its_model_has(self) -> None:
        """Every model by its name, those for looking only when that is asked for; a metabolite that it has not is absent."""
        models = [load(name) for name in names()]
        done = simulate(*(changed(model=model.name, allow_out_of_range=not model.for_patients) for model in models))
        assert done.returncode == 0
        found = {
            model.name: set(answer["metabolites_ng_per_ml"])
            for model, answer in zip(models, answers(done), strict=True)
        }
        assert {name: metabolites for name, metabolites in found.items() if metabolites} == {
            "simons_2022": {"norketamine", "hydroxynorketamine"},
            "perez_ruixo_2021": {"norketamine"},
        }

    def test_may_be_about_a_child(self) -> None:
        """A model made of children answers for one without more ado."""
        child = changed(model="herd_2007", age_years=9, weight_kg=30)
        assert len(answers(simulate(child))[0]["plasma_ng_per_ml"]) == 4

    def test_tells_people_apart_where_the_model_does(self) -> None:
        """Asian people lose less of the metabolite in perez_ruixo_2021, and old people have less flow through the liver."""
        cases = [changed(model="perez_ruixo_2021", **who) for who in ({}, {"asian": True}, {"age_years": 80})]
        usual, asian, old = (answer["metabolites_ng_per_ml"]["norketamine"][-1] for answer in answers(simulate(*cases)))
        assert old < usual < asian


BAD_CASES: list[tuple[str | dict[str, Any], str]] = [
    (changed(model="kamp"), "There is no model 'kamp'. Known: clements_1981, domino_1982, herd_2007, hijazi_2003, "),
    (changed(model=1), "model must be a text, not 1"),
    (without("weight_kg"), "weight_kg is missing"),
    (without("regimen"), "regimen is missing"),
    (without("at_min"), "at_min is missing"),
    (changed(weight=70), "'weight' is not known here. Give weight_kg instead"),
    (changed(extra=1), "'extra' is not known here. Known: model, "),
    (changed(weight_kg="70"), "weight_kg must be a number, not the text '70'"),
    (changed(weight_kg=True), "weight_kg must be a number, not true"),
    (changed(weight_kg=None), "weight_kg must be a number, not null"),
    (changed(weight_kg=0), "weight_kg must be a number above 0"),
    (changed(weight_kg=20), "not meant for a weight of 20 kg (its range is 40 to 150 kg)"),
    (changed(age_years=12), "not meant for an age of 12 years"),
    (
        changed(model="hijazi_2003"),
        "hijazi_2003 is not meant for anybody who comes to a clinic (made of people in intensive",
    ),
    (changed(model="herd_2007"), "herd_2007 is not meant for an age of 40 years"),
    (changed(model="hornik_2018"), "hornik_2018 is not meant for an age of 40 years"),
    (changed(sex="x"), "sex must be one of female, male"),
    (changed(asian="no"), "asian must be true or false, not the text 'no'"),
    (changed(allow_out_of_range=1), "allow_out_of_range must be true or false, not 1"),
    (changed(at_min=40), "at_min must be a list, not 40"),
    (changed(at_min=[0, "10"]), "at_min item 2 must be a number, not the text '10'"),
    (changed(at_min=[1e12]), "at_min must be a list of numbers of minutes, at most"),
    (changed(regimen={"bolus_mg": 7, "at_min": 0}), "regimen must be a list, not an object"),
    (given(7), "regimen item 1: this must be an object: a bolus has bolus_mg and at_min;"),
    (given({}), "regimen item 1: this is neither one bolus nor one infusion"),
    (given({"bolus_mg": 7}), "regimen item 1: at_min is missing"),
    (given({"bolus_mg": -7, "at_min": 0}), "regimen item 1: bolus_mg must be 0 or more"),
    (given({"dose_mg": 7, "at_min": 0}), "regimen item 1: 'dose_mg' is not known here. Give bolus_mg"),
    (
        given({"rate_mg_per_kg_per_h": 0.5, "from_min": 0, "to_min": 40}),
        "regimen item 1: 'rate_mg_per_kg_per_h' is not known here. Give rate_mg_per_min instead",
    ),
    (
        given({"rate_mcg_per_kg_per_min": 8, "from_min": 0, "to_min": 40}),
        "'rate_mcg_per_kg_per_min' is not known here. Give rate_mg_per_min instead",
    ),
    (given({"rate_mg_per_min": 1, "from_h": 0, "to_min": 40}), "'from_h' is not known here. Give from_min"),
    (given({"rate_mg_per_min": 1, "from_min": 0}), "regimen item 1: to_min is missing"),
    (given({"rate_mg_per_min": -1, "from_min": 0, "to_min": 40}), "rate_mg_per_min must be 0 or more"),
    (given({"rate_mg_per_min": 1, "from_min": 40, "to_min": 0}), "to_min (0) must not be before from_min (40)"),
    (given({"rate_mg_per_min": 1, "from_min": 9, "to_min": 9}), "ends when it starts gives nothing"),
    (
        given({"bolus_mg": 7, "at_min": 0, "rate_mg_per_min": 1, "from_min": 0, "to_min": 40}),
        "this is neither one bolus nor one infusion",
    ),
    (given(*CASE["regimen"], {"bolus_mg": 7, "at_min": "0"}), "regimen item 3: at_min must be a number"),
]
UNREADABLE: list[tuple[str | dict[str, Any], str]] = [
    ("", "The line is empty"),
    ("[1, 2]", "this must be an object with model, age_years"),
    ("null", "this must be an object with model"),
    ('{"model": "kamp_2020", "model": "domino_1982"}', "'model' stands twice"),
    (json.dumps(CASE).replace('"weight_kg": 70', '"weight_kg": NaN'), "NaN is not a number"),
    (json.dumps(CASE).replace('"weight_kg": 70', '"weight_kg": -Infinity'), "-Infinity is not a number"),
    (json.dumps(CASE).replace('"weight_kg": 70', '"weight_kg": 1e999'), "weight_kg must be a finite number"),
    (json.dumps(CASE).replace('"weight_kg": 70', f'"weight_kg": {"9" * 400}'), "weight_kg must be a finite"),
    (json.dumps(CASE).replace('"weight_kg": 70', f'"weight_kg": {"9" * 9000}'), "more digits than"),
    (json.dumps(CASE).replace('"at_min": 0}', '"at_min": 0, "at_min": 1}'), "'at_min' stands twice"),
    (json.dumps(CASE)[:-9], "The line is not JSON"),
    ("[" * 100_000, "nested too deeply"),
]


@pytest.fixture(scope="module")
def refusals() -> list[dict[str, Any]]:
    """What one run says to all bad lines, each followed by a good one."""
    lines = [line for line, _ in [*BAD_CASES, *UNREADABLE]]
    return answers(simulate(*(each for line in lines for each in (line, CASE))))


class TestABadCase:
    """What cannot be answered is refused on its line; the others are answered."""

    def test_leaves_the_others_alone(self) -> None:
        """Three cases, the second broken: two answers, one error, status 1, a word about it."""
        done = simulate(CASE, "{", CASE)
        first, second, third = answers(done)
        assert first == third
        assert list(second) == ["error"]
        assert second["error"].startswith("Line 2: ")
        assert done.returncode == 1
        assert done.stderr == "1 case could not be answered; its line says why.\n"

    @pytest.mark.parametrize(("place", "words"), list(enumerate(words for _, words in [*BAD_CASES, *UNREADABLE])))
    def test_is_refused_with_what_to_mend(self, place: int, words: str, refusals: list[dict[str, Any]]) -> None:
        """One thing wrong at a time; the case after it is answered all the same."""
        bad, good = refusals[2 * place : 2 * place + 2]
        assert words in bad["error"]
        assert "plasma_ng_per_ml" in good

    def test_is_refused_when_it_is_no_text(self) -> None:
        """Bytes that are not UTF-8."""
        done = subprocess.run([COMMAND, "simulate"], input=b"\xff\xfe\n", capture_output=True, timeout=60, check=False)
        assert "not UTF-8" in json.loads(done.stdout)["error"]
        assert done.returncode == 1

    def test_names_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        """Nothing is read, and the status says so."""
        done = simulate(file=tmp_path / "none.jsonl")
        assert done.returncode == 2
        assert "none.jsonl" in done.stderr
        assert done.stdout == ""


class TestWords:
    """What the command says to a person."""

    def test_has_an_example_that_works_when_pasted(self) -> None:
        """The line from --help, run by a shell."""
        shown = subprocess.run([COMMAND, "simulate", "--help"], capture_output=True, text=True, timeout=60, check=True)
        (example,) = [line.strip() for line in shown.stdout.splitlines() if line.strip().startswith("echo ")]
        path = f"{Path(COMMAND).parent}:/usr/bin:/bin"
        done = subprocess.run(
            ["/bin/sh", "-c", example], capture_output=True, text=True, timeout=60, check=True, env={"PATH": path}
        )
        assert len(json.loads(done.stdout)["plasma_ng_per_ml"]) == 4

    def test_counts_on_a_terminal_how_far_it_is(self) -> None:
        """A hundred cases: words while it works, none of them among the answers."""
        ours, theirs = pty.openpty()
        lines = (json.dumps(CASE) + "\n").encode() * 100
        done = subprocess.run(
            [COMMAND, "simulate"], input=lines, stdout=subprocess.PIPE, stderr=theirs, timeout=60, check=True
        )
        os.close(theirs)
        assert b"100 cases answered" in os.read(ours, 10_000)
        os.close(ours)
        assert len(done.stdout.splitlines()) == 100
