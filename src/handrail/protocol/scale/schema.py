"""A scale as it is scored: its items, what adds up to its total, what the total means. The words of a scale are in its form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from handrail.protocol.entries import Entry, Words

Direction = Literal["higher is worse", "higher is better", "neither"]
FilledBy = Literal["patient", "clinician", "record"]
TextState = Literal["shipped", "own words", "not shipped"]
Take = Literal["sum", "highest"]
MissingRule = Literal["none may be missing", "prorated"]

EVERYBODY = "everybody"
"""The group of bands that do not depend on who answered."""


@dataclass(frozen=True, slots=True)
class AnswerList:
    """The answers that an item may have: each a value, and the LOINC code of each where it is known."""

    id: str
    values: tuple[Decimal, ...]
    codes: tuple[str, ...]
    value_set: str | None

    @property
    def lowest(self) -> Decimal:
        """The least an item with these answers can add."""
        return min(self.values)

    @property
    def highest(self) -> Decimal:
        """The most an item with these answers can add."""
        return max(self.values)

    def value_of(self, code: str) -> Decimal | None:
        """The value of an answer by its code; None where the code is not in the list."""
        return self.values[self.codes.index(code)] if code in self.codes else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question. An unscored one is kept and adds nothing.

    It may be left out where none of `only_if` was answered above its lowest value, or where one of `unless` was answered.
    """

    id: str
    codes: tuple[str, ...]
    answers: AnswerList
    scored: bool
    reverse: bool
    only_if: tuple[str, ...]
    unless: tuple[str, ...]

    def worth(self, answer: Decimal) -> Decimal:
        """What an answer adds: itself, or its mirror in a reversed item."""
        return self.answers.lowest + self.answers.highest - answer if self.reverse else answer

    def __str__(self) -> str:
        """As a message names it."""
        return f"item {self.id} ({self.codes[0]})" if self.codes else f"item {self.id}"


@dataclass(frozen=True, slots=True)
class Part:
    """A share of the total: the sum of its items, or the highest of them."""

    take: Take
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What adds up to the total, in points. `codes` name it in forms that declare it."""

    parts: tuple[Part, ...]
    factor: Decimal
    lowest: Decimal
    highest: Decimal
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """What becomes of unanswered items; the items of `never` are not made up in any case."""

    rule: MissingRule
    at_most: int
    never: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A name for the totals from lowest to highest, both included."""

    id: str
    name: Words
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds where the sum or the highest of these items reaches a value."""

    take: Take
    items: tuple[str, ...]
    at_least: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Something that an answer shows by itself, whatever the total: all conditions hold. `do` says what to do."""

    id: str
    name: Words
    do: Words
    all_of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A published estimate of the least change that matters, in points or percent; all that decide must be reached."""

    id: str
    value: Decimal
    unit: Literal["point", "%"]
    decides: bool


@dataclass(frozen=True, slots=True)
class Response:
    """Percent of the first total by which it must improve."""

    response: Decimal
    partial: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Whether the words may be shipped, in which languages they are, the notice they carry, and what was seen of it."""

    text: TextState
    languages: tuple[str, ...]
    notice: str | None
    seen: str
    absent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A scale without its words. `look_back` is zero where it asks about now; `total` is None where nothing adds up.

    `declares` are the codes of what forms state beside the items, a level of risk: it is left to whoever stated it.
    """

    id: str
    version: str
    name: Words
    filled_by: FilledBy
    direction: Direction
    codes: tuple[str, ...]
    declares: tuple[str, ...]
    licence: Licence
    look_back: timedelta
    items: Mapping[str, Item]
    total: Total | None
    missing: Missing
    bands: Mapping[str, tuple[Band, ...]]
    flags: tuple[Flag, ...]
    estimates: tuple[Estimate, ...]
    response: Response | None
    remission: Decimal | None
    entries: Mapping[str, Entry]

    @property
    def scored(self) -> tuple[Item, ...]:
        """The items that count."""
        return tuple(item for item in self.items.values() if item.scored)
