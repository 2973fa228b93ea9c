"""Whole sessions as files, played through the production code: what is recorded and shown is what stands beside each.

A scenario is `<name>.toml`; the expected record and screens are `<name>.expected.json`. After a change that is meant,
look at the difference and accept it:

    HANDRAIL_ACCEPT=1 .venv/bin/python -m pytest tests/scenarios
"""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from handrail.record import log
from handrail.virtual_clinic import scenario
from handrail.virtual_clinic.scenario import BadScenario, Played
from handrail.web.infuse.screen import chair_view

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.toml"))
STRAY = 2
"""So many readings of a session may lie outside a band that nine of ten keep to."""
SHOWN = ("seq", "phase", "infusion", "numerics", "alarms", "choices", "marks", "missing", "breathing_monitored")


def view(session: str, now: datetime) -> dict[str, Any]:
    """What the screens say, without what differs from run to run."""
    whole = chair_view(session, now)
    shown = {name: whole[name] for name in SHOWN}
    return json.loads(json.dumps(shown).replace(session, "SESSION"))  # type: ignore[no-any-return]  # a dict goes in


def as_expected(played: Played) -> str:
    """What stands beside the file: an event a line, then the screens, so that a difference is read at a glance."""
    record = ",\n".join("  " + json.dumps(line, ensure_ascii=False) for line in played.record)
    screens = json.dumps(played.screens, ensure_ascii=False, indent=1)
    foretold = json.dumps({"asked": played.score.asked, "taught": played.taught})
    return f'{{"record": [\n{record}\n],\n"screens": {screens},\n"foretold": {foretold}}}\n'


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestAScenario:
    """A session lived through from the chair to the door."""

    def test_is_recorded_and_shown_as_expected(self, path: Path) -> None:
        """The record, the screens' data, the chain and the seals; and the bands held."""
        played = scenario.play(scenario.read(path), view)
        expected = path.with_suffix(".expected.json")
        if os.environ.get("HANDRAIL_ACCEPT") == "1":
            expected.write_text(as_expected(played), "utf-8")
        found = json.loads(as_expected(played))
        assert found == json.loads(expected.read_text("utf-8"))
        verified = log.verify(played.session)
        assert verified.problem is None
        assert verified.samples == played.samples
        assert played.sealed <= played.samples
        assert played.score.held >= played.score.asked - STRAY


class TestAScenarioFile:
    """A file that cannot be played says what to mend."""

    def test_with_an_unknown_deed_is_refused(self, tmp_path: Path) -> None:
        """The known deeds are named."""
        path = tmp_path / "odd.toml"
        path.write_text('title = "Odd"\n[[event]]\nminute = 1\ndo = "dance"\n', "utf-8")
        with pytest.raises(BadScenario, match="do = one of acknowledge, amend"):
            scenario.read(path)

    def test_that_is_no_toml_is_refused(self, tmp_path: Path) -> None:
        """With the place where it goes wrong."""
        path = tmp_path / "broken.toml"
        path.write_text("title = ", "utf-8")
        with pytest.raises(BadScenario, match="not TOML"):
            scenario.read(path)
