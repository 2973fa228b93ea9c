"""What came of handing a message over. Each adapter answers with one of these and raises nothing for what the other side does."""

from collections.abc import Callable
from dataclasses import dataclass

LastWord = Callable[[], bool]
"""Marks the message durably, right before the other side is told what it may act on; False: say nothing more, it is not ours."""

WITHIN_S = 15  # of real time: how long one step of a conversation may take
MOST_READ = 10_000  # bytes of an answer


@dataclass(frozen=True, slots=True)
class Taken:
    """The other side has it."""

    said: str


@dataclass(frozen=True, slots=True)
class Bounced:
    """There is no such person at the other side, and never will be."""

    said: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The other side will not have this message."""

    said: str


@dataclass(frozen=True, slots=True)
class Later:
    """It did not work now, and nothing was handed over."""

    said: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """It was handed over, and what was answered says neither yes nor no."""

    said: str


@dataclass(frozen=True, slots=True)
class NotOurs:
    """Somebody else has it, or took it back: nothing was handed over."""


Outcome = Taken | Bounced | Refused | Later | Unclear | NotOurs


def plain(answer: bytes | str) -> str:
    """What the other side said, on one line, as far as it can be shown."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
