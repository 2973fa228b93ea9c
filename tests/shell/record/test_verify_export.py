"""An exported session is verified by a short script that imports nothing of ours, and every change to it is found."""

import ast
import json
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from handrail.record import telemetry
from tests.shell.record.makers import marked, sample
from tests.shell.record.sealed import SCRIPT, exported, script_says, written

Lines = list[str]


def _edited(number: int, old: str, new: str) -> Callable[[Lines], Lines]:
    def edit(lines: Lines) -> Lines:
        assert old in lines[number - 1]
        return [line.replace(old, new) if place == number else line for place, line in enumerate(lines, 1)]

    return edit


def _without(number: int) -> Callable[[Lines], Lines]:
    return lambda lines: lines[: number - 1] + lines[number:]


def _hashed_anew(number: int, old: str, new: str) -> Callable[[Lines], Lines]:
    """Edit an event and compute its hash again."""

    def edit(lines: Lines) -> Lines:
        event = json.loads(_edited(number, old, new)(lines)[number - 1])
        event.pop("hash")
        own = sha256(json.dumps(event, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
        lines[number - 1] = json.dumps({**event, "hash": own}, sort_keys=True, separators=(",", ":"))
        return lines

    return edit


EVENT_CHANGES = {
    "a mark's words": (_edited(1, "comfort", "symptom"), "line 1 was changed"),
    "a person": (_edited(1, "per_mara", "per_jonas"), "line 1 was changed"),
    "a space": (_edited(1, '":', '": '), "line 1 was changed"),
    "an event and its hash": (_hashed_anew(1, "comfort", "symptom"), "line 2 does not follow"),
    "an event taken out": (_without(4), "line 4 does not follow"),
    "the first event taken out": (_without(1), "line 1 does not follow"),
    "a seal's count": (_hashed_anew(2, '"count":30', '"count":31'), "line 2 seals other samples"),
    "another session's name": (_hashed_anew(1, '"stream":"ses_', '"stream":"ses_f'), "line 2 does not follow"),
    "half a line": (lambda lines: [*lines[:-1], lines[-1][:40]], "line 5 column"),
}
SAMPLE_CHANGES = {
    "a value": (_edited(1, '"92"', '"91"'), "line 2 seals other samples"),
    "a time within the minute": (_edited(1, "14:30:00", "14:30:01"), "line 2 seals other samples"),
    "a sample taken out": (_without(3), "line 2 seals other samples"),
    "the last sample taken out": (_without(62), "line 3 seals other samples"),
    "a sample put in": (
        lambda lines: [*lines, lines[-1].replace('"cursor":62', '"cursor":63')],
        "line 63 is sealed 0 times",
    ),
    "a hole in the numbers": (
        lambda lines: [*lines, lines[-1].replace('"cursor":62', '"cursor":64').replace("14:30:59", "14:40:00")],
        "line 63 was changed",
    ),
    "another session's sample": (
        lambda lines: [*lines, lines[-1].replace('"cursor":62', '"cursor":63').replace('"ses_', '"ses_f')],
        "line 63 is sealed 0 times",
    ),
    "what is no JSON": (lambda lines: [*lines[:6], "{]", *lines[7:]], "line 7 column"),
}


@pytest.mark.django_db
class TestTheScript:
    def test_finds_nothing_wrong_with_what_was_written(self, session: str, tmp_path: Path) -> None:
        """And says nothing."""
        assert script_says(*exported(written(session), tmp_path)) == (0, "")

    def test_finds_nothing_wrong_with_a_session_that_goes_on(self, session: str, tmp_path: Path) -> None:
        """Its newest minute is not sealed yet; with the patient gone, that would be a fault."""
        written(session, left=False)
        telemetry.append({session: [sample(130)]}, [])
        assert script_says(*exported(session, tmp_path)) == (0, "")

    def test_finds_a_sample_that_was_never_sealed_though_the_patient_has_left(
        self, session: str, tmp_path: Path
    ) -> None:
        """When a session is over, every sample is in a seal."""
        written(session)
        telemetry.append({session: [sample(130)]}, [])
        status, words = script_says(*exported(session, tmp_path))
        assert status == 1
        assert "samples.jsonl, line 63 is sealed 0 times" in words

    def test_verifies_a_session_without_samples(self, session: str, tmp_path: Path) -> None:
        """An order and nothing else is a whole export."""
        marked(session, 1)
        assert script_says(*exported(session, tmp_path)) == (0, "")

    @pytest.mark.parametrize("name", EVENT_CHANGES)
    def test_finds_a_changed_event_and_names_the_line(self, session: str, tmp_path: Path, name: str) -> None:
        """Whatever was changed in session.jsonl."""
        change, words = EVENT_CHANGES[name]
        events, samples = exported(written(session), tmp_path)
        _rewrite(events, change)
        self._found(events, samples, words)

    @pytest.mark.parametrize("name", SAMPLE_CHANGES)
    def test_finds_a_changed_sample_and_names_the_line(self, session: str, tmp_path: Path, name: str) -> None:
        """Whatever was changed in samples.jsonl."""
        change, words = SAMPLE_CHANGES[name]
        events, samples = exported(written(session), tmp_path)
        _rewrite(samples, change)
        self._found(events, samples, words)

    def test_finds_a_sample_that_is_sealed_twice(self, session: str, tmp_path: Path) -> None:
        """A second seal over the same samples, with every hash in order."""
        events, samples = exported(written(session, left=False), tmp_path)
        lines = events.read_text().splitlines()
        seal, last = json.loads(lines[1]), json.loads(lines[-1])
        again = {**seal, "seq": last["seq"] + 1, "prev": last["hash"]}
        again.pop("hash")
        again["hash"] = sha256(json.dumps(again, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
        _rewrite(events, lambda lines: [*lines, json.dumps(again, sort_keys=True, separators=(",", ":"))])
        self._found(events, samples, "line 1 is sealed 2 times")

    def test_is_short_enough_to_be_read_whole(self) -> None:
        """Thirty lines in all, as it is promised, and none of them long."""
        text = SCRIPT.read_text()
        assert (text.count("\n") <= 30, text.endswith("\n"), max(map(len, text.splitlines())) <= 120) == (True,) * 3

    def test_imports_nothing_but_the_standard_library(self) -> None:
        """Whoever does not trust us need not run us."""
        tree = ast.parse(SCRIPT.read_text())
        imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
        imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert imported <= set(sys.stdlib_module_names)

    def _found(self, events: Path, samples: Path, words: str) -> None:
        status, said = script_says(events, samples)
        assert status == 1
        assert words in said


def _rewrite(path: Path, change: Callable[[Lines], Lines]) -> None:
    path.write_text("".join(f"{line}\n" for line in change(path.read_text().splitlines())))
