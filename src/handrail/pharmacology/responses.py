"""What the drug does to many people at once: pressure, heart rate, what is felt, nausea, sedation.

Each person is a row of standard normal figures, `z`, one a column of `COLUMNS`; the files of `effects/` say what they
stand for. A person's own deviation and a session's are kept apart, because only the first is there again next time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handrail.pharmacology.effect_file import Effect, effects
from handrail.pharmacology.system import Floats

Curves = NDArray[np.floating[Any]]
"""In double or in single precision: the answer is in that of what was handed in."""

VARYING = {
    "felt": "half_at",
    "systolic": "per_unit",
    "diastolic": "per_unit",
    "heart_rate": "per_unit",
    "nausea": "half_at",
    "sedation": "half_at",
    "cadss": "per_unit",
}
PERSON = ("delay", "steepness", *VARYING)
SESSION = tuple(f"{name} today" for name in VARYING)
LEVELS = ("systolic level", "diastolic level", "heart rate level")
COLUMNS = (*PERSON, *SESSION, *LEVELS)
S_OF_RACEMATE = 0.5  # a racemate is half one and half the other
AGE_OF_SLOPE = 45.0  # the age at which the file's slope of systolic pressure holds
MOST_EXPONENT = 80.0  # beyond it single precision ends, and an effect is nothing long before
LEAST_SHARE = 1e-6  # of the half-effect concentration: no effect, and a logarithm that exists
HALVED = float(np.log(2))


@dataclass(frozen=True, slots=True)
class Responses:
    """The parameters of many people's responses, an array with a value for each.

    Concentrations are handed in with the people as the last axis, (times, people), and answered alike.
    """

    effect_site_rate_per_min: Floats
    felt_half_ng_per_ml: Floats
    felt_steepness: Floats
    systolic_mmhg_per_ng_per_ml: Floats
    diastolic_per_systolic: Floats
    heart_rate_per_ng_per_ml: Floats
    nausea_half_ng_per_ml: Floats
    sedation_half_ng_per_ml: Floats
    cadss_per_felt: Floats
    systolic_level_mmhg: Floats
    diastolic_level_mmhg: Floats
    heart_rate_level_per_min: Floats

    def rounded(self) -> "Responses":
        """The same in single precision, for curves that are drawn: seven digits, half the time."""
        return Responses(**{each.name: getattr(self, each.name).astype(np.float32) for each in fields(self)})

    def felt(self, effect_site_ng_per_ml: Curves) -> Curves:
        """How far away, 0 to 10. The concentration is of both enantiomers together; one of them is felt."""
        driving = S_OF_RACEMATE * effect_site_ng_per_ml
        return sigmoid(effects()["felt"], driving, self.felt_half_ng_per_ml, self.felt_steepness)

    def nausea(self, effect_site_ng_per_ml: Curves) -> Curves:
        """Nausea, 0 to 10."""
        return sigmoid(effects()["nausea"], effect_site_ng_per_ml, self.nausea_half_ng_per_ml)

    def sedation(self, effect_site_ng_per_ml: Curves) -> Curves:
        """Sedation as a part of the largest possible."""
        return sigmoid(effects()["sedation"], effect_site_ng_per_ml, self.sedation_half_ng_per_ml)

    def cadss(self, effect_site_ng_per_ml: Curves) -> Curves:
        """Points of the clinician's scale, for research."""
        return self.felt(effect_site_ng_per_ml) * self.cadss_per_felt

    def systolic_mmhg(self, effect_site_ng_per_ml: Curves) -> Curves:
        """Systolic pressure."""
        pressure: Curves = self.systolic_mmhg_per_ng_per_ml * effect_site_ng_per_ml
        pressure += self.systolic_level_mmhg
        return pressure

    def diastolic_mmhg(self, effect_site_ng_per_ml: Curves) -> Curves:
        """Diastolic pressure."""
        slope = self.diastolic_per_systolic * self.systolic_mmhg_per_ng_per_ml
        pressure: Curves = slope * effect_site_ng_per_ml
        pressure += self.diastolic_level_mmhg
        return pressure

    def heart_rate_per_min(self, effect_site_ng_per_ml: Curves) -> Curves:
        """Heart rate."""
        rate: Curves = self.heart_rate_per_ng_per_ml * effect_site_ng_per_ml
        rate += self.heart_rate_level_per_min
        return rate


