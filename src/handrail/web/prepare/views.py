"""The pages before an infusion that are looked at: the day, one visit, its label. Booking stands with the day."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handrail.clinic import bindings
from handrail.clinic.models import Clinic, Patient
from handrail.clinic.roles import STAFF
from handrail.pathway.events.codec import written_time
from handrail.record import log
from handrail.web import clock
from handrail.web.asked import Asked, BadAsk
from handrail.web.board.place import clinic_of
from handrail.web.doors import PersonRequest, door
from handrail.web.prepare import booking, figures, offers
from handrail.web.prepare.day import day as day_of
from handrail.web.prepare.fields import ToMend
from handrail.web.prepare.page import NOTHING, Told, draw, may_see_figures, new_key, way_of
from handrail.web.prepare.preview import preview_view
from handrail.web.prepare.roles import LOOK_AHEAD
from handrail.web.prepare.story import KINDS


@door(*STAFF)
@never_cache
@require_safe
def day(request: PersonRequest) -> HttpResponse:
    """Who is expected today, where each visit stands, and the form to book one."""
    clinic = clinic_of(request.visible, _wanted(request.GET.get("clinic")))
    return _day(request, clinic, clock.now(), NOTHING)


@door(*STAFF)
@require_POST
def book(request: PersonRequest) -> HttpResponse:
    """Book a visit for a patient; sent twice, it is booked once."""
    now = clock.now()
    clinic = clinic_of(request.visible, _wanted(request.POST.get("clinic")))
    zone = ZoneInfo(clinic.timezone)
    try:
        asked = Asked(request)
        key = asked.key
        patient, start, number = booking.read(asked, clinic, now)
        booked = booking.book(patient, start, number, zone, key=key, by=request.user.pk, at=now)
    except ToMend as problem:
        return _day(
            request, clinic, now, Told("book", request.POST.dict(), wrong={problem.field: str(problem)}, status=422)
        )
    except (BadAsk, ValidationError) as problem:
        words = " ".join(problem.messages) if isinstance(problem, ValidationError) else str(problem)
        return _day(request, clinic, now, Told("book", request.POST.dict(), problem=words, status=400))
    form = _("It was booked already: %(name)s, %(when)s.") if booked.before else _("Booked: %(name)s, %(when)s.")
    when = date_format(booked.visit.planned_start_at.astimezone(zone), "l j F, H:i")
    messages.success(request, form % {"name": patient.name, "when": when})
    return HttpResponseRedirect(f"/prepare/?clinic={clinic.pk}")


def _wanted(clinic: str | None) -> str | None:
    """The clinic that was asked for, where that can be an id at all."""
    return clinic if clinic and clinic.isascii() and clinic.isprintable() else None


def _day(request: PersonRequest, clinic: Clinic, now: datetime, told: Told) -> HttpResponse:
    there = now.astimezone(ZoneInfo(clinic.timezone))
    context: dict[str, Any] = {
        "clinic": clinic,
        "today": there,
        "time": there.strftime("%H:%M"),
        "day": day_of(clinic, now),
        "patients": Patient.objects.filter(clinic=clinic).order_by("name", "id"),
        "told": told,
        "new_key": new_key,
    }
    return render(request, "prepare/day.html", context, status=told.status)


@door(*STAFF)
@never_cache
@require_safe
def visit(request: PersonRequest, session_id: str) -> HttpResponse:
    """One visit's way to its infusion: what is done, by whom and when, and what is next."""
    return draw(request, request.visible.visit(session_id), clock.now())


@door(*STAFF, answers="json")
@never_cache
@require_safe
def state(request: PersonRequest, session_id: str) -> JsonResponse:
    """Whether anybody did something on this visit's page after event `after`, and when its devices were last heard."""
    known = request.visible.visit(session_id)
    try:
        after = Asked.of_query(request).whole("after", at_least=0) or 0
    except BadAsk as problem:
        return JsonResponse({"error": str(problem)}, status=400)
    now = clock.now()
    bound = bindings.open_bindings(visit=known)
    heard = {one.device_id: offers.heard_at(known, one.device) for one in bound}
    return JsonResponse(
        {
            "now": written_time(now),
            "changed": any(one.kind in KINDS for one in log.after(session_id, after)),
            "heard": {device: written_time(at) if at else None for device, at in heard.items()},
        }
    )


@door(*LOOK_AHEAD, answers="json")
@never_cache
@require_safe
def preview(request: PersonRequest, session_id: str) -> JsonResponse:
    """What to expect of an order: `dose_mg_per_kg`, `minutes`, and perhaps `line`, drug or saline. Nothing is written down."""
    known = request.visible.visit(session_id)
    try:
        return JsonResponse(preview_view(known, Asked.of_query(request), clock.now()))
    except ToMend as problem:
        return JsonResponse({"error": str(problem), "field": problem.field}, status=422)
    except BadAsk as problem:
        return JsonResponse({"error": str(problem)}, status=400)


@door(*STAFF)
@never_cache
@require_safe
def label(request: PersonRequest, session_id: str) -> HttpResponse:
    """The bag's label, to be printed; covered for everybody but its maker until a second person has agreed."""
    known = request.visible.visit(session_id)
    way = way_of(request.user, known, clock.now())
    found = figures.label(known, way.session, way.zone) if may_see_figures(way) else None
    context = {"visit": known, "label": found, "made": way.session.bag is not None}
    return render(request, "prepare/label.html", context)
