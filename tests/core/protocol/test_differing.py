"""Which rules come to something else under a changed protocol, on what is known of a patient."""

from decimal import Decimal

from handrail.protocol import Protocol
from handrail.protocol.changes import Change, applied
from handrail.protocol.loader import contents, read_tables, tables
from handrail.protocol.rulebook.differing import differing
from handrail.protocol.rulebook.facts import Facts

TABLES = tables(contents())
SHIPPED = read_tables(TABLES)
LOWER = read_tables(
    applied(TABLES, [Change("gate.toml", "start_pressure_calm", ("when", "and", "0", "<=", "1"), '"135 mmHg"')])
)


def lines(before: Protocol, after: Protocol, facts: Facts, language: str = "en") -> list[str]:
    """What is otherwise, in words."""
    return [one.line(language) for one in differing(before.rulebook, after.rulebook, before.entries, facts)]


class TestAChangedRule:
    def test_is_told_where_it_held_and_does_not_any_more(self) -> None:
        """138/80 lies between the two limits."""
        facts: Facts = {"systolic": Decimal(138), "diastolic": Decimal(80)}
        assert lines(SHIPPED, LOWER, facts) == ["Pressure calm: Go → does not hold"]
        assert lines(SHIPPED, LOWER, facts, "es") == ["Presión en rango: Adelante → no se cumple"]

    def test_is_told_where_it_holds_from_now_on(self) -> None:
        """The other way round."""
        facts: Facts = {"systolic": Decimal(138), "diastolic": Decimal(80)}
        assert lines(LOWER, SHIPPED, facts) == ["Pressure calm: does not hold → Go"]

    def test_touches_nobody_beside_the_limits(self) -> None:
        """Both say the same."""
        for systolic in (135, 141):
            assert lines(SHIPPED, LOWER, {"systolic": Decimal(systolic), "diastolic": Decimal(80)}) == []

    def test_touches_nobody_of_whom_nothing_is_known(self) -> None:
        """Unknown before, unknown after."""
        assert lines(SHIPPED, LOWER, {}) == []

    def test_is_told_where_it_was_taken_out(self) -> None:
        """An entry that is gone holds for nobody."""
        without = read_tables(applied(TABLES, [Change("gate.toml", "start_pressure_calm", (), None)]))
        facts: Facts = {"systolic": Decimal(120), "diastolic": Decimal(80)}
        assert lines(SHIPPED, without, facts) == ["Pressure calm: Go → does not hold"]
