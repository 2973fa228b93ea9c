"""Reading named values strictly: a model's file and a case of `handrail simulate` share these rules.

Nothing is guessed: an unknown name, a missing one, a text where a number belongs or a number that is none is
refused with the place, what stands there and what belongs there.
"""

import difflib
import math
from collections.abc import Mapping, Sequence

from handrail.pharmacology.refused import Refused

SIMILAR = 0.6  # how alike two names must be for one to be proposed instead of the other: "extra" is no "sex"


class TableError(Refused):
    """A table that cannot be read as it stands."""


class Table:
    """Named values, read one by one, each as the kind it must be."""

    def __init__(self, values: object, *, known: Sequence[str], where: str = "") -> None:
        """Take a table and the names that may stand in it.

        Raises:
            TableError: when it is no table, or a name in it is not known here.
        """
        self._prefix = f"{where}: " if where else ""
        if not isinstance(values, Mapping):
            raise self._error(f"this must be an object with {', '.join(known)}, not {described(values)}.")
        self._values: Mapping[str, object] = values
        for name in values:
            if name not in known:
                raise self._error(unknown(str(name), known))

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def raw(self, name: str) -> object:
        """The value as it stands, which must be there."""
        if name not in self._values:
            raise self._error(f"{name} is missing.")
        return self._values[name]

    def number(self, name: str) -> float:
        """A finite number; a truth value is none, and neither is a text with digits."""
        return self._number(name, self.raw(name))

    def numbers(self, name: str) -> list[float]:
        """A list of finite numbers, possibly empty."""
        return [self._number(f"{name} item {place}", value) for place, value in enumerate(self._list(name), 1)]

    def pair(self, name: str) -> tuple[float, float]:
        """Two numbers, the smaller first."""
        values = self.numbers(name)
        if len(values) != 2 or values[0] >= values[1]:
            raise self._error(f"{name} must be two numbers, the smaller first.")
        return values[0], values[1]

    def text(self, name: str) -> str:
        """A text that is not empty."""
        return self._text(name, self.raw(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, none of them empty."""
        return tuple(self._text(f"{name} item {place}", value) for place, value in enumerate(self._list(name), 1))

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """One of the given words."""
        word = self.text(name)
        if word not in choices:
            raise self._error(f"{name} must be one of {', '.join(choices)}, not {word!r}.")
        return word

    def flag(self, name: str, *, default: bool) -> bool:
        """A truth value, or the default where none stands."""
        value = self._values.get(name, default)
        if not isinstance(value, bool):
            raise self._error(f"{name} must be true or false, not {described(value)}.")
        return value

    def rows(self, name: str) -> list[tuple[str, object]]:
        """The items of a list, each with words for its place; none where the name does not stand."""
        items = self._list(name) if name in self._values else []
        return [(f"{self._prefix}{name} item {place}", item) for place, item in enumerate(items, 1)]

    def _list(self, name: str) -> list[object]:
        value = self.raw(name)
        if not isinstance(value, list):
            raise self._error(f"{name} must be a list, not {described(value)}.")
        return value

    def _number(self, name: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._error(f"{name} must be a number, not {described(value)}.")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise self._error(f"{name} must be a finite number.")
        return number

    def _text(self, name: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self._error(f"{name} must be a text, not {described(value)}.")
        return value

    def _error(self, sentence: str) -> TableError:
        return TableError(f"{self._prefix}{sentence}")


def unknown(name: str, known: Sequence[str]) -> str:
    """The sentence for a name that does not belong, with the one that was probably meant."""
    nearest = difflib.get_close_matches(name[:80], known, n=1, cutoff=SIMILAR)
    instead = f" Give {nearest[0]} instead." if nearest else ""
    return f"{name[:80]!r} is not known here.{instead} Known: {', '.join(known)}."


def described(value: object) -> str:
    """What stands there, in a few words."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return f"the text {value[:40]!r}"
        case list():
            return "a list"
        case Mapping():
            return "an object"
        case _:
            return str(value)[:40]
