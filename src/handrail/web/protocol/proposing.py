"""Putting a draft up for review and signature: one's own, or the newer protocol that came with the software."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.care import protocol as protocols
from handrail.care import protocol_draft
from handrail.clinic.models import Clinic
from handrail.clinic.roles import STAFF
from handrail.web import clock
from handrail.web.asked import Asked
from handrail.web.board.place import clinic_of
from handrail.web.doors import PersonRequest, door
from handrail.web.protocol import upgrade
from handrail.web.protocol.deeds import PROBLEMS, ToMend, to_proposal, told_of, why_of
from handrail.web.protocol.page import draw_draft
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
