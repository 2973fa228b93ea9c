"""Numbers of the shipped protocol set otherwise, by the path that an entry gives them, and what is said about it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from handrail.protocol import Number, Protocol, ProtocolError, changes
from handrail.protocol.changes import applied, between
from handrail.protocol.document import HEADER
from handrail.protocol.loader import BOOKS, DOCUMENTS, contents, read_tables, tables
from handrail.protocol.rules import UPWARD

TABLES: changes.Tables = tables(contents())
SHIPPED = read_tables(TABLES)
FILES = DOCUMENTS | BOOKS
SIDES = (*UPWARD, "below", "at_most")
CONDITIONS = frozenset({"when", "never", "ask"})

Tables = dict[str, dict[str, Any]]
Keys = tuple[str, ...]


def file_of(entry_id: str) -> str:
    """The document in which an entry stands."""
    return FILES[SHIPPED.entries[entry_id].document]


def entry_of(entry_id: str) -> Mapping[str, Any]:
    """An entry as its document says it."""
    said: Mapping[str, Any] = TABLES[file_of(entry_id)][entry_id]
    return said


def refusal(entry_id: str, settings: Mapping[str, str]) -> str:
    """What is said when these numbers of an entry are set so; nothing where they are taken.

    Only documents with a form of their own are read, and of the rule books the entry: what other rules say is not asked here.
    """
    return _refusal(entry_id, tuple(settings.items()))


@cache
def _refusal(entry_id: str, settings: tuple[tuple[str, str], ...]) -> str:
    try:
        read_tables(set_so(entry_id, dict(settings), _alone(entry_id)))
    except ProtocolError as refused:
        return str(refused)
    return ""


def taken(entry_id: str, settings: Mapping[str, str]) -> Protocol:
    """The protocol with these numbers of an entry; where a condition changes with every other rule in it.

    Raises:
        ProtocolError: it is refused.
    """
    compared = any(path.partition(" ")[0] in CONDITIONS for path in settings)
    return read_tables(set_so(entry_id, settings, TABLES if compared else _alone(entry_id)))


def set_so(entry_id: str, settings: Mapping[str, str], documents: Mapping[str, Mapping[str, Any]]) -> Tables:
    """The documents with these numbers, "2 mg" or "10 min, 20 min" each, in the units that are there."""
    file = file_of(entry_id)
    whole = applied(documents, ())
    for path, said in settings.items():
        keys = keys_of(documents[file][entry_id], path)
        whole = _put(whole, file, entry_id, keys, _value(documents[file][entry_id], keys, said))
    assert between(documents, whole), f"{entry_id} {settings} is what ships"
    return whole


def settings_of(entry_id: str) -> Iterator[tuple[str, Number]]:
    """Each number of an entry by its path as in a slip; those of a list are left out, they are set together."""
    for path, numbers in SHIPPED.entries[entry_id].numbers.items():
        inner = path.removeprefix(entry_id).removeprefix(".") or "value"
        if len(numbers) == 1:
            yield inner, numbers[0]


def _alone(entry_id: str) -> Tables:
    """The documents with forms of their own, and of the rule books their heads and this one entry."""
    file = file_of(entry_id)
    heads = {
        book: {key: said for key, said in TABLES[book].items() if key in {*HEADER, "book"}} for book in BOOKS.values()
    }
    alone: Tables = {name: dict(entries) for name, entries in TABLES.items()} | heads
    return {**alone, file: {**alone[file], entry_id: TABLES[file][entry_id]}}


def keys_of(entry: Mapping[str, Any], path: str) -> Keys:
    """The keys of a path: "level[1].limit" is level, 0, limit and its side; "when heart_rate <" is where that stands."""
    first, _, compared = path.partition(" ")
    if first in CONDITIONS:
        fact, _, sign = compared.partition(" ")
        return next(_comparisons(entry[first], (first,), fact, sign))
    keys: list[str] = []
    for part in path.split("."):
        name, _, place = part.partition("[")
        keys += [name, *([str(int(place.removesuffix("]")) - 1)] if place else [])]
    inner = _at(entry, tuple(keys))
    if isinstance(inner, Mapping):
        keys.append(next(side for side in ("value", *SIDES) if side in inner))
    return tuple(keys)


def _comparisons(condition: Any, keys: Keys, fact: str, sign: str) -> Iterator[Keys]:
    match condition:
        case dict():
            for operation, parts in condition.items():
                if operation == sign and parts[0] == {"var": fact}:
                    yield (*keys, operation, "1")
                yield from _comparisons(parts, (*keys, operation), fact, sign)
        case list():
            for place, part in enumerate(condition):
                yield from _comparisons(part, (*keys, str(place)), fact, sign)


def _value(entry: Mapping[str, Any], keys: Keys, said: str) -> Any:
    shipped = _at(entry, keys)
    if isinstance(shipped, str):
        assert shipped.partition(" ")[2] == said.partition(" ")[2], f"{said} is in another unit than {shipped}"
        return said
    unit = _at(entry, keys[:-1])["unit"]
    numbers = [one.partition(" ") for one in said.split(", ")]
    assert {written for _, _, written in numbers} == {unit}, f"{said} is not in {unit}"
    values = [Decimal(number) for number, _, _ in numbers]
    return values if isinstance(shipped, list) else values[0]


def _at(entry: Any, keys: Keys) -> Any:
    for key in keys:
        entry = entry[int(key) if isinstance(entry, list) else key]
    return entry


def _put(documents: Tables, file: str, entry_id: str, keys: Keys, value: Any) -> Tables:
    """The documents with one place otherwise; what is beside it is shared."""
    return {**documents, file: {**documents[file], entry_id: _replaced(documents[file][entry_id], keys, value)}}


def _replaced(inner: Any, keys: Keys, value: Any) -> Any:
    if not keys:
        return value
    key, *rest = keys
    if isinstance(inner, list):
        return [_replaced(one, tuple(rest), value) if str(at) == key else one for at, one in enumerate(inner)]
    return {**inner, key: _replaced(inner[key], tuple(rest), value)}
