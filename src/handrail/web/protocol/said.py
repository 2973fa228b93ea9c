"""Changes in words, entry by entry: what stands there, what shall stand there, and who must look at it."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import capfirst

from handrail.protocol import Protocol
from handrail.protocol.changes import Change, Tables, asks_for_review, at, from_json
from handrail.protocol.entries import GRADES
from handrail.protocol.loader import BOOKS
from handrail.protocol.telling import tell
from handrail.protocol.wording import Said, worded
from handrail.web.protocol import names

PROVENANCE = (("grade",), ("source",), ("rationale",), ("may_change",))
IN_ENGLISH = (("source",), ("rationale",))
"""What came with the software in English, whatever the reader's language."""


def by_entry(
    changes: Sequence[Change],
    before: Tables,
    after: Tables,
    *,
    old: Protocol | None = None,
    new: Protocol | None = None,
) -> list[dict[str, Any]]:
    """The changes of each entry together, in the reader's language: what is done first, why one may believe it last.

    An entry that is new is told as `new` has it, one that is taken out as `old` has it.
    """
    language = names.language()
    found: dict[str, dict[str, Any]] = {}
    for change, words in zip(changes, worded(changes, before, after), strict=True):
        entry = found.setdefault(
            change.entry,
            {
                "id": change.entry,
                "name": words.name.in_language(language),
                "reviewed": asks_for_review(change, before, after),
                "gone": change.entry not in after.get(change.file, {}),
                "new": change.entry not in before.get(change.file, {}),
                "lines": [],
            },
        )
        entry["lines"].append(line(change, words, before))
        if not change.keys:
            entry["says"] = _whole(change.entry, old if entry["gone"] else new, before if entry["gone"] else after)
    for entry in found.values():
        entry["lines"].sort(key=lambda one: (one["last"], one["level"]))
    return list(found.values())


def line(change: Change, words: Said, before: Tables) -> dict[str, Any]:
    """One change: of which level, which place, what stands there, what shall stand there."""
    language = names.language()
    place, old, new = (said.in_language(language) for said in (words.place, words.before, words.after))
    level = int(change.keys[1]) + 1 if len(change.keys) > 2 and change.keys[0] == "level" else 0
    if level:
        place = f"{_level(change, before)}, {place.partition(', ')[2]}"
    if change.keys == ("grade",):
        old, new = (_grade(code) for code in (at(before, change.file, change.entry, change.keys), _text(change)))
    return {
        "level": level,
        "last": change.keys[:1] in PROVENANCE,
        "place": place,
        "before": old,
        "after": new,
        "was_english": change.keys in IN_ENGLISH,
        "is_english": change.keys == ("source",),
    }


def _level(change: Change, before: Tables) -> str:
    """The level as the entry's page names it: two of them may show the same limit."""
    table = at(before, change.file, change.entry, change.keys[:2])
    priority, shown = table["priority"], table.get("shown", "")
    return f"{names.STARS[priority]} {names.priority(priority)} {shown}".strip()


def _text(change: Change) -> Any:
    return from_json(change.value) if change.value is not None else None


def _grade(code: Any) -> str:
    return next((names.grade(grade) for grade in GRADES if grade == code), str(code or ""))


def _whole(entry_id: str, protocol: Protocol | None, tables: Tables) -> list[str]:
    """Everything that an entry says, a line each."""
    entry = protocol.entries.get(entry_id) if protocol else None
    if protocol is None or entry is None:
        return []
    told = tell(protocol, tables, entry, names.language())
    who = [names.roles(told.roles)] if entry.document in BOOKS else []
    why = f"{names.grade(entry.grade)}: {told.reason or told.source}"
    return [*told.numbers, *told.rule, *told.do, *who, capfirst(why)]
