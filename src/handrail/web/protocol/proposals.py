"""A proposal's page: what it would change, why, who has looked at it, and what became of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from handrail.care import protocol as protocols
from handrail.care.protocol_waiting import moved_on
from handrail.clinic.models import Clinic, Visit
from handrail.clinic.roles import STAFF
from handrail.pathway.protocol import ClinicProtocol, Proposal, Review, refusal
from handrail.pathway.session import Session
from handrail.protocol import ProtocolError
from handrail.protocol.changes import between
from handrail.record import log
from handrail.web.doors import PersonRequest, door
from handrail.web.prepare.page import new_key
from handrail.web.protocol import head, said, touched, versions
from handrail.web.protocol.page import NOTHING, Told, refused_signing
from handrail.web.protocol.versions import in_force


@door(*STAFF)
@never_cache
@require_safe
def proposal(request: PersonRequest, proposal_id: str) -> HttpResponse:
    """A proposal: what it would change, why, who agrees; the forms to review and sign it for those who may."""
    return draw_proposal(request, proposal_id)


def draw_proposal(request: PersonRequest, proposal_id: str, told: Told = NOTHING) -> HttpResponse:
    """The page, also with what was refused."""
    clinic, found, one = versions.proposal(request.visible, proposal_id)
    why_not = refusal(found, one.id, request.user.pk)
    about = head.about(in_force(clinic), request.user)
    context = {
        **about,
        "waiting": [other for other in about["waiting"] if other["id"] != one.id],
        "one": one,
        "told": told,
        "new_key": new_key,
        "by": head.name_of(one.by),
        "at": head.moment(one.at, clinic),
        "own": one.by == request.user.pk,
        "reviews": [_review(review, clinic) for review in one.reviews],
        "reviewed_by_me": any(review.signature.by == request.user.pk for review in one.reviews),
        "moved_on": one.open and moved_on(found, one),
        "why_not": refused_signing(why_not) if why_not and one.open else "",
        "signed_at": head.moment(one.signed.at, clinic) if one.signed else "",
        **_changes(found, one, clinic),
    }
    if one.signed:
        context["running"] = _running(clinic, one)
    return render(request, "protocol/proposal.html", context, status=told.status)


def _review(review: Review, clinic: Clinic) -> dict[str, Any]:
    return {
        "name": review.signature.name,
        "at": head.moment(review.signature.at, clinic),
        "agrees": review.agrees,
        "words": review.words,
    }


def _changes(found: ClinicProtocol, one: Proposal, clinic: Clinic) -> dict[str, Any]:
    """What it would change in what it replaces, and for whom while it is open; what it can no longer say is told."""
    before = found.version(one.replaces)
    if before is None:
        return {"entries": [], "unreadable": True}
    try:
        proposed = protocols.understood(found, one)
    except ProtocolError:
        return {"entries": [], "unreadable": True}
    tables, wanted = protocols.tables_of(found, before), protocols.tables_of(found, one)
    old = protocols.understood(found, before)
    entries = said.by_entry(between(tables, wanted), tables, wanted, old=old, new=proposed)
    return {"entries": entries, "touched": touched.by(clinic, proposed) if one.open else None}


def _running(clinic: Clinic, one: Proposal) -> list[dict[str, Any]]:
    """Sessions that were ordered under another version, and keep it."""
    kept = []
    for visit in Visit.objects.filter(clinic=clinic, closed_at__isnull=True).select_related("patient", "chair"):
        _seq, session = log.state(visit.pk)
        assert isinstance(session, Session)
        if session.order is not None and one.sha256 not in session.order.protocol:
            release = session.order.protocol.partition(protocols.DIGEST)[0]
            kept.append({"visit": visit, "release": release})
    return kept
