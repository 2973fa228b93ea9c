"""What was measured or told in a session, and how likely each is for many virtual twins."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np

from handrail.pharmacology.effect_file import effects
from handrail.pharmacology.responses import Curves, Responses
from handrail.pharmacology.system import Floats

Kind = Literal["systolic", "diastolic", "heart_rate", "felt", "nausea"]

ERROR = {
    "systolic": ("cuff_error", "artefacts"),
    "diastolic": ("cuff_error", "artefacts"),
    "heart_rate": ("reading_error", "artefacts"),
    "felt": ("rating_error", "odd_ratings"),
    "nausea": ("rating_error", "odd_ratings"),
}
STRAY = 8.0  # how many times wider an artefact scatters than a good reading: it may lie anywhere, and so steers nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One value at one moment: mmHg, beats a minute, or 0 to 10."""

    kind: Kind
    at_min: float
    value: float


def log_likelihood(readings: Sequence[Reading], responses: Responses, effect_site_ng_per_ml: Floats) -> Floats:
    """The logarithm of how likely the readings are for each twin, up to a constant.

    A reading is the twin's value with what the quantity does by itself and the error of reading it; some readings are
    artefacts, which scatter widely about anything.

    Args:
        readings: in any order.
        responses: the twins' parameters.
        effect_site_ng_per_ml: (readings, twins), at the time of each reading.

    Returns:
        (twins,).
    """
    total = np.zeros(effect_site_ng_per_ml.shape[-1])
    places = sorted(range(len(readings)), key=lambda place: readings[place].kind)
    for kind, group in groupby(places, key=lambda place: readings[place].kind):
        chosen = list(group)
        observed = np.array([readings[place].value for place in chosen])
        expected = expected_of(kind, responses, effect_site_ng_per_ml[chosen])
        total += _scattered(kind, observed[:, np.newaxis] - expected).sum(axis=0)
    return total


def expected_of(kind: Kind, responses: Responses, effect_site_ng_per_ml: Floats) -> Curves:
    """What each twin would show."""
    match kind:
        case "systolic":
            return responses.systolic_mmhg(effect_site_ng_per_ml)
        case "diastolic":
            return responses.diastolic_mmhg(effect_site_ng_per_ml)
        case "heart_rate":
            return responses.heart_rate_per_min(effect_site_ng_per_ml)
        case "felt":
            return responses.felt(effect_site_ng_per_ml)
        case "nausea":
            return responses.nausea(effect_site_ng_per_ml)


def _scattered(kind: Kind, off: Curves) -> Curves:
    """The logarithm of a mixture of good readings and artefacts."""
    effect = effects()[kind]
    error, artefacts = ERROR[kind]
    spread = float(np.hypot(effect[error], effect["wandering"]))
    odd = effect.numbers[artefacts].part
    good = np.log1p(-odd) - 0.5 * (off / spread) ** 2
    stray = np.log(odd / STRAY) - 0.5 * (off / (STRAY * spread)) ** 2
    mixed: Curves = np.logaddexp(good, stray)
    return mixed
