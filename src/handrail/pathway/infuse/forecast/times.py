"""When somebody will be able to talk, to stand and to leave: minutes from now, with the middle and nine of ten."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from handrail.pharmacology.outlook import settled_at
from handrail.pharmacology.responses import Curves, Responses
from handrail.pharmacology.system import Floats
from handrail.protocol.schema import ReadyRules

PER_CENT = 100


@dataclass(frozen=True, slots=True)
class Range:
    """The middle of the twins, and the ends of the middle nine of ten; None: later than was looked, or nobody knows how late."""

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
    responses: Responses,
    calm: Mapping[str, Curves],
    at_min: Floats,
    *,
    rules: ReadyRules,
    earliest_leaving_min: float,
    earliest_standing_min: float = 0.0,
    end_min: float = 0.0,
    pressure_known: bool = True,
    by_score: bool = False,
) -> Ready:
    """When each step is reached for good, by what the drug does alone, and no earlier than the clinic allows it.

    Where nothing can be said of pressure, nobody knows how late standing and leaving are safe: their late ends stay open.
    Once the drip has ended only their early ends are told: later ones are known not to hold, and somebody looks.

    Args:
        responses: the twins' parameters.
        calm: felt, systolic and sedation of each twin, (times, twins).
        at_min: minutes from now.
        rules: what counts as able.
        earliest_leaving_min: before this nobody leaves, however well.
        earliest_standing_min: before this nobody stands.
        end_min: when the dose will be in. Where it is felt strongly until then in the middle of the twins, nobody talks before.
        pressure_known: whether a cuff that counts was read lately.
        by_score: whether the recovery score decides from here on, and not the clock.
    """
    level = responses.systolic_level_mmhg.astype(np.float32)
    rise = calm["systolic"] - level
    standing = standing_from(calm["felt"], rise / level, calm["sedation"], at_min, rules)
    late = _early_end if by_score else range_of if pressure_known else _open_ended
    talking = talking_from(calm["felt"], at_min, rules)
    return Ready(
        talking=range_of(np.maximum(talking, _end_of_strong(calm["felt"], at_min, rules, end_min))),
        standing=late(np.maximum(standing, earliest_standing_min)),
        leaving=late(np.maximum(standing, max(earliest_leaving_min, earliest_standing_min))),
    )


def _end_of_strong(felt: Curves, at_min: Floats, rules: ReadyRules, end_min: float) -> float:
    """The end of the dose where, in the middle of the twins, more is felt at some time until then than somebody talks with."""
    until = felt[at_min <= end_min]
    strong = len(until) > 0 and bool((np.median(until, axis=1) > rules.talking_felt).any())
    return end_min if strong else 0.0


def talking_from(felt: Curves, at_min: Floats, rules: ReadyRules) -> Floats:
    """When each can talk for good, in the minutes of the times: (people,) from (times, people)."""
    return settled_at(felt <= rules.talking_felt, at_min)


def standing_from(felt: Curves, risen: Curves, sedation: Curves, at_min: Floats, rules: ReadyRules) -> Floats:
    """When each can stand for good: little is felt, pressure is near what it was on arrival, and they are awake.

    Args:
        felt: 0 to 10, (times, people).
        risen: how far systolic pressure lies above its level without the drug, as a part of it.
        sedation: as a part of the largest possible.
        at_min: ascending.
        rules: what counts as able.
    """
    near = np.abs(risen) <= float(rules.standing_pressure.value) / PER_CENT
    awake = sedation <= float(rules.standing_sedation.value) / PER_CENT
    return settled_at((felt <= rules.standing_felt) & near & awake, at_min)


def _open_ended(values: Floats) -> Range:
    return replace(range_of(values), high=None)


def _early_end(values: Floats) -> Range:
    return Range(range_of(values).low, None, None)


def range_of(values: Floats | Curves) -> Range:
    """The middle and the ends of nine of ten of (twins,)."""
    ordered = np.sort(values)
    low, middle, high = (
        _known(ordered[min(len(ordered) - 1, int(level * len(ordered)))]) for level in (0.05, 0.5, 0.95)
    )
    return Range(low, middle, high)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
