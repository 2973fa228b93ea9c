"""The record from the command line: verified, taken out, brought up to date."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from django.db import connection

from handrail.cli import record as commands
from handrail.record import heads, telemetry
from tests.databases import address, tamper
from tests.shell.record.makers import marked, opened, sample, seconds
from tests.shell.record.sealed import exported, written


def _run(command: click.Command, *arguments: str) -> tuple[int, bytes, str]:
    result = CliRunner().invoke(command, arguments)
    return result.exit_code, result.stdout_bytes, result.stderr


@pytest.mark.django_db
class TestVerify:
    def test_says_of_each_stream_what_is_there(self, session: str) -> None:
        """With the hash of the last event, for whoever keeps it elsewhere."""
        written(session)
        status, out, words = _run(commands.verify)
        assert (status, words) == (0, "")
        assert out.decode().startswith(f"{session}: 5 events, 62 samples, 0 not sealed yet, head ")

    def test_of_one_stream_looks_at_that_one(self, session: str) -> None:
        """The others may be wrong."""
        other = opened()
        marked(session, 1)
        marked(other, 1)
        tamper("UPDATE record_event SET actor = 'per_nobody' WHERE stream_id = %s", other)
        assert _run(commands.verify, session)[0] == 0
        status, out, words = _run(commands.verify)
        assert status == 1
        assert session in out.decode()
        assert f"{other}: Event 1 was changed" in words

    def test_misses_a_stream_that_is_gone_altogether(self, session: str) -> None:
        """Its signed head says that it was there."""
        marked(session, 1)
        heads.sign(seconds(0))
        for statement in ("record_answer WHERE stream_id", "record_event WHERE stream_id", "record_stream WHERE id"):
            tamper(f"DELETE FROM {statement} = %s", session)
        status, _, words = _run(commands.verify)
        assert status == 1
        assert f"There is no stream {session}." in words

    def test_says_when_a_signed_head_is_not_what_was_signed(self, session: str, data_folder: Path) -> None:
        """Before it trusts it."""
        marked(session, 1)
        heads.sign(seconds(0))
        path = data_folder / "heads" / "2026-11-20.jsonl"
        path.write_text(path.read_text().replace('"seq":1', '"seq":7'))
        status, _, words = _run(commands.verify)
        assert status == 1
        assert "Compare it with its copy elsewhere" in words


@pytest.mark.django_db
class TestExport:
    def test_writes_the_session_and_its_samples_to_the_byte(
        self, session: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """In several reads, and nothing else on standard output."""
        monkeypatch.setattr(commands, "SAMPLES_AT_ONCE", 7)
        written(session)
        telemetry.append({session: [sample(130)]}, [])
        events, samples = exported(session, tmp_path)
        assert _run(commands.export, "session", session) == (0, events.read_bytes(), "")
        assert _run(commands.export, "samples", session) == (0, samples.read_bytes(), "")

    @pytest.mark.parametrize("what", ["session", "samples"])
    def test_of_a_session_that_is_not_there_says_so(self, what: str) -> None:
        """On standard error, with where to look."""
        status, out, words = _run(commands.export, what, "ses_unknown")
        assert (status, out) == (1, b"")
        assert "There is no stream ses_unknown. `handrail verify` lists those there are." in words


@pytest.mark.django_db(transaction=True)
class TestMigrate:
    def test_makes_the_database_where_there_is_none(self, tmp_path: Path) -> None:
        """On a fresh machine, also the folder; and doing it again changes nothing."""
        if connection.vendor != "sqlite":
            pytest.skip("A folder is made for SQLite alone.")
        data = tmp_path / "new" / "clinic"
        for _ in range(2):
            said = _in_a_process_of_its_own("migrate()", {"HANDRAIL_DATA": str(data)})
            assert (said.returncode, said.stdout) == (0, "")
        assert (data / "handrail.sqlite3").exists()

    def test_finds_nothing_to_do_in_a_database_that_is_up_to_date(self) -> None:
        """Such as the one of these tests."""
        said = _in_a_process_of_its_own("migrate()", {"DATABASE_URL": address()})
        assert said.returncode == 0
        assert "No migrations to apply" in said.stderr


def _in_a_process_of_its_own(call: str, settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    code = f"from handrail.cli.record import migrate; {call}"
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**environment, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
