"""Nobody writes over a connection that could lose what it has acknowledged."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from handrail.record import durability

SQLITE_ONLY = "PRAGMA is SQLite's."
POSTGRESQL_ONLY = "synchronous_commit is PostgreSQL's."


@pytest.fixture
def other_connection() -> Iterator[BaseDatabaseWrapper]:
    """A further connection with options of its own."""
    other = connections["default"].copy()
    other.settings_dict = copy.deepcopy(other.settings_dict)
    yield other
    other.close()


def _sqlite(other: BaseDatabaseWrapper, path: Path, commands: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip(SQLITE_ONLY)
    other.settings_dict["NAME"] = str(path)
    other.settings_dict["OPTIONS"]["init_command"] = commands


@pytest.mark.django_db
class TestAConnection:
    @pytest.mark.parametrize(
        ("commands", "setting"),
        [
            ("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", "synchronous = FULL"),
            ("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF", "synchronous = FULL"),
            ("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL", "journal_mode = WAL"),
            ("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF", "foreign_keys = ON"),
        ],
    )
    def test_to_sqlite_that_could_lose_a_commit_is_refused_with_what_to_set(
        self, other_connection: BaseDatabaseWrapper, tmp_path: Path, commands: str, setting: str
    ) -> None:
        """The refused connection is closed, so that asking again does not get through either."""
        _sqlite(other_connection, tmp_path / "other.sqlite3", commands)
        for _ in range(2):
            with pytest.raises(durability.NotDurable, match=setting):
                other_connection.ensure_connection()
            assert other_connection.connection is None

    def test_to_memory_is_refused(self, other_connection: BaseDatabaseWrapper) -> None:
        """What lives in memory is gone with the process."""
        _sqlite(other_connection, Path(":memory:"), "PRAGMA synchronous = FULL")
        with pytest.raises(durability.NotDurable, match="a file on a local disk"):
            other_connection.ensure_connection()

    def test_to_postgresql_that_answers_before_it_has_written_is_refused(
        self, other_connection: BaseDatabaseWrapper
    ) -> None:
        """With synchronous_commit off, an acknowledged sample could be lost."""
        if connection.vendor != "postgresql":
            pytest.skip(POSTGRESQL_ONLY)
        options: dict[str, Any] = other_connection.settings_dict["OPTIONS"]
        options.update(pool=None, options="-c synchronous_commit=off")
        with pytest.raises(durability.NotDurable, match="synchronous_commit = on"):
            other_connection.ensure_connection()

    def test_of_the_tests_is_as_durable_as_a_clinic_s(self) -> None:
        """The tests run on the settings that a clinic runs on."""
        durability.require(None, connections["default"])

    def test_to_another_kind_of_database_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What was never tried with a power cut is not used."""
        other = connections["default"].copy()
        monkeypatch.setattr(other, "vendor", "oracle")
        with pytest.raises(durability.NotDurable, match="SQLite or PostgreSQL"):
            durability.require(None, other)
