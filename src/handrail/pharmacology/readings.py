"""What was measured or told in a session, and how likely each is for many virtual twins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np

from handrail.pharmacology.effect_file import effects
from handrail.pharmacology.responses import Curves, Responses
from handrail.pharmacology.system import Floats

Kind = Literal["systolic", "diastolic", "heart_rate", "felt", "nausea"]

ERROR: Mapping[str, tuple[str, str]] = {
    "systolic": ("cuff_error", "artefacts"),
    "diastolic": ("cuff_error", "artefacts"),
    "heart_rate": ("reading_error", "artefacts"),
    "felt": ("rating_error", "odd_ratings"),
    "nausea": ("rating_error", "odd_ratings"),
}
CUFF = ("systolic", "diastolic")
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
    places = sorted(range(len(readings)), key=lambda place: _taken(readings[place]))
    for (source, _at_min), group in groupby(places, key=lambda place: _taken(readings[place])):
        parts = [(readings[place], effect_site_ng_per_ml[place]) for place in group]
        total += _one_taken(source, parts, responses)
    return total


def _taken(reading: Reading) -> tuple[str, float]:
    """What brought a reading, and when: both pressures of a cuff come from one inflation, good or spoiled together."""
    return ("cuff" if reading.kind in CUFF else reading.kind, reading.at_min)


def _one_taken(source: str, parts: Sequence[tuple[Reading, Floats]], responses: Responses) -> Floats:
    """The logarithm of how likely what was taken at one time is: good, or an artefact as a whole."""
    off = [
        (reading.value - expected_of(reading.kind, responses, effect_site)) / _spread(reading.kind)
        for reading, effect_site in parts
    ]
    scaled = 0.5 * sum(each * each for each in off)
    odd = _odd("systolic" if source == "cuff" else parts[0][0].kind)
    good = np.log1p(-odd) - scaled
    stray = np.log(odd) - scaled / STRAY**2 - len(parts) * np.log(STRAY)
    return _of_either(good, stray)


def _of_either(one: Floats, other: Floats) -> Floats:
    """The logarithm of the sum of two shares, from their logarithms: `logaddexp` for finite ones, in a third of its time."""
    most = np.maximum(one, other)
    total: Floats = most + np.log(1 + np.exp(np.minimum(one, other) - most))
    return total


def reading_error(kind: str) -> float:
    """How far a good reading lies from what it reads: one standard deviation, in the quantity's unit."""
    return effects()[kind][ERROR[kind][0]]


def _spread(kind: Kind) -> float:
    """What a quantity does by itself and the error of reading it, together."""
    effect = effects()[kind]
    return float(np.hypot(effect[ERROR[kind][0]], effect["wandering"]))


def _odd(kind: Kind) -> float:
    """The share of readings that are artefacts."""
    return effects()[kind].numbers[ERROR[kind][1]].part


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
