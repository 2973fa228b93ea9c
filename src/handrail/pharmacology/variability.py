"""How a model's parameters differ between people: log-normally, each by its own width."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from handrail.pharmacology.system import Floats

PER_CENT = 100.0


@dataclass(frozen=True, slots=True)
class Variability:
    """The width of one parameter between people, whether somebody published it, and who, or from where it is borrowed."""

    parameter: str
    omega: float
    origin: str
    because: str


def omega_of_variance(omega_squared: float) -> float:
    """The standard deviation of the logarithm, from its square as papers give it."""
    return math.sqrt(omega_squared)


def omega_of_variation(cv_percent: float) -> float:
    """The standard deviation of the logarithm, from the coefficient of variation of the value itself."""
    return math.sqrt(math.log1p((cv_percent / PER_CENT) ** 2))


def spread(typical: Mapping[str, float], variability: Sequence[Variability], normals: Floats) -> dict[str, Floats]:
    """Values for many people about a typical one, from standard normal numbers, a row for each and a column for each width.

    Raises:
        ValueError: for fewer columns.
    """
    if normals.ndim != 2 or normals.shape[1] < len(variability):
        raise ValueError(f"normals must have the shape (people, {len(variability)} or more), not {normals.shape}.")
    values: dict[str, Floats] = {name: np.full(len(normals), value) for name, value in typical.items()}
    for place, each in enumerate(variability):
        values[each.parameter] = typical[each.parameter] * np.exp(each.omega * normals[:, place])
    return values
