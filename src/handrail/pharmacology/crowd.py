"""People whose models differ, side by side: made ready once, then curve after curve in one call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handrail.pharmacology import star
from handrail.pharmacology.exact import Concentrations, concentrations
from handrail.pharmacology.regimen import Regimen
from handrail.pharmacology.structure import Structure
from handrail.pharmacology.system import Floats


@dataclass(frozen=True, slots=True)
class Group:
    """Those of the people who have one structure, by their places, and their parameters in L, L/min and 1/min."""

    places: NDArray[np.intp]
    structure: Structure
    values: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everybody's figures for the closed form, and the groups for those whom it does not serve."""

    groups: tuple[Group, ...]
    figures: Floats

    def concentrations(self, regimen: Regimen, at_min: Floats) -> Concentrations:
        """As `exact.concentrations` would answer for each group, (people, times); the times ascend, none comes twice.

        Raises:
            Refused: when a parameter is not above 0, or not a number that a body could have.
        """
        solved = star.solve(self.figures, regimen.segments(), at_min, on_all_cores=False)
        for group in self.groups:
            left = np.flatnonzero(~solved.fine[group.places])
            if len(left):
                system = group.structure.system(
                    {name: group.values[name][left] for name in group.structure.parameters()}
                )
                rest = concentrations(system=system, regimen=regimen, at_min=at_min)
                solved.plasma_ng_per_ml[group.places[left]] = rest.plasma_ng_per_ml
                solved.effect_site_ng_per_ml[group.places[left]] = rest.effect_site_ng_per_ml
        return Concentrations(solved.plasma_ng_per_ml, solved.effect_site_ng_per_ml)


def crowd(groups: Sequence[Group], *, people: int) -> Crowd:
    """People of several structures, each of them in one of the groups."""
    figures = np.zeros((people, star.FIGURES))
    for group in groups:
        found = star.figures_of(group.structure, group.values)
        if found is not None:
            figures[group.places] = found
    # Noughts are no star: who has no figures, or one that no body could have, is left to the other way, which refuses.
    figures[~np.all((figures >= 0) & (figures < np.inf), axis=1) | (figures[:, 1] == 0)] = 0.0
    return Crowd(tuple(groups), figures)
