"""Reading a document of the rule book: each entry is of one kind, and of its kind it must be whole."""

from collections.abc import Callable, Iterator, Mapping
from itertools import filterfalse
from types import MappingProxyType
from typing import TypedDict

from handrail.protocol.document import Document
from handrail.protocol.entries import Number, ProtocolError, Range
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
        part = self.kinds[kind](table, common)
        _keep_limits(table, part)
        return part

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
        most = table.left.get("most")
        unit = most.get("unit") if isinstance(most, dict) else None
        doses = table.range("within", str(unit or ""))
        return Medicine(
            **common,
            least=_amount(table, "least", doses),
            most=_amount(table, "most", doses),
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
        return read_condition(table, table.take(key), self.facts)


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


def _amount(table: Table, key: str, allowed: Range | None = None) -> Number:
    number = table.number(key, allowed)
    known_unit(table, number.unit)
    return number


def _perhaps(table: Table, key: str, allowed: Range | None = None) -> Number | None:
    return _amount(table, key, allowed) if table.has(key) else None


def _keep_limits(table: Table, part: AnyPart) -> None:
    """Put down the limits of an entry's conditions: numbers like any other, that may be set where their fact says so.

    An entry may say it more narrowly of a fact and a sign: limits = { "systolic >" = [ 120, 160 ] }.
    """
    narrower = table.table("limits") if table.has("limits") else Table(table.file, table.path, {})
    ranges: dict[str, Range] = {}
    for key, leaf in _compared(part):
        place = f"{leaf.fact.id} {leaf.sign}"
        if place not in ranges:
            ranges[place] = _allowed(narrower, place, leaf.fact, table)
        number = Number(leaf.limit, leaf.fact.unit or "")
        table.keep(f"{table.path}.{key} {place}", ranges[place], number, called=leaf.fact.id)
    narrower.done()


def _compared(part: AnyPart) -> Iterator[tuple[str, Compare]]:
    match part:
        case Rule(when=when) | Duty(when=when) if when is not None:
            conditions = [("when", when)]
        case Medicine():
            conditions = [(key, one) for key, one in (("never", part.never), ("ask", part.ask)) if one is not None]
        case _:
            conditions = []
    yield from ((key, leaf) for key, one in conditions for leaf in leaves(one) if isinstance(leaf, Compare))


def _allowed(narrower: Table, place: str, fact: Fact, table: Table) -> Range:
    if fact.limit is None:
        raise table.error(
            f"{fact.id!r} is compared, and nothing says where a limit on it may stand; add 'limit' to it in facts.toml"
        )
    if not narrower.has(place):
        return fact.limit
    found = narrower.range(place, fact.limit.unit)
    if not (fact.limit.holds(found.lowest) and fact.limit.holds(found.highest)):
        raise narrower.error(
            f"{place!r} goes from {found.lowest} to {found.highest} {found.unit}, "
            f"but a limit on {fact.id} from {fact.limit.lowest} to {fact.limit.highest}; narrow it"
        )
    return found
