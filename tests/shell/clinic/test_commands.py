"""`handrail init`, `handrail user` and `handrail check` at the command line."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from handrail.cli.main import COMMANDS, handrail
from handrail.clinic import people
from handrail.clinic.models import Chair, Clinic, Membership, Patient, Person
from tests.people import PASSWORD, World, small_world

INIT = ["init", "--clinic", "Riverside", "--timezone", "Europe/Berlin", "--rooms", "4"]
DIRECTOR = ["--username", "brandt", "--name", "Dr Brandt", "--password-stdin"]


@pytest.fixture
def data(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def run(*words: str, said: str = f"{PASSWORD}\n") -> Result:
    return CliRunner().invoke(handrail, words, input=said)


class TestInit:
    def test_makes_a_real_clinic_with_chairs_and_a_medical_director(self, db: None, data: Path) -> None:
        """And nothing else: no patient, no demonstration."""
        done = run(*INIT, *DIRECTOR)
        assert done.exit_code == 0, done.output
        clinic = Clinic.objects.get()
        assert done.stdout.strip() == clinic.pk
        assert not clinic.demonstration
        assert [chair.number for chair in Chair.objects.filter(clinic=clinic)] == [1, 2, 3, 4]
        assert [(m.person.username, m.role) for m in Membership.objects.all()] == [("brandt", "medical_director")]
        assert Person.objects.get().check_password(PASSWORD)
        assert not Patient.objects.exists()

    def test_leaves_nothing_half_made_when_something_is_refused(self, db: None, data: Path) -> None:
        """A password that is too short is said, and no clinic is left without anybody."""
        done = run(*INIT, *DIRECTOR, said="short\n")
        assert done.exit_code == 1
        assert "too short" in done.stderr
        assert not Clinic.objects.exists()
        assert not Person.objects.exists()

    def test_keeps_real_people_out_of_a_demonstrations_folder(self, db: None, data: Path) -> None:
        """Nobody is treated beside invented patients."""
        people.add_clinic(name="Invented", timezone="UTC", demonstration=True)
        done = run(*INIT, *DIRECTOR)
        assert done.exit_code == 1
        assert "Name another folder with HANDRAIL_DATA" in done.stderr
        assert not Clinic.objects.filter(name="Riverside").exists()

    def test_says_what_a_time_zone_looks_like(self, db: None, data: Path) -> None:
        """An error says what to type."""
        done = run(*INIT, *DIRECTOR, "--timezone", "Mars/Phobos")
        assert done.exit_code == 1
        assert "Give one such as Europe/Berlin" in done.stderr


class TestUser:
    @pytest.fixture
    def world(self, db: None, data: Path) -> World:
        return small_world()

    def test_adds_somebody_with_each_of_their_roles(self, world: World) -> None:
        """In the clinic that is named, where there are two."""
        roles = ["--role", "nurse", "--role", "coordinator"]
        done = run("user", "add", "Lea", "--name", "Lea Sommer", "--clinic", "Riverside", *roles, "--password-stdin")
        assert done.exit_code == 0, done.output
        lea = Person.objects.get(username="lea")
        assert lea.roles(world.riverside) == {"nurse", "coordinator"}
        assert lea.roles(world.hillside) == frozenset()

    def test_gives_a_patient_their_own_log_in_once(self, world: World) -> None:
        """Karl had none; Ruth has one."""
        add = ["user", "add", "--name", "x", "--clinic", "Riverside", "--password-stdin"]
        assert run(*add, "karl", "--patient", world.karl.pk).exit_code == 0
        assert Person.objects.get(username="karl").patient == world.karl
        again = run(*add, "ruth2", "--patient", world.ruths.pk)
        assert again.exit_code == 1
        assert "has a log-in already: ruth" in again.stderr
        assert not Person.objects.filter(username="ruth2").exists()

    def test_finds_no_patient_of_the_other_clinic(self, world: World) -> None:
        """Two clinics never meet, here neither."""
        done = run(
            "user", "add", "x", "--name", "x", "--clinic", "Hillside", "--patient", world.karl.pk, "--password-stdin"
        )
        assert done.exit_code == 1
        assert "no patient with the id" in done.stderr

    def test_asks_which_clinic_where_there_are_two(self, world: World) -> None:
        """Never a guess."""
        done = run("user", "add", "lea", "--name", "Lea", "--role", "nurse", "--password-stdin")
        assert done.exit_code == 1
        assert "Say which with --clinic." in done.stderr

    def test_asks_what_they_are(self, world: World) -> None:
        """Neither nothing nor both."""
        assert run("user", "add", "lea", "--name", "Lea").exit_code == 2

    def test_refuses_a_name_that_is_taken_in_any_capitals(self, world: World) -> None:
        """One name, one person."""
        add = ["user", "add", "MARA", "--name", "M", "--clinic", "Riverside", "--role", "nurse", "--password-stdin"]
        done = run(*add)
        assert done.exit_code == 1
        assert "taken" in done.stderr

    def test_gives_a_new_password(self, world: World) -> None:
        """The old one no longer works."""
        assert run("user", "password", "Mara", "--password-stdin").exit_code == 0
        assert Person.objects.get(username="mara").check_password(PASSWORD)
        assert "Nobody logs in as nobody." in run("user", "password", "nobody", "--password-stdin").stderr


class TestCheck:
    def test_says_what_is_well_and_ends_well(self, db: None, data: Path) -> None:
        """In sentences, with nothing to mend."""
        done = run("check")
        assert done.exit_code == 0, done.output
        assert "The database answers" in done.stderr
        assert "There is no clinic yet. Run: handrail init" in done.stderr

    def test_ends_badly_when_a_key_can_be_read_by_others(self, db: None, data: Path) -> None:
        """And says how to mend it."""
        key = data / "keys" / "master.key"
        key.parent.mkdir()
        key.write_text("x")
        key.chmod(0o644)
        done = run("check")
        assert done.exit_code == 1
        assert f"mend  {key} can be read by others on this machine. Run: chmod 600 {key}" in done.stderr


class TestADataFolder:
    def test_that_cannot_be_used_is_named_with_what_to_do(self, tmp_path: Path) -> None:
        """A sentence, not a traceback."""
        (tmp_path / "keys").write_text("a file where a folder should be")
        program = "from handrail.cli.main import main; main()"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
        done = subprocess.run(
            [sys.executable, "-c", program, "check"],
            env={**kept, "HANDRAIL_DATA": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert "name another one with HANDRAIL_DATA" in done.stderr
        assert "Traceback" not in done.stderr


class TestHelp:
    def test_lists_every_command_without_importing_one(self) -> None:
        """Quick, and with a line for each."""
        done = run("--help")
        assert done.exit_code == 0
        for name, target in COMMANDS.items():
            assert f"{name} " in done.stdout
            assert target.does in done.stdout

    @pytest.mark.parametrize("name", COMMANDS)
    def test_of_every_command_has_an_example(self, name: str) -> None:
        """What to type, to be copied."""
        done = run(name, "--help")
        assert done.exit_code == 0, done.output
        assert "Example" in done.stdout
        assert f"handrail {name}" in done.stdout

    def test_of_a_command_that_does_not_exist_says_so(self) -> None:
        """And ends badly."""
        done = run("frobnicate")
        assert done.exit_code == 2
        assert "No such command" in done.stderr
