"""What an entry of the protocol is made of: its numbers with their units, and why anybody should believe them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

Grade = Literal["seen", "inferred", "recalled", "engineering default"]
"""How well an entry is known: read in its source; reasoned from what was read; remembered; chosen here."""

Changer = Literal["medical director", "medical director, reviewed", "prescriber", "installation"]
"""Who may change an entry; "reviewed" asks for a second person, "installation" is whoever sets up the devices."""

GRADES: tuple[Grade, ...] = get_args(Grade)
CHANGERS: tuple[Changer, ...] = get_args(Changer)


class ProtocolError(ValueError):
    """A protocol that cannot be used; the text names the file, the entry and what to mend."""


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in every language of the product."""

    en: str
    es: str

    def in_language(self, language: str) -> str:
        """The words in that language; English where the product has none."""
        return self.es if language.startswith("es") else self.en


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the protocol as it was written, with its unit."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Range:
    """Where a number may be set at all, both ends included: beyond them a clinic would have slipped, or would do harm."""

    lowest: Decimal
    highest: Decimal
    unit: str

    def holds(self, value: Decimal) -> bool:
        """Whether a number in this unit may be set so."""
        return self.lowest <= value <= self.highest


@dataclass(frozen=True, slots=True)
class Source:
    """Something that was read. `low_authority` marks what one unit or one writer says."""

    id: str
    cites: str
    low_authority: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as a person would read it. `numbers` are its own and those of its parts, by their path, as are their `ranges`."""

    id: str
    document: str
    name: Words
    numbers: Mapping[str, tuple[Number, ...]]
    ranges: Mapping[str, Range]
    grade: Grade
    source: str | None
    rationale: str | None
    may_change: Changer
