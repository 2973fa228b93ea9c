"""A medicine at the chair: what speaks against it, and what nobody has asked yet."""

from decimal import Decimal

import pytest

from handrail.protocol import Number
from handrail.protocol.rulebook import against, unasked
from tests.core.protocol.books.casing import BOOK

LABETALOL = BOOK.medicine("labetalol")


class TestAMedicine:
    def test_says_what_is_not_known(self) -> None:
        """Silence about asthma is no answer."""
        (said,) = unasked(LABETALOL, {})
        assert "asthma" in said.en
        assert said.es.startswith("No se sabe: ")

    def test_has_nothing_to_ask_where_everything_is_known(self) -> None:
        """Every fact that it looks at was answered."""
        known = {fact_id: False for fact_id, fact in BOOK.facts.items() if fact.kind == "yes or no"}
        assert unasked(LABETALOL, {**known, "heart_rate": Decimal(80)}) == []

    def test_in_another_unit_is_refused(self) -> None:
        """Milligrams and micrograms never meet."""
        with pytest.raises(ValueError, match=r"^labetalol is given in mg, not in mcg\.$"):
            against(LABETALOL, Number(Decimal(5), "mcg"), [], {})
