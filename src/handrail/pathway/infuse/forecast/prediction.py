"""Where pressure, feeling and concentration go with each choice, from twins that agree with this session's readings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from handrail.pathway.infuse.forecast.basis import against_pressure
from handrail.pathway.infuse.forecast.course import Course, Plan, Planned
from handrail.pathway.infuse.forecast.times import Range, Ready, range_of, ready_times
from handrail.pathway.session import minutes_after, minutes_between
from handrail.pharmacology.outlook import (
    QUANTITIES,
    Paths,
    Wanderings,
    chance_of_either,
    highest,
    paths,
    quantiles,
    wanderings,
)
from handrail.pharmacology.system import Floats
from handrail.pharmacology.twins import Twins
from handrail.protocol.schema import ForecastRules
from handrail.units import Milligrams, MillilitresPerHour

NINE_OF_TEN = 0.9
WANDERING = ("felt", "systolic", "diastolic")


@dataclass(frozen=True, slots=True)
class Prospect:
    """One choice: bands by quantity, (levels, times), and what a nurse asks first."""

    key: str
    rate: MillilitresPerHour | None
    end_at: datetime | None
    given: Milligrams
    bands: Mapping[str, Floats]
    highest_systolic: Range
    nine_of_ten_below: float
    severe: float
    ready: Ready


class Foreteller:
    """The twins of one session at one moment, asked about one choice after another."""

    def __init__(self, twins: Twins, course: Course, seed: Sequence[int], rules: ForecastRules) -> None:
        self.twins = twins
        self.course = course
        self.rules = rules
        self.from_now_min = np.arange(0.0, float(rules.ahead.value) + 1e-9, float(rules.step.value))
        self.now_min = course.minute(course.now)
        self._wanderings = wanderings(twins, self.from_now_min + self.now_min, seed, WANDERING)

    def prospect(self, plan: Plan) -> Prospect:
        """What comes with this choice."""
        planned = self.course.with_plan(plan)
        found = paths(self.twins, planned.regimen, self._wanderings, (*QUANTITIES, "sedation"))
        window_min = float(self.rules.severe_within.value)
        top = highest(found, "systolic", within_min=window_min)
        return Prospect(
            key=plan.key,
            rate=plan.rate,
            end_at=planned.end_at,
            given=planned.given,
            bands={name: found.bands(name) for name in QUANTITIES},
            highest_systolic=range_of(top),
            nine_of_ten_below=float(quantiles(top, [NINE_OF_TEN])[0]),
            severe=chance_of_either(
                found,
                {
                    "systolic": float(self.rules.severe_systolic.value),
                    "diastolic": float(self.rules.severe_diastolic.value),
                },
                within_min=window_min,
            ),
            ready=self._ready(found, planned),
        )

    def _ready(self, found: Paths, planned: Planned) -> Ready:
        rules, course = self.rules.ready, self.course
        ends_at = planned.end_at or course.session.ended_at or course.now
        leaves_at = max(
            minutes_after(ends_at, rules.leaving_after_end), minutes_after(course.start_at, rules.leaving_after_start)
        )
        return ready_times(
            self.twins.responses,
            found.calm,
            self.from_now_min,
            rules=rules,
            earliest_leaving_min=self._from_now(leaves_at),
            earliest_standing_min=self._from_now(minutes_after(ends_at, rules.standing_after_end)),
            end_min=self._from_now(ends_at),
            pressure_known=against_pressure(course.session, course.now, self.rules) is None,
            by_score=self.by_score,
        )

    @property
    def by_score(self) -> bool:
        """Whether the drip has ended: from then on the recovery score says who stands and leaves, and no clock."""
        return self.course.session.ended_at is not None

    def _from_now(self, moment: datetime) -> float:
        return max(0.0, float(minutes_between(self.course.now, moment).value))

    def so_far(self) -> tuple[Floats, Mapping[str, Floats]]:
        """The modelled past: minutes from now (0 or less), and bands of plasma, effect site and what is felt."""
        step = float(self.rules.step.value)
        before = np.append(np.arange(0.0, self.now_min, step), self.now_min)
        still = Wanderings(before, {})
        found = paths(self.twins, self.course.so_far, still, ("plasma", "effect_site", "felt"))
        return before - self.now_min, {name: found.bands(name) for name in found.of}


@dataclass(frozen=True, slots=True)
class Shows:
    """How many minutes until a slower drip is felt, and until it shows in the pressure; None: not within the forecast."""

    felt_min: float | None
    pressure_min: float | None


def shows_after(going_on: Prospect, slower: Prospect, at_min: Floats, rules: ForecastRules) -> Shows:
    """When a slower drip first differs noticeably from going on, in the middle of the twins."""
    return Shows(
        felt_min=_apart_after(going_on, slower, at_min, "felt", float(rules.shows_felt_by)),
        pressure_min=_apart_after(going_on, slower, at_min, "systolic", float(rules.shows_by.value)),
    )


def _apart_after(going_on: Prospect, slower: Prospect, at_min: Floats, of: str, by: float) -> float | None:
    middle = len(going_on.bands[of]) // 2
    apart = going_on.bands[of][middle] - slower.bands[of][middle] >= by
    return float(at_min[int(np.argmax(apart))]) if apart.any() else None