def responses(z: Floats, *, age_years: float, hypertensive: bool) -> Responses:
    """The parameters that these figures stand for in a person of this age.

    Args:
        z: (people, at least COLUMNS), the columns in that order.
        age_years: raises the slope of systolic pressure.
        hypertensive: raises it too.
    """
    column = {name: z[:, place] for place, name in enumerate(COLUMNS)}
    systolic = effects()["systolic"]
    by_age = np.exp(systolic["per_year_of_age"] / 100 * (age_years - AGE_OF_SLOPE))
    by_history = systolic["if_hypertensive"] if hypertensive else 1.0
    levels = _levels(column)
    return Responses(
        effect_site_rate_per_min=HALVED / _delay(column["delay"]),
        felt_half_ng_per_ml=_varied("felt", column),
        felt_steepness=_steepness(column["steepness"]),
        systolic_mmhg_per_ng_per_ml=_varied("systolic", column) * by_age * by_history,
        diastolic_per_systolic=_varied("diastolic", column),
        heart_rate_per_ng_per_ml=_varied("heart_rate", column),
        nausea_half_ng_per_ml=_varied("nausea", column),
        sedation_half_ng_per_ml=_varied("sedation", column),
        cadss_per_felt=_varied("cadss", column),
        systolic_level_mmhg=levels["systolic"],
        diastolic_level_mmhg=levels["diastolic"],
        heart_rate_level_per_min=levels["heart_rate"],
    )


def sigmoid(effect: Effect, concentration: Curves, half_at: Curves, steepness: Curves | None = None) -> Curves:
    """From nothing to the ceiling, half of it where the concentration is at `half_at`; the file's steepness, or each one's own."""
    share = concentration / half_at
    np.maximum(share, LEAST_SHARE, out=share)
    np.log(share, out=share)
    share *= effect["steepness"] if steepness is None else steepness
    np.negative(share, out=share)
    np.minimum(share, MOST_EXPONENT, out=share)
    np.exp(share, out=share)
    share += 1
    np.divide(effect["ceiling"], share, out=share)
    return share


def _steepness(z: Floats) -> Floats:
    felt = effects()["felt"]
    return _log_normal(felt["steepness"], "median", sigma(felt["steepness_between_people"]), z)


def _delay(z: Floats) -> Floats:
    delay = effects()["delay"]
    return _log_normal(delay["half_time"], "mean", sigma(delay["between_people"]), z)


def _varied(name: str, column: Mapping[str, Floats]) -> Floats:
    """A person's figure today: both deviations of the logarithm together."""
    effect = effects()[name]
    number = effect.numbers[VARYING[name]]
    own, todays = sigma(effect["between_people"]), sigma(effect["between_sessions"])
    both = float(np.hypot(own, todays))
    combined = (own * column[name] + todays * column[f"{name} today"]) / both
    return _log_normal(number.value, str(number.typical), both, combined)


def _log_normal(typical: float, which: str, spread: float, z: Floats) -> Floats:
    shift = spread**2 / 2 if which == "mean" else 0.0
    values: Floats = typical * np.exp(spread * z - shift)
    return values


def sigma(cv_percent: float) -> float:
    """The standard deviation of the logarithm for a coefficient of variation."""
    return float(np.sqrt(np.log1p((cv_percent / 100) ** 2)))


def _levels(column: Mapping[str, Floats]) -> dict[str, Floats]:
    """Where each quantity stands without the drug; systolic and diastolic pressure go together."""
    together = effects()["diastolic"]["level_goes_with_systolic"] / 100
    alone = float(np.sqrt(1 - together**2))
    scores = {
        "systolic": column["systolic level"],
        "diastolic": together * column["systolic level"] + alone * column["diastolic level"],
        "heart_rate": column["heart rate level"],
    }
    return {name: effects()[name]["level"] + effects()[name]["level_scatter"] * z for name, z in scores.items()}
