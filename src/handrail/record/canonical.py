"""Canonical JSON (RFC 8785), as narrow as we need it: text, whole numbers, true, false, null, lists, objects.

Floats are refused (a dose is text, "0.5"), and so are names beyond ASCII: within these bounds `json.dumps` with sorted keys
and no spaces gives the same bytes, so that anybody can check a hash with a language's own library.
"""

from typing import Any

import rfc8785


class NotCanonical(ValueError):
    """A value that the record does not keep: a float, a name that is not ASCII, or something that is not JSON."""


def text(value: Any) -> str:
    """The canonical form of a value.

    Raises:
        NotCanonical: for what has no canonical form here.
    """
    _check(value)
    try:
        return rfc8785.dumps(value).decode()
    except rfc8785.CanonicalizationError as problem:
        raise NotCanonical(str(problem)) from problem


def _check(value: Any) -> None:
    match value:
        case dict():
            for name, inner in value.items():
                if not (isinstance(name, str) and name.isascii()):
                    raise NotCanonical(f"{name!r} cannot be a name in a record: use ASCII.")
                _check(inner)
        case list() | tuple():
            for inner in value:
                _check(inner)
        case None | str() | int():
            pass
        case _:
            raise NotCanonical(f"{value!r} cannot be recorded: write it as text or as a whole number.")


def storable(words: str) -> str:
    """Text as every database can keep it: what is no character, and NUL, is shown as the replacement character."""
    if words.isprintable():
        return words
    return words.replace("\0", "\ufffd").encode(errors="surrogatepass").decode(errors="replace")
