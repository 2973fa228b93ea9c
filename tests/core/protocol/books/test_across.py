"""Two documents of the rule book: what one says is not undone by the other, and both speak of medicines by name."""

from copy import deepcopy
from typing import Any

import pytest

from handrail.protocol import ProtocolError, load
from handrail.protocol.loader import contents, read_tables, tables
from handrail.protocol.medicine_names import codes_called
from handrail.protocol.telling import in_words
from tests.core.protocol.widening import wide

SHIPPED = wide(tables(contents()))
FROM_140 = {"or": [{">=": [{"var": "systolic"}, "140 mmHg"]}, {">=": [{"var": "diastolic"}, "120 mmHg"]}]}


def changed(file: str, entry: str, **keys: Any) -> dict[str, dict[str, Any]]:
    """The shipped documents with one entry otherwise."""
    other: dict[str, dict[str, Any]] = deepcopy(SHIPPED)
    other[file][entry].update(keys)
    return other


def refused(documents: dict[str, dict[str, Any]]) -> str:
    """What is said of documents that are refused."""
    with pytest.raises(ProtocolError) as caught:
        read_tables(documents)
    return str(caught.value)


class TestTwoRules:
    def test_are_held_against_each_other_also_where_one_asks_for_something_beside(self) -> None:
        """At 141 mmHg one would start, the other would measure again first; both because of the pressure."""
        calm = {"and": [{"<=": [{"var": "systolic"}, "145 mmHg"]}, {"<=": [{"var": "diastolic"}, "90 mmHg"]}]}
        said = refused(changed("gate.toml", "start_pressure_calm", when=calm))
        assert said.startswith(
            "gate.toml: start_pressure_recheck: it says 'recheck' where start_pressure_calm says 'go': at systolic 141"
        )


class TestTwoDocuments:
    def test_that_order_opposite_things_of_one_patient_are_refused_with_a_case(self) -> None:
        """At 140 mmHg one would send a person away, the other would start the infusion."""
        said = refused(changed("eligibility.toml", "pressure_crisis", when=FROM_140))
        assert said.startswith(
            "gate.toml: start_pressure_calm: it says 'go' where pressure_crisis says 'absolute': at "
        )
        assert "systolic 140" in said

    def test_may_look_at_the_same_fact_on_their_own_sides_of_a_line(self) -> None:
        """As they are shipped: or the refusal above would mean nothing."""
        assert read_tables(SHIPPED).rulebook.books["gate"].outcomes["go"].opposite[-1] == "eligibility.absolute"

    @pytest.mark.parametrize("strange", ["gate.gone", "gates.go", "series.end"])
    def test_name_as_opposite_only_what_is_there_and_answers(self, strange: str) -> None:
        """A slip of the pen would leave the two unchecked."""
        documents = deepcopy(SHIPPED)
        documents["eligibility.toml"]["book"]["outcomes"]["absolute"]["opposite"].append(strange)
        assert refused(documents).startswith(
            f"eligibility.toml: book.outcomes: 'eligibility.absolute' names {strange!r}"
        )


class TestAMedicine:
    """A code says nothing to a nurse."""

    def test_is_called_by_its_name_where_a_rule_looks_at_it(self) -> None:
        """In both languages, with its code."""
        looked_at = next(rule for rule in load().rulebook.books["interactions"].rules() if rule.id == "lithium")
        assert in_words(looked_at.when, "en").endswith(": lithium (N05AN)")
        assert in_words(looked_at.when, "es").endswith(": litio (N05AN)")

    @pytest.mark.parametrize("place", ["when", "drugs"])
    def test_without_a_name_is_refused(self, place: str) -> None:
        """In a condition and in the list of what an entry is about."""
        other = {"in": ["N05ZZ", {"var": "medicines"}]} if place == "when" else ["N05ZZ"]
        said = refused(changed("interactions.toml", "stimulant", **{place: other}))
        assert said.startswith("interactions.toml: stimulant: the medicine 'N05ZZ' has no name in medicine_names.toml")

    @pytest.mark.parametrize(
        ("written", "code"),
        [
            ("valium", "N05BA01"),
            ("Lorazepam", "N05BA06"),
            ("benzo", "N05BA"),
            ("clorpromazina", "N05AA"),
            ("AMITRIPTILINA", "N06AA"),
            ("codeina", "N02A"),
            ("n05cf", "N05CF"),
        ],
    )
    def test_is_found_by_what_people_call_it(self, written: str, code: str) -> None:
        """By class, substance or trade name, with or without accents."""
        assert code in codes_called(load().rulebook.medicines, written)

    def test_of_another_name_is_not_found(self) -> None:
        """Nor by the middle of a word."""
        assert codes_called(load().rulebook.medicines, "azepam") == frozenset()
