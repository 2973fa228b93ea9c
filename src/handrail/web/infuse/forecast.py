"""The modelled effect as JSON for the lane: the past, going on, stopping now, and the rate in the hand."""

from datetime import datetime
from typing import Any

from handrail.care import rules
from handrail.pathway.events.codec import written_time
from handrail.pathway.infuse.forecast import Course, Curve, NoForecast, forecast
from handrail.record import log
from handrail.units import MillilitresPerHour


def forecast_view(session_id: str, now: datetime, proposed: MillilitresPerHour | None) -> dict[str, Any]:
    """What the models say; where they cannot, `refused` holds the reason's code and nothing is drawn."""
    seq, session = log.state(session_id)
    start: dict[str, Any] = {"seq": seq, "at": written_time(now)}
    rule = rules.forecast_rules()
    try:
        answer = forecast(session, now=now, proposed=proposed, rules=rule)
    except NoForecast as because:
        return {**start, "refused": str(because)}
    return {
        **start,
        "refused": None,
        "model": rule.line_model,
        "models": list(answer.models),
        "past": _course(answer.past),
        "go_on": {**_course(answer.go_on), "end_expected_at": _at(answer.go_on_end_at)},
        "if_stopped": _course(answer.if_stopped),
        "proposed": _proposed(answer.proposed, answer.proposed_end_at, proposed),
        "assumptions": list(answer.assumptions),
    }


def _proposed(course: Course | None, end: datetime | None, rate: MillilitresPerHour | None) -> dict[str, Any] | None:
    if course is None or rate is None:
        return None
    return {**_course(course), "ml_per_h": rate.written, "end_expected_at": _at(end)}


def _course(course: Course) -> dict[str, Any]:
    return {
        "t": [round(moment.timestamp(), 3) for moment in course.at],
        "plasma": _figures(course.plasma_ng_per_ml),
        "effect_site": _figures(course.effect_site_ng_per_ml),
        "low": _figures(course.low_ng_per_ml),
        "high": _figures(course.high_ng_per_ml),
    }


def _figures(curve: Curve) -> list[float]:
    return [round(value, 2) for value in curve.tolist()]


def _at(moment: datetime | None) -> str | None:
    return written_time(moment) if moment else None
