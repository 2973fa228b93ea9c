"""A forecast as the log keeps it: enough to draw what was known then, and to judge the bands afterwards."""

from collections.abc import Sequence

import numpy as np

from handrail.pathway.events import ForecastShown
from handrail.pathway.infuse.forecast.prediction import Prospect
from handrail.pathway.infuse.forecast.times import Range
from handrail.pharmacology.outlook import QUANTITIES
from handrail.pharmacology.system import Floats
from handrail.pharmacology.twins import Twins

KEPT_MIN = (0, 5, 10, 15, 20, 30, 40, 50, 60, 80, 100, 120)  # of the minutes ahead


def shown(
    prospect: Prospect, at_min: Floats, twins: Twins, *, readings: int, data: str, pressure: bool, chance: bool
) -> ForecastShown:
    """The event for a forecast of going on; without pressures, or without their chance, where nothing could be said of them."""
    kept = [minute for minute in KEPT_MIN if minute <= at_min[-1]]
    places = [int(np.argmin(np.abs(at_min - minute))) for minute in kept]
    quantities = [name for name in QUANTITIES if pressure or name not in {"systolic", "diastolic"}]
    ready = prospect.ready
    return ForecastShown(
        plan=prospect.key,
        models=twins.models,
        data=data,
        twins=len(twins),
        readings=readings,
        after_min=tuple(kept),
        bands={name: tuple(_written(prospect.bands[name][:, place]) for place in places) for name in quantities},
        highest_systolic=_range(prospect.highest_systolic) if pressure else (),
        severe_per_100=round(100 * prospect.severe) if chance else None,
        talking_min=_minutes(ready.talking),
        standing_min=_minutes(ready.standing),
        leaving_min=_minutes(ready.leaving),
    )


def _written(levels: Sequence[float] | Floats) -> tuple[str, ...]:
    return tuple(f"{value:.1f}" for value in levels)


def _range(found: Range) -> tuple[str, ...]:
    return tuple(f"{value:.0f}" for value in (found.low, found.middle, found.high) if value is not None)


def _minutes(found: Range) -> tuple[int | None, ...]:
    return tuple(None if value is None else round(value) for value in (found.low, found.middle, found.high))
