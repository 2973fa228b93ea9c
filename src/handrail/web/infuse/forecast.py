"""The forecast as JSON for the lanes, the choices and the line of words: every choice with its bands and figures."""

from datetime import datetime
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from handrail.care import forecast as care_forecast
from handrail.clinic.models import Visit
from handrail.pathway.events.codec import written_time
from handrail.pathway.infuse.forecast import NoForecast, Plan, Prospect, Range, score, shows_after
from handrail.pharmacology.system import Floats
from handrail.units import MillilitresPerHour
from handrail.web.asked import BadAsk

DRAWN = ("effect_site", "felt", "systolic")
OF_PRESSURE = ("systolic",)


def forecast_view(visit: Visit, now: datetime, proposed: MillilitresPerHour | None) -> dict[str, Any]:
    """What the twins say; where they say nothing, `refused` holds the reason's code and nothing is drawn.

    With a rate that is asked about, only that choice, as "other".

    Raises:
        BadAsk: for a rate above the ordered one.
    """
    try:
        made = care_forecast.forecast(visit, now)
    except NoForecast as because:
        return {"at": written_time(now), "refused": str(because)}
    ceiling = made.session.ceiling
    if proposed is not None and ceiling is not None and proposed > ceiling:
        raise BadAsk(_("Nothing is forecast above the ordered rate, %(rate)s mL/h.") % {"rate": ceiling.written})
    return told(made, proposed)


def told(made: care_forecast.Forecast, proposed: MillilitresPerHour | None) -> dict[str, Any]:
    """A forecast that was made, as the page reads it."""
    start = {
        "seq": made.seq,
        "at": written_time(made.now),
        "refused": None,
        "without_pressure": made.without_pressure,
        "minutes": _figures(made.foreteller.from_now_min),
    }
    if proposed is not None:
        return {**start, "choices": {"other": _choice(made, made.foreteller.prospect(Plan("other", proposed)))}}
    return {
        **start,
        "past": _past(made),
        "choices": {key: _choice(made, prospect) for key, prospect in made.prospects.items()},
        "severe": _severe(made),
        "within_min": int(made.rules.severe_within.value),
        "models": list(made.twins.models),
        "shares_per_100": [round(100 * share) for share in made.shares],
        "twins": len(made.twins),
        "readings": len(made.basis.readings),
        "score": _score(made),
        "assumptions": list(made.assumptions),
    }


def _choice(made: care_forecast.Forecast, prospect: Prospect) -> dict[str, Any]:
    pressure, shows = made.without_pressure is None, _shows(made, prospect)
    return {
        "ml_per_h": prospect.rate.written if prospect.rate else None,
        "end_expected_at": written_time(prospect.end_at) if prospect.end_at else None,
        "bands": {name: _bands(prospect.bands[name]) for name in DRAWN if pressure or name not in OF_PRESSURE},
        "plasma": _figures(prospect.bands["plasma"][2]),
        "highest_systolic": _range(prospect.highest_systolic) if pressure else None,
        "nine_of_ten_below": ceil(prospect.nine_of_ten_below) if pressure else None,
        "severe_per_100": round(100 * prospect.severe) if made.chance else None,
        "shows": shows,
        "talking_min": _range(prospect.ready.talking),
        "standing_min": _range(prospect.ready.standing),
        "leaving_min": _range(prospect.ready.leaving),
        "by_score": made.foreteller.by_score,
    }


def _past(made: care_forecast.Forecast) -> dict[str, Any]:
    minutes, bands = made.foreteller.so_far()
    return {"minutes": _figures(minutes), **{name: _figures(levels[2]) for name, levels in bands.items()}}


def _shows(made: care_forecast.Forecast, prospect: Prospect) -> dict[str, int | None]:
    """Minutes until this choice is felt and shows in the pressure against going on; None where it is no less, or never does."""
    going, running = made.going_on, made.session.running
    if going is None or running is None or prospect.key == "go_on":
        return {"felt_min": None, "pressure_min": None}
    found = shows_after(going, prospect, made.foreteller.from_now_min, made.rules)
    pressure = found.pressure_min if made.without_pressure is None else None
    return {"felt_min": _whole(found.felt_min), "pressure_min": _whole(pressure)}


def _whole(minutes: float | None) -> int | None:
    return None if minutes is None else round(minutes)


def _severe(made: care_forecast.Forecast) -> str:
    rule = made.rules
    return f"{rule.severe_systolic.written}/{rule.severe_diastolic.written}"


def _score(made: care_forecast.Forecast) -> dict[str, int]:
    found = score(made.session, made.rules.scored_ahead)
    return {"held": found.held, "asked": found.asked}


def _bands(levels: Floats) -> list[list[float]]:
    return [_figures(level) for level in levels]


def _figures(values: Floats) -> list[float]:
    return [round(value, 1) for value in values.tolist()]


def _range(found: Range) -> list[int | None]:
    return [None if value is None else round(value) for value in (found.low, found.middle, found.high)]
