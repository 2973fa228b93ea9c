"""What physicians and the medical director do to the protocol: each press counts once, and the record says who it was."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from handrail.care import protocol as protocols
from handrail.care import protocol_draft
from handrail.care.protocol import NotPossible
from handrail.clinic import roles
from handrail.clinic.models import Clinic
from handrail.clinic.roles import STAFF
from handrail.pathway.protocol import refusal
from handrail.web import clock
from handrail.web.asked import Asked, BadAsk
from handrail.web.board.place import clinic_of
from handrail.web.doors import PersonRequest, door
from handrail.web.protocol import head, page, refusals, versions
from handrail.web.protocol.page import Told, draw_draft
from handrail.web.protocol.proposals import draw_proposal
from handrail.web.who_may import NotYours, unless_may

LONGEST_PASSWORD = 1024
LONGEST_WHY = 2000
View = Callable[..., HttpResponse]


class ToMend(ValueError):
    """Something typed that cannot be taken: which field, and what to do; 422 unless it is what is so meanwhile."""

    def __init__(self, field: str, words: str, status: int = 422) -> None:
        super().__init__(words)
        self.field = field
        self.status = status


def told_of(problem: Exception, request: PersonRequest) -> Told:
    """What a page says of something that was not done."""
    sent = {name: value for name, value in request.POST.dict().items() if name != "password"}
    match problem:
        case ToMend(field=""):
            return Told(sent, problem=str(problem), status=problem.status)
        case ToMend(field=field):
            return Told(sent, wrong={field: str(problem)}, status=problem.status)
        case NotYours():
            return Told(problem=str(problem), status=403)
        case NotPossible():
            return Told(sent, problem=refusals.refused(str(problem), "", (), {}).words, status=409)
    return Told(sent, problem=str(problem), status=400)


PROBLEMS = (ToMend, NotYours, NotPossible, BadAsk)

# the draft


@door(*STAFF)
@never_cache
@require_http_methods(["GET", "HEAD"])
def draft(request: PersonRequest) -> HttpResponse:
    """What would change: this person's draft in words, for whom among present patients, and who must look at it."""
    return draw_draft(request, clinic_of(request.visible, request.GET.get("clinic")))


@door(*STAFF)
@require_POST
def drop(request: PersonRequest) -> HttpResponse:
    """Take an entry out of one's draft, or, where none is named, everything."""
    clinic = clinic_of(request.visible, request.POST.get("clinic"))
    try:
        unless_may(request.user, clinic, "propose")
        asked = Asked(request)
        asked.text("clinic")  # every form of ours names it: what does not is no press of ours
        entry = asked.maybe("entry")
    except PROBLEMS as problem:
        return draw_draft(request, clinic, told_of(problem, request))
    if entry:
        protocol_draft.keep(clinic, request.user, entry, ())
    else:
        protocol_draft.drop(clinic, request.user)
    return HttpResponseRedirect(f"{reverse('protocol:draft')}?clinic={clinic.pk}")


def why_of(asked: Asked) -> str:
    """Why it is proposed: somebody who reviews it reads this first.

    Raises:
        ToMend: nothing is said.
    """
    try:
        why = asked.maybe("why", longest=LONGEST_WHY)
    except BadAsk as problem:
        raise ToMend("why", str(problem)) from problem
    if not why or not any(sign.isalpha() for sign in why):
        raise ToMend(
            "why", _("Say why, in a sentence: whoever reviews it reads this first, and so does whoever asks in a year.")
        )
    return " ".join(why.split())


def to_proposal(request: PersonRequest, proposal: str) -> HttpResponse:
    """To the proposal that was made."""
    messages.success(
        request, _("It is proposed. Nothing has changed yet: it is in force once the medical director has signed it.")
    )
    return HttpResponseRedirect(reverse("protocol:proposal", args=[proposal]))


# a proposal

Act = Callable[[PersonRequest, Clinic, Asked, str], str]
"""Does it, and says what is so now."""


