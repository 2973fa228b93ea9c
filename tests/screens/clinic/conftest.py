"""A clinic as `handrail init` leaves it, with its people and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from handrail.cli.main import handrail
from handrail.clinic.models import Person
from tests.people import PASSWORD, clinic_time

INIT = ["init", "--clinic", "Lakeside", "--timezone", "Europe/Berlin", "--rooms", "1"]
DIRECTOR = ["--username", "brandt", "--name", "Dr Brandt", "--password-stdin"]
STAFF = {
    "mara": ("Mara Lind", "nurse"),
    "jonas": ("Jonas Weber", "nurse"),
    "albrecht": ("Dr Albrecht", "physician"),
    "ines": ("Ines Carvalho", "coordinator"),
}


@dataclass(frozen=True, slots=True)
class Empty:
    """Who works in a clinic in which nobody has been treated yet."""

    brandt: Person
    mara: Person
    jonas: Person
    albrecht: Person
    ines: Person


def command(*words: str) -> None:
    """Run it, as whoever sets the clinic up does."""
    done = CliRunner().invoke(handrail, words, input=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output


@pytest.fixture
def empty(transactional_db: None, tmp_path: Path, settings: Any) -> Iterator[Empty]:
    """Only through the commands that a real clinic has."""
    settings.DATA_DIR = tmp_path
    command(*INIT, *DIRECTOR)
    for username, (name, role) in STAFF.items():
        command("user", "add", username, "--name", name, "--role", role, "--password-stdin")
    with clinic_time():
        yield Empty(**{one: Person.objects.get(username=one) for one in ("brandt", *STAFF)})
