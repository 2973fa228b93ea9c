"""Where the numbers of an entry may be set, in words: the outer bounds that no clinic passes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handrail.protocol.called import PRIORITIES, place
from handrail.protocol.entries import Entry, Range, Words
from handrail.protocol.rulebook.condition import SHOWN
from handrail.protocol.rulebook.facts import Fact, written
from handrail.protocol.units import unit_in

BETWEEN = Words("may be set from {lowest} to {highest} {unit}", "se puede fijar entre {lowest} y {highest} {unit}")
LEVEL = re.compile(r"level\[(\d+)\]")
ENDS = frozenset({"clear", "clear_systolic", "clear_diastolic", "clear_mean"})
CONDITIONS = frozenset({"when", "never", "ask"})


def said(allowed: Range, language: str) -> str:
    """As "may be set from 0.1 to 2 mg/kg"."""
    lowest, highest = written(allowed.lowest), written(allowed.highest)
    words = BETWEEN.in_language(language)
    return words.format(lowest=lowest, highest=highest, unit=unit_in(allowed.unit, language)).strip()


def settable(entry: Entry, raw: Mapping[str, Any], facts: Mapping[str, Fact], language: str) -> Iterator[str]:
    """Where each number of an entry may be set, the places of one range together; a level of an alarm has one line."""
    levels: dict[str, list[str]] = {}
    for (level, allowed), paths in _together(entry).items():
        named = ", ".join(_place(path, facts, language) for path in paths)
        if level:
            levels.setdefault(level, []).append(f"{named} {said(allowed, language)}")
        else:
            yield f"{named}: {said(allowed, language)}" if named else said(allowed, language)
    for level, lines in levels.items():
        shown = raw["level"][int(level) - 1]
        title = shown.get("shown") or PRIORITIES[shown["priority"]].in_language(language)
        yield f"{level}. {title}: {'; '.join(lines)}"


def range_at(entry: Entry, raw: Mapping[str, Any], keys: Sequence[str]) -> Range | None:
    """Where the number at a place of an entry may be set, the place written as in a change; None where no number stands there."""
    return entry.ranges.get(_path(entry.id, raw, keys))


def _together(entry: Entry) -> dict[tuple[str, Range], list[str]]:
    """The paths of an entry, without its id, by their level and their range; where an alarm ends goes with where it begins."""
    found: dict[tuple[str, Range], list[str]] = {}
    for path, allowed in entry.ranges.items():
        inner = path.removeprefix(entry.id).removeprefix(".")
        level = LEVEL.match(inner)
        inner = LEVEL.sub("", inner).removeprefix(".")
        paths = found.setdefault((level[1] if level else "", allowed), [])
        if inner not in ENDS or not paths:
            paths.append(inner)
    return found


def _place(path: str, facts: Mapping[str, Fact], language: str) -> str:
    """What a person calls a path: "most in one session", or in a condition "heart rate >"."""
    key, _, compared = path.partition(" ")
    if key in CONDITIONS:
        fact, _, sign = compared.partition(" ")
        return f"{facts[fact].name.in_language(language)} {SHOWN[sign]}"
    return " ".join(place(part).in_language(language) for part in path.split(".") if part)


def _path(entry_id: str, raw: Mapping[str, Any], keys: Sequence[str]) -> str:
    if keys and keys[0] in CONDITIONS:
        return _compared(entry_id, raw, keys)
    path = entry_id
    for key in keys[:-1]:
        path += f"[{int(key) + 1}]" if key.isdigit() else f".{key}"
    return path


def _compared(entry_id: str, raw: Mapping[str, Any], keys: Sequence[str]) -> str:
    inner: Any = raw
    for key in keys[:-1]:
        inner = inner[int(key) if isinstance(inner, list) else key]
    return f"{entry_id}.{keys[0]} {inner[0]['var']} {keys[-2]}"
