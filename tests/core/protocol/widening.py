"""A protocol whose numbers may be set anywhere: for looking at what else refuses a change, or notices it."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from handrail.protocol.called import PRIORITIES
from handrail.protocol.changes import Tables

ANYWHERE = [-1_000_000, 1_000_000]
SIGNALS, FACTS = "monitoring.toml", "facts.toml"
CHANNEL, RANGES = "channel_", "limits_"
PARTS = ("systolic", "diastolic", "mean")
ELSEWHERE = frozenset({"limit", "clear", "only", *PARTS, *(f"clear_{part}" for part in PARTS), "least", "most"})
"""Where these may be set is said by their signal, or by their medicine."""

WITHIN = re.compile(rb", within = \[[^\]]*\](?= \})|^within = .*\n", re.MULTILINE)


def plain(document: bytes) -> bytes:
    """A document as it would be written if its numbers did not say where they may be set."""
    return WITHIN.sub(b"", document)


def wide(tables: Tables) -> dict[str, dict[str, Any]]:
    """The documents with every outer bound as far out as the documents allow it at all, also where there was none."""
    widened = {file: {one: _wide(entry) for one, entry in entries.items()} for file, entries in tables.items()}
    widened[FACTS] = {one: _wide_fact(fact) for one, fact in tables[FACTS].items()}
    for entry_id, entry in widened[SIGNALS].items():
        if entry_id.startswith(RANGES):
            lowest, highest = _possible(widened[SIGNALS], entry["channels"])
            entry |= {side: {one: [lowest, highest] for one in PRIORITIES} for side in ("above", "below")}
    return widened


def _wide(inner: Any, key: str = "") -> Any:
    match inner:
        case dict():
            found = {part: _wide(value, part) for part, value in inner.items() if part != "limits"}
            own = "unit" in inner and key not in ELSEWHERE and any(map(_is_number, inner.values()))
            return {**found, "within": ANYWHERE} if own or "least" in inner else found
        case list():
            return [_wide(item) for item in inner]
    return inner


def _wide_fact(fact: Any) -> Any:
    return {**fact, "limit": [fact["lowest"], fact["highest"]]} if isinstance(fact, dict) and "limit" in fact else fact


def _is_number(value: Any) -> bool:
    some = value if isinstance(value, list) else [value]
    return all(isinstance(one, int | Decimal) and not isinstance(one, bool) for one in some)


def _possible(signals: Mapping[str, Any], channels: list[str]) -> tuple[Any, Any]:
    described = [signals[f"{CHANNEL}{channel}"] for channel in channels if f"{CHANNEL}{channel}" in signals]
    lowest, highest = ([one[end]["value"] for one in described if end in one] for end in ("lowest", "highest"))
    return max(lowest, default=0), min(highest, default=1)
