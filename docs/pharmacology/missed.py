"""Of whom the band of what is felt falls short: whether those are the slow metabolisers, or those at the end of the scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.core.pharmacology.truths import Truth
from tests.core.pharmacology.truths_bodies import flow_size

TYPICAL_L_PER_MIN = 92.7 / 60  # the clearance of S-ketamine in the truths' model of two enantiomers, at 70 kg
SLOW = 0.5  # of that: below it somebody counts as slow
END_OF_SCALE = 9.95  # of 10


@dataclass(frozen=True, slots=True)
class Felt:
    """One truth with two enantiomers: what was felt, and the upper end of its band."""

    truth: Truth
    felt: float
    high: float

    @property
    def above(self) -> bool:
        """Whether the band falls short."""
        return self.felt > self.high

    @property
    def slow(self) -> bool:
        """Whether this person clears the drug at less than half the typical rate."""
        clears = self.truth.body.blood.enantiomers[0].clearance_l_per_min
        return clears < SLOW * TYPICAL_L_PER_MIN * flow_size(self.truth.covariates.weight_kg)


@dataclass(frozen=True, slots=True)
class Missed:
    """How many of so many were felt above their band; of those, how many at the end of the scale; and how many slow ones."""

    people: int
    above: int
    at_end: int
    slow: int
    slow_above: int


def missed(felt: Sequence[Felt]) -> Missed:
    """The counts."""
    above = [one for one in felt if one.above]
    return Missed(
        people=len(felt),
        above=len(above),
        at_end=sum(one.felt >= END_OF_SCALE for one in above),
        slow=sum(one.slow for one in felt),
        slow_above=sum(one.slow for one in above),
    )
