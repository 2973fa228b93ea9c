"""Documents with changes applied, as files to edit: comments and the form of what did not change stay as they are."""

from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.items import Item

from handrail.protocol.changes import Change, as_json, between, from_json
from handrail.protocol.document import read_toml
from handrail.protocol.entries import ProtocolError


def rewritten(file: str, text: str, wanted: Mapping[str, Any]) -> str:
    """A document's text, changed as little as it takes to say what is wanted. Its head stays.

    Raises:
        ProtocolError: the text is no TOML, or cannot be made to say it.
    """
    before = read_toml(file, text.encode())
    changes = between({file: before}, {file: wanted})
    if not changes:
        return text
    document = tomlkit.parse(text)
    for change in changes:
        _put(document, change)
    written = tomlkit.dumps(document)
    if between({file: read_toml(file, written.encode())}, {file: wanted}):
        raise ProtocolError(f"{file}: this document could not be written with its changes; change the file by hand.")
    return written


def _put(document: tomlkit.TOMLDocument, change: Change) -> None:
    inner: Any = document
    *way, last = (change.entry, *change.keys)
    for key in way:
        inner = inner[_key(inner, key)]
    if change.value is None:
        del inner[_key(inner, last)]
        return
    value = from_json(change.value)
    inner[_key(inner, last)] = _table(value) if not change.keys else _item(value)


def _key(inner: Any, key: str) -> str | int:
    return int(key) if isinstance(inner, list) else key


def _table(entry: Mapping[str, Any]) -> Item:
    """A whole entry, one line a key."""
    table = tomlkit.table()
    for key, value in entry.items():
        table.append(key, _item(value))
    return table


def _item(value: Any) -> Item:
    """A value in one line, its numbers as exact as they came."""
    return tomlkit.value(_inline(value))


def _inline(value: Any) -> str:
    match value:
        case Mapping():
            return "{ " + ", ".join(f"{_name(key)} = {_inline(item)}" for key, item in value.items()) + " }"
        case list():
            return f"[{', '.join(map(_inline, value))}]"
        case _:
            return as_json(value)


def _name(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else as_json(key)
