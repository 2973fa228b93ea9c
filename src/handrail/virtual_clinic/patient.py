"""A virtual patient: somebody in whom the drug goes where pharmacology says, with their own body and their own noise.

Nothing is remembered from moment to moment. What the patient shows follows from who they are, from what the drip has
given, and from the second on the clock; so a rehearsal that is broken off goes on where it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from handrail import pharmacology
from handrail.pathway.session import Segment, minutes_between
from handrail.pharmacology.line import Flow, Line, through
from handrail.pharmacology.responses import COLUMNS, responses
from handrail.virtual_clinic.physiology import Physiology, physiology

MODEL = "kamp_2020"
AT_THE_HUB = Line(volume_ml=0.0, primed_mg_per_ml=0.0)
FEELING = 9  # which stream of chance says how strongly somebody feels it
MINUTES_PER_HOUR = 60
GRAIN_MIN = 1 / 12  # the drug is followed in steps of five seconds, and the last two are joined by a line


@dataclass(frozen=True, slots=True)
class Body:
    """Who the patient is: what they show before any drug, and how strongly they answer it."""

    name: str
    age_years: int
    sex: str
    weight_kg: float
    height_cm: float
    systolic: float
    diastolic: float
    heart_rate: float
    breathing: float
    saturation: float
    hypertensive: bool
    seed: int
    answer: float | None = None  # mmHg per ng/mL where the story needs it; otherwise drawn


@dataclass(frozen=True, slots=True)
class Vitals:
    """What is so in the body at one moment, before any device measures it."""

    systolic: float
    diastolic: float
    heart_rate: float
    breathing: float
    saturation: float
    effect_ng_per_ml: float


class VirtualPatient:
    """A body and what the drug does in it."""

    def __init__(self, body: Body, numbers: Physiology | None = None) -> None:
        self.body = body
        self.numbers = numbers or physiology()
        chance = np.random.default_rng(body.seed)
        self.system = self._system(chance)
        self.pressor = self._pressor(chance)
        self._curve: tuple[tuple[tuple[Segment, ...], Line], np.ndarray, np.ndarray] | None = None

    def _system(self, chance: np.random.Generator) -> pharmacology.System:
        model = pharmacology.load(MODEL)
        values = dict(
            model.values(
                pharmacology.Covariates(
                    age_years=self.body.age_years,
                    sex=self.body.sex,
                    weight_kg=self.body.weight_kg,
                    height_cm=self.body.height_cm,
                )
            )
        )
        spread = np.sqrt(np.log1p(self.numbers.clearance_variation**2))
        own = {name: value * float(np.exp(chance.normal(0, spread))) for name, value in values.items()}
        return model.system({**own, "effect_site_rate": self.numbers.effect_delay})

    def _pressor(self, chance: np.random.Generator) -> float:
        """MmHg of systolic pressure per ng/mL at the effect site: log-normal between people."""
        spread = np.sqrt(np.log1p(self.numbers.systolic_variation**2))
        drawn = self.numbers.systolic_per_ng_per_ml * float(np.exp(chance.normal(-(spread**2) / 2, spread)))
        if self.body.answer is not None:
            return self.body.answer
        return drawn * (self.numbers.systolic_if_hypertensive if self.body.hypertensive else 1.0)

    def at(self, moment: datetime, given: Sequence[Segment], line: Line = AT_THE_HUB) -> Vitals:
        """What is so in the body at this moment, after these stretches of the drip through this line."""
        effect = self.effect(moment, given, line)
        rise = self.pressor * effect
        return Vitals(
            systolic=self.body.systolic + rise,
            diastolic=self.body.diastolic + self.numbers.diastolic_part * rise,
            heart_rate=self.body.heart_rate + self.numbers.heart_rate_per_ng_per_ml * effect,
            breathing=self.body.breathing - self.numbers.breathing_per_ng_per_ml * effect,
            saturation=self.body.saturation,
            effect_ng_per_ml=effect,
        )

    def felt(self, moment: datetime, given: Sequence[Segment], line: Line = AT_THE_HUB) -> int:
        """How far away the patient says it feels when asked, 0 to 10."""
        own = np.random.default_rng((self.body.seed, FEELING)).standard_normal((1, len(COLUMNS)))
        person = responses(own, age_years=self.body.age_years, hypertensive=self.body.hypertensive)
        return round(float(person.felt(np.array([[self.effect(moment, given, line)]]))[0, 0]))

    def effect(self, moment: datetime, given: Sequence[Segment], line: Line = AT_THE_HUB) -> float:
        """The concentration at the effect site, in ng/mL."""
        if not given or moment <= given[0].from_at:
            return 0.0
        minute = float(minutes_between(given[0].from_at, moment).value)
        at, curve = self._course((tuple(given), line), minute)
        return float(np.interp(minute, at, curve))

    def _course(self, what: tuple[tuple[Segment, ...], Line], minute: float) -> tuple[np.ndarray, np.ndarray]:
        """The curve that holds this minute; worked out anew only when the drip has changed or time has run past it."""
        if self._curve is None or self._curve[0] != what or self._curve[1][-1] < minute:
            at = np.arange(0.0, minute + 10, GRAIN_MIN)
            curve = pharmacology.concentrations(
                system=self.system, regimen=self._regimen(*what, minute + 10), at_min=at
            ).effect_site_ng_per_ml
            self._curve = (what, at, curve)
        return self._curve[1], self._curve[2]

    @staticmethod
    def _regimen(given: tuple[Segment, ...], line: Line, until_min: float) -> pharmacology.Regimen:
        start = given[0].from_at
        flows = [
            Flow(
                ml_per_min=float(part.rate.value) / MINUTES_PER_HOUR,
                mg_per_ml=float(part.drug_rate.value) / float(part.rate.value),
                from_min=float(minutes_between(start, part.from_at).value),
                to_min=float(minutes_between(start, part.to_at).value) if part.to_at else until_min,
            )
            for part in given
            if part.rate.positive
        ]
        return pharmacology.Regimen(through(line, flows))
