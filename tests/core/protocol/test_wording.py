"""A change in words: its codes by their names, in both languages; and who must look at it."""

import pytest

from handrail.protocol.changes import Change, applied, as_json, asks_for_review, between
from handrail.protocol.loader import contents, read_tables, tables
from handrail.protocol.wording import worded

TABLES = tables(contents())
RULE = ("gate.toml", "start_pressure_high")
DUTY = next(
    (file, entry)
    for file, entries in TABLES.items()
    for entry, content in entries.items()
    if isinstance(content, dict) and content.get("kind") == "duty" and content["may_change"] == "medical director"
)


def lines(*changes: Change, language: str = "en") -> list[str]:
    """What these changes say."""
    return [one.line(language) for one in worded(changes, TABLES, applied(TABLES, changes))]


class TestAChange:
    @pytest.mark.parametrize(
        ("change", "english", "spanish"),
        [
            (
                Change("alarms.toml", "spo2_low", ("level", "0", "priority"), '"medium"'),
                "Oxygen saturation low, 94, priority: low → medium",
                "Saturación de oxígeno baja, 94, prioridad: baja → media",
            ),
            (
                Change(*RULE, ("for",), '["physician", "coordinator"]'),
                "Pressure high after the recheck, who acts: nurse, physician → physician, coordinator",
                "Presión alta tras repetirla, quién actúa: enfermería, médico → médico, coordinación",
            ),
            (
                Change("interactions.toml", "benzodiazepine", ("when", "or", "2", "in", "0"), '"N05AN"'),
                "Benzodiazepine, takes: clonazepam (N03AE01) → lithium (N05AN)",
                "Benzodiacepina, toma: clonazepam (N03AE01) → litio (N05AN)",
            ),
        ],
        ids=["priority", "people", "medicine"],
    )
    def test_says_its_codes_by_their_names(self, change: Change, english: str, spanish: str) -> None:
        """Nobody reads a code."""
        assert lines(change) == [english]
        assert lines(change, language="es") == [spanish]

    def test_says_what_a_rule_means_as_its_book_does(self) -> None:
        """By the outcome's name."""
        outcomes = read_tables(TABLES).rulebook.books["gate"].outcomes
        (said,) = worded([Change(*RULE, ("means",), '"hold"')], TABLES, TABLES)
        assert (said.before, said.after) == (outcomes["no_go"].name, outcomes["hold"].name)

    def test_of_who_acts_is_one_change_however_many_they_are(self) -> None:
        """A list of people is one thing."""
        file, entry = RULE
        other = applied(TABLES, [Change(file, entry, ("for",), '["nurse", "coordinator"]')])
        assert [one.keys for one in between(TABLES, other)] == [("for",)]


class TestASecondPerson:
    def test_looks_at_what_says_so_before_or_after(self) -> None:
        """Nobody takes the review away without one."""
        away = Change(*RULE, ("may_change",), '"medical director"')
        assert asks_for_review(away, TABLES, applied(TABLES, [away]))
        put = Change(*DUTY, ("may_change",), '"medical director, reviewed"')
        assert asks_for_review(put, TABLES, applied(TABLES, [put]))
        words = Change(*DUTY, ("do", "en"), '"Otherwise."')
        assert not asks_for_review(words, TABLES, applied(TABLES, [words]))

    def test_looks_at_what_is_new_or_gone(self) -> None:
        """Whatever it says of itself."""
        file, entry = DUTY
        for change in (Change(file, entry, (), None), Change(file, "another", (), as_json(TABLES[file][entry]))):
            assert asks_for_review(change, TABLES, applied(TABLES, [change]))
