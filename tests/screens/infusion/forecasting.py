"""The forecast of a fixture page, by the product's own ensemble and in the product's own words."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from handrail.care import rules
from handrail.care.forecast import Forecast
from handrail.pathway.events import BagPrepared, InfusionOrdered
from handrail.pathway.infuse import forecast as forecasting
from handrail.pathway.infuse.forecast import Course, Foreteller, NoForecast
from handrail.pathway.session import Cuff, Phase, Rating, Segment, Session
from handrail.pharmacology.learning import Learned
from handrail.units import (
    Centimetres,
    Kilograms,
    Milligrams,
    MilligramsPerHour,
    MilligramsPerKilogram,
    MilligramsPerMillilitre,
    Millilitres,
    MillilitresPerHour,
    MillimetresOfMercury,
    Minutes,
)
from handrail.web.infuse.forecast import told
from tests.screens.infusion.visit import Page

Json = dict[str, Any]


def forecast_json(page: Page, rate: str | None = None) -> Json:
    """What /forecast would answer for this page, with a rate that is asked about or without."""
    try:
        return told(_forecast(page), MillilitresPerHour(rate) if rate else None)
    except NoForecast as because:
        return {"at": page.view["now"], "refused": str(because)}


def _forecast(page: Page) -> Forecast:
    session, now, rule = _session(page), datetime.fromisoformat(page.view["now"]), rules.shipped().forecast_rules()
    if session.started_at is None:
        raise NoForecast("not_started")
    course = Course(session, now, rule.line_volume)
    basis = forecasting.basis(course, session_id=page.view["session"])
    twins = _learned(basis).twins
    return Forecast(
        session=session,
        seq=session.seq,
        now=now,
        basis=basis,
        twins=twins,
        foreteller=Foreteller(twins, course, basis.seed, rule),
        under=rules.shipped(),
        without_pressure=forecasting.against_pressure(session, now, rule),
    )


@lru_cache(maxsize=32)
def _learned(basis: forecasting.Basis) -> Learned:
    return forecasting.learned_from(basis)


def _session(page: Page) -> Session:
    view = page.view
    infusion, times = view["infusion"], view["times"]
    return Session(
        seq=view["seq"],
        phase=Phase(view["phase"]),
        order=_order(view),
        bag=_bag(),
        bag_by="per_one",
        bag_checked_by="per_other",
        started_at=_moment(times["started_at"]),
        ended_at=_moment(times["ended_at"]),
        ended_as=infusion["ended_as"] if infusion else None,
        segments=tuple(_segment(part) for part in infusion["segments"]) if infusion else (),
        cuffs=tuple(_cuff(*cuff) for cuff in page.trends["cuffs"]),
        ratings=tuple(
            Rating(one["seq"], datetime.fromisoformat(one["at"]), one["scale"], one["of_ten"])
            for one in view["ratings"]
        ),
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


def _cuff(at_s: float, systolic: int, diastolic: int, _mean: int | None) -> Cuff:
    return Cuff(
        seq=20,
        at=datetime.fromtimestamp(at_s, UTC),
        systolic=MillimetresOfMercury(systolic),
        diastolic=MillimetresOfMercury(diastolic),
        mean=None,
        source="device",
        measured_at=None,
        cursor=None,
    )


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
