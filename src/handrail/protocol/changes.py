"""A clinic's changes to a protocol: applied to what was shipped, found between two protocols, carried over to a newer one.

A change names one place (document, entry, the keys within it) and what stands there instead, as JSON; an entry that is new
or gone is one change with no keys. What was shipped is never edited: a clinic's protocol is a shipped one and its
changes, so that a newer one can be compared with both.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from handrail.protocol.document import HEADER
from handrail.protocol.entries import Changer, ProtocolError

Tables = Mapping[str, Mapping[str, Any]]
"""The documents of a protocol as they were read: file -> entry -> keys."""

REVIEWED: Changer = "medical director, reviewed"
"""What an entry says that asks for a second person."""


BOUNDS = frozenset({"within", "limits"})
"""Under these keys an entry says where its numbers may be set."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place and what stands there instead. `value` is JSON; None takes the place away."""

    file: str
    entry: str
    keys: tuple[str, ...]
    value: str | None

    @property
    def place(self) -> tuple[str, str]:
        """The entry that is changed."""
        return self.file, self.entry


@dataclass(frozen=True, slots=True)
class Carried:
    """A clinic's changes held against a newer shipped protocol.

    `kept` still stand; `settled` say what the newer one says by itself; `open` are entries that both have changed, and
    somebody must choose: the clinic's changes of each are left out until then.
    """

    kept: tuple[Change, ...]
    settled: tuple[Change, ...]
    open: tuple[tuple[str, str], ...]


def applied(tables: Tables, changes: Iterable[Change]) -> dict[str, dict[str, Any]]:
    """The documents with these changes.

    Raises:
        ProtocolError: a change names a place that is not there.
    """
    changed: dict[str, dict[str, Any]] = {file: dict(entries) for file, entries in tables.items()}
    own: set[tuple[str, str]] = set()
    for change in changes:
        if change.file not in changed:
            raise ProtocolError(f"{change.file}: this document is not in the protocol; correct its name.")
        entries = changed[change.file]
        if change.place not in own and change.entry in entries:
            own.add(change.place)
            entries[change.entry] = deepcopy(entries[change.entry])
        _put(entries, change)
    return changed


def between(before: Tables, after: Tables) -> tuple[Change, ...]:
    """What must be changed in the one to come to the other, in the order of the documents; heads of files do not count."""
    found: list[Change] = []
    for file in dict.fromkeys((*before, *after)):
        one, other = before.get(file, {}), after.get(file, {})
        for entry in dict.fromkeys((*one, *other)):
            if entry in HEADER:
                continue
            if entry not in other:
                found.append(Change(file, entry, (), None))
            elif entry not in one:
                found.append(Change(file, entry, (), as_json(other[entry])))
            else:
                found += (Change(file, entry, keys, value) for keys, value in _differing(one[entry], other[entry]))
    return tuple(found)


def carried_over(ours: Sequence[Change], base: Tables, newer: Tables) -> Carried:
    """The clinic's changes against a newer shipped protocol: an entry is one thing, so two who changed it must be brought together."""
    theirs = {change.place for change in between(base, newer)}
    mine = applied(base, ours)
    kept: list[Change] = []
    settled: list[Change] = []
    undecided: dict[tuple[str, str], None] = {}
    for change in ours:
        file, entry = change.place
        if change.place not in theirs:
            kept.append(change)
        elif mine.get(file, {}).get(entry) == newer.get(file, {}).get(entry):
            settled.append(change)
        else:
            undecided[change.place] = None
    return Carried(tuple(kept), tuple(settled), tuple(undecided))


def asks_for_review(change: Change, before: Tables, after: Tables) -> bool:
    """Whether a second person must look at it: the entry says so before the change or after it; what is new or gone always does.

    So does where a number may be set at all, whoever may change the number.
    """
    if not BOUNDS.isdisjoint(change.keys):
        return True
    entries = [tables.get(change.file, {}).get(change.entry) for tables in (before, after)]
    return any(not isinstance(one, dict) or one.get("may_change", REVIEWED) == REVIEWED for one in entries)


def at(tables: Tables, file: str, entry: str, keys: Sequence[str]) -> Any:
    """What stands at a place; None where nothing does."""
    inner: Any = tables.get(file, {}).get(entry)
    for key in keys:
        match inner:
            case Mapping():
                inner = inner.get(key)
            case list() if key.isdigit() and int(key) < len(inner):
                inner = inner[int(key)]
            case _:
                return None
    return inner


def as_json(value: object) -> str:
    """A value of a document as JSON, its numbers exact."""
    match value:
        case bool() | str() | None:
            return json.dumps(value, ensure_ascii=False)
        case int() | Decimal():
            return format(Decimal(value), "f")
        case list():
            return f"[{', '.join(as_json(item) for item in value)}]"
        case Mapping():
            return "{" + ", ".join(f"{json.dumps(key)}: {as_json(item)}" for key, item in value.items()) + "}"
    raise ProtocolError(f"{value!r} cannot stand in a protocol; write a number, a text, a list or a table.")


def from_json(text: str) -> Any:
    """The value that JSON holds, its numbers exact.

    Raises:
        ProtocolError: the text is no JSON.
    """
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError as problem:
        raise ProtocolError(
            f"{text!r} is no JSON: {problem}. Write a number, a text in quotation marks, or a list."
        ) from problem


def _put(entries: dict[str, Any], change: Change) -> None:
    """Set one place, or take it away."""
    inner: Any = entries
    *way, last = (change.entry, *change.keys)
    for key in way:
        inner = _inside(inner, key, change)
    place = _place(inner, last, change)
    if change.value is None:
        if isinstance(inner, dict):
            inner.pop(last, None)
            return
        raise _nowhere(change)
    inner[place] = from_json(change.value)


def _inside(inner: Any, key: str, change: Change) -> Any:
    try:
        return inner[_place(inner, key, change)]
    except (KeyError, IndexError, TypeError) as problem:
        raise _nowhere(change) from problem


def _place(inner: Any, key: str, change: Change) -> str | int:
    match inner:
        case dict():
            return key
        case list() if key.isdigit() and int(key) < len(inner):
            return int(key)
    raise _nowhere(change)


def _nowhere(change: Change) -> ProtocolError:
    return ProtocolError(
        f"{change.file}: {'.'.join((change.entry, *change.keys))}: there is no such place to change; look at the document."
    )


def _differing(one: Any, other: Any, keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str | None]]:
    """The innermost places in which two values differ; lists of another length, and of texts or numbers alone, are one place."""
    match one, other:
        case dict(), dict():
            for key in dict.fromkeys((*one, *other)):
                if key not in other:
                    yield (*keys, key), None
                elif key not in one:
                    yield (*keys, key), as_json(other[key])
                else:
                    yield from _differing(one[key], other[key], (*keys, key))
        case list(), list() if len(one) == len(other) and not _flat(one, other):
            for place, (first, second) in enumerate(zip(one, other, strict=True)):
                yield from _differing(first, second, (*keys, str(place)))
        case _:
            if type(one) is not type(other) or one != other:
                yield keys, as_json(other)


def _flat(*lists: list[Any]) -> bool:
    """Whether there are no tables and lists in them: who acts, which medicines, where a number may be set."""
    return not any(isinstance(item, Mapping | list) for one in lists for item in one)
