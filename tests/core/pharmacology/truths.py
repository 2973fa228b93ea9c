"""Virtual truths that a forecast's bands are held against: frozen before the ensemble of forecasts was written.

They share neither code nor structure nor numbers with the product. Blood follows models that it does not hold
(`truths_bodies`); what is felt is linear in concentration up to a ceiling, pressures rise by a saturating fraction of the
person's own baseline, hold back against themselves, start anxious and wander. To change a number here after having seen
a forecast fail is to change the answer to fit the guess; `test_truths` pins the crowd.

Every number is published with its source, or is named as assumed, or as scaled to published ranges.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tests.core.pharmacology.truths_bodies import MODELS, Body, Floats, Pieces, varied

FIRST_MIN, LAST_MIN = -60, 480
_FELT_SITE, _PRESSURE_SITE, _SLOW_SITE = 1, 2, 3
_PERSON, _WANDERING_PRESSURE, _WANDERING_HEART, _WANDERING_FELT, _CUFF, _RATING, _PULSE = range(7)


@dataclass(frozen=True)
class Patient:
    """What a clinic knows of somebody before the first infusion, beside the first cuff."""

    age_years: float
    sex: Literal["female", "male"]
    weight_kg: float
    height_cm: float
    hypertensive: bool


@dataclass(frozen=True)
class Cuff:
    """A cuff's reading in mmHg. `artefact` is for judging a forecast, never for feeding one."""

    systolic: int
    diastolic: int
    artefact: bool


@dataclass(frozen=True)
class Rises:
    """How far a person's circulation answers: largest effects as fractions of baseline, and the EC50.

    A slow counter-regulation takes `held_back` of the concentration that drives it away again.
    """

    systolic_fraction: float
    diastolic_fraction: float
    heart_fraction: float
    half_at_ng_per_ml: float
    held_back: float


@dataclass(frozen=True)
class Anxiety:
    """A rise around the needle that fades, whatever is infused."""

    systolic_mmhg: float
    diastolic_mmhg: float
    heart_per_min: float
    highest_at_min: float
    fades_with_half_life_min: float

    def share(self, at_min: Floats) -> Floats:
        """0 to 1: it came within a few minutes (half-life 3, assumed) and leaves more slowly."""
        since = at_min - self.highest_at_min
        half_lives = np.where(since < 0, -since / 3.0, since / self.fades_with_half_life_min)
        return np.asarray(0.5**half_lives, dtype=np.float64)


@dataclass(frozen=True)
class Wandering:
    """A first-order autoregression: its spread and the time over which it forgets."""

    spread: float
    forgets_in_min: float

    def drawn(self, chance: np.random.Generator) -> Floats:
        """One value a minute, from FIRST_MIN to LAST_MIN."""
        keeps = math.exp(-1 / self.forgets_in_min)
        shocks = chance.normal(size=LAST_MIN - FIRST_MIN + 1)
        shocks[1:] *= math.sqrt(1 - keeps**2)
        decays = np.power(keeps, np.arange(len(shocks)))
        path: Floats = self.spread * decays * np.cumsum(shocks / decays)
        return path


