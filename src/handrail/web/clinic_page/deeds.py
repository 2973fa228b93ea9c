"""What those who keep the clinic's lists do on them: each press counts once, and the list says who it was."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.clinic import keeping
from handrail.clinic.keeping import ChangedMeanwhile, Press
from handrail.clinic.models import Clinic, Patient
from handrail.clinic.roles import STAFF
from handrail.web import clock
from handrail.web.asked import Asked, BadAsk
from handrail.web.board.place import clinic_of
from handrail.web.clinic_page import typed
from handrail.web.clinic_page.numbers import waiting_for_numbers
from handrail.web.clinic_page.page import Told, draw_lists, draw_patient
from handrail.web.doors import PersonRequest, door
from handrail.web.prepare.fields import ToMend
from handrail.web.who_may import NotYours, unless_may

Keep = Callable[[Press, Asked, Patient | None], str]
"""Does it, and says what is so now."""


def keeps(form: str) -> Callable[[Keep], Callable[..., HttpResponse]]:
    """An address where those who keep the clinic's lists send this form."""

    def hang(act: Keep) -> Callable[..., HttpResponse]:
        @wraps(act)
        def view(request: PersonRequest, patient_id: str = "") -> HttpResponse:
            patient = request.visible.patient(patient_id) if patient_id else None
            clinic = patient.clinic if patient else clinic_of(request.visible, request.POST.get("clinic"))
            now = clock.now()
            try:
                unless_may(request.user, clinic, "keep")
                asked = Asked(request, scope=act.__name__)
                said = act(Press(clinic, request.user, asked.key, now), asked, patient)
            except PROBLEMS as problem:
                told = _told(form, request, problem)
                if patient:
                    return draw_patient(request, request.visible.patient(patient_id), now, told)
                return draw_lists(request, clinic, told)
            messages.success(request, said)
            return HttpResponseRedirect(f"/clinic/?clinic={clinic.pk}#{form}s")

        return cast(Callable[..., HttpResponse], door(*STAFF)(require_POST(view)))

    return hang


PROBLEMS = (ToMend, BadAsk, NotYours, ValidationError, ChangedMeanwhile, IntegrityError)


def _told(form: str, request: PersonRequest, problem: Exception) -> Told:
    sent = request.POST.dict()
    match problem:
        case ToMend(field=field):
            return Told(form, sent, wrong={field: str(problem)}, status=422)
        case NotYours():
            return Told(form, problem=str(problem), status=403)
        case ValidationError():
            return Told(form, sent, problem=" ".join(problem.messages), status=409)
        case ChangedMeanwhile():
            words = _("Meanwhile %(name)s changed this. Nothing of yours was written. Look at it, and change it again.")
            return Told(form, problem=words % {"name": problem.by}, status=409)
        case IntegrityError():
            return Told(
                form,
                sent,
                problem=_("Somebody else did the same at this moment. Look at the list, and press again."),
                status=409,
            )
        case _:
            return Told(form, sent, problem=str(problem), status=400)


@keeps("patient")
def add_patient(press: Press, asked: Asked, _patient: Patient | None) -> str:
    """Put a patient on the list."""
    facts = typed.patient(asked, press.clinic, press.at)
    listed = keeping.add_patient(press, facts)
    said = _("%(name)s is on the list already.") if listed.before else _("%(name)s is on the list.")
    return said % {"name": facts["name"]}


@keeps("patient")
def change_patient(press: Press, asked: Asked, patient: Patient | None) -> str:
    """Change what the list says of a patient; what it said before is kept."""
    assert patient is not None  # its address names one
    facts = typed.patient(asked, press.clinic, press.at)
    listed = keeping.change_patient(press, patient, facts, seen=asked.seen or 0)
    said = _("Nothing to change: %(name)s stands so already.") if listed.before else _("Changed: %(name)s.")
    return said % {"name": facts["name"]}


@keeps("device")
def add_device(press: Press, asked: Asked, _patient: Patient | None) -> str:
    """Register a monitor or a pump by what it sends."""
    facts = typed.device(asked)
    listed = keeping.add_device(press, **facts)
    said = _("%(name)s is registered already.") if listed.before else _("%(name)s is registered.")
    return said % {"name": facts["name"]}


@keeps("room")
def add_chairs(press: Press, asked: Asked, _patient: Patient | None) -> str:
    """Put chairs in a room, and the room on the list where it is new."""
    room, numbers = typed.room(asked)
    listed = keeping.add_chairs(press, room=room, numbers=numbers)
    form = _("%(room)s stands so already.") if listed.before else _("%(room)s has chair %(numbers)s.")
    return form % {"room": room, "numbers": ", ".join(map(str, numbers))}


@keeps("number")
def change_numbers(press: Press, asked: Asked, _patient: Patient | None) -> str:
    """Change whom patients call; what stood there before is kept."""
    facts = typed.numbers(asked)
    listed = keeping.change_clinic(press, facts, seen=asked.seen or 0)
    if listed.before:
        return _("Nothing to change: the numbers stand so already.")
    waits = waiting_for_numbers(Clinic.objects.get(pk=press.clinic.pk))
    said = _("The numbers are changed. Dial each of them once.")
    return f"{said} {waits}" if waits else said
