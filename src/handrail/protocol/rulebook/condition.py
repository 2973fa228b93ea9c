"""Conditions as data, in the form of JsonLogic: read, checked against the facts, held against what is known, explained.

Only part of JsonLogic is taken (`and`, `or`, `!`, `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `var`), and three things are stricter: a limit
is a text with its unit, numbers are exact, and what is not known makes a condition unknown, never false (Kleene's three
values). A condition explains itself by those of its parts that decided it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Literal

from handrail.protocol.entries import ProtocolError
from handrail.protocol.medicine_names import check_codes
from handrail.protocol.reader import Table
from handrail.protocol.rulebook.facts import Fact, Facts, Value, quantity, written
from handrail.protocol.units import unit_in

Sign = Literal["<", "<=", ">", ">=", "==", "!="]
SIGNS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "!=": ne}
SHOWN: Mapping[str, str] = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
YES_NO: Mapping[str, tuple[str, str]] = {"en": ("yes", "no"), "es": ("sí", "no")}


@dataclass(frozen=True, slots=True)
class Compare:
    """A number on one side of a limit."""

    fact: Fact
    sign: Sign
    limit: Decimal

    def holds(self, facts: Facts) -> bool | None:
        """Whether it is so; None where the number is not known."""
        value = facts.get(self.fact.id)
        return SIGNS[self.sign](value, self.limit) if isinstance(value, Decimal) else None

    def says(self, facts: Facts, language: str) -> str:
        """As "systolic pressure 152 mmHg > 140 mmHg"; without the value where it is not known."""
        unit = unit_in(self.fact.unit or "", language)
        value = facts.get(self.fact.id)
        known = f" {written(value)}" if isinstance(value, Decimal) else ""
        return f"{self.fact.name.in_language(language)}{known} {SHOWN[self.sign]} {written(self.limit)} {unit}"


@dataclass(frozen=True, slots=True)
class Is:
    """A yes, a no, or one of a few choices."""

    fact: Fact
    value: bool | str

    def holds(self, facts: Facts) -> bool | None:
        """Whether it is so; None where nobody has answered."""
        value = facts.get(self.fact.id)
        return None if value is None else value == self.value

    def says(self, facts: Facts, language: str) -> str:
        """As "pregnant: yes"."""
        value = facts.get(self.fact.id, self.value)
        return f"{self.fact.name.in_language(language)}: {self._word(value, language)}"

    def _word(self, value: Value, language: str) -> str:
        if isinstance(value, bool):
            yes, no = YES_NO["es" if language.startswith("es") else "en"]
            return yes if value else no
        return self.fact.choices[value].in_language(language) if isinstance(value, str) else str(value)


@dataclass(frozen=True, slots=True)
class Has:
    """A code among those of a person, which hold every class above them as well."""

    fact: Fact
    code: str

    def holds(self, facts: Facts) -> bool | None:
        """Whether it is among them; None where nobody has asked."""
        codes = facts.get(self.fact.id)
        return self.code in codes if isinstance(codes, frozenset) else None

    def says(self, facts: Facts, language: str) -> str:
        """As "medicines: benzodiazepines (N05BA)"."""
        return f"{self.fact.name.in_language(language)}: {self.fact.medicines[self.code].said(language)}"


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: "Condition"

    def holds(self, facts: Facts) -> bool | None:
        """Whether the part does not hold."""
        said = self.part.holds(facts)
        return None if said is None else not said


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part."""

    parts: tuple["Condition", ...]

    def holds(self, facts: Facts) -> bool | None:
        """False once one part is false, whatever is unknown."""
        unknown = False
        for part in self.parts:
            said = part.holds(facts)
            if said is False:
                return False
            unknown = unknown or said is None
        return None if unknown else True


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part."""

    parts: tuple["Condition", ...]

    def holds(self, facts: Facts) -> bool | None:
        """True once one part is true, whatever is unknown."""
        unknown = False
        for part in self.parts:
            said = part.holds(facts)
            if said:
                return True
            unknown = unknown or said is None
        return None if unknown else False


Leaf = Compare | Is | Has
Condition = Leaf | Not | AllOf | AnyOf


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The parts that look at a fact."""
    match condition:
        case Not(part):
            yield from leaves(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Compare() | Is() | Has():
            yield condition


def because(condition: Condition, facts: Facts) -> Iterator[Leaf]:
    """The parts that decided: those that made it true where it holds, false where it does not, unknown where it is that."""
    said = condition.holds(facts)
    match condition:
        case Not(part):
            yield from because(part, facts)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                if part.holds(facts) is said:
                    yield from because(part, facts)
        case Compare() | Is() | Has():
            yield condition


def read_condition(table: Table, written_as: object, facts: Mapping[str, Fact]) -> Condition:
    """A condition from its JsonLogic.

    Raises:
        ProtocolError: an operation or a fact that is not known, a limit without its unit or out of range.
    """
    if not isinstance(written_as, dict) or len(written_as) != 1:
        raise table.error("a condition is one operation with its parts, as { '>' = [ { var = 'age' }, '65 years' ] }")
    ((sign, parts),) = written_as.items()
    match sign:
        case "and" | "or":
            return _joined(table, sign, parts, facts)
        case "!":
            return Not(read_condition(table, parts[0] if isinstance(parts, list) and parts else parts, facts))
        case "in":
            return _among(table, parts, facts)
        case "var":
            return Is(_fact(table, written_as, facts, ("yes or no",)), value=True)
        case _ if sign in SIGNS:
            return _compared(table, sign, parts, facts)
    raise table.error(f"the operation {sign!r} is not known here; use one of: and or ! == != < <= > >= in var")


def _joined(table: Table, sign: str, parts: object, facts: Mapping[str, Fact]) -> Condition:
    if not isinstance(parts, list) or len(parts) < 2:
        raise table.error(f"{sign!r} joins at least two conditions; write them as a list")
    read = tuple(read_condition(table, part, facts) for part in parts)
    return AllOf(read) if sign == "and" else AnyOf(read)


def _among(table: Table, parts: object, facts: Mapping[str, Fact]) -> Condition:
    match parts:
        case [str(code), dict() as what]:
            fact = _fact(table, what, facts, ("codes",))
            check_codes(fact.medicines, [code], table)
            return Has(fact, code)
        case [dict() as what, [*choices]] if choices:
            fact = _fact(table, what, facts, ("choice",))
            read = tuple(_is(table, fact, choice) for choice in choices)
            return read[0] if len(read) == 1 else AnyOf(read)
    raise table.error("'in' is written [ 'N05BA', { var = 'medicines' } ] or [ { var = 'colour' }, [ 'red', 'blue' ] ]")


def _compared(table: Table, sign: str, parts: object, facts: Mapping[str, Fact]) -> Condition:
    match parts:
        case [dict() as what, limit]:
            fact = _fact(table, what, facts, ("number", "yes or no", "choice"))
        case _:
            raise table.error(f"{sign!r} has two parts: a fact and a limit, [ {{ var = 'age' }}, '65 years' ]")
    if fact.kind == "number":
        known: Sign = sign  # type: ignore[assignment]  # the caller has looked it up among the signs
        return Compare(fact, known, quantity(fact, limit, table))
    if sign not in {"==", "!="}:
        raise table.error(f"{fact.id!r} is no number; compare it with == or !=")
    read = _is(table, fact, limit)
    return read if sign == "==" else Not(read)


def _is(table: Table, fact: Fact, value: object) -> Is:
    if isinstance(value, bool | str) and fact.possible(value):
        return Is(fact, value)
    raise table.error(f"{fact.id!r} cannot be {value!r}; it is {' | '.join(fact.choices) or 'true | false'}")


def _fact(table: Table, what: Mapping[str, object], facts: Mapping[str, Fact], kinds: tuple[str, ...]) -> Fact:
    name = what.get("var")
    fact = facts.get(name) if isinstance(name, str) else None
    if fact is None or len(what) != 1:
        raise _unknown(table, name)
    if fact.kind not in kinds:
        raise table.error(f"{fact.id!r} is of the kind {fact.kind!r}, which cannot stand here")
    return fact


def _unknown(table: Table, name: object) -> ProtocolError:
    return table.error(f"the fact {name!r} is not described in facts.toml; add it there or correct its name")
