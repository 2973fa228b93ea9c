"""What stands on the page: the way in with every step and document, or the entries that are looked for."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from handrail.protocol.entries import Entry
from handrail.protocol.telling import TYPED
from handrail.web.protocol import names
from handrail.web.protocol.cards import card
from handrail.web.protocol.filters import Wanted, matching
from handrail.web.protocol.versions import Looked

ORDER = (
    "eligibility",
    "tests",
    "interactions",
    "consent",
    "session",
    "preparation",
    "room",
    "gate",
    "checks",
    "alarms",
    "devices",
    "monitoring",
    "forecast",
    "signs",
    "medicines",
    "recovery",
    "restrictions",
    "series",
    "follow_up",
    "risk",
    "adverse_events",
    "drug_records",
    "messages",
    "words",
)
"""The documents in the order of the patient's way, as a step shows them."""


OPENED_AT_ONCE = 12
"""So many entries that were found are opened; more of them would be a wall: a line each, and one press opens all."""

BOOKS_OPENED = 60
"""So many lines are shown with their books open; above that the books themselves are lines."""


def context(looked: Looked, want: Wanted, *, every: bool) -> dict[str, Any]:
    """For the template: `way_in` where nothing is asked for, else the entries by step and document; `every` opens all of them."""
    if not want.anything:
        return {"way_in": _by_step(looked, looked.protocol.entries.values())}
    found = matching(looked, want)
    opened = _opened(looked, want, found, every=every)
    return {
        "way_in": None,
        "parts": _by_step(looked, found, opened),
        "count": len(found),
        "opened": every or len(opened) == len(found),
        "books_open": every or bool(want.words or want.drug) or len(found) <= BOOKS_OPENED,
    }


def _opened(looked: Looked, want: Wanted, found: list[Entry], *, every: bool) -> frozenset[str]:
    """Which entries stand open: what was looked for by words, where it is not too much, and what was named exactly."""
    looked_up = bool(want.words or want.drug)
    if every or (looked_up and len(found) <= OPENED_AT_ONCE):
        return frozenset(one.id for one in found)
    named = want.words.strip()
    return frozenset(one.id for one in found if named and named in {one.id, looked.raw(one.id).get("table")})


def _by_step(looked: Looked, entries: Iterable[Entry], opened: frozenset[str] | None = None) -> list[dict[str, Any]]:
    """Entries under their step, and there under their document, both in the order of the patient's way; as cards once any may be opened."""
    sorted_in: dict[str, dict[str, list[Entry]]] = {}
    for entry in entries:
        sorted_in.setdefault(step_of(looked, entry), {}).setdefault(entry.document, []).append(entry)
    return [
        {
            "code": code,
            "name": names.step(step),
            "documents": [
                {
                    "id": document,
                    "name": document_name(looked, document),
                    "count": len(found),
                    "cards": [] if opened is None else [(card(looked, one), one.id in opened) for one in found],
                }
                for document, found in sorted(sorted_in[step].items(), key=lambda one: ORDER.index(one[0]))
            ],
        }
        for code, step in names.STEP_CODES.items()
        if step in sorted_in
    ]


def step_of(looked: Looked, entry: Entry) -> str:
    """The step that an entry belongs to."""
    part = looked.protocol.rulebook.named.get(entry.id)
    return part.step if part else TYPED[entry.document][0]


def step_code(looked: Looked, entry: Entry) -> str:
    """The step, as an address names it."""
    return step_of(looked, entry).replace(" ", "-")


def document_name(looked: Looked, document: str) -> str:
    """What a document is called."""
    book = looked.protocol.rulebook.books.get(document)
    return book.name.in_language(names.language()) if book else _(names.DOCUMENT[document])
