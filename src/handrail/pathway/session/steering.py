"""Which events a forecast depends on: whatever comes of these makes another one due."""

from handrail.pathway.events import (
    BagPrepared,
    CuffCharted,
    CuffSetAside,
    Event,
    ExperienceRated,
    InfusionCompleted,
    InfusionOrdered,
    InfusionPaused,
    InfusionResumed,
    InfusionStarted,
    InfusionStopped,
    LinePrimed,
    OrderAmended,
    RateChanged,
)

STEERING = (
    InfusionOrdered,
    OrderAmended,
    BagPrepared,
    LinePrimed,
    InfusionStarted,
    RateChanged,
    InfusionPaused,
    InfusionResumed,
    InfusionStopped,
    InfusionCompleted,
    CuffCharted,
    CuffSetAside,
    ExperienceRated,
)


def steers(event: Event) -> bool:
    """Whether a forecast depends on it. The heart rate does too, and comes all the time: it makes none due."""
    return isinstance(event, STEERING)
