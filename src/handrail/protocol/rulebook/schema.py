"""What a rule book is made of: values, rules with their conditions, medicines, steps to be done, and words for patients."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeVar, get_args

from handrail.protocol.entries import Number, Words
from handrail.protocol.medicine_names import MedicineNames
from handrail.protocol.rulebook.condition import Condition
from handrail.protocol.rulebook.facts import Fact

Step = Literal["evaluate", "prepare", "infuse", "recover", "integrate", "follow up", "every step"]
Role = Literal["nurse", "physician", "medical director", "coordinator", "patient", "companion", "everybody"]
Bound = Literal["exactly", "at least", "at most", "between"]

STEPS: tuple[Step, ...] = get_args(Step)
ROLES: tuple[Role, ...] = get_args(Role)
BOUNDS: tuple[Bound, ...] = get_args(Bound)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What every entry of a rule book has beside its name and provenance: where it belongs, who acts, which drugs it is about."""

    id: str
    table: str | None
    step: Step
    roles: tuple[Role, ...]
    drugs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value(Part):
    """A number and on which side of it one may be; of two, between; of several, one of them."""

    numbers: tuple[Number, ...]
    bound: Bound

    def allows(self, number: Number) -> bool:
        """Whether a number keeps to it; of several exact ones, whether it is one of them.

        Raises:
            ValueError: it is in another unit.
        """
        if number.unit != self.numbers[0].unit:
            raise ValueError(f"{self.id} is in {self.numbers[0].unit}, not in {number.unit}.")
        match self.bound:
            case "exactly":
                return number in self.numbers
            case "at least":
                return number.value >= self.numbers[0].value
            case "at most":
                return number.value <= self.numbers[0].value
            case "between":
                return self.numbers[0].value <= number.value <= self.numbers[1].value


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a rule may come to, and to which others it is the opposite. The first of a document is the gravest."""

    id: str
    name: Words
    opposite: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Part):
    """When a condition holds, what that means and what to do."""

    when: Condition
    means: Outcome
    do: Words
    only_today: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine(Part):
    """A medicine that may be given at the chair: how much at once, how soon again, how much in one session.

    Amounts are in one unit. `times` counts all doses. It is not given where `never` holds; where `ask` holds the prescriber is
    asked first.
    """

    least: Number
    most: Number
    session_most: Number | None
    times: int | None
    again_after: Number | None
    over: Number | None
    route: Words
    never: Condition | None
    ask: Condition | None
    do: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Part):
    """Something to be done, checked, told or written down; where it has a condition, only then."""

    do: Words
    when: Condition | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying(Part):
    """Words that a patient or a companion reads or hears; names in braces are filled in."""

    says: Words


AnyPart = Value | Rule | Medicine | Duty | Saying
P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One document of the rule book."""

    id: str
    name: Words
    step: Step
    outcomes: Mapping[str, Outcome]
    parts: Mapping[str, AnyPart]

    def rules(self) -> tuple[Rule, ...]:
        """Its rules, in the order in which they are written."""
        return tuple(part for part in self.parts.values() if isinstance(part, Rule))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Every document of the protocol that is not read into a form of its own."""

    facts: Mapping[str, Fact]
    books: Mapping[str, Book]
    named: Mapping[str, AnyPart] = field(repr=False)
    medicines: MedicineNames = field(repr=False)

    def value(self, entry_id: str) -> Value:
        """A number of the protocol by its name."""
        return self._part(entry_id, Value)

    def medicine(self, entry_id: str) -> Medicine:
        """A medicine by its name."""
        return self._part(entry_id, Medicine)

    def saying(self, entry_id: str) -> Words:
        """Words for patients by their name."""
        return self._part(entry_id, Saying).says

    def number(self, entry_id: str, unit: str) -> Decimal:
        """A single number of the protocol, in the unit that the caller reckons in.

        Raises:
            KeyError: it has another unit, or there is no such value.
        """
        (number,) = self.value(entry_id).numbers
        if number.unit != unit:
            raise KeyError(f"{entry_id} is in {number.unit}, not in {unit}.")
        return number.value

    def _part(self, entry_id: str, kind: type[P]) -> P:
        part = self.named[entry_id]
        if not isinstance(part, kind):
            raise KeyError(f"{entry_id} is no {kind.__name__.lower()} of the protocol.")
        return part