@dataclass(frozen=True)
class Truth:
    """One person in one session. Latent values are the truth; `cuff`, `rating` and `pulse` are what staff would read.

    Times are minutes from the start of the session, from FIRST_MIN to LAST_MIN (else ValueError); a regimen is what the
    pump gives. Wandering and the noise of readings belong to the person and the minute: another regimen meets the same.
    """

    seed: tuple[int, int]
    covariates: Patient
    body: Body
    felt_per_ng_per_ml: float
    systolic_baseline: float
    diastolic_baseline: float
    heart_baseline: float
    rises: Rises
    anxiety: Anxiety
    pressure_wanders: Wandering
    heart_wanders: Wandering
    felt_wanders: Wandering

    def plasma(self, at_min: ArrayLike, regimen: Pieces) -> Floats:
        """Total ketamine in ng/mL."""
        plasma: Floats = self.body.concentrations(_within_session(at_min), regimen)[0]
        return plasma

    def felt(self, at_min: ArrayLike, regimen: Pieces) -> Floats:
        """How strong it feels, 0-10: linear in concentration (Bowdle 1998, R .93-.99), with a ceiling."""
        times = _within_session(at_min)
        there = self.body.concentrations(times, regimen)[_FELT_SITE]
        wandering = np.exp(self._wandering(times, _WANDERING_FELT))
        felt: Floats = np.minimum(self.felt_per_ng_per_ml * there * wandering, 10.0)
        return felt

    def systolic(self, at_min: ArrayLike, regimen: Pieces) -> Floats:
        """Systolic pressure in mmHg."""
        times = _within_session(at_min)
        rise = self.systolic_baseline * self.rises.systolic_fraction * self._driven(times, regimen)
        anxious = self.anxiety.systolic_mmhg * self.anxiety.share(times)
        return self.systolic_baseline + rise + anxious + self._wandering(times, _WANDERING_PRESSURE)

    def diastolic(self, at_min: ArrayLike, regimen: Pieces) -> Floats:
        """Diastolic pressure in mmHg; it wanders with the systolic, 0.7 times as far (assumed)."""
        times = _within_session(at_min)
        rise = self.diastolic_baseline * self.rises.diastolic_fraction * self._driven(times, regimen)
        anxious = self.anxiety.diastolic_mmhg * self.anxiety.share(times)
        return self.diastolic_baseline + rise + anxious + 0.7 * self._wandering(times, _WANDERING_PRESSURE)

    def heart_rate(self, at_min: ArrayLike, regimen: Pieces) -> Floats:
        """Heart rate per minute."""
        times = _within_session(at_min)
        rise = self.heart_baseline * self.rises.heart_fraction * self._driven(times, regimen)
        anxious = self.anxiety.heart_per_min * self.anxiety.share(times)
        return self.heart_baseline + rise + anxious + self._wandering(times, _WANDERING_HEART)

    def cuff(self, at_min: float, regimen: Pieces) -> Cuff:
        """A cuff's reading: SD 4.5/4 mmHg of noise; one in fourteen is 25-60 mmHg off (assumed)."""
        chance = self._chance(_CUFF, at_min)
        systolic = float(self.systolic(at_min, regimen)[0]) + chance.normal(0, 4.5)
        diastolic = float(self.diastolic(at_min, regimen)[0]) + chance.normal(0, 4.0)
        artefact = bool(chance.random() < 1 / 14)
        if artefact:
            off = float(chance.choice([-1, 1])) * chance.uniform(25, 60)
            systolic, diastolic = systolic + off, diastolic + off * chance.uniform(0.4, 0.8)
        return Cuff(round(systolic), round(min(diastolic, systolic - 10)), artefact)

    def rating(self, at_min: float, regimen: Pieces) -> int:
        """What the person says when asked, a whole number from 0 to 10: SD 0.8 of noise (assumed)."""
        said = float(self.felt(at_min, regimen)[0]) + self._chance(_RATING, at_min).normal(0, 0.8)
        return round(min(max(said, 0.0), 10.0))

    def pulse(self, at_min: float, regimen: Pieces) -> int:
        """The heart rate that a monitor shows: SD 2 of noise (assumed)."""
        return round(float(self.heart_rate(at_min, regimen)[0]) + self._chance(_PULSE, at_min).normal(0, 2.0))

    def _driven(self, times: Floats, regimen: Pieces) -> Floats:
        """How much of the largest effect there is, 0 to 1."""
        there = self.body.concentrations(times, regimen)
        drives = np.maximum(there[_PRESSURE_SITE] - self.rises.held_back * there[_SLOW_SITE], 0.0)
        driven: Floats = drives / (self.rises.half_at_ng_per_ml + drives)
        return driven

    def _wandering(self, times: Floats, which: int) -> Floats:
        return np.interp(times, np.arange(FIRST_MIN, LAST_MIN + 1), self._paths[which])

    @cached_property
    def _paths(self) -> dict[int, Floats]:
        wandering = {
            _WANDERING_PRESSURE: self.pressure_wanders,
            _WANDERING_HEART: self.heart_wanders,
            _WANDERING_FELT: self.felt_wanders,
        }
        return {which: how.drawn(np.random.default_rng([*self.seed, which])) for which, how in wandering.items()}

    def _chance(self, reading: int, at_min: float) -> np.random.Generator:
        """Noise of its own for each kind of reading and second."""
        return np.random.default_rng([*self.seed, reading, round((at_min - FIRST_MIN) * 60)])


def truths(count: int, seed: int) -> list[Truth]:
    """So many people, the same for the same seed; fewer are the first of more."""
    return [_truth((seed, number)) for number in range(count)]


def _truth(seed: tuple[int, int]) -> Truth:
    chance = np.random.default_rng([*seed, _PERSON])
    patient = _patient(chance)
    systolic, diastolic = _pressures(patient, chance)
    return Truth(
        seed=seed,
        covariates=patient,
        body=_body(patient.weight_kg, chance),
        felt_per_ng_per_ml=0.023 * varied(chance, 0.60),  # assumed: the slopes are not in Bowdle's abstract
        systolic_baseline=systolic,
        diastolic_baseline=diastolic,
        heart_baseline=_drawn_between(chance, 73.0, 11.8, 48.0, 110.0),  # NHANES 2017-18, PHQ-9 of 15 and more
        rises=_rises(patient, chance),
        anxiety=_anxiety(chance),
        pressure_wanders=Wandering(chance.uniform(3.0, 5.0), chance.uniform(5.0, 20.0)),  # assumed
        heart_wanders=Wandering(chance.uniform(2.0, 4.0), chance.uniform(3.0, 15.0)),  # assumed
        felt_wanders=Wandering(chance.uniform(0.10, 0.25), chance.uniform(10.0, 30.0)),  # assumed: log scale, slow
    )


