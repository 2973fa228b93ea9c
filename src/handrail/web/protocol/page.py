"""The pages on which a draft is looked at, as they are drawn: also with what was typed and what to mend."""

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
from handrail.web.protocol import head, names, refusals, said, touched
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
        "entries": said.by_entry(draft.against, looked.tables, after, old=looked.protocol, new=draft.protocol),
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
