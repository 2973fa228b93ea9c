"""Changes in words, entry by entry: what stands there, what shall stand there, and who must look at it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from handrail.protocol.changes import Change, Tables, at
from handrail.protocol.entries import GRADES
from handrail.protocol.loader import FACTS, SOURCES
from handrail.protocol.wording import Said, said
from handrail.web.protocol import names

REVIEWED = "medical director, reviewed"
PROVENANCE = (("grade",), ("source",), ("rationale",), ("may_change",))


def worded(changes: Iterable[Change], before: Tables, after: Tables) -> list[Said]:
    """Changes as a person reads them."""
    facts = {FACTS: {**before.get(FACTS, {}), **after.get(FACTS, {})}}
    return [said(change, before, facts) for change in changes]


def by_entry(changes: Sequence[Change], before: Tables, after: Tables) -> list[dict[str, Any]]:
    """The changes of each entry together, in the reader's language: what is done first, why one may believe it last."""
    language = names.language()
    found: dict[str, dict[str, Any]] = {}
    for change, words in zip(changes, worded(changes, before, after), strict=True):
        entry = found.setdefault(
            change.entry,
            {
                "id": change.entry,
                "name": words.name.in_language(language),
                "reviewed": _reviewed(change, before, after),
                "gone": change.entry not in after.get(change.file, {}),
                "lines": [],
            },
        )
        entry["lines"].append(line(change, words, before))
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
    match change.keys:
        case ("grade",):
            old, new = _grade(old), _grade(new)
        case ("source",):
            old, new = _cites(old, before), _cites(new, before)
    return {"level": level, "last": change.keys[:1] in PROVENANCE, "place": place, "before": old, "after": new}


def _level(change: Change, before: Tables) -> str:
    """The level as the entry's page names it: two of them may show the same limit."""
    table = at(before, change.file, change.entry, change.keys[:2])
    priority, shown = table["priority"], table.get("shown", "")
    name = _(names.PRIORITY[priority])
    return f"{names.STARS[priority]} {name} {shown}".strip()


def _grade(code: str) -> str:
    return next((names.grade(grade) for grade in GRADES if grade == code), code)


def _cites(source: str, before: Tables) -> str:
    cites = at(before, SOURCES, source, ("cites",))
    return cites if isinstance(cites, str) else source


def _reviewed(change: Change, before: Tables, after: Tables) -> bool:
    """Whether the entry asks for a second person, before the change or after it; what is new or gone always does."""
    entries = [documents.get(change.file, {}).get(change.entry) for documents in (before, after)]
    return any(not isinstance(one, dict) or one.get("may_change", REVIEWED) == REVIEWED for one in entries)
