"""Reading a document of the rule book: each entry is of one kind, and of its kind it must be whole."""

from collections.abc import Callable, Mapping
from itertools import filterfalse
from types import MappingProxyType
from typing import TypedDict

from handrail.protocol.document import Document
from handrail.protocol.entries import Number, ProtocolError
from handrail.protocol.reader import Table
from handrail.protocol.rulebook.condition import Compare, Condition, leaves, read_condition
from handrail.protocol.rulebook.contradictions import check_book, check_part, elsewhere
from handrail.protocol.rulebook.facts import Fact
from handrail.protocol.rulebook.schema import (
    BOUNDS,
    ROLES,
    STEPS,
    AnyPart,
    Book,
    Duty,
    Medicine,
    Outcome,
    Role,
    Rule,
    Saying,
    Step,
    Value,
)
from handrail.protocol.units import known_unit


class Common(TypedDict):
    """What every entry has."""

    id: str
    table: str | None
    step: Step
    roles: tuple[Role, ...]
    drugs: tuple[str, ...]


class Reader:
    """Reads the entries of one document into its book."""

    def __init__(self, document: Document, facts: Mapping[str, Fact]) -> None:
        self.document, self.facts = document, facts
        head = Table(document.file, "book", document.left.pop("book", {}))
        self.name, self.step = head.words("name"), head.choice("step", STEPS)
        self.outcomes = _outcomes(head)
        head.done()
        self.kinds: Mapping[str, Callable[[Table, Common], AnyPart]] = {
            "value": self._value,
            "rule": self._rule,
            "medicine": self._medicine,
            "duty": self._duty,
            "saying": self._saying,
        }

    def book(self) -> Book:
        """Every entry of the document, checked alone and against the others.

        Raises:
            ProtocolError: for the first thing that is wrong.
        """
        parts = {entry_id: self._entry(entry_id) for entry_id in tuple(self.document.left)}
        book = Book(
            id=self.document.name,
            name=self.name,
            step=self.step,
            outcomes=MappingProxyType(self.outcomes),
            parts=MappingProxyType(parts),
        )
        check_book(book, self._fail)
        return book

    def _entry(self, entry_id: str) -> AnyPart:
        part = self.document.read(entry_id, lambda table: self._body(entry_id, table))
        check_part(part, self._fail(entry_id))
        return part

    def _fail(self, entry_id: str) -> Callable[[str], ProtocolError]:
        return Table(self.document.file, entry_id, {}).error

    def _body(self, entry_id: str, table: Table) -> AnyPart:
        kind = table.choice("kind", tuple(self.kinds))
        common = Common(
            id=entry_id,
            table=table.text("table") if table.has("table") else None,
            step=table.choice("step", STEPS) if table.has("step") else self.step,
            roles=_roles(table),
            drugs=table.texts("drugs") if table.has("drugs") else (),
        )
        return self.kinds[kind](table, common)

    def _value(self, table: Table, common: Common) -> Value:
        listed = isinstance(table.left.get("value"), list)
        numbers = table.numbers_listed() if listed else (table.number(),)
        known_unit(table, numbers[0].unit)
        bound = table.choice("bound", BOUNDS) if table.has("bound") or not listed else "exactly"
        if bound == "between" and (len(numbers) != 2 or not numbers[0].value < numbers[1].value):
            raise table.error("'between' has two numbers, the smaller first; write value = [ 20, 40 ]")
        if listed and bound in {"at least", "at most"}:
            raise table.error(f"{bound!r} goes with one number; write that one, or 'between'")
        return Value(**common, numbers=numbers, bound=bound)

    def _rule(self, table: Table, common: Common) -> Rule:
        means = table.choice("means", tuple(self.outcomes))
        return Rule(
            **common,
            when=self._condition(table, "when"),
            means=self.outcomes[means],
            do=table.words("do"),
            only_today=table.yes_or_no("only_today") if table.has("only_today") else False,
        )

    def _medicine(self, table: Table, common: Common) -> Medicine:
        return Medicine(
            **common,
            least=_amount(table, "least"),
            most=_amount(table, "most"),
            session_most=_perhaps(table, "session_most"),
            times=table.count("times", "times") if table.has("times") else None,
            again_after=_perhaps(table, "again_after"),
            over=_perhaps(table, "over"),
            route=table.words("route"),
            never=self._perhaps(table, "never"),
            ask=self._perhaps(table, "ask"),
            do=table.words("do"),
        )

    def _duty(self, table: Table, common: Common) -> Duty:
        return Duty(**common, do=table.words("do"), when=self._perhaps(table, "when"))

    @staticmethod
    def _saying(table: Table, common: Common) -> Saying:
        return Saying(**common, says=table.words("says"))

    def _perhaps(self, table: Table, key: str) -> Condition | None:
        return self._condition(table, key) if table.has(key) else None

    def _condition(self, table: Table, key: str) -> Condition:
        """A condition; its limits are numbers of the entry like any other."""
        condition = read_condition(table, table.take(key), self.facts)
        for leaf in leaves(condition):
            if isinstance(leaf, Compare):
                where = f"{table.path}.{key} {leaf.fact.id} {leaf.sign}"
                before = table.numbers.get(where, ())
                table.numbers[where] = (*before, Number(leaf.limit, leaf.fact.unit or ""))
        return condition


def _outcomes(head: Table) -> dict[str, Outcome]:
    """What the rules of this document may come to; each knows its opposites, and they know it."""
    if not head.has("outcomes"):
        return {}
    listed = head.table("outcomes")
    outcomes = {}
    for outcome_id in tuple(listed.left):
        table = listed.table(outcome_id)
        opposite = table.texts("opposite") if table.has("opposite") else ()
        outcomes[outcome_id] = Outcome(id=outcome_id, name=table.words("name"), opposite=opposite)
        table.done()
    for outcome in outcomes.values():
        for other in filterfalse(elsewhere, outcome.opposite):
            if other not in outcomes or outcome.id not in outcomes[other].opposite:
                raise listed.error(
                    f"{outcome.id!r} names {other!r} as its opposite; {other!r} must be there and name it too"
                )
    return outcomes


def _roles(table: Table) -> tuple[Role, ...]:
    written = table.texts("for")
    strange = [role for role in written if role not in ROLES]
    if strange:
        raise table.error(f"'for' names {strange[0]!r}; choose from: {' | '.join(ROLES)}")
    return tuple(role for role in ROLES if role in written)


def _amount(table: Table, key: str) -> Number:
    number = table.number(key)
    known_unit(table, number.unit)
    return number


def _perhaps(table: Table, key: str) -> Number | None:
    return _amount(table, key) if table.has(key) else None
