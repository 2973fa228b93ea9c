"""Whether the bands hold: each cuff reading and rating against what had been forecast for its time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from handrail.pathway.infuse.forecast.cuffs import counting_cuffs
from handrail.pathway.session import Foretold, Session, minutes_between
from handrail.pharmacology.readings import reading_error
from handrail.units import Minutes

NINE_OF_TEN_SD = 1.645  # how many standard deviations of a normal scatter hold the middle nine of ten


@dataclass(frozen=True, slots=True)
class Score:
    """Of so many values that were forecast, so many lay in the band that nine of ten should keep to."""

    held: int
    asked: int


def score(session: Session, ahead: Minutes) -> Score:
    """This session's own score so far: systolic pressure and what was felt, as forecast so many minutes and more before.

    A reading counts against the last forecast that was made in time, if nobody has changed the drip in between: the
    forecast was of going on. The cuffs are sifted.
    """
    held = [low <= value <= high for value, low, high in _asked(session, ahead)]
    return Score(sum(held), len(held))


def _asked(session: Session, ahead: Minutes) -> Iterator[tuple[float, float, float]]:
    for quantity, at, value in _values(session):
        foretold = _in_time(session, at, ahead)
        band = _band(foretold, quantity, at) if foretold else None
        if band is not None:
            yield (value, *band)


def _values(session: Session) -> Iterator[tuple[str, datetime, float]]:
    for cuff in counting_cuffs(session):
        yield "systolic", cuff.at, float(cuff.systolic.value)
    for rating in session.ratings:
        if rating.scale == "felt":
            yield "felt", rating.at, float(rating.value)


def _in_time(session: Session, at: datetime, ahead: Minutes) -> Foretold | None:
    """The last forecast before that, early enough and of what was then done."""
    early = [one for one in session.foretold if minutes_between(one.at, at) >= ahead]
    if not early:
        return None
    last = early[-1]
    changed = any(last.at < deed.at <= at for deed in session.deeds)
    return None if changed else last


def _band(foretold: Foretold, quantity: str, at: datetime) -> tuple[float, float] | None:
    """The ends of the band at that time, from the two times about it."""
    ahead = float(minutes_between(foretold.at, at).value)
    times, ends = foretold.after_min, foretold.ends.get(quantity)
    after = next((place for place, minute in enumerate(times) if minute >= ahead), None)
    if not ends or after is None:
        return None
    before = max(0, after - 1)
    span = times[after] - times[before]
    share = (ahead - times[before]) / span if span else 0.0
    low, high = (early + share * (late - early) for early, late in zip(ends[before], ends[after], strict=True))
    return _as_read(quantity, low, high)


def _as_read(quantity: str, low: float, high: float) -> tuple[float, float]:
    """The band for a reading: that of the quantity, wider by the error of reading it."""
    middle, spread = (low + high) / 2, (high - low) / 2 / NINE_OF_TEN_SD
    reach = NINE_OF_TEN_SD * float(np.hypot(spread, reading_error(quantity)))
    return middle - reach, middle + reach
