"""How well the times hold at which somebody will talk, stand and leave, over the frozen virtual truths.

A truth's times follow from the same definitions as a twin's: what the drug does alone, without what feeling and pressure
do by themselves. The truths know no sedation: they are taken to be awake.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handrail.pathway.infuse.forecast.times import Range, ready_times, standing_from, talking_from
from handrail.pharmacology import Regimen
from handrail.pharmacology.outlook import Wanderings, paths
from handrail.pharmacology.system import Floats
from handrail.pharmacology.twins import Twins
from handrail.protocol import load
from tests.core.pharmacology.truths import Truth

STEPS = ("talking", "standing", "leaving")
RULES = load().forecast
AT_MIN = np.arange(0.0, float(RULES.ahead.value) + 1, float(RULES.step.value))
FELT_SITE = 1  # of a truth's body: the row of its concentrations that is felt
Pieces = Sequence[tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One person's step, asked at one minute: the band, and when it truly came; minutes from then, infinite beyond what was looked at."""

    step: str
    asked_min: float
    truths: str
    low: float
    middle: float
    high: float
    true: float


@dataclass(frozen=True, slots=True)
class Timed:
    """One step, asked at one minute, of many people.

    Shares: held in the band of nine in ten; sooner and later than it; bands whose late end lies beyond what was looked
    at, and truths that do. Minutes, of the truths that came within that time, None where none did: how much later the
    middle lay than the truth, and how far off, both in the middle of the people.
    """

    step: str
    asked_min: float
    truths: str
    people: int
    held: float
    sooner: float
    later: float
    open: float
    beyond: float
    error_min: float | None
    off_min: float | None


def asked(truth: Truth, pieces: Pieces, twins: Twins, regimen: Regimen, now_min: float) -> Iterator[Asked]:
    """Each step of one person as forecast at that minute, and as it came."""
    found = paths(twins, regimen, Wanderings(AT_MIN + now_min, {}), ("felt", "systolic", "sedation"))
    earliest = earliest_leaving(pieces[-1][1], now_min)
    ready = ready_times(twins.responses, found.calm, AT_MIN, rules=RULES.ready, earliest_leaving_min=earliest)
    for step, true in zip(STEPS, true_times(truth, pieces, now_min), strict=True):
        band: Range = getattr(ready, step)
        low, middle, high = (np.inf if end is None else end for end in (band.low, band.middle, band.high))
        yield Asked(step, now_min, truth.body.name, low, middle, high, true)


def true_times(truth: Truth, pieces: Pieces, now_min: float) -> tuple[float, float, float]:
    """When this person talks, stands and leaves, in minutes from then."""
    at_min = AT_MIN + now_min
    felt = np.minimum(truth.felt_per_ng_per_ml * truth.body.concentrations(at_min, pieces)[FELT_SITE], 10.0)
    risen = (truth.systolic(at_min, pieces) - truth.systolic(at_min, ())) / truth.systolic_baseline
    talking = float(talking_from(_one(felt), AT_MIN, RULES.ready)[0])
    standing = float(standing_from(_one(felt), _one(risen), _one(0 * felt), AT_MIN, RULES.ready)[0])
    return talking, standing, max(standing, earliest_leaving(pieces[-1][1], now_min))


def earliest_leaving(end_min: float, now_min: float) -> float:
    """Before this nobody leaves, in minutes from then."""
    rules = RULES.ready
    earliest = max(end_min + float(rules.leaving_after_end.value), float(rules.leaving_after_start.value))
    return max(0.0, earliest - now_min)


def timed(asked_of: Sequence[Asked], everybody: str) -> Iterator[Timed]:
    """A row for each step and minute, of all people and by their bodies."""
    for minute in dict.fromkeys(one.asked_min for one in asked_of):
        for step in STEPS:
            ours = [one for one in asked_of if (one.step, one.asked_min) == (step, minute)]
            for which in (everybody, *sorted({one.truths for one in ours})):
                yield _row([one for one in ours if which in {everybody, one.truths}], which)


def _row(ours: Sequence[Asked], which: str) -> Timed:
    low, middle, high, true = (
        np.array([getattr(one, name) for one in ours]) for name in ("low", "middle", "high", "true")
    )
    came = np.isfinite(true)
    errors = np.minimum(middle[came], AT_MIN[-1]) - true[came]
    return Timed(
        step=ours[0].step,
        asked_min=ours[0].asked_min,
        truths=which,
        people=len(ours),
        held=_share((low <= true) & (true <= high)),
        sooner=_share(true < low),
        later=_share(true > high),
        open=_share(np.isinf(high)),
        beyond=_share(~came),
        error_min=_middle(errors),
        off_min=_middle(np.abs(errors)),
    )


def still_strong(twins: Twins, regimen: Regimen, now_min: float) -> dict[str, float]:
    """Of each model's twins, the share that cannot talk within the time that was looked at."""
    found = paths(twins, regimen, Wanderings(AT_MIN + now_min, {}), ("felt",))
    late = np.isinf(talking_from(found.calm["felt"], AT_MIN, RULES.ready))
    present = np.unique(twins.model)
    return {twins.models[place]: float(late[twins.model == place].mean()) for place in present}


def _one(course: Floats) -> Floats:
    return course[:, np.newaxis]


def _middle(minutes: Floats) -> float | None:
    return round(float(np.median(minutes)), 1) if len(minutes) else None


def _share(which: NDArray[np.bool_]) -> float:
    return round(float(np.mean(which)), 4)
