"""What readings teach of the twins: reweighted and resampled step by step, so that never a handful stands for all.

The readings' weight is raised from nothing to the whole in as many steps as it takes for each step to leave enough
twins that count (tempering). After each step the twins are drawn anew by their weights, equally many as before, and
each is moved a little in a way that keeps what is known (a preconditioned Crank-Nicolson step: it leaves the standard
normal scatter as it is and asks the readings whether to go), and may take a body of another model. Nothing is kept between calls: the same readings and
the same seed give the same twins, in a session as in its replay.

Sources: Del Moral, Doucet, Jasra, J R Stat Soc B 2006;68:411-36 (sequential Monte Carlo samplers); Cotter et al.,
Stat Sci 2013;28:424-46 (the step).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from handrail.pharmacology.readings import Reading, log_likelihood
from handrail.pharmacology.regimen import Regimen
from handrail.pharmacology.responses import COLUMNS
from handrail.pharmacology.system import Floats
from handrail.pharmacology.twins import NOTHING_KNOWN, Knowledge, Patient, Twins, draw

BODY = len(COLUMNS)  # where the figures of the body begin, behind those of the responses
HALVINGS = 40  # of the interval in which the next weight of the readings is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How many twins, and how they are moved."""

    pool: int = 3000
    twins: int = 2000
    that_count: float = 0.4  # the share of the pool that must count after a step
    reaches: tuple[float, ...] = (0.4, 0.15)  # of the moves after each step: 0 stays, 1 draws anew; far, then near
    steps: int = 12  # at most; the last one takes the whole weight


USUAL = Effort()


@dataclass(frozen=True, slots=True)
class Learned:
    """The twins after the readings, and how much the readings were able to choose among."""

    twins: Twins
    steps: int
    distinct: int


def learn(
    patient: Patient,
    *,
    regimen: Regimen,
    readings: Sequence[Reading],
    seed: Sequence[int],
    knowledge: Knowledge = NOTHING_KNOWN,
    effort: Effort = USUAL,
) -> Learned:
    """Twins that agree with the readings as far as the readings can tell, equally weighted.

    Args:
        patient: whose twins.
        regimen: what reached the vein, in the minutes of the readings; what comes later does not matter.
        readings: in any order; none leaves the twins as they were drawn.
        seed: of the session, so that the same session gives the same twins.
        knowledge: what earlier sessions taught.
        effort: how many, how carefully.

    Raises:
        Refused: when no model was made for such a person.
    """
    chance = np.random.default_rng(seed)
    twins = draw(patient, count=effort.pool, chance=chance, knowledge=knowledge)
    steps = 0
    if readings:
        twins, steps = _Learner(regimen, readings, chance, effort).all_of(twins)
    kept = twins.chosen(np.sort(chance.permutation(len(twins))[: effort.twins]))
    return Learned(kept, steps, len(np.unique(kept.standard[:, 0])))


class _Learner:
    """The readings of one session, brought to bear step by step."""

    def __init__(
        self, regimen: Regimen, readings: Sequence[Reading], chance: np.random.Generator, effort: Effort
    ) -> None:
        self.regimen = regimen
        self.readings = sorted(readings, key=lambda reading: reading.at_min)
        self.at_min = np.array([reading.at_min for reading in self.readings])
        self.chance = chance
        self.effort = effort

    def all_of(self, twins: Twins) -> tuple[Twins, int]:
        """The twins after the whole weight of the readings, and the steps it took."""
        weight, likely, step = 0.0, self._likely(twins), 0
        while weight < 1:
            step += 1
            more = 1 - weight if step == self.effort.steps else self._next(likely, 1 - weight)
            weight += more
            places = resampled(np.exp(more * (likely - likely.max())), self.chance)
            twins, likely = twins.chosen(places), likely[places]
            for reach in self.effort.reaches:
                twins, likely = self._moved(twins, likely, weight, reach)
            twins, likely = self._in_another_body(twins, likely, weight)
        return twins, step

    def _likely(self, twins: Twins) -> Floats:
        effect_site = twins.concentrations(self.regimen, self.at_min).effect_site_ng_per_ml
        return log_likelihood(self.readings, twins.responses, effect_site.T)

    def _next(self, likely: Floats, most: float) -> float:
        """How much more weight the readings may get so that enough twins still count."""
        wanted = self.effort.that_count * len(likely)
        if that_count(most * likely) >= wanted:
            return most
        low, high = 0.0, most
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            if that_count(middle * likely) >= wanted:
                low = middle
            else:
                high = middle
        return max(low, high / 2)

    def _in_another_body(self, twins: Twins, likely: Floats, weight: float) -> tuple[Twins, Floats]:
        """Each twin asks the readings whether it could as well have a body of another model; it keeps its responses."""
        model = self.chance.integers(len(twins.models), size=len(twins))
        standard = twins.standard.copy()
        standard[:, BODY:] = self.chance.standard_normal((len(twins), standard.shape[1] - BODY))
        return self._kept(twins, likely, replace(twins, model=model, standard=standard), weight)

    def _moved(self, twins: Twins, likely: Floats, weight: float, reach: float) -> tuple[Twins, Floats]:
        fresh = self.chance.standard_normal(twins.standard.shape)
        proposed = twins.moved(np.sqrt(1 - reach**2) * twins.standard + reach * fresh)
        return self._kept(twins, likely, proposed, weight)

    def _kept(self, twins: Twins, likely: Floats, proposed: Twins, weight: float) -> tuple[Twins, Floats]:
        """What is proposed where the readings allow it, what there was elsewhere; both are as likely before any reading."""
        promised = self._likely(proposed)
        goes = np.log(self.chance.random(len(twins))) < weight * (promised - likely)
        standard = np.where(goes[:, np.newaxis], proposed.standard, twins.standard)
        model = np.where(goes, proposed.model, twins.model)
        return replace(twins, model=model, standard=standard), np.where(goes, promised, likely)


def that_count(log_weights: Floats) -> float:
    """The effective number: as many equally weighted ones would tell as much."""
    weights = np.exp(log_weights - log_weights.max())
    return float(weights.sum() ** 2 / (weights**2).sum())


def resampled(weights: Floats, chance: np.random.Generator) -> NDArray[np.intp]:
    """Places drawn by weight at even distances: a twin of weight w comes w times, rounded up or down."""
    ladder = np.cumsum(weights)
    rungs = (np.arange(len(weights)) + chance.random()) / len(weights) * ladder[-1]
    places: NDArray[np.intp] = np.minimum(np.searchsorted(ladder, rungs, side="right"), len(weights) - 1)
    return places
