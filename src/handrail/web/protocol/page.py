"""The pages on which the protocol is changed, as they are drawn: also with what was typed and what to mend."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from handrail.care import protocol as protocols
from handrail.care import protocol_draft
from handrail.care.protocol import Draft, NotPossible
from handrail.care.protocol_draft import Kept
from handrail.clinic.models import Clinic
from handrail.protocol.changes import applied
from handrail.web.doors import PersonRequest
from handrail.web.prepare.page import new_key
from handrail.web.protocol import contents, head, names, refusals, said, touched
from handrail.web.protocol.cards import card
from handrail.web.protocol.drafts import as_drafted
from handrail.web.protocol.places import Place, places
from handrail.web.protocol.refusals import Refused
from handrail.web.protocol.versions import Looked, in_force


@dataclass(frozen=True, slots=True)
class Told:
    """What a page answers to what was sent: what was typed, what to mend at which field, what is wrong with all of it."""

    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    elsewhere: Refused | None = None
    status: int = 200


NOTHING = Told()


def draw_change(request: PersonRequest, looked: Looked, entry_id: str, told: Told = NOTHING) -> HttpResponse:
    """An entry's form: as it is in force, with what this person has drafted of it."""
    kept = protocol_draft.kept(looked.clinic, request.user)
    offered = places(looked.protocol, as_drafted(looked, entry_id, kept))
    known = looked.protocol.entries[entry_id]
    context = {
        **head.about(looked, request.user),
        "card": card(looked, known),
        "document": contents.document_name(looked, known.document),
        "told": told,
        "new_key": new_key,
        "groups": _groups(offered, told, card(looked, known)),
        "to_mend": [place for place in offered if place.field in told.wrong],
        "sources": [(one.id, one.cites) for one in looked.protocol.sources.values()],
        "was_read": known.grade == "seen",
        "drafted_here": bool(kept.of(entry_id)),
        "drafted_entries": [
            looked.protocol.entries[one].name.in_language(names.language())
            for one in kept.entries
            if one in looked.protocol.entries and one != entry_id
        ],
    }
    return render(request, "protocol/change.html", context, status=told.status)


def _groups(offered: list[Place], told: Told, shown: Any) -> list[dict[str, Any]]:
    """The fields in the order of the page: the numbers of each level together, then the words, then why."""
    parts: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for place in offered:
        kind = (
            "why"
            if place.kind in {"grade", "source", "reason"}
            else "words"
            if place.kind == "words" and not place.group
            else "level"
        )
        row = {
            "place": place,
            "value": told.typed.get(place.field, place.value),
            "wrong": told.wrong.get(place.field, ""),
        }
        parts.setdefault((kind, place.group), []).append(row)
    levels = {one.number: one for one in shown.levels}
    order = sorted(parts, key=lambda one: (("level", "words", "why").index(one[0]), one[1]))
    return [{"kind": kind, "level": levels.get(number), "rows": parts[kind, number]} for kind, number in order]


def draw_draft(request: PersonRequest, clinic: Clinic, told: Told = NOTHING) -> HttpResponse:
    """What would change: what this person has drafted, in words, for whom among present patients, who must look at it."""
    looked = in_force(clinic)
    kept = protocol_draft.kept(clinic, request.user)
    context = {
        **head.about(looked, request.user),
        "told": told,
        "new_key": new_key,
        "kept": kept,
        "names": {
            one.id: one.name.in_language(names.language())
            for one in looked.protocol.entries.values()
            if one.id in kept.entries
        },
        "since_moved": bool(kept.changes) and kept.replaces != looked.protocol.version.sha256,
        "unsigned": looked.version is not None and looked.version.signed is None,
        **drafted(request, looked, lambda: _draft_of(looked, kept)),
    }
    return render(request, "protocol/draft.html", context, status=told.status)


def _draft_of(looked: Looked, kept: Kept) -> Draft | None:
    """What is drafted; without a change, the proposed defaults as they are, as long as nobody has signed them."""
    unsigned = looked.version is not None and looked.version.signed is None
    return protocols.draft(looked.clinic.pk, kept.changes) if kept.changes or unsigned else None


def drafted(request: PersonRequest, looked: Looked, make: Any) -> dict[str, Any]:
    """A draft in words; where the protocol's own checks refuse it, what they say."""
    try:
        draft: Draft | None = make()
    except NotPossible as problem:
        return {"draft": None, "refused": refusals.refused(str(problem), "", (), {})}
    if draft is None:
        return {"draft": None}
    after = draft_tables(looked, draft)
    return {
        "draft": draft,
        "entries": said.by_entry(draft.against, looked.tables, after),
        "touched": touched.by(looked.clinic, draft.protocol),
        "review_needed": draft.review_needed,
        "sha256": draft.protocol.version.sha256,
    }


def draft_tables(looked: Looked, draft: Draft) -> dict[str, dict[str, Any]]:
    """The documents as the draft would have them."""
    return applied(looked.tables, draft.against)


def refused_signing(because: str) -> str:
    """Why a proposal was not signed, and what to do."""
    return {
        "not_open": _("This proposal is no longer open: it was signed or taken back. Nothing was signed now."),
        "moved_on": _(
            "Another protocol was signed after this was proposed, so that this would undo it. Nothing was signed. "
            "Propose the change again on what is in force now."
        ),
        "review_missing": _(
            "A change in it asks for a second person’s review, and nobody other than you and who proposed it has agreed. "
            "Nothing was signed. Ask a physician to read it."
        ),
        "not_understood": _(
            "This proposal can no longer be read by this version of Handrail. Nothing was signed. Propose it again."
        ),
    }[because]
