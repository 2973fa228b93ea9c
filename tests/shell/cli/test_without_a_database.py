"""Commands on a folder in which there is no database: a sentence, and nothing made."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.clinic import surroundings

HANDRAIL = Path(sys.executable).with_name("handrail")
COMMANDS = (
    ["verify"],
    ["export", "session", "ses_x"],
    ["export", "samples", "ses_x"],
    ["user", "add", "mara", "--name", "Mara Lind", "--role", "nurse", "--password-stdin"],
    ["user", "password", "mara", "--password-stdin"],
    ["serve", "--port", "0", "--mllp-port", "0"],
)


class TestACommand:
    @pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
    def test_says_that_there_is_no_database(self, tmp_path: Path, words: list[str]) -> None:
        """What to do, exit status 1, and no empty database that would look like one."""
        data = tmp_path / "data"
        said = subprocess.run(
            [HANDRAIL, *words], env=surroundings(data), input="x\n", capture_output=True, text=True, check=False
        )
        assert (said.returncode, said.stdout, said.stderr.count("\n")) == (1, "", 1)
        assert f"There is no database at {data / 'handrail.sqlite3'}." in said.stderr
        assert "handrail init" in said.stderr
        assert list(data.glob("*.sqlite3*")) == []

    def test_says_that_a_database_is_not_ours(self, tmp_path: Path) -> None:
        """An empty file is no record."""
        data = tmp_path / "data"
        data.mkdir()
        (data / "handrail.sqlite3").touch()
        said = subprocess.run([HANDRAIL, "verify"], env=surroundings(data), capture_output=True, text=True, check=False)
        assert (said.returncode, said.stderr.count("\n")) == (1, 1)
        assert "holds nothing of Handrail" in said.stderr

    @pytest.mark.parametrize("words", [["midazolam"], ["--search", "valium"], ["--out", "documents"]], ids=" ".join)
    def test_reads_the_protocol_that_it_came_with(self, tmp_path: Path, words: list[str]) -> None:
        """In a process of its own, as a person types it: whoever looks before there is a clinic needs none."""
        data = tmp_path / "data"
        said = subprocess.run(
            [HANDRAIL, "protocol", "show", *words],
            env=surroundings(data),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 0, said.stderr
        assert "Nobody has signed it." in said.stderr
        assert said.stdout.strip()
