"""The words that conditions are written in: what may be known of a patient, a visit or a clinic, each with its unit and range."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, get_args

from handrail.protocol.entries import ProtocolError, Range, Words
from handrail.protocol.medicine_names import MedicineNames
from handrail.protocol.reader import Table
from handrail.protocol.units import known_unit

FactKind = Literal["number", "yes or no", "choice", "codes"]
"""Codes: the classes and substances that a person takes, each with everything above it in its classification (ATC)."""

Value = Decimal | bool | str | frozenset[str]
Facts = Mapping[str, Value]
"""What is known, by the name of the fact; what is not in it is unknown. Numbers are in the fact's own unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that may be known. A number beyond `lowest` and `highest` was mistyped; `step` is how finely it is written.

    `limit` is where a limit on it may stand; a number without one is not compared.
    """

    id: str
    name: Words
    kind: FactKind
    unit: str | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    step: Decimal | None = None
    limit: Range | None = None
    choices: Mapping[str, Words]
    medicines: MedicineNames = field(default_factory=dict, repr=False)

    def possible(self, value: Value) -> bool:
        """Whether the fact can have this value."""
        match value:
            case bool():
                return self.kind == "yes or no"
            case Decimal():
                return self.lowest is not None and self.highest is not None and self.lowest <= value <= self.highest
            case str():
                return value in self.choices
            case frozenset():
                return self.kind == "codes"


def read_facts(file: str, tables: Mapping[str, object], medicines: MedicineNames) -> dict[str, Fact]:
    """The facts that a file describes; a fact of codes is about these medicines.

    Raises:
        ProtocolError: for a fact that is incomplete, or a number without its unit and range.
    """
    return {fact_id: _fact(fact_id, Table(file, fact_id, content), medicines) for fact_id, content in tables.items()}


def written(value: Decimal) -> str:
    """A number as a person writes it: 0.5, not 0.50; 300, not 3E+2."""
    return format(value.normalize(), "f")


def _fact(fact_id: str, table: Table, medicines: MedicineNames) -> Fact:
    name, kind = table.words("name"), table.choice("kind", get_args(FactKind))
    choices: dict[str, Words] = {}
    if kind == "choice":
        offered = table.table("choices")
        choices = {choice: offered.words(choice) for choice in tuple(offered.left)}
        if len(choices) < 2:
            raise table.error("a choice is between at least two; add another under 'choices'")
    if kind != "number":
        table.done()
        listed = medicines if kind == "codes" else {}
        return Fact(id=fact_id, name=name, kind=kind, choices=choices, medicines=listed)
    unit = known_unit(table, table.text("unit"))
    lowest, highest, step = (_exact(table, key) for key in ("lowest", "highest", "step"))
    limit = table.range("limit", unit) if table.has("limit") else None
    table.done()
    if not lowest < highest or step <= 0:
        raise table.error("'lowest' must be below 'highest', and 'step' above 0")
    if limit is not None and not lowest <= limit.lowest < limit.highest <= highest:
        raise table.error(
            f"'limit' goes from {limit.lowest} to {limit.highest} {unit}, but {fact_id} from {lowest} to {highest}; narrow it"
        )
    return Fact(
        id=fact_id,
        name=name,
        kind=kind,
        unit=unit,
        lowest=lowest,
        highest=highest,
        step=step,
        limit=limit,
        choices=choices,
    )


def _exact(table: Table, key: str) -> Decimal:
    value = table.take(key)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise table.error(f"{key!r} must be a number")
    return Decimal(value)


def quantity(fact: Fact, text: object, fail: Table) -> Decimal:
    """A limit as it is written in a condition, "140 mmHg", in the fact's own unit and within what is possible.

    Raises:
        ProtocolError: no unit, another unit, or a limit that no value can reach.
    """
    if not isinstance(text, str):
        raise fail.error(f'the limit {text} for {fact.id!r} has no unit; write it as a text: "{text} {fact.unit}"')
    number, _, unit = text.partition(" ")
    try:
        value = Decimal(number)
    except ArithmeticError as problem:
        raise fail.error(f"{text!r} is no number with a unit") from problem
    if unit != fact.unit:
        raise fail.error(f"{text!r} is in {unit!r}, but {fact.id!r} is in {fact.unit!r}; write it in that unit")
    if not fact.possible(value):
        raise fail.error(
            f"{text!r} lies outside what {fact.id!r} can be, {fact.lowest} to {fact.highest} {fact.unit}; correct it"
        )
    return value


def unknown_facts(facts: Facts, known: Mapping[str, Fact]) -> None:
    """Refuse facts that no document knows, or values that they cannot have.

    Raises:
        ProtocolError: naming the fact.
    """
    for fact_id, value in facts.items():
        if fact_id not in known:
            raise ProtocolError(f"{fact_id}: this fact is not described in facts.toml; correct its name.")
        if not known[fact_id].possible(value):
            raise ProtocolError(f"{fact_id}: {value} is not possible for it; correct the value.")
