"""A changed document as a file: it says what is wanted, and what did not change is as somebody wrote it."""

import pytest

from handrail.protocol.changes import Change, applied, between
from handrail.protocol.document import HEADER, read_toml
from handrail.protocol.loader import FILES, contents, tables
from handrail.protocol.writing import rewritten

SHIPPED = {name: content.decode() for name, content in contents().items()}
TABLES = tables(contents())
RAISED = Change("alarms.toml", "pressure_high", ("level", "0", "systolic", "above"), "165.5")


class TestADocument:
    @pytest.mark.parametrize("file", FILES)
    def test_is_the_same_to_the_letter_where_nothing_changed(self, file: str) -> None:
        """Comments, order, the form of its numbers."""
        assert rewritten(file, SHIPPED[file], TABLES[file]) == SHIPPED[file]

    def test_differs_in_one_line_where_one_number_changed(self) -> None:
        """So that a director sees her own change and nothing else."""
        wanted = applied(TABLES, [RAISED])["alarms.toml"]
        written = rewritten("alarms.toml", SHIPPED["alarms.toml"], wanted)
        lines = list(zip(SHIPPED["alarms.toml"].splitlines(), written.splitlines(), strict=True))
        assert [(old, new) for old, new in lines if old != new] == [
            ('systolic = { above = 160, unit = "mmHg" }', 'systolic = { above = 165.5, unit = "mmHg" }')
        ]

    @pytest.mark.parametrize("file", [file for file in FILES if len(TABLES[file]) > len(HEADER)])
    def test_says_what_is_wanted_where_entries_are_new_and_gone(self, file: str) -> None:
        """Its last entry under another name, with every table and list that is in it."""
        *_, last = TABLES[file]
        wanted = {name: entry for name, entry in TABLES[file].items() if name != last} | {
            "another_name": TABLES[file][last]
        }
        written = rewritten(file, SHIPPED[file], wanted)
        assert between({file: read_toml(file, written.encode())}, {file: wanted}) == ()
