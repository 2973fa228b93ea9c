"""Which kinds of streams there are, and how the facts of each fold into what is so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handrail.pathway import course, protocol, session
from handrail.pathway.events import Fact


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of stream: what is so before the first fact, and what each fact makes of it."""

    empty: Any
    fold: Callable[[Any, Fact], Any]


KINDS: dict[str, Kind] = {
    "session": Kind(session.EMPTY, session.fold),
    "course": Kind(course.EMPTY, course.fold),
    "protocol": Kind(protocol.EMPTY, protocol.fold),
}
"""Session: one visit. Course: one patient's treatment. Protocol: a clinic's rules through time. Stock and access join here as they are built."""
