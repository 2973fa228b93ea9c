"""When somebody will be able to talk, to stand and to leave: minutes from now, with the middle and nine of ten."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from handrail.pharmacology.outlook import settled_at
from handrail.pharmacology.responses import Curves, Responses
from handrail.pharmacology.system import Floats
from handrail.protocol.schema import ReadyRules


@dataclass(frozen=True, slots=True)
class Range:
    """The middle of the twins, and the ends of the middle nine of ten; None: later than was looked."""

    low: float | None
    middle: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Ready:
    """Minutes from now."""

    talking: Range
    standing: Range
    leaving: Range


def ready_times(
    responses: Responses, calm: Mapping[str, Curves], at_min: Floats, *, rules: ReadyRules, earliest_leaving_min: float
) -> Ready:
    """When each step is reached for good, by what the drug does alone.

    Args:
        responses: the twins' parameters.
        calm: felt, systolic and sedation of each twin, (times, twins).
        at_min: minutes from now.
        rules: what counts as able.
        earliest_leaving_min: before this nobody leaves, however well.
    """
    level = responses.systolic_level_mmhg.astype(np.float32)
    near = np.abs(calm["systolic"] - level) <= float(rules.standing_pressure.value) / 100 * level
    awake = calm["sedation"] <= float(rules.standing_sedation.value) / 100
    standing = settled_at((calm["felt"] <= rules.standing_felt) & near & awake, at_min)
    return Ready(
        talking=range_of(settled_at(calm["felt"] <= rules.talking_felt, at_min)),
        standing=range_of(standing),
        leaving=range_of(np.maximum(standing, earliest_leaving_min)),
    )


def range_of(values: Floats | Curves) -> Range:
    """The middle and the ends of nine of ten of (twins,)."""
    ordered = np.sort(values)
    low, middle, high = (
        _known(ordered[min(len(ordered) - 1, int(level * len(ordered)))]) for level in (0.05, 0.5, 0.95)
    )
    return Range(low, middle, high)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