def on_proposal(deed: str) -> Callable[[Act], View]:
    """An address where those who may send a word on a proposal."""

    def hang(act: Act) -> View:
        @wraps(act)
        def view(request: PersonRequest, proposal_id: str) -> HttpResponse:
            clinic, _found, one = versions.proposal(request.visible, proposal_id)
            try:
                unless_may(request.user, clinic, deed)
                asked = Asked(request, scope=f"protocol_{act.__name__}")
                said = act(request, clinic, asked, one.id)
            except PROBLEMS as problem:
                return draw_proposal(request, one.id, told_of(problem, request))
            messages.success(request, said)
            return HttpResponseRedirect(reverse("protocol:proposal", args=[one.id]))

        return cast(View, door(*STAFF)(sensitive_post_parameters("password")(require_POST(view))))

    return hang


@on_proposal("review")
def review(request: PersonRequest, clinic: Clinic, asked: Asked, proposal: str) -> str:
    """A second person's word on a proposal: they agree or they do not, under their name."""
    person, key, answer = request.user, asked.key, asked.maybe("agrees")
    if answer not in {"yes", "no"}:
        raise ToMend("agrees", _("Choose whether you agree."))
    words = asked.maybe("words", longest=LONGEST_WHY) or ""
    if answer == "no" and not words:
        raise ToMend("words", _("Say what should be otherwise, so that it can be proposed anew."))
    before = protocols.state(clinic.pk).proposals[proposal]
    if before.by == person.pk:
        raise ToMend("", _("You proposed this. Another physician or the medical director reviews it."), 409)
    now = protocols.review(
        clinic=clinic, proposal=proposal, agrees=answer == "yes", words=words, key=key, by=person, at=clock.now()
    )
    if len(now.proposals[proposal].reviews) == len(before.reviews) and not before.open:
        raise ToMend("", _("This proposal is no longer open. Your word was not written."), 409)
    return (
        _("Your word is on record: you agree.") if answer == "yes" else _("Your word is on record: you do not agree.")
    )


@on_proposal("propose")
def withdraw(request: PersonRequest, clinic: Clinic, asked: Asked, proposal: str) -> str:
    """Take a proposal back: who proposed it, or the medical director."""
    person, one = request.user, protocols.state(clinic.pk).proposals[proposal]
    if one.by != person.pk and not roles.may(person.roles(clinic), "sign_protocol"):
        raise ToMend(
            "",
            _("Only a medical director takes it back, or %(name)s, who proposed it.") % {"name": head.name_of(one.by)},
            403,
        )
    if not one.open and one.signed:
        raise ToMend("", _("It has been signed. Propose another change to undo it."), 409)
    protocols.withdraw(clinic=clinic, proposal=proposal, key=asked.key, by=person, at=clock.now())
    return _("The proposal is taken back. Nobody can sign it any more.")


@on_proposal("sign_protocol")
def sign(request: PersonRequest, clinic: Clinic, asked: Asked, proposal: str) -> str:
    """Make a proposal the protocol in force, under one's printed name; the password is asked again."""
    person, key = request.user, asked.key
    if not person.check_password(request.POST.get("password", "")[:LONGEST_PASSWORD]):
        raise ToMend("password", _("This is not your password. Nothing was signed. Type it again."))
    before = refusal(protocols.state(clinic.pk), proposal, person.pk)
    now = protocols.sign(clinic=clinic, proposal=proposal, key=key, by=person, at=clock.now())
    one = now.proposals[proposal]
    if one.signed is None or one.signed.by != person.pk:
        raise ToMend("", page.refused_signing(refusal(now, proposal, person.pk) or before or "not_open"), 409)
    if before == "not_open":
        return _("You have signed this already. Nothing was signed a second time.")
    return _("Signed by %(name)s. Version %(release)s is in force from now on.") % {
        "name": one.signed.name,
        "release": next(version.release for version in now.versions if version.signed == one.signed),
    }