def _patient(chance: np.random.Generator) -> Patient:
    """Assumed: age 46 (14), 60 of 100 women, weights and heights as of adults in the United States.

    Hypertension as likely as not at 60, about one in ten at 30.
    """
    age = _drawn_between(chance, 46.0, 14.0, 18.0, 80.0)
    female = chance.random() < 0.60
    height = chance.normal(162, 7) if female else chance.normal(176, 7)
    weight = (75 if female else 87) * varied(chance, 0.20)
    return Patient(
        age_years=round(age),
        sex="female" if female else "male",
        weight_kg=round(min(max(weight, 42.0), 150.0), 1),
        height_cm=round(height),
        hypertensive=bool(chance.random() < 1 / (1 + math.exp((60 - age) / 13))),
    )


def _pressures(patient: Patient, chance: np.random.Generator) -> tuple[float, float]:
    """NHANES 2017-18, PHQ-9 of 15 and more: 124 (17.4) / 72.6 (12.1).

    Assumed: half of the systolic's spread goes with age and hypertension, the two correlate at 0.6, and nobody starts
    at 160/100 or above, below 90/50, or with less than 25 between the two.
    """
    known = (0.5 * (patient.age_years - 46) / 14 + 0.5 * (patient.hypertensive - 0.28) / 0.45) / 0.87
    while True:
        high = 0.5 * known + math.sqrt(0.75) * chance.normal()
        low = 0.6 * high + 0.8 * chance.normal()
        systolic, diastolic = 124 + 17.4 * high, 72.6 + 12.1 * low
        if 90 <= systolic < 160 and 50 <= diastolic < 100 and systolic - diastolic >= 25:
            return float(systolic), float(diastolic)


def _body(weight_kg: float, chance: np.random.Generator) -> Body:
    """One of three models, each as likely, and where it acts.

    Felt with half-lives of 0.5-11.8 min (Olofsen 2012: 0-11.8, mean 6.1). Assumed: pressure 0.2-3 min, its counter-
    regulation 15-45 min, the way from the pump to the heart 0.2-1 min.
    """
    name, blood_of = MODELS[chance.integers(len(MODELS))]
    return Body(
        name=name,
        blood=blood_of(weight_kg, chance),
        arrives_after_min=chance.uniform(0.2, 1.0),
        follows_with_half_life_min=(chance.uniform(0.5, 11.8), chance.uniform(0.2, 3.0), chance.uniform(15.0, 45.0)),
    )


def _rises(patient: Patient, chance: np.random.Generator) -> Rises:
    """BioGears' largest effects, as fractions of baseline at an EC50 of 750 ng/mL.

    Systolic 0.4 and heart rate 0.25 as they are; diastolic 0.1 is scaled to 0.5, for a tenth gives a fifth of the rise
    that clinics publish (9-17/6-12 mmHg with SD 9-13/7-10 at the end of 0.5 mg/kg over 40 minutes). Assumed: 1% more
    for each year over 46 and 1.3 times as much in hypertensive people (the directions are published, the sizes not),
    the variation between people, the caps on its tail, and how much is held back.
    """
    person = 1.01 ** (patient.age_years - 46) * (1.3 if patient.hypertensive else 1.0) * varied(chance, 0.40)
    return Rises(
        systolic_fraction=min(0.4 * person * varied(chance, 0.15), 1.2),
        diastolic_fraction=min(0.5 * person * varied(chance, 0.25), 1.5),
        heart_fraction=0.25 * varied(chance, 0.70),
        half_at_ng_per_ml=750 * varied(chance, 0.20),
        held_back=chance.uniform(0.0, 0.3),
    )


def _anxiety(chance: np.random.Generator) -> Anxiety:
    """Assumed throughout: about 4 mmHg and 2 beats in most, highest around the needle, gone in half an hour."""
    systolic = 4.0 * varied(chance, 0.70)
    return Anxiety(
        systolic_mmhg=systolic,
        diastolic_mmhg=0.6 * systolic,
        heart_per_min=0.6 * systolic * varied(chance, 0.40),
        highest_at_min=chance.uniform(-5.0, 8.0),
        fades_with_half_life_min=chance.uniform(5.0, 15.0),
    )


def _drawn_between(chance: np.random.Generator, mean: float, spread: float, low: float, high: float) -> float:
    """A normal draw, again until it lies within."""
    while True:
        value = float(chance.normal(mean, spread))
        if low <= value <= high:
            return value


def _within_session(at_min: ArrayLike) -> Floats:
    times = np.atleast_1d(np.asarray(at_min, dtype=np.float64))
    if times.size and not (times.min() >= FIRST_MIN and times.max() <= LAST_MIN):
        raise ValueError(f"truths are known from minute {FIRST_MIN} to {LAST_MIN}: ask within")
    return times
