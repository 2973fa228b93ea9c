"""What the twins say of the time to come: bands minute by minute, the chance of a limit, and when things are over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handrail.pharmacology.effect_file import effects
from handrail.pharmacology.regimen import Regimen
from handrail.pharmacology.responses import Curves
from handrail.pharmacology.system import Floats
from handrail.pharmacology.twins import Twins

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)  # the median, the middle half, and nine of ten
QUANTITIES = ("plasma", "effect_site", "felt", "systolic", "diastolic")
WANDERING = ("felt", "systolic", "diastolic", "heart_rate", "nausea")
SCALES = {"felt": (0.0, 10.0), "nausea": (0.0, 10.0)}


@dataclass(frozen=True, slots=True)
class Paths:
    """Every twin's course of each quantity, (times, twins): ng/mL, 0 to 10, mmHg, beats a minute.

    `calm` is what the drug does alone; `of` has in it what the quantity does by itself.
    """

    at_min: Floats
    of: Mapping[str, Curves]
    calm: Mapping[str, Curves]

    def bands(self, quantity: str) -> Floats:
        """The `LEVELS` at each time, (levels, times)."""
        return quantiles(self.of[quantity])


@dataclass(frozen=True, slots=True)
class Wanderings:
    """What each quantity does by itself, (times, twins): the same for every choice, so that choices compare."""

    at_min: Floats
    of: Mapping[str, Curves]


def wanderings(twins: Twins, at_min: Floats, seed: Sequence[int], quantities: Sequence[str] = WANDERING) -> Wanderings:
    """Paths about zero that forget themselves: what no reading foretells.

    Args:
        twins: for how many.
        at_min: ascending.
        seed: of the session.
        quantities: which of `WANDERING` are asked for.
    """
    chance = np.random.default_rng([*seed, len(at_min)])
    return Wanderings(at_min, {name: _forgetting(name, len(twins), at_min, chance) for name in quantities})


def _forgetting(name: str, count: int, at_min: Floats, chance: np.random.Generator) -> Curves:
    effect = effects()[name]
    path = chance.standard_normal((len(at_min), count), dtype=np.float32)
    kept = np.exp(-np.diff(at_min) / effect["wandering_lasts"]).astype(np.float32)
    for place, share in enumerate(kept, 1):
        path[place] *= np.sqrt(1 - share**2)
        path[place] += share * path[place - 1]
    path *= np.float32(effect["wandering"])
    return path


def paths(twins: Twins, regimen: Regimen, wandering: Wanderings, quantities: Sequence[str] = QUANTITIES) -> Paths:
    """Each twin's course under a regimen, at the times of the wanderings.

    Raises:
        Refused: where a model is led beyond what a body can have.
    """
    plasma, site = _curves(twins, regimen, wandering.at_min)
    responses = twins.responses.rounded()
    ways: dict[str, Callable[[Curves], Curves]] = {
        "plasma": lambda _site: plasma,
        "effect_site": lambda site: site,
        "felt": responses.felt,
        "nausea": responses.nausea,
        "sedation": responses.sedation,
        "cadss": responses.cadss,
        "systolic": responses.systolic_mmhg,
        "diastolic": responses.diastolic_mmhg,
        "heart_rate": responses.heart_rate_per_min,
    }
    calm = {name: ways[name](site) for name in quantities}
    return Paths(wandering.at_min, {name: _wandered(name, calm[name], wandering) for name in quantities}, calm)


def _curves(twins: Twins, regimen: Regimen, at_min: Floats) -> tuple[Curves, Curves]:
    """Plasma and effect site in single precision, (times, twins)."""
    curves = twins.concentrations(regimen, at_min)
    return _kernel().turned(curves.plasma_ng_per_ml), _kernel().turned(curves.effect_site_ng_per_ml)


def _wandered(name: str, course: Curves, wandering: Wanderings) -> Curves:
    if name not in wandering.of:
        return course
    moved: Curves = course + wandering.of[name]
    if name in SCALES:
        np.clip(moved, *SCALES[name], out=moved)
    return moved


def quantiles(values: Curves, levels: Sequence[float] = LEVELS) -> Floats:
    """Levels over the twins, each the value of one of them in single precision, (levels, ...); the twins are the last axis."""
    count = values.shape[-1]
    ranks = np.array([min(count - 1, int(level * count)) for level in levels])
    ascending = np.argsort(ranks, kind="stable")
    rows = np.ascontiguousarray(values, dtype=np.float32).reshape(-1, count)
    picked = np.empty((len(levels), len(rows)))
    picked[ascending] = _kernel().ranked(rows, ranks[ascending]).T
    return picked.reshape(len(levels), *values.shape[:-1])


def highest(paths: Paths, quantity: str, *, within_min: float) -> Curves:
    """The highest value of each twin from the first time on, (twins,)."""
    first = paths.at_min[0]
    top: Curves = paths.of[quantity][paths.at_min <= first + within_min].max(axis=0)
    return top


def chance_of_either(paths: Paths, limits: Mapping[str, float], *, within_min: float) -> float:
    """The share of twins in which any of these quantities reaches its limit."""
    reached = [highest(paths, name, within_min=within_min) >= limit for name, limit in limits.items()]
    return float(np.logical_or.reduce(reached).mean())


def settled_at(below: NDArray[np.bool_], at_min: Floats) -> Floats:
    """When each twin is below for good, in the minutes of the times; infinite where it never is, (twins,).

    Args:
        below: (times, twins).
        at_min: ascending.
    """
    last_above = below.shape[0] - 1 - np.argmax(~below[::-1], axis=0)
    place = np.where(below.all(axis=0), 0, last_above + 1)
    settled: Floats = np.append(at_min, np.inf)[place]
    return settled


def warm() -> None:
    """Compile, or read what was compiled before, so that nobody waits for it later."""
    quantiles(_kernel().turned(np.array([[1.0], [2.0]])), [0.5])


def _kernel() -> Any:
    """The compiled functions, imported on first use: the compiler is large."""
    return import_module("handrail.pharmacology.outlook_kernel")
