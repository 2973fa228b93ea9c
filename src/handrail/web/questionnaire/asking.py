"""What staff do about a patient's questions: look, ask, take back."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handrail.care import course as courses
from handrail.care import questionnaire, scales
from handrail.clinic.access import NotVisible
from handrail.clinic.models import Patient
from handrail.clinic.roles import STAFF
from handrail.pathway.questionnaire import NotAsked, NotOpen
from handrail.protocol.scale import Scale
from handrail.web import clock
from handrail.web.asked import Asked, BadAsk
from handrail.web.doors import PersonRequest, door
from handrail.web.questionnaire import words
from handrail.web.questionnaire.patient import draw_patient, too_soon
from handrail.web.who_may import NotYours, unless_may


class NotNow(ValueError):
    """A scale that is not asked now; the text says why, and what to do."""


Act = Callable[..., str]
"""Does what was asked of a patient, and returns where to go."""


@door(*STAFF)
@never_cache
@require_safe
def patient(request: PersonRequest, patient_id: str) -> HttpResponse:
    """One patient's questions: what waits for an answer, what the answers came to, what can be asked."""
    return draw_patient(request, request.visible.patient(patient_id), clock.now())


def _deed(act: Act) -> Callable[..., HttpResponse]:
    """An address to which staff send one of the page's forms."""

    @wraps(act)
    def view(request: PersonRequest, patient_id: str, **names: str) -> HttpResponse:
        who = request.visible.patient(patient_id)
        try:
            unless_may(request.user, who.clinic, "ask_scale")
            return HttpResponseRedirect(act(request, who, Asked(request, scope=act.__name__), **names))
        except (BadAsk, NotYours, NotNow) as problem:
            status = {BadAsk: 400, NotYours: 403, NotNow: 409}[type(problem)]
            return draw_patient(request, who, clock.now(), problem=str(problem), status=status)

    return cast(Callable[..., HttpResponse], door(*STAFF)(require_POST(view)))


@_deed
def ask(request: PersonRequest, patient: Patient, asked: Asked) -> str:
    """Ask for a scale; with `now`, whoever asks goes straight on to fill it in."""
    scale = _scale(asked)
    key, now = asked.key, asked.maybe("now") == "yes"
    try:
        asking = questionnaire.ask(
            patient=patient,
            scale=scale,
            read_today=now or asked.maybe("read_today") == "yes",  # who fills it in with the patient reads it
            key=key,
            by=request.user.pk,
            at=clock.now(),
        )
    except NotAsked as why:
        raise NotNow(_why(why, scale, patient)) from why
    if now:
        return reverse("questionnaire:page", args=[patient.pk, asking])
    messages.success(
        request,
        _("Asked: %(scale)s. It stands on %(name)s’s page.") % {"scale": words.said(scale.name), "name": patient.name},
    )
    return reverse("questionnaire:patient", args=[patient.pk])


@_deed
def take_back(request: PersonRequest, patient: Patient, asked: Asked, asking_id: str) -> str:
    """Nobody shall answer it any more; what was answered so far is gone."""
    _known(patient, asking_id)
    gone = questionnaire.take_back(patient=patient, asking=asking_id, key=asked.key, by=request.user.pk, at=clock.now())
    said = (
        _("Taken back. Nobody is asked it any more.") if gone else _("Nothing to take back: it stands below as it is.")
    )
    messages.success(request, said)
    return reverse("questionnaire:patient", args=[patient.pk])


@_deed
def promise(request: PersonRequest, patient: Patient, asked: Asked, asking_id: str) -> str:
    """Promise to read today what was asked on an earlier day, so that the patient can answer it."""
    _known(patient, asking_id)
    try:
        questionnaire.promise(patient=patient, asking=asking_id, key=asked.key, by=request.user.pk, at=clock.now())
    except NotOpen as over:
        raise NotNow(_("It waits for no answer any more. Look below at how it stands.")) from over
    messages.success(request, _("You read the answer today. It stands on %(name)s’s page.") % {"name": patient.name})
    return reverse("questionnaire:patient", args=[patient.pk])


def _known(patient: Patient, asking_id: str) -> None:
    course = courses.of(patient)
    if course.asking(asking_id) is None and course.answer_to(asking_id) is None and asking_id not in course.taken_back:
        raise NotVisible(_("Nobody asks this here."))


def _scale(asked: Asked) -> Scale:
    library, name = scales.library(), asked.text("scale")
    if name not in library.scales:
        raise BadAsk(_("There is no scale “%(name)s”. Choose one of the page.") % {"name": name})
    if name not in library.forms:
        raise BadAsk(
            _("The words of %(scale)s are not here. Put the clinic’s licensed file into its folder first.")
            % {"scale": words.said(library.scales[name].name)}
        )
    return library.scales[name]


def _why(why: NotAsked, scale: Scale, patient: Patient) -> str:
    match why.because:
        case "asked_already":
            return _("It is asked already.")
        case "promise_missing":
            return _(
                "%(scale)s asks about wishing to be dead. Tick that you will read the answer today, or ask it with the "
                "patient beside you."
            ) % {"scale": words.said(scale.name)}
        case "too_soon":
            assert why.again_at is not None, "time alone is in the way"
            return too_soon(scale, why.again_at, patient, clock.now())
