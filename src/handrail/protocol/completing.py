"""Documents that were written before this software: completed by what it needs of a protocol and they do not have yet."""

from typing import Any

from handrail.protocol.changes import BOUNDS, Tables
from handrail.protocol.loader import FACTS


def completed(written: Tables, newer: Tables) -> dict[str, dict[str, Any]]:
    """The documents with the newer ones' entries that they lack, and in their own entries where the numbers may be set."""
    return {file: _completed(written[file], entries, file) for file, entries in newer.items()}


def _completed(written: Any, newer: Any, file: str) -> dict[str, Any]:
    keys = BOUNDS | {"limit"} if file == FACTS else BOUNDS
    lacking = {entry: said for entry, said in newer.items() if entry not in written}
    return lacking | {entry: _bounded(said, newer.get(entry), keys) for entry, said in written.items()}


def _bounded(written: Any, newer: Any, keys: frozenset[str]) -> Any:
    """The same with the outer bounds of the newer one, where it has none of its own."""
    match written, newer:
        case dict(), dict():
            own = {key: _bounded(value, newer.get(key), keys) for key, value in written.items()}
            return own | {key: value for key, value in newer.items() if key in keys and key not in written}
        case list(), list() if len(written) == len(newer):
            return [_bounded(one, other, keys) for one, other in zip(written, newer, strict=True)]
    return written
