"""The board's page and its data."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from handrail.care import rules
from handrail.care.rules import Rules
from handrail.clinic import roles
from handrail.clinic.models import Clinic, Person, Visit
from handrail.clinic.roles import STAFF
from handrail.pathway.events.codec import read_time
from handrail.web import clock
from handrail.web.board import head, protocol_waits, rail
from handrail.web.board.place import clinic_of
from handrail.web.board.rows import Rows
from handrail.web.board.screen import board_view
from handrail.web.board.to_read import lines
from handrail.web.board.words import Words, words
from handrail.web.doors import PersonRequest, door

SILENT_AFTER_S = 12.0
"""Real seconds without a sign of life after which the board says that it is not live: two beats and a little more."""


@door(*STAFF)
@never_cache
@require_safe
def page(request: PersonRequest) -> HttpResponse:
    """The board, whole and readable before any script runs; it says when it was made."""
    clinic = clinic_of(request.visible, request.GET.get("clinic"))
    now = clock.now()
    return render(request, "board/board.html", _context(request.user, clinic, board_view(clinic.pk, now), now))


@door(*STAFF, answers="json")
@never_cache
@require_safe
def state(request: PersonRequest) -> JsonResponse:
    """The same facts as the page, as JSON."""
    clinic = clinic_of(request.visible, request.GET.get("clinic"))
    return JsonResponse(board_view(clinic.pk, clock.now()))


def _context(person: Person, clinic: Clinic, board: dict[str, Any], now: datetime) -> dict[str, Any]:
    zone, language = ZoneInfo(clinic.timezone), (get_language() or "en").partition("-")[0]
    catalogue = words(*_rules_shown(clinic))
    rows, config = Rows(catalogue, now, zone, language), _config(clinic, person)
    return {
        "board": board,
        "catalogue": catalogue,
        "config": config,
        "rows": [rows.row(chair) for chair in board["chairs"]],
        "empty_row": {"state": "empty"},
        "hours": rail.hours(now, rows.time),
        "now_x": rail.percent(now, now),
        "clock": rows.time(now),
        "day": date_format(now.astimezone(zone), "DATE_FORMAT"),
        "need": head.need(board, catalogue),
        "talking": head.talking(board, catalogue),
        "to_read": lines(
            board["to_read"],
            catalogue,
            person=person.pk,
            reads=config["reads"],
            now=now,
            zone=zone,
            language=language,
        ),
        "staff": head.staff(board),
        "protocol_waits": protocol_waits.line(clinic, person),
        "coming": [
            {"key": visit["session"], "name": visit["name"], "time": rows.time(read_time(visit["planned_at"]))}
            for visit in board["coming"]
        ],
        "coming_rail": rail.coming(board["coming"], now, rows.time),
        "words": _said(catalogue, now.astimezone(zone)),
    }


def _rules_shown(clinic: Clinic) -> list[Rules]:
    """The protocols by which something on this board may be called: of the clinic's open visits, and the one in force."""
    visits = Visit.objects.filter(clinic=clinic, closed_at__isnull=True)
    return list(
        {id(rule.protocol): rule for rule in (*map(rules.of_visit, visits), rules.of_clinic(clinic.pk))}.values()
    )


def _config(clinic: Clinic, person: Person) -> dict[str, Any]:
    return {
        "stream": f"/board/stream?clinic={clinic.pk}",
        "speed": clock.here().speed,
        "time_zone": clinic.timezone,
        "language": get_language(),
        "silent_after_s": SILENT_AFTER_S,
        "alarm_sounds": rules.of_clinic(clinic.pk).alarm_sounds(),
        "person": person.pk,
        "reads": roles.may(person.roles(clinic), "read_answers"),
    }


def _said(catalogue: Words, made: datetime) -> dict[str, str]:
    """The sentences that the template itself writes."""
    return {
        "title": catalogue["board.title"],
        "now": catalogue["rail.now"],
        "chair": catalogue["need.chair"].format(number="").strip(),
        "still": catalogue["live.still"].format(time=made.strftime("%H:%M:%S")),
        "coming": catalogue["coming"],
        "without_chair": catalogue["coming.without_chair"],
        "none": catalogue["chairs.none"],
        "log_in": catalogue["live.log_in"],
        "why": catalogue["why"],
    }
