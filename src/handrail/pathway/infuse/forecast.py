"""Where the concentration goes: what was given, carried on by each choice at the bedside.

Two published models are solved exactly and shown together, because they disagree; nothing here is fitted to this
patient yet, nothing is said of pressure, and no figure is a measurement.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from handrail import pharmacology
from handrail.pathway.session import Phase, Session, minutes_after, minutes_between
from handrail.units import Milligrams, MilligramsPerHour, MillilitresPerHour, Minutes

Curve = NDArray[np.float64]


class NoForecast(ValueError):
    """Why no forecast can be given; the text is a code that the screen puts into words."""


@dataclass(frozen=True, slots=True)
class ForecastRules:
    """How far and how finely curves are drawn, and from which models."""

    line_model: str
    other_models: tuple[str, ...]
    ahead: Minutes
    step: Minutes


@dataclass(frozen=True, slots=True)
class Course:
    """One course of the concentration: the line model's curves, and the band between the models at the effect site."""

    at: tuple[datetime, ...]
    plasma_ng_per_ml: Curve
    effect_site_ng_per_ml: Curve
    low_ng_per_ml: Curve
    high_ng_per_ml: Curve


@dataclass(frozen=True, slots=True)
class Forecast:
    """The past, and each choice's future, with what was assumed."""

    past: Course
    go_on: Course
    if_stopped: Course
    proposed: Course | None
    proposed_end_at: datetime | None
    go_on_end_at: datetime | None
    models: tuple[str, ...]
    assumptions: tuple[str, ...]


def forecast(session: Session, *, now: datetime, proposed: MillilitresPerHour | None, rules: ForecastRules) -> Forecast:
    """What the models say of the past, of going on, of stopping now and of the proposed rate.

    Raises:
        NoForecast: "not_started" before the drip has run, "no_order" where nobody ordered, or the model's own reason
            where this person is outside what it was made for.
    """
    if session.order is None or session.bag is None:
        raise NoForecast("no_order")
    if session.started_at is None:
        raise NoForecast("not_started")
    lens = _Lens(session, now, rules)
    running = session.running
    on, on_end = lens.planned(running.rate if running else None)
    tried, tried_end = lens.planned(proposed) if proposed is not None else (None, None)
    return Forecast(
        past=lens.past(),
        go_on=lens.ahead(on),
        if_stopped=lens.ahead(()),
        proposed=lens.ahead(tried) if tried is not None else None,
        proposed_end_at=tried_end,
        go_on_end_at=on_end,
        models=(rules.line_model, *rules.other_models),
        assumptions=(
            "not_fitted",
            "models_disagree",
            "charted_rates",
            *(("paused",) if session.phase is Phase.PAUSED else ()),
        ),
    )


class _Lens:
    """One session as the models see it: minutes from the start, and what was given so far."""

    def __init__(self, session: Session, now: datetime, rules: ForecastRules) -> None:
        assert session.order is not None and session.started_at is not None  # noqa: PT018 - both are checked by the caller
        self.session = session
        self.now = now
        self.rules = rules
        self.start = session.started_at
        self.order = session.order
        self.systems = tuple(self._system(name) for name in (rules.line_model, *rules.other_models))
        self.given = tuple(self._given())

    def _system(self, name: str) -> pharmacology.System:
        order = self.order
        person = pharmacology.Covariates(
            age_years=order.age_years,
            sex=order.sex,
            weight_kg=float(order.weight.value),
            height_cm=float(order.height.value) if order.height else None,
        )
        try:
            return pharmacology.load(name).for_person(person)
        except pharmacology.Refused as problem:
            raise NoForecast(str(problem)) from problem

    def minute(self, moment: datetime) -> float:
        """Minutes from the start of the drip."""
        return float(minutes_between(self.start, moment).value)

    def _given(self) -> list[pharmacology.Infusion]:
        """The charted stretches up to now, and no further than the dose that the bag holds."""
        left = self.session.to_give
        stretches = []
        for segment in self.session.segments:
            until = min(segment.to_at or self.now, self.now)
            amount = min(segment.given(self.now), left)
            if amount.value <= 0 or until <= segment.from_at:
                continue
            ends = min(until, minutes_after(segment.from_at, _time_for(amount, segment.drug_rate)))
            stretches.append(self._infusion(segment.drug_rate, segment.from_at, ends))
            left = left - amount
        return stretches

    def _infusion(self, rate: MilligramsPerHour, start: datetime, end: datetime) -> pharmacology.Infusion:
        return pharmacology.Infusion(
            rate_mg_per_min=float(rate.per_minute().value),
            from_min=self.minute(start),
            to_min=max(self.minute(start), self.minute(end)),
        )

    def planned(self, rate: MillilitresPerHour | None) -> tuple[tuple[pharmacology.Infusion, ...], datetime | None]:
        """The rest of the dose at this rate, and when it will be in; nothing where nothing runs."""
        bag = self.session.bag
        if rate is None or bag is None or not rate.positive:
            return (), None
        drug_rate = rate.carrying(bag.concentration)
        end = minutes_after(self.now, _time_for(self.session.remaining(self.now), drug_rate))
        return (self._infusion(drug_rate, self.now, end),), end

    def past(self) -> Course:
        """From the start until now."""
        return self._course((), self.start, self.now)

    def ahead(self, planned: tuple[pharmacology.Infusion, ...]) -> Course:
        """From now on."""
        return self._course(planned, self.now, minutes_after(self.now, self.rules.ahead))

    def _course(self, planned: tuple[pharmacology.Infusion, ...], start: datetime, end: datetime) -> Course:
        step = timedelta(seconds=float(self.rules.step.value) * 60)
        count = int((end - start) / step)
        at = (*(start + step * index for index in range(count + 1)), end)
        minutes = np.array([self.minute(moment) for moment in at])
        regimen = pharmacology.Regimen((*self.given, *planned))
        curves = [
            pharmacology.concentrations(system=system, regimen=regimen, at_min=minutes) for system in self.systems
        ]
        sites = np.stack([curve.effect_site_ng_per_ml for curve in curves])
        return Course(
            at=at,
            plasma_ng_per_ml=curves[0].plasma_ng_per_ml,
            effect_site_ng_per_ml=curves[0].effect_site_ng_per_ml,
            low_ng_per_ml=sites.min(axis=0),
            high_ng_per_ml=sites.max(axis=0),
        )


def _time_for(amount: Milligrams, rate: MilligramsPerHour) -> Minutes:
    """How long this rate takes for that amount."""
    return amount.taken_at(rate) if rate.positive else Minutes(0)
