"""One person, or many, as a linear system of compartments: what the exact solution works on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Chosen = slice | NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Reading:
    """A concentration as a multiple of the amount in one compartment."""

    state: int
    ng_per_ml_per_mg: Floats

    def of(self, amounts_mg: Floats) -> Floats:
        """The concentration over time; people lead where there are many."""
        concentration: Floats = self.ng_per_ml_per_mg[..., np.newaxis] * amounts_mg[..., self.state, :]
        return concentration


@dataclass(frozen=True, slots=True)
class System:
    """d(amounts)/dt = rates @ amounts + dose, in mg and minutes.

    The rates are a matrix whose entries off the diagonal are 0 or more, so that amounts are too. Leading axes are
    people: one system may hold thousands, each with a matrix of their own. The last state is the effect site, in mg
    as if its volume were that of the compartment that drives it.
    """

    names: tuple[str, ...]
    rates_per_min: Floats
    dosed: int
    plasma: Reading
    effect_site: Reading
    metabolites: Mapping[str, Reading] = field(default_factory=dict)

    @property
    def people(self) -> tuple[int, ...]:
        """The shape of the leading axes: () for one person."""
        return self.rates_per_min.shape[:-2]

    def part(self, chosen: Chosen) -> "System":
        """Some of the people of a system of many."""
        return System(
            names=self.names,
            rates_per_min=self.rates_per_min[chosen],
            dosed=self.dosed,
            plasma=_part(self.plasma, chosen),
            effect_site=_part(self.effect_site, chosen),
            metabolites={name: _part(reading, chosen) for name, reading in self.metabolites.items()},
        )


def _part(reading: Reading, chosen: Chosen) -> Reading:
    return Reading(reading.state, reading.ng_per_ml_per_mg[chosen])
