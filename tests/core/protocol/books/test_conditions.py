"""Conditions: what is not known is never taken as no, and whatever is said can be explained."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from handrail.protocol.medicine_names import with_classes
from handrail.protocol.rulebook import Facts, Rulebook, gravest, look
from handrail.protocol.rulebook.condition import (
    SIGNS,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Has,
    Is,
    Not,
    because,
)
from handrail.protocol.rulebook.trying import cases
from tests.core.protocol.books.test_refusals import FACTS, HEAD, MEDICINES, WHOLE, read

LIMITS = st.integers(40, 300).map(Decimal)
LEAVES = st.one_of(
    st.builds(Compare, st.just(FACTS["systolic"]), st.sampled_from(sorted(SIGNS)), LIMITS),
    st.builds(Is, st.just(FACTS["fever"]), st.booleans()),
    st.builds(Is, st.just(FACTS["colour"]), st.sampled_from(["pink", "grey"])),
    st.builds(Has, st.just(FACTS["medicines"]), st.sampled_from(["N05BA", "N05BA06", "C09"])),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
    ),
    max_leaves=5,
)
KNOWN = st.fixed_dictionaries(
    {
        "systolic": LIMITS,
        "fever": st.booleans(),
        "colour": st.sampled_from(["pink", "grey"]),
        "medicines": st.sets(st.sampled_from(["N05BA06", "C09"])).map(with_classes),
    }
)
SHOWN = {"systolic": Decimal(181)}


def some_of(facts: Facts, names: list[str]) -> Facts:
    """Only these facts are known."""
    return {name: value for name, value in facts.items() if name in names}


class TestACondition:
    @given(CONDITIONS, KNOWN, st.lists(st.sampled_from(sorted(FACTS))))
    def test_that_is_decided_stays_so_whatever_else_becomes_known(
        self, condition: Condition, facts: Facts, names: list[str]
    ) -> None:
        """Nobody is told yes and then no."""
        early = condition.holds(some_of(facts, names))
        assert early is None or condition.holds(facts) is early

    @given(CONDITIONS, KNOWN)
    def test_is_decided_once_everything_is_known(self, condition: Condition, facts: Facts) -> None:
        """Nothing stays unknown by itself."""
        assert condition.holds(facts) is not None

    @given(CONDITIONS, KNOWN, st.lists(st.sampled_from(sorted(FACTS))))
    def test_explains_itself_by_parts_that_are_enough(
        self, condition: Condition, facts: Facts, names: list[str]
    ) -> None:
        """Whoever knows only what it names comes to the same."""
        known = some_of(facts, names)
        named = [leaf.fact.id for leaf in because(condition, known)]
        assert named != []
        assert condition.holds(some_of(known, named)) is condition.holds(known)

    @given(CONDITIONS, KNOWN)
    def test_does_nothing_that_its_tried_cases_do_not_show(self, condition: Condition, facts: Facts) -> None:
        """So that what holds in none of them never holds at all."""
        assert condition.holds(facts) in {condition.holds(case) for case in cases((condition,))}


class TestAFinding:
    def test_says_why_in_both_languages(self) -> None:
        """The value, the limit, the unit."""
        (finding,) = look(read(WHOLE).rules(), SHOWN)
        assert finding.says("en") == "Stop: systolic pressure 181 > 180 mmHg"
        assert finding.says("es") == "Pare: presion sistolica 181 > 180 mmHg"

    def test_of_nothing_known_is_neither_yes_nor_no(self) -> None:
        """And says what is asked for."""
        (finding,) = look(read(WHOLE).rules(), {})
        assert finding.holds is None
        assert finding.says("en") == "Stop: systolic pressure > 180 mmHg"

    def test_is_the_gravest_of_those_that_hold(self) -> None:
        """In the order in which the document lists them."""
        rule = '[{id}]\nname = {{ en = "A", es = "A" }}\nkind = "rule"\nwhen = {{ var = "fever" }}\nmeans = "{means}"\n'
        rest = 'do = { en = "A.", es = "A." }\nfor = ["nurse"]\ngrade = "recalled"\nrationale = "B."\nmay_change = "prescriber"\n'
        text = HEAD.replace('opposite = ["go"]\n', "").replace('opposite = ["stop"]\n', "")
        book = read(text + rule.format(id="a", means="go") + rest + rule.format(id="b", means="stop") + rest)
        assert gravest(book, look(book.rules(), {"fever": True})) == "stop"
        assert gravest(book, look(book.rules(), {"fever": False})) is None


class TestTheRuleBook:
    def test_gives_a_number_in_the_unit_that_is_asked_for_or_none(self) -> None:
        """A wrong unit is never a wrong number."""
        book = read(WHOLE)
        rulebook = Rulebook(facts=FACTS, books={"gate": book}, named=book.parts, medicines=MEDICINES)
        assert rulebook.number("wait", "h") == Decimal(6)
        for wrong in (("wait", "min"), ("high", "h"), ("nothing", "h")):
            try:
                rulebook.number(*wrong)
            except KeyError:
                continue
            raise AssertionError(wrong)
