"""Amounts and concentrations over time for a regimen, exactly: from one change to the next, no interpolation."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from handrail.pharmacology import star
from handrail.pharmacology.propagator import Propagator
from handrail.pharmacology.refused import Refused
from handrail.pharmacology.regimen import FURTHEST_MIN, Regimen, Segment
from handrail.pharmacology.system import Floats, System

PEOPLE_AT_ONCE = 256  # so that a batch stays in the processor's cache


@dataclass(frozen=True, slots=True)
class Concentrations:
    """Curves in ng/mL in the order of the times asked for; people lead where the system holds many."""

    plasma_ng_per_ml: Floats
    effect_site_ng_per_ml: Floats
    metabolites_ng_per_ml: dict[str, Floats] = field(default_factory=dict)


def concentrations(
    *,
    system: System,
    regimen: Regimen,
    at_min: ArrayLike,
    dose_factor: ArrayLike | None = None,
    on_all_cores: bool = False,
) -> Concentrations:
    """What plasma and effect site hold at each time, in ng/mL.

    Times may come in any order, repeated, or before the first dose (0 then). At the time of a bolus the value is
    the one after it. The relative error is below 1e-9 for as long as the value can be written as a float.

    Two ways lead to it. A system of many people whose drug goes from one centre out and back takes the closed form
    of `star`, which is compiled on first use (see `warm`); chains of metabolites, other systems, and a person
    alone, for whom compiling would take longer than it saves, take the series of `propagator`.

    Args:
        system: one person's or many people's, see `Model.for_person`, `Model.system`, `Model.parent_system`.
        regimen: what is given, the same for everybody in the system.
        at_min: the times, in the minutes of the regimen.
        dose_factor: what the regimen's doses are multiplied by: a number, or one for each person.
        on_all_cores: whether the closed form may use every core. Never in a server, whose threads call this side
            by side.

    Returns:
        Arrays of the shape (times,), or (people, times).

    Raises:
        Refused: for a time that is no number, or a factor below 0.
    """
    times = _times(at_min)
    factor = _factor(dose_factor, system.people)
    if not system.people:
        return _scaled(_curves(system, regimen, times), factor)
    figures = star.figures(system, factor)
    if figures is None:
        return _scaled(_by_series(system, regimen, times), factor)
    return _by_star(system, regimen, times, factor, figures, on_all_cores=on_all_cores)


def _by_star(
    system: System, regimen: Regimen, times: Floats, factor: Floats, figures: Floats, *, on_all_cores: bool
) -> Concentrations:
    ascending, places = np.unique(times, return_inverse=True)
    solved = star.solve(figures, regimen.segments(), ascending, on_all_cores=on_all_cores)
    left = np.flatnonzero(~solved.fine)
    if len(left):
        rest = _scaled(_by_series(system.part(left), regimen, ascending), factor[left])
        solved.plasma_ng_per_ml[left] = rest.plasma_ng_per_ml
        solved.effect_site_ng_per_ml[left] = rest.effect_site_ng_per_ml
    if np.array_equal(ascending, times):
        return Concentrations(solved.plasma_ng_per_ml, solved.effect_site_ng_per_ml)
    return Concentrations(solved.plasma_ng_per_ml[:, places], solved.effect_site_ng_per_ml[:, places])


def _by_series(system: System, regimen: Regimen, times: Floats) -> Concentrations:
    parts = [_curves(system.part(chosen), regimen, times) for chosen in _slices(system.people[0])]
    return Concentrations(
        plasma_ng_per_ml=np.concatenate([part.plasma_ng_per_ml for part in parts]),
        effect_site_ng_per_ml=np.concatenate([part.effect_site_ng_per_ml for part in parts]),
        metabolites_ng_per_ml={
            name: np.concatenate([part.metabolites_ng_per_ml[name] for part in parts]) for name in system.metabolites
        },
    )


def amounts(*, system: System, regimen: Regimen, at_min: ArrayLike) -> Floats:
    """The mg in each compartment, and in the effect site as `System` counts it: (..., states, times).

    Raises:
        Refused: for a time that is no number.
    """
    times = _times(at_min)
    order = np.argsort(times, kind="stable")
    ascending = times[order]
    states = len(system.names)
    result = np.zeros((*system.people, states, len(times)))
    for first, last, after in _stretches(system, regimen.segments(), ascending):
        result[..., order[first:last]] = after[..., :states, :]
    return result


def _stretches(system: System, segments: tuple[Segment, ...], ascending: Floats) -> Iterator[tuple[int, int, Floats]]:
    """For each segment with times in it: their places among the ascending times, and the states at them."""
    propagator = Propagator(_with_input(system))
    state = np.zeros((*system.people, len(system.names) + 1))
    starts = [segment.from_min for segment in segments]
    places = [*np.searchsorted(ascending, starts), len(ascending)]
    for segment, until, (first, last) in zip(segments, [*starts[1:], *starts[-1:]], pairwise(places), strict=True):
        if first == len(ascending):
            return
        state[..., system.dosed] += segment.bolus_mg
        state[..., -1] = segment.rate_mg_per_min
        after = propagator.after(state, np.append(ascending[first:last], until) - segment.from_min)
        yield int(first), int(last), after[..., :-1]
        state = after[..., -1]


def _with_input(system: System) -> Floats:
    """The rates with one more state: the infusion's rate, which flows into the dosed compartment and stays."""
    size = len(system.names)
    rates = np.zeros((*system.people, size + 1, size + 1))
    rates[..., :size, :size] = system.rates_per_min
    rates[..., system.dosed, size] = 1.0
    return rates


def _curves(system: System, regimen: Regimen, times: Floats) -> Concentrations:
    held = amounts(system=system, regimen=regimen, at_min=times)
    return Concentrations(
        plasma_ng_per_ml=system.plasma.of(held),
        effect_site_ng_per_ml=system.effect_site.of(held),
        metabolites_ng_per_ml={name: reading.of(held) for name, reading in system.metabolites.items()},
    )


def _scaled(curves: Concentrations, factor: Floats) -> Concentrations:
    """Everything is linear in the dose."""
    if np.all(factor == 1):
        return curves
    return Concentrations(
        plasma_ng_per_ml=curves.plasma_ng_per_ml * factor[..., np.newaxis],
        effect_site_ng_per_ml=curves.effect_site_ng_per_ml * factor[..., np.newaxis],
        metabolites_ng_per_ml={
            name: each * factor[..., np.newaxis] for name, each in curves.metabolites_ng_per_ml.items()
        },
    )


def _factor(dose_factor: ArrayLike | None, people: tuple[int, ...]) -> Floats:
    factor = np.asarray(1.0 if dose_factor is None else dose_factor, dtype=np.float64)
    if not np.all((factor >= 0) & (factor < np.inf)):
        raise Refused("dose_factor must be 0 or more for everybody.")
    if factor.shape not in {(), people}:
        raise Refused("dose_factor must be one number, or one for each person.")
    return np.broadcast_to(factor, people)


def _times(at_min: ArrayLike) -> Floats:
    times = np.asarray(at_min, dtype=np.float64)
    if times.ndim != 1 or not np.all(np.abs(times) <= FURTHEST_MIN):
        raise Refused(f"at_min must be a list of numbers of minutes, at most {FURTHEST_MIN:,.0f} from 0.")
    return times


def _slices(people: int) -> Iterator[slice]:
    return (slice(first, first + PEOPLE_AT_ONCE) for first in range(0, people, PEOPLE_AT_ONCE))
