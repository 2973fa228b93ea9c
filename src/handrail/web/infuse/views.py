"""The infusion screen's page and data. Each view parses, makes one call, answers."""

import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from handrail.care import rules
from handrail.clinic.models import Visit
from handrail.clinic.roles import STAFF, Role
from handrail.record import log
from handrail.web import clock
from handrail.web.asked import Asked, BadAsk
from handrail.web.doors import PersonRequest, door
from handrail.web.infuse import entries, numerics
from handrail.web.infuse.forecast import forecast_view
from handrail.web.infuse.screen import View, chair_view
from handrail.web.infuse.still import Still
from handrail.web.infuse.told import told_words
from handrail.web.infuse.trends import trends
from handrail.web.infuse.words import Words, words

FIGURES = {**{lane: lane for lane in numerics.LANES}, "nibp": "nibp_sys", "pump": "pump_rate"}


@door(*STAFF)
@never_cache
@require_GET
def session(request: PersonRequest, session_id: str) -> HttpResponse:
    """The page, whole and readable before any script runs."""
    visit = request.visible.visit(session_id)
    now = clock.now()
    get_token(request)
    view, catalogue = chair_view(session_id, now), words(rules.of_visit(visit))
    context = {
        "view": view,
        "still": Still(view, catalogue, ZoneInfo(visit.clinic.timezone)).shown(),
        "told_words": _told_words(request, view, catalogue, now, ZoneInfo(visit.clinic.timezone)),
        "trends": trends(session_id, now),
        "words": catalogue,
        "config": config(request, visit),
        "entries": entries.latest(visit),
        "form_key": secrets.token_urlsafe(12),
    }
    return render(request, "infuse/session.html", context)


def _told_words(request: PersonRequest, view: View, catalogue: Words, now: datetime, zone: ZoneInfo) -> str:
    first = next(iter(view["told"]), None)
    return told_words(catalogue, first, now, zone, request.user.language) if first else ""


@door(*STAFF, answers="json")
@never_cache
@require_GET
def state(request: PersonRequest, session_id: str) -> JsonResponse:
    """The same facts as the page, as JSON."""
    visit = request.visible.visit(session_id)
    now = clock.now()
    told = [
        {"seq": one.seq, "at": one.at, "kind": one.kind, "by": one.by, "words": one.words}
        for one in entries.latest(visit)
    ]
    return JsonResponse({"view": chair_view(session_id, now), **trends(session_id, now), "entries": told})


@door(*STAFF, answers="json")
@never_cache
@require_GET
def forecast(request: PersonRequest, session_id: str) -> JsonResponse:
    """The modelled effect, with the rate in the hand where one is asked about (`?rate=75.5`, in mL/h)."""
    visit = request.visible.visit(session_id)
    try:
        proposed = Asked.of_query(request).maybe_rate(rules.of_visit(visit).rate_rules(), "rate")
        return JsonResponse(forecast_view(visit, clock.now(), proposed))
    except BadAsk as problem:
        return JsonResponse({"error": str(problem)}, status=400)


@door(*STAFF)
@never_cache
@require_GET
def log_page(request: PersonRequest, session_id: str) -> HttpResponse:
    """Everything in this session's log, in words, newest first."""
    visit = request.visible.visit(session_id)
    return render(request, "infuse/log.html", {"visit": visit, "entries": entries.every(visit)})


def config(request: PersonRequest, visit: Visit) -> dict[str, Any]:
    """What the page's modules need to know besides the facts."""
    base = f"/sessions/{visit.pk}/"
    zone = visit.clinic.timezone
    session = log.state(visit.pk)[1]
    rule = rules.of_session(session, visit.clinic_id)
    rates = rule.rate_rules()
    intervals = {channel: numerics.interval_s(session, channel) for channel in FIGURES.values()}
    return {
        "session": visit.pk,
        "urls": {
            name: f"{base}{name}"
            for name in (
                "stream",
                "state",
                "forecast",
                "log",
                "start",
                "rate",
                "pause",
                "resume",
                "stop",
                "complete",
                "acknowledge",
                "sound",
                "mark",
                "describe",
                "reason",
                "cuff",
                "artefact",
                "rating",
            )
        },
        "speed": clock.here().speed,
        "time_zone": ZoneInfo(zone).key,
        "language": request.user.language,
        "person": request.user.name,
        "prescriber": Role.PHYSICIAN in request.user.roles(visit.clinic),
        "alarm_sounds": rule.alarm_sounds(),
        "pause_min": rule.pause_length().written,
        "rates": {"least": rates.rate_step.written, "most": rates.highest_flow.written},
        "possible_mmhg": [float(end.value) for end in rule.plausible_pressure()],
        "sound_pause_s": int(rule.sound_pause().total_seconds()),
        "ages": {name: numerics.ages(channel, intervals[channel], rule) for name, channel in FIGURES.items()},
        "gap_s": {channel: numerics.gap_s(intervals[channel], rule) for channel in numerics.LANES},
    }
