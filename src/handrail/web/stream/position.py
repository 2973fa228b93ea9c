"""How far a listener has read: the last event's number and the last sample's, written `seq.cursor`."""

from typing import NamedTuple, Self

DIGITS = 18
"""More than any number that a log will reach; a longer one is not ours."""


class Position(NamedTuple):
    """The last event and the last sample that somebody has."""

    seq: int
    cursor: int

    @classmethod
    def parse(cls, text: str | None) -> Self | None:
        """The position that a browser says it has, or None where what it says is not one of ours."""
        parts = (text or "").split(".")
        if len(parts) != len(cls._fields) or not all(_is_number(part) for part in parts):
            return None
        return cls(*(int(part) for part in parts))

    def within(self, head: "Position") -> bool:
        """Whether a log that has come as far as `head` can have been read up to here."""
        return self.seq <= head.seq and self.cursor <= head.cursor

    def __str__(self) -> str:
        return f"{self.seq}.{self.cursor}"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= DIGITS
