"""How old a value is, and where a trend has gaps: what a screen may draw as it is, as ageing, or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from handrail.pathway.infuse.signals import Sample
from handrail.protocol import Protocol

Age = Literal["fresh", "ageing", "stale", "lost", "never"]

LATE_TIMES, LATE_PARTS = 3, 2  # a value one and a half intervals late is one that did not come, not one that wavered


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without a value: from when the next one was due until one came; `to_at` None while none has."""

    from_at: datetime
    to_at: datetime | None


def freshness(channel: str, last_at: datetime | None, interval_s: int, now: datetime, protocol: Protocol) -> Age:
    """How far a channel's last value may be believed, received at `last_at`, from a channel that speaks every `interval_s`.

    For a cuff `interval_s` is its cycle. Raises KeyError for a channel that the protocol does not describe.
    """
    if last_at is None:
        return "never"
    ages = protocol.monitoring.freshness(protocol.monitoring.channels[channel].kind)
    interval, age = timedelta(seconds=interval_s), now - last_at
    if age <= ages.fresh.over(interval):
        return "fresh"
    if age <= ages.ageing.over(interval):
        return "ageing"
    return "stale" if age <= ages.stale.over(interval) else "lost"


def gaps(samples: Iterable[Sample], interval_s: int, bound_at: datetime, now: datetime) -> tuple[Gap, ...]:
    """Where a channel that was bound at `bound_at` gave no value, from its samples up to `now`.

    Two successive values further apart than one and a half intervals have a gap between them. It begins one interval
    after the first of the two came, when the next was due, and ends when that came. A sample without a value
    (OBX-11 X) is none. Where the samples do not go back to the binding, pass the moment of the first one instead.
    """
    interval = timedelta(seconds=interval_s)
    received = sorted(
        one.received_at for one in samples if one.value is not None and bound_at <= one.received_at <= now
    )
    heard = [bound_at, *received]
    found = [
        Gap(last + interval, following) for last, following in pairwise(heard) if _late(following - last, interval)
    ]
    if _late(now - heard[-1], interval):
        found.append(Gap(heard[-1] + interval, None))
    return tuple(found)


def _late(apart: timedelta, interval: timedelta) -> bool:
    return apart * LATE_PARTS > interval * LATE_TIMES
