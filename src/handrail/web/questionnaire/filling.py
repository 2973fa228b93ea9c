"""Who answers what at an address: the patient on their own page, or staff who fill it in. What is not theirs is not there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import cast

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from handrail.care import course as courses
from handrail.care import scales
from handrail.clinic.access import NotVisible
from handrail.clinic.models import Patient
from handrail.clinic.roles import STAFF, Role
from handrail.pathway.course import Answered, Asking, Course
from handrail.protocol.scale import Form, Scale
from handrail.web.doors import Answers, PersonRequest, door
from handrail.web.questionnaire.page import Filling


@dataclass(frozen=True, slots=True)
class Over:
    """An asking that waits for no answer any more: it has one, or it was taken back."""

    patient: Patient
    asking: str
    answer: Answered | None
    on_own: bool


Takes = Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]
"""Which methods an address takes: Django's `require_safe` or `require_POST`."""

Act = Callable[[PersonRequest, Filling], HttpResponse]
Afterwards = Callable[[PersonRequest, Over], HttpResponse]


def own(
    otherwise: Afterwards, *, takes: Takes, answers: Answers = "page"
) -> Callable[[Act], Callable[..., HttpResponse]]:
    """An address where patients answer what they were asked; `otherwise` answers where nothing waits any more."""

    def hang(act: Act) -> Callable[..., HttpResponse]:
        @wraps(act)
        def view(request: PersonRequest, asking_id: str) -> HttpResponse:
            return _act(request, request.visible.patients.get(), asking_id, act, otherwise, on_own=True)

        return cast(Callable[..., HttpResponse], door(Role.PATIENT, answers=answers)(takes(never_cache(view))))

    return hang


def for_patient(
    otherwise: Afterwards, *roles: Role, takes: Takes, answers: Answers = "page"
) -> Callable[[Act], Callable[..., HttpResponse]]:
    """The same address where staff fill it in."""

    def hang(act: Act) -> Callable[..., HttpResponse]:
        @wraps(act)
        def view(request: PersonRequest, patient_id: str, asking_id: str) -> HttpResponse:
            return _act(request, request.visible.patient(patient_id), asking_id, act, otherwise, on_own=False)

        return cast(Callable[..., HttpResponse], door(*(roles or STAFF), answers=answers)(takes(never_cache(view))))

    return hang


def _act(
    request: PersonRequest, patient: Patient, asking_id: str, act: Act, otherwise: Afterwards, *, on_own: bool
) -> HttpResponse:
    course = courses.of(patient)
    asking = course.asking(asking_id)
    if asking is None:
        return otherwise(request, _over(course, patient, asking_id, on_own=on_own))
    scale, form = found(asking)
    if on_own and scale.filled_by != "patient":
        raise _nothing()
    return act(
        request,
        Filling(patient=patient, person=request.user, asking=asking, scale=scale, form=form, on_own=on_own),
    )


def _over(course: Course, patient: Patient, asking_id: str, *, on_own: bool) -> Over:
    answer = course.answer_to(asking_id)
    if answer is None and asking_id not in course.taken_back:
        raise _nothing()
    if on_own and answer is not None and answer.said.answered_by == "staff":
        raise _nothing()
    return Over(patient, asking_id, answer, on_own)


def found(asking: Asking) -> tuple[Scale, Form]:
    """The scale that was asked for, and its words. A file that the clinic took away takes its questions along."""
    library = scales.library()
    if asking.scale not in library.forms:
        raise _nothing()
    return library.scales[asking.scale], library.forms[asking.scale]


def _nothing() -> NotVisible:
    return NotVisible(_("Nobody asks this here."))
