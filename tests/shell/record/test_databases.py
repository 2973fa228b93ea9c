"""Where the record is kept follows from the environment, and is always the durable form of it."""

from pathlib import Path

import pytest

from handrail.web.databases import data_directory, databases


class TestTheDatabase:
    def test_is_a_file_in_the_data_folder_where_nothing_else_is_said(self, tmp_path: Path) -> None:
        """One clinic, one machine, one file to back up."""
        default = databases({"HANDRAIL_DATA": str(tmp_path)})["default"]
        assert default["NAME"] == str(tmp_path / "handrail.sqlite3")
        assert default["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        assert "synchronous = FULL" in default["OPTIONS"]["init_command"]

    def test_lies_in_var_of_the_folder_it_was_started_from(self) -> None:
        """An absolute path, so that changing folders later changes nothing."""
        assert data_directory({}) == Path("var").absolute() == data_directory({"HANDRAIL_DATA": ""})

    def test_may_be_a_file_elsewhere(self) -> None:
        """With the same settings."""
        default = databases({"DATABASE_URL": "sqlite:////srv/clinic/other.sqlite3"})["default"]
        assert default["NAME"] == "/srv/clinic/other.sqlite3"
        assert default["OPTIONS"]["transaction_mode"] == "IMMEDIATE"

    @pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
    def test_may_be_postgresql_with_a_pool(self, scheme: str) -> None:
        """Commits are safe before they are acknowledged, and no connection outlives its use outside the pool."""
        default = databases({"DATABASE_URL": f"{scheme}://handrail:secret@db.example:5433/clinic?sslmode=require"})[
            "default"
        ]
        assert (default["NAME"], default["HOST"], default["PORT"]) == ("clinic", "db.example", 5433)
        assert default["OPTIONS"]["sslmode"] == "require"
        assert default["OPTIONS"]["options"] == "-c synchronous_commit=on"
        assert default["OPTIONS"]["pool"]["max_size"] > 1
        assert default["CONN_MAX_AGE"] == 0

    def test_that_is_away_is_not_waited_for(self) -> None:
        """A pool that is dry and a machine that is off are told within seconds; broken connections are thrown away."""
        default = databases({"DATABASE_URL": "postgres://handrail@db.example/clinic"})["default"]
        assert default["OPTIONS"]["pool"]["timeout"] <= 3
        assert default["OPTIONS"]["connect_timeout"] <= 3
        assert default["CONN_HEALTH_CHECKS"] is True

    def test_of_a_test_run_is_a_file_that_threads_and_processes_share(self, tmp_path: Path) -> None:
        """And one of its own for each process that runs tests."""
        name = databases({"HANDRAIL_DATA": str(tmp_path)})["default"]["TEST"]["NAME"]
        assert name.endswith(".sqlite3")
