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
    "words",
)
"""The documents in the order of the patient's way, as a step shows them."""


def context(looked: Looked, want: Wanted) -> dict[str, Any]:
    """For the template: `way_in` where nothing is asked for, else the entries by step and document."""
    if not want.anything:
        return {"way_in": _by_step(looked, looked.protocol.entries.values(), cards=False)}
    found = list(matching(looked, want))
    return {"way_in": None, "parts": _by_step(looked, found, cards=True), "count": len(found)}


def _by_step(looked: Looked, entries: Iterable[Entry], *, cards: bool) -> list[dict[str, Any]]:
    """Entries under their step, and there under their document, both in the order of the patient's way."""
    sorted_in: dict[str, dict[str, list[Entry]]] = {}
    for entry in entries:
        sorted_in.setdefault(step_of(looked, entry), {}).setdefault(entry.document, []).append(entry)
    return [
        {
            "code": code,
            "name": _(names.STEP[step]),
            "documents": [
                {
                    "id": document,
                    "name": document_name(looked, document),
                    "count": len(found),
                    "cards": [card(looked, one) for one in found] if cards else [],
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
