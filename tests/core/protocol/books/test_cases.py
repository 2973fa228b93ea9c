"""Each entry of the rule book against cases written by hand; and each case earns its place: nothing can move by one step unseen."""

import pytest

from handrail.protocol.rulebook import Saying
from handrail.protocol.rulebook.schema import AnyPart
from tests.core.protocol.books.casing import BOOK, CASES, PARTS, decides, wrong
from tests.core.protocol.books.stepping import moved

DECIDING = [entry for entry, (_, part) in PARTS.items() if decides(part)]
documented = pytest.mark.parametrize("document", sorted({PARTS[entry][0] for entry in DECIDING}))


def deciding(document: str) -> list[tuple[str, AnyPart]]:
    """The entries of a document in which a number or a condition stands."""
    return [(entry, PARTS[entry][1]) for entry in DECIDING if PARTS[entry][0] == document]


class TestAnEntry:
    """Every entry with a number or a condition, document by document."""

    @documented
    def test_says_what_was_worked_out_by_hand(self, document: str) -> None:
        """Fires here, not beside it."""
        cases = CASES[document]
        assert [(entry, said) for entry, part in deciding(document) for said in wrong(part, cases[entry])] == []

    @documented
    def test_moved_by_one_step_makes_a_case_fail(self, document: str) -> None:
        """Every threshold, up and down; every answer turned round."""
        cases = CASES[document]
        steps = [(entry, name, other) for entry, part in deciding(document) for name, other in moved(part)]
        assert {entry for entry, _, _ in steps} == {entry for entry, _ in deciding(document)}
        assert [(entry, name) for entry, name, other in steps if not list(wrong(other, cases[entry]))] == []

    def test_has_cases_and_no_case_lacks_its_entry(self) -> None:
        """What nobody worked out by hand is not known to be right."""
        written = {entry for cases in CASES.values() for entry in cases}
        assert written == set(DECIDING)
        assert set(CASES) <= set(BOOK.books)

    def test_that_decides_nothing_is_a_deed_or_a_saying(self) -> None:
        """A value or a rule without a case would be neither."""
        silent = {type(part).__name__ for entry, (_, part) in PARTS.items() if entry not in DECIDING}
        assert silent <= {"Duty", Saying.__name__}
