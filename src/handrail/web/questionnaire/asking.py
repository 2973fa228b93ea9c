"""What staff do about a patient's questions: look, ask, take back, read what came and write what came of it."""

from collections.abc import Callable
from functools import wraps
from typing import cast, get_args

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handrail.care import course as courses
from handrail.care import questionnaire, reading, scales
from handrail.care.reading import StaysOpen
from handrail.clinic.access import NotVisible
from handrail.clinic.models import Patient, Person
from handrail.clinic.roles import STAFF
from handrail.pathway.events import CameOf
from handrail.pathway.questionnaire import NotAsked, NotOpen
from handrail.pathway.reading import NothingToRead, ReadFirst
from handrail.protocol.scale import Scale
from handrail.web import clock
from handrail.web.asked import Asked, BadAsk
from handrail.web.doors import PersonRequest, door
from handrail.web.questionnaire import words
from handrail.web.questionnaire.patient import Problem, draw_patient, no_numbers_yet, too_soon, where_numbers_are
from handrail.web.questionnaire.to_read import why_it_stays
from handrail.web.who_may import NotYours, unless_may


class NotNow(ValueError):
    """Something that is not done now; the text says why, and what to do, `mend` where."""

    def __init__(self, words: str, mend: str = "") -> None:
        super().__init__(words)
        self.mend = mend


Act = Callable[..., str]
"""Does what was asked of a patient, and returns where to go."""


@door(*STAFF)
@never_cache
@require_safe
def patient(request: PersonRequest, patient_id: str) -> HttpResponse:
    """One patient's questions: what waits for an answer, what the answers came to, what can be asked."""
    return draw_patient(request, request.visible.patient(patient_id), clock.now())


def _deed(name: str) -> Callable[[Act], Callable[..., HttpResponse]]:
    """An address to which staff send one of the page's forms: who may do this deed."""

    def hang(act: Act) -> Callable[..., HttpResponse]:
        @wraps(act)
        def view(request: PersonRequest, patient_id: str, **names: str) -> HttpResponse:
            who = request.visible.patient(patient_id)
            try:
                unless_may(request.user, who.clinic, name)
                return HttpResponseRedirect(act(request, who, Asked(request, scope=act.__name__), **names))
            except (BadAsk, NotYours, NotNow) as problem:
                status = {BadAsk: 400, NotYours: 403, NotNow: 409}[type(problem)]
                told = Problem(
                    str(problem), getattr(problem, "mend", ""), names.get("asking_id", ""), request.POST.dict()
                )
                return draw_patient(request, who, clock.now(), problem=told, status=status)

        return cast(Callable[..., HttpResponse], door(*STAFF)(require_POST(view)))

    return hang


@_deed("ask_scale")
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
            tell=not now,  # who sits beside the nurse needs no letter
        )
    except NotAsked as why:
        mend = where_numbers_are(patient.clinic) if why.because == "numbers_missing" else ""
        raise NotNow(_why(why, scale, patient), mend) from why
    if now:
        return reverse("questionnaire:page", args=[patient.pk, asking])
    messages.success(
        request,
        _("Asked: %(scale)s. It stands on %(name)s’s page.") % {"scale": words.said(scale.name), "name": patient.name},
    )
    return reverse("questionnaire:patient", args=[patient.pk])


@_deed("ask_scale")
def take_back(request: PersonRequest, patient: Patient, asked: Asked, asking_id: str) -> str:
    """Nobody shall answer it any more; what was answered so far is gone."""
    _known(patient, asking_id)
    key = asked.key
    try:
        gone = questionnaire.take_back(patient=patient, asking=asking_id, key=key, by=request.user.pk, at=clock.now())
    except ReadFirst as why:
        raise NotNow(
            _("What was answered so far needs a person. Write above what came of it; then it can be taken back.")
        ) from why
    said = (
        _("Taken back. Nobody is asked it any more.") if gone else _("Nothing to take back: it stands below as it is.")
    )
    messages.success(request, said)
    return reverse("questionnaire:patient", args=[patient.pk])


@_deed("ask_scale")
def promise(request: PersonRequest, patient: Patient, asked: Asked, asking_id: str) -> str:
    """Promise to read today what was asked on an earlier day, so that the patient can answer it."""
    _known(patient, asking_id)
    try:
        questionnaire.promise(patient=patient, asking=asking_id, key=asked.key, by=request.user.pk, at=clock.now())
    except NotOpen as over:
        raise NotNow(_("It waits for no answer any more. Look below at how it stands.")) from over
    messages.success(request, _("You read the answer today. It stands on %(name)s’s page.") % {"name": patient.name})
    return reverse("questionnaire:patient", args=[patient.pk])


@_deed("read_answers")
def read(request: PersonRequest, patient: Patient, asked: Asked, asking_id: str) -> str:
    """Somebody has read what came."""
    _known(patient, asking_id)
    try:
        new = reading.mark_read(patient=patient, asking=asking_id, key=asked.key, by=request.user.pk, at=clock.now())
    except NothingToRead as why:
        raise NotNow(_("Nothing has come there that could be read. Look below at how it stands.")) from why
    messages.success(request, _("You have read it.") if new else _("It was read already."))
    return reverse("questionnaire:patient", args=[patient.pk])


@_deed("read_answers")
def follow_up(request: PersonRequest, patient: Patient, asked: Asked, asking_id: str) -> str:
    """Somebody writes what came of it."""
    _known(patient, asking_id)
    came_of, key = asked.maybe("came_of") or "", asked.key
    if came_of not in get_args(CameOf):
        raise BadAsk(_("Choose what came of it."))
    try:
        reading.follow_up(
            patient=patient,
            asking=asking_id,
            came_of=cast(CameOf, came_of),
            to=_reader(patient, asked) if came_of == "handed_over" else None,
            words=asked.words("words") or "",
            key=key,
            by=request.user.pk,
            at=clock.now(),
        )
    except StaysOpen as why:
        raise NotNow(why_it_stays(patient, why.rule)) from why
    except NothingToRead as why:
        raise NotNow(_("Nothing has come there that needs a person. Look below at how it stands.")) from why
    messages.success(request, _("Written down. It is out of sight on the board now, and stands below."))
    return reverse("questionnaire:patient", args=[patient.pk])


def _reader(patient: Patient, asked: Asked) -> Person | None:
    """Who took it over: one of those who read answers here."""
    wanted = asked.maybe("to")
    found = next((one for one in reading.readers(patient.clinic) if one.pk == wanted), None)
    if wanted and found is None:
        raise BadAsk(_("Choose somebody of this clinic who reads answers."))
    return found


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
        case "numbers_missing":
            return f"{words.said(scale.name)}: {no_numbers_yet()}"
        case "promise_missing":
            return _(
                "%(scale)s asks about wishing to be dead. Tick that you will read the answer today, or ask it with the "
                "patient beside you."
            ) % {"scale": words.said(scale.name)}
        case "too_soon":
            assert why.again_at is not None, "time alone is in the way"
            return too_soon(scale, why.again_at, patient, clock.now())
