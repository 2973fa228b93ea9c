"""A session is one visit. What is so about it follows from its events alone, one after the other."""

from handrail.pathway.session.fold import fold
from handrail.pathway.session.state import (
    EMPTY,
    Alarm,
    Binding,
    Blind,
    Cuff,
    Deed,
    Foretold,
    HeartRate,
    Mark,
    Pause,
    Phase,
    Rating,
    Segment,
    Session,
    minutes_after,
    minutes_between,
)

__all__ = [
    "EMPTY",
    "Alarm",
    "Binding",
    "Blind",
    "Cuff",
    "Deed",
    "Foretold",
    "HeartRate",
    "Mark",
    "Pause",
    "Phase",
    "Rating",
    "Segment",
    "Session",
    "fold",
    "minutes_after",
    "minutes_between",
]
