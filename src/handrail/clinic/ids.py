"""Opaque names for rows: they say what a thing is, never who."""

import base64
import secrets
import time

_TIME_BITS = 48
_CHANCE_BITS = 80
_LENGTH = 26


def new(kind: str) -> str:
    """A new id such as `ses_01k9...`: the kind, then 26 lower-case base32 characters, later ids after earlier ones.

    The first characters count milliseconds, so that an index grows at its end; the rest is chance. Nobody reads a time
    of care out of an id.
    """
    milliseconds = time.time_ns() // 1_000_000  # noqa: TID251 - orders an index; no deed and no rule sees this time
    number = (milliseconds % 2**_TIME_BITS) << _CHANCE_BITS | secrets.randbits(_CHANCE_BITS)
    return f"{kind}_{_base32(number)}"


def _base32(number: int) -> str:
    """26 characters of the "extended hex" alphabet, whose order is the order of the numbers."""
    whole = number.to_bytes(16, "big") + b"\0"  # 128 bits, filled up at the end to 26 characters of 5 bits
    return base64.b32hexencode(whole).decode("ascii").rstrip("=")[:_LENGTH].lower()


def of_kind(kind: str, text: str) -> bool:
    """Whether the text has the form of an id of this kind."""
    head, _, tail = text.partition("_")
    return (
        head == kind and len(tail) == _LENGTH and all(letter in "0123456789abcdefghijklmnopqrstuv" for letter in tail)
    )
