"""What readings teach of the twins: reweighted and resampled step by step, so that never a handful stands for all.

The readings' weight is raised from nothing to the whole in as many steps as it takes for each step to leave enough
twins that count (tempering). After each step the twins are drawn anew by their weights, equally many as before, and
moved in ways that keep what is known. A move leaves the standard normal scatter as it is (a preconditioned
Crank-Nicolson step) and asks the readings whether to go:

- the whole twin a little;
- its responses alone, which costs a quarter, because its concentrations stay;
- its body alone, for one of any model.

Nothing is kept between calls: the same readings and the same seed give the same twins, in a session as in its replay.

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

# Which figures of a twin: all of them, those of the responses that leave concentrations alone, those of the body.
EVERYTHING, RESPONSES, BODY = slice(None), slice(COLUMNS.index("delay") + 1, len(COLUMNS)), slice(len(COLUMNS), None)
HALVINGS = 40  # of the interval in which the next weight of the readings is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How many twins, and how far they are moved after each step: 0 stays, 1 draws anew."""

    pool: int = 2000
    twins: int = 2000
    that_count: float = 0.4  # the share of the pool that must count after a step
    whole: float = 0.3  # how far a twin is moved with everything it has
    responses: tuple[float, float] = (0.5, 0.2)  # and with its responses alone: far before another body, near after it
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
    return Learned(kept, steps, _different(kept))


def _different(twins: Twins) -> int:
    """How many are not another's copy: two that differ do not add up to the same."""
    return len(np.unique(twins.standard.sum(axis=1)))


@dataclass(frozen=True, slots=True)
class _Pool:
    """Twins with what is at their effect site at each reading, (times, twins), and how likely that makes the readings."""

    twins: Twins
    site: Floats
    likely: Floats

    def chosen(self, places: NDArray[np.intp]) -> "_Pool":
        """These, in this order, as often as they are named."""
        return _Pool(self.twins.chosen(places), self.site[:, places], self.likely[places])

    def where(self, goes: NDArray[np.bool_], other: "_Pool") -> "_Pool":
        """The other's twin where it goes, one's own elsewhere."""
        standard = np.where(goes[:, np.newaxis], other.twins.standard, self.twins.standard)
        model = np.where(goes, other.twins.model, self.twins.model)
        return _Pool(
            replace(self.twins, model=model, standard=standard),
            np.where(goes, other.site, self.site),
            np.where(goes, other.likely, self.likely),
        )


class _Learner:
    """The readings of one session, brought to bear step by step."""

    def __init__(
        self, regimen: Regimen, readings: Sequence[Reading], chance: np.random.Generator, effort: Effort
    ) -> None:
        self.regimen = regimen
        self.readings = sorted(readings, key=lambda reading: reading.at_min)
        self.at_min, self.place = np.unique([reading.at_min for reading in self.readings], return_inverse=True)
        self.chance = chance
        self.effort = effort

    def all_of(self, twins: Twins) -> tuple[Twins, int]:
        """The twins after the whole weight of the readings, and the steps it took."""
        weight, pool, step = 0.0, self._pool(twins), 0
        while weight < 1:
            step += 1
            more = 1 - weight if step == self.effort.steps else self._next(pool.likely, 1 - weight)
            weight += more
            pool = pool.chosen(resampled(np.exp(more * (pool.likely - pool.likely.max())), self.chance))
            pool = self._moved(pool, weight)
        return pool.twins, step

    def _pool(self, twins: Twins, site: Floats | None = None) -> _Pool:
        """The twins asked by the readings; their effect sites worked out anew where they are not handed in."""
        if site is None:
            site = twins.concentrations(self.regimen, self.at_min).effect_site_ng_per_ml.T
        return _Pool(twins, site, log_likelihood(self.readings, twins.responses, site[self.place]))

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

    def _moved(self, pool: _Pool, weight: float) -> _Pool:
        far, near = self.effort.responses
        pool = self._asked(pool, self._pool(self._near(pool.twins, EVERYTHING, self.effort.whole)), weight)
        pool = self._asked(pool, self._pool(self._near(pool.twins, RESPONSES, far), pool.site), weight)
        pool = self._asked(pool, self._pool(self._in_another_body(pool.twins)), weight)
        return self._asked(pool, self._pool(self._near(pool.twins, RESPONSES, near), pool.site), weight)

    def _near(self, twins: Twins, columns: slice, reach: float) -> Twins:
        """Twins not far from these in some of their figures, scattered as before."""
        standard = twins.standard.copy()
        kept = standard[:, columns]
        standard[:, columns] = np.sqrt(1 - reach**2) * kept + reach * self.chance.standard_normal(kept.shape)
        return replace(twins, standard=standard)

    def _in_another_body(self, twins: Twins) -> Twins:
        """The same responses, each in a body of whatever model."""
        model = self.chance.integers(len(twins.models), size=len(twins))
        return replace(self._near(twins, BODY, 1.0), model=model)

    def _asked(self, pool: _Pool, proposed: _Pool, weight: float) -> _Pool:
        """What is proposed where the readings allow it; before any reading it is as likely as what there was."""
        goes = np.log(self.chance.random(len(pool.twins))) < weight * (proposed.likely - pool.likely)
        return pool.where(goes, proposed)


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
