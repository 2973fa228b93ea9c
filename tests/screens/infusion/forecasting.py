"""The forecast of a fixture page, by the product's own models."""

from datetime import datetime
from typing import Any

from handrail.pathway.events import BagPrepared, InfusionOrdered
from handrail.pathway.infuse.forecast import Course, ForecastRules, NoForecast, forecast
from handrail.pathway.session import Phase, Segment, Session
from handrail.units import (
    Centimetres,
    Kilograms,
    Milligrams,
    MilligramsPerHour,
    MilligramsPerKilogram,
    MilligramsPerMillilitre,
    Millilitres,
    MillilitresPerHour,
    Minutes,
)

Json = dict[str, Any]
RULES = ForecastRules(line_model="kamp_2020", other_models=("domino_1982",), ahead=Minutes(90), step=Minutes("0.5"))


def forecast_json(view: Json, rate: str | None) -> Json:
    """What /forecast would answer for this view, with a rate in the hand or without."""
    now = datetime.fromisoformat(view["now"])
    start: Json = {"seq": view["seq"], "at": view["now"]}
    try:
        answer = forecast(_session(view), now=now, proposed=MillilitresPerHour(rate) if rate else None, rules=RULES)
    except NoForecast as because:
        return {**start, "refused": str(because)}
    proposed = (
        {**_course(answer.proposed), "ml_per_h": rate, "end_expected_at": _at(answer.proposed_end_at)}
        if answer.proposed
        else None
    )
    return {
        **start,
        "refused": None,
        "model": "kamp_2020",
        "models": list(answer.models),
        "past": _course(answer.past),
        "go_on": {**_course(answer.go_on), "end_expected_at": _at(answer.go_on_end_at)},
        "if_stopped": _course(answer.if_stopped),
        "proposed": proposed,
        "assumptions": list(answer.assumptions),
    }


def _session(view: Json) -> Session:
    infusion, times = view["infusion"], view["times"]
    return Session(
        seq=view["seq"],
        phase=Phase(view["phase"]),
        order=_order(view),
        bag=_bag(),
        started_at=_moment(times["started_at"]),
        ended_at=_moment(times["ended_at"]),
        segments=tuple(_segment(part) for part in infusion["segments"]) if infusion else (),
    )


def _order(view: Json) -> InfusionOrdered:
    return InfusionOrdered(
        dose_per_weight=MilligramsPerKilogram("0.5"),
        weight=Kilograms("70"),
        dose=Milligrams(view["order"]["dose_mg"]),
        length=Minutes("40"),
        infusion_number=3,
        planned_infusions=6,
        age_years=47,
        sex="female",
        height=Centimetres("168"),
        protocol="fixture",
    )


def _bag() -> BagPrepared:
    return BagPrepared(
        vial_strength=MilligramsPerMillilitre("50"),
        drawn=Millilitres("0.7"),
        diluent=Millilitres("100"),
        method="add",
        volume=Millilitres("100.7"),
        concentration=MilligramsPerMillilitre("0.34757"),
        rate=MillilitresPerHour("151"),
        drug_rate=MilligramsPerHour("52.48"),
    )


def _segment(part: Json) -> Segment:
    return Segment(
        from_at=datetime.fromisoformat(part["from"]),
        to_at=_moment(part["to"]),
        rate=MillilitresPerHour(part["ml_per_h"]),
        drug_rate=MilligramsPerHour(part["mg_per_h"]),
        by=part["by"],
        seq=31,
    )


def _course(course: Course) -> Json:
    return {
        "t": [round(moment.timestamp(), 3) for moment in course.at],
        "plasma": [round(value, 2) for value in course.plasma_ng_per_ml.tolist()],
        "effect_site": [round(value, 2) for value in course.effect_site_ng_per_ml.tolist()],
        "low": [round(value, 2) for value in course.low_ng_per_ml.tolist()],
        "high": [round(value, 2) for value in course.high_ng_per_ml.tolist()],
    }


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _at(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if moment else None
