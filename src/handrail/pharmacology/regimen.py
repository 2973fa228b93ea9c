"""What is given, when: boluses and infusions at steady rates, in milligrams of ketamine base and minutes."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from handrail.pharmacology.refused import Refused

FURTHEST_MIN = 1e9  # beyond some 1,900 years a float no longer tells the milliseconds apart
LARGEST_MG = 1e9  # a tonne: sums of such doses stay far from where floats end


@dataclass(frozen=True, slots=True, kw_only=True)
class Bolus:
    """A dose given at one moment.

    Raises:
        Refused: for a dose below 0, or a number that is none.
    """

    dose_mg: float
    at_min: float

    def __post_init__(self) -> None:
        _amount("bolus_mg", self.dose_mg)
        check_time("at_min", self.at_min)


@dataclass(frozen=True, slots=True, kw_only=True)
class Infusion:
    """A steady rate from one moment to another.

    Raises:
        Refused: for a rate below 0, an end before the start, or a number that is none.
    """

    rate_mg_per_min: float
    from_min: float
    to_min: float

    def __post_init__(self) -> None:
        _amount("rate_mg_per_min", self.rate_mg_per_min)
        check_time("from_min", self.from_min)
        check_time("to_min", self.to_min)
        if self.to_min < self.from_min:
            raise Refused(f"to_min ({self.to_min:g}) must not be before from_min ({self.from_min:g}).")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of time from one change to the next: a dose at its first moment, then one steady rate."""

    from_min: float
    bolus_mg: float
    rate_mg_per_min: float


@dataclass(frozen=True, slots=True)
class Regimen:
    """Everything that is given to one person, in any order; what overlaps adds up."""

    items: tuple[Bolus | Infusion, ...]

    def segments(self) -> tuple[Segment, ...]:
        """The same cut at every change; the last segment goes on without an end, at rate 0."""
        return tuple(self._cut())

    def _cut(self) -> Iterator[Segment]:
        infusions = sorted(
            (item for item in self.items if isinstance(item, Infusion)), key=lambda item: item.from_min, reverse=True
        )
        running: list[Infusion] = []
        for moment, bolus_mg in sorted(self._changes().items()):
            running = [item for item in running if item.to_min > moment]
            while infusions and infusions[-1].from_min <= moment:
                running.append(infusions.pop())
            rate = math.fsum(item.rate_mg_per_min for item in running if item.to_min > moment)
            yield Segment(moment, bolus_mg, rate)

    def _changes(self) -> dict[float, float]:
        """Each moment at which something changes, with the dose given at it."""
        doses: dict[float, list[float]] = {}
        for item in self.items:
            if isinstance(item, Bolus):
                doses.setdefault(item.at_min, []).append(item.dose_mg)
            else:
                doses.setdefault(item.from_min, [])
                doses.setdefault(item.to_min, [])
        return {moment: math.fsum(given) for moment, given in doses.items()}


def check_time(name: str, minutes: float) -> None:
    """Refuse a time that is no number, or further away than this program counts."""
    if not (math.isfinite(minutes) and abs(minutes) <= FURTHEST_MIN):
        raise Refused(f"{name} must be a number of minutes, at most {FURTHEST_MIN:,.0f} from 0, not {minutes:g}.")


def _amount(name: str, amount: float) -> None:
    if not (math.isfinite(amount) and 0 <= amount <= LARGEST_MG):
        raise Refused(f"{name} must be 0 or more, and at most {LARGEST_MG:,.0f}, not {amount:g}.")
