"""Another time for a visit that is to come, or none: pressed on the visit's page by whoever works in the clinic."""

from collections.abc import Callable
from functools import wraps
from typing import cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.care import appointments
from handrail.care.appointments import HasBegun, HasOrder
from handrail.clinic.models import Visit
from handrail.clinic.roles import STAFF
from handrail.web import clock
from handrail.web.asked import Asked, BadAsk
from handrail.web.doors import PersonRequest, door
from handrail.web.prepare import booking
from handrail.web.prepare.fields import ToMend
from handrail.web.prepare.page import Told, draw
from handrail.web.who_may import NotYours, unless_may

STEP = "appointment"

Act = Callable[[PersonRequest, Visit, Asked, str], str]
"""Does it, and says what is so now."""


def _deed(act: Act) -> Callable[..., HttpResponse]:
    """An address to which one of the two forms is sent."""

    @wraps(act)
    def view(request: PersonRequest, visit_id: str) -> HttpResponse:
        visit = request.visible.visit(visit_id)
        try:
            unless_may(request.user, visit.clinic, "book")
            asked = Asked(request, scope=act.__name__)
            said = act(request, visit, asked, asked.key)
        except PROBLEMS as problem:
            return draw(request, request.visible.visit(visit_id), clock.now(), _told(request, problem))
        messages.success(request, said)
        return HttpResponseRedirect(f"/prepare/?clinic={visit.clinic_id}")

    return cast(Callable[..., HttpResponse], door(*STAFF)(require_POST(view)))


PROBLEMS = (ToMend, BadAsk, NotYours, HasBegun, HasOrder)


def _told(request: PersonRequest, problem: Exception) -> Told:
    typed = request.POST.dict()
    match problem:
        case ToMend(field=field):
            return Told(STEP, typed, wrong={field: str(problem)}, status=422)
        case HasBegun():
            return Told(
                STEP, problem=_("The patient is here already, or the visit is over. Its time stays."), status=409
            )
        case HasOrder():
            words = _(
                "Something is recorded for this visit already, such as an order. Move it instead, or talk to the physician."
            )
            return Told(STEP, problem=words, status=409)
    return Told(STEP, typed, problem=str(problem), status=403 if isinstance(problem, NotYours) else 400)


@_deed
def move(request: PersonRequest, visit: Visit, asked: Asked, key: str) -> str:
    """Another day or hour for a visit; sent twice, it is moved once."""
    now, zone = clock.now(), ZoneInfo(visit.clinic.timezone)
    start = booking.read_start(asked, visit.clinic, now)
    others = Visit.objects.filter(patient=visit.patient, closed_at__isnull=True).exclude(pk=visit.pk)
    booking.unless_expected(others, start, zone)
    moved = appointments.move(visit=visit, start=start, key=key, by=request.user.pk, at=now)
    form = _("Moved: %(name)s, %(when)s.") if moved else _("It has that time already: %(name)s, %(when)s.")
    return form % {"name": visit.patient.name, "when": date_format(start.astimezone(zone), "l j F, H:i")}


@_deed
def take_off(request: PersonRequest, visit: Visit, asked: Asked, key: str) -> str:
    """A visit does not take place."""
    appointments.take_off(visit=visit, key=key, by=request.user.pk, at=clock.now())
    return _("Taken off: %(name)s.") % {"name": visit.patient.name}
