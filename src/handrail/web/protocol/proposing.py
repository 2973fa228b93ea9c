"""Putting a draft up for review and signature: one's own, or the newer protocol; and an overtaken proposal into one's draft."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.care import protocol as protocols
from handrail.care import protocol_copying, protocol_draft
from handrail.care.protocol_copying import Copied
from handrail.clinic.models import Clinic
from handrail.clinic.roles import STAFF
from handrail.web import clock
from handrail.web.asked import Asked
from handrail.web.board.place import clinic_of
from handrail.web.doors import PersonRequest, door
from handrail.web.protocol import names, upgrade, versions
from handrail.web.protocol.deeds import PROBLEMS, ToMend, to_proposal, told_of, why_of
from handrail.web.protocol.page import draw_draft
from handrail.web.protocol.proposals import draw_proposal
from handrail.web.who_may import unless_may


@door(*STAFF)
@require_POST
def propose(request: PersonRequest) -> HttpResponse:
    """Put one's draft up for review and signature, with the reason; with `newer`, the protocol that came with the software."""
    clinic = clinic_of(request.visible, request.POST.get("clinic"))
    if request.POST.get("newer") == "yes":
        return upgrade.propose(request, clinic)
    try:
        proposal = _propose(request, clinic)
    except PROBLEMS as problem:
        return draw_draft(request, clinic, told_of(problem, request))
    protocol_draft.drop(clinic, request.user)
    return to_proposal(request, proposal)


def _propose(request: PersonRequest, clinic: Clinic) -> str:
    unless_may(request.user, clinic, "propose")
    asked = Asked(request, scope="protocol_propose")
    key, why = asked.key, why_of(asked)
    drafted = protocols.draft(clinic.pk, protocol_draft.kept(clinic, request.user).changes)
    if asked.maybe("sha256") != drafted.protocol.version.sha256:
        raise ToMend(
            "", _("The draft or what is in force has changed since you looked. Read it again, then propose."), 409
        )
    return protocols.propose(clinic=clinic, draft=drafted, why=why, key=key, by=request.user.pk, at=clock.now())


@door(*STAFF)
@require_POST
def copy(request: PersonRequest, proposal_id: str) -> HttpResponse:
    """Bring a proposal that another has overtaken into one's draft, as far as it still fits; what does not is said."""
    clinic, _found, one = versions.proposal(request.visible, proposal_id)
    try:
        unless_may(request.user, clinic, "propose")
        Asked(request).text("clinic")  # every form of ours names it: what does not is no press of ours
        copied = protocol_copying.copy(clinic=clinic, proposal=one, person=request.user)
    except PROBLEMS as problem:
        return draw_proposal(request, one.id, told_of(problem, request))
    for line in _copied(copied):
        messages.info(request, line)
    return HttpResponseRedirect(f"{reverse('protocol:draft')}?clinic={clinic.pk}")


def _copied(copied: Copied) -> Iterator[str]:
    """What became of its entries, a sentence each."""
    said = (
        (copied.taken, _("In your draft now: %(names)s.")),
        (copied.settled, _("In force already, nothing is left to do: %(names)s.")),
        (
            copied.unfit,
            _("No longer fits, since it has been changed meanwhile; look at it and change it anew: %(names)s."),
        ),
        (copied.own, _("Your draft changes it otherwise already, and was left as it is: %(names)s.")),
    )
    for some, sentence in said:
        if some:
            yield sentence % {"names": ", ".join(one.in_language(names.language()) for one in some)}
