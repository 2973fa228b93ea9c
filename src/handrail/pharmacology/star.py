"""The closed form for a drug that goes from one centre out to other compartments and back: many people at once.

Every drug here without its metabolites is such a star: the centre, where it is dosed and read, exchanges with each
of up to three other compartments, they with the centre only, and any of them may lose drug for good. Its matrix has
real eigenvalues -lambda, which lie between the exit rates d_j of the outer compartments: the roots of

    K - lambda - sum of q_j / (d_j - lambda),   K all that leaves the centre, q_j (rate out) x (rate back).

Each root is sought as its distance from the nearest d_j, so that close ones stay apart, and the smallest one, from
which everything hangs after weeks, as a quotient of positive sums. The part of the centre's drug that decays with
lambda is 1 / (1 + sum of q_j / (d_j - lambda)^2) of it: positive. So plasma is a sum of positive parts, each a decay
and a rise of its own; and the effect site a sum of positive differences of exponentials, written so that nothing
cancels, however short the step and however close the rates. Where a root cannot be told to twelve digits (an exchange
next to nothing beside a coincidence of rates), the person is left to `propagator`.

Literature: Golub, SIAM Review 1973;15:318-34 (the roots); Gu and Eisenstat, SIAM J Matrix Anal Appl 1995;16:172-91
(their distances from the poles); McCurdy, Ng and Parlett, Math Comp 1984;43:501-28 (divided differences of exp).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handrail.pharmacology.regimen import Segment
from handrail.pharmacology.structure import NANOGRAMS_PER_ML_IN_MG_PER_L, OUT, Flow, Structure
from handrail.pharmacology.system import Floats, System

SPOKES = 3
# A person's figures: what leaves the centre for good, the effect site's rate, what flows towards it for a ng/mL of
# plasma, the plasma's ng/mL for a mg; then for each spoke the rates out and back and what it loses for good.
FIGURES = 4 + 3 * SPOKES


@dataclass(frozen=True, slots=True)
class Solved:
    """Curves of (people, times), and for whom they hold."""

    plasma_ng_per_ml: Floats
    effect_site_ng_per_ml: Floats
    fine: NDArray[np.bool_]


def figures(system: System, dose_factor: Floats | float = 1.0) -> Floats | None:
    """What the closed form needs of each of the people; None for a system that is no star, or reports metabolites."""
    rates = system.rates_per_min
    site, centre = len(system.names) - 1, system.dosed
    spokes = [place for place in range(site) if place != centre]
    if system.metabolites or len(spokes) > SPOKES or not _is_star(system, spokes):
        return None
    people = np.zeros((*system.people, FIGURES))
    people[..., 0] = _lost(rates[..., :site, centre])
    people[..., 1] = -rates[..., site, site]
    readings = system.effect_site.ng_per_ml_per_mg / system.plasma.ng_per_ml_per_mg
    people[..., 2] = rates[..., site, centre] * readings
    people[..., 3] = system.plasma.ng_per_ml_per_mg * dose_factor
    for place, spoke in enumerate(spokes):
        people[..., 4 + place] = rates[..., spoke, centre]
        people[..., 4 + SPOKES + place] = rates[..., centre, spoke]
        people[..., 4 + 2 * SPOKES + place] = _lost(rates[..., :site, spoke])
    return people


def figures_of(structure: Structure, values: Mapping[str, Floats]) -> Floats | None:
    """As `figures`, straight from a structure and many people's parameters: a fifth of the time of writing a matrix first."""
    centre = structure.plasma
    spokes = [each.name for each in structure.compartments if each.name != centre]
    if structure.metabolites or structure.effect_site.compartment != centre or len(spokes) > SPOKES:
        return None
    people = np.zeros((len(values[structure.effect_site.rate]), FIGURES))
    people[:, 1] = people[:, 2] = values[structure.effect_site.rate]
    people[:, 3] = NANOGRAMS_PER_ML_IN_MG_PER_L / structure.volume(centre, values)
    for flow in structure.flows:
        column = _column(flow, centre, spokes)
        if column is None:
            return None
        people[:, column] += structure.per_min(flow, values)
    return people


def _column(flow: Flow, centre: str, spokes: list[str]) -> int | None:
    """Which figure a flow belongs to; None for one between spokes."""
    if flow.source == centre:
        return 0 if flow.target == OUT else 4 + spokes.index(flow.target)
    if flow.target == centre:
        return 4 + SPOKES + spokes.index(flow.source)
    return 4 + 2 * SPOKES + spokes.index(flow.source) if flow.target == OUT else None


def _is_star(system: System, spokes: list[int]) -> bool:
    """Flows between the centre and the spokes only, and from the centre to the effect site."""
    site, centre = len(system.names) - 1, system.dosed
    allowed = np.eye(site + 1, dtype=np.bool_)
    allowed[centre, spokes] = allowed[spokes, centre] = allowed[site, centre] = True
    read = system.plasma.state == centre and system.effect_site.state == site
    flowing = system.rates_per_min.any(axis=tuple(range(len(system.people))))
    return read and not np.any(flowing & ~allowed)


def _lost(column: Floats) -> Floats:
    """What leaves a compartment for good: its exits without what goes elsewhere, the rounding of the sum put back."""
    total = np.zeros(column.shape[:-1])
    missed = np.zeros(column.shape[:-1])
    for place in range(column.shape[-1]):
        term = -column[..., place]
        after = total + term
        part = after - total
        missed += (total - (after - part)) + (term - part)
        total = after
    lost: Floats = np.maximum(total + missed, 0.0)
    return lost


def solve(people: Floats, segments: tuple[Segment, ...], times: Floats, *, on_all_cores: bool) -> Solved:
    """Curves at ascending times, none of them twice, for people given by their figures."""
    kernel = _kernel()
    shape = (len(people), len(times))
    solved = Solved(np.empty(shape), np.empty(shape), np.ones(len(people), dtype=np.bool_))
    starts = np.array([segment.from_min for segment in segments])
    before = int(np.searchsorted(times, starts[0])) if len(starts) else len(times)
    solved.plasma_ng_per_ml[:, :before] = 0.0
    solved.effect_site_ng_per_ml[:, :before] = 0.0
    if before < len(times):
        steps = kernel.plan(times, starts)
        changes = np.array([(segment.bolus_mg, segment.rate_mg_per_min) for segment in segments])
        run = kernel.on_all_cores if on_all_cores else kernel.on_one_core
        run(people, steps, changes, solved.plasma_ng_per_ml, solved.effect_site_ng_per_ml, solved.fine)
    return solved


def warm() -> None:
    """Compile, or read what was compiled before, so that nobody waits for it later."""
    people = np.zeros((1, FIGURES))
    people[:, :5] = people[:, 4 + SPOKES] = 1.0
    solve(people, (Segment(0.0, 1.0, 1.0),), np.array([1.0]), on_all_cores=False)


def _kernel() -> Any:
    """The compiled functions, imported on first use: the compiler is large."""
    return import_module("handrail.pharmacology.star_kernel")
