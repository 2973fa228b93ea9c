"""What every recorded fact has in common."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, NewType

Sealed = NewType("Sealed", str)
"""Free text, encrypted with the patient's key before it comes here: the core never sees the words."""


@dataclass(frozen=True, slots=True)
class Event:
    """A fact of the care, in the past tense. `kind` is the class's name."""

    version: ClassVar[int] = 1

    @classmethod
    def kind(cls) -> str:
        """The name under which the log keeps this fact."""
        return cls.__name__


@dataclass(frozen=True, slots=True)
class Fact:
    """An event as the log holds it: its number, when it happened, when it was written, by whom."""

    seq: int
    event: Event
    occurred_at: datetime
    recorded_at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Happened:
    """An event whose clinical time is not the time of writing."""

    event: Event
    occurred_at: datetime
