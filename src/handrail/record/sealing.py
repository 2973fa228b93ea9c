"""Seals: each minute's samples, counted and digested into the log, so that they are as safe as the chart."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from typing import Protocol

from handrail.pathway.events import LateSamplesSealed, MinuteSealed
from handrail.record import telemetry
from handrail.record.telemetry import MINUTE, Stored

SETTLING = timedelta(seconds=10)
"""How long after a minute's end its seal waits for samples that are still on their way."""

Seal = MinuteSealed | LateSamplesSealed


class Sealed(Protocol):
    """How far a session is sealed: the last sealed minute, and the highest `through_cursor` of any seal."""

    @property
    def sealed_minute_at(self) -> datetime | None: ...
    @property
    def sealed_through(self) -> int: ...


def due(session_id: str, state: Sealed, now: datetime) -> list[Seal]:
    """The seals that a session is owed at this moment, in the order of their minutes; none for a minute without samples.

    To be called as, or in, the `decide` of a commit to the session's stream, so that two processes cannot seal the same minute:

        log.commit(session_id, lambda state: sealing.due(session_id, state, now), key=..., by=..., at=now)

    All of one call's seals go through the session's last cursor. So whatever is not sealed yet lies above `sealed_through` or in a
    minute after `sealed_minute_at`, and nothing has to be remembered a minute. What arrived for a minute that was passed already
    is sealed as late.
    """
    through = telemetry.head(session_id)
    waiting = _waiting(session_id, state, through, before=_due_before(state, now))
    by_minute = groupby(
        sorted(waiting, key=_minute_and_cursor), key=lambda stored: minute_of(stored.sample.received_at)
    )
    return [_seal(session_id, minute_at, list(samples), state, through) for minute_at, samples in by_minute]


def minute_of(moment: datetime) -> datetime:
    """The minute that a moment lies in."""
    return moment.replace(second=0, microsecond=0)


def digest(session_id: str, samples: Iterable[Stored]) -> str:
    """SHA-256 over the lines of these samples, in hexadecimal."""
    lines = sha256()
    for stored in samples:
        lines.update(telemetry.line(session_id, stored))
    return lines.hexdigest()


def summary(samples: Sequence[Stored]) -> dict[str, dict[str, str]]:
    """What each channel did: how many values, the lowest, the highest and the last; only the count where there was no value."""
    channels = sorted({stored.sample.channel for stored in samples})
    return {
        channel: _summed([stored.sample.value for stored in samples if stored.sample.channel == channel])
        for channel in channels
    }


def _summed(values: Sequence[Decimal | None]) -> dict[str, str]:
    given = [value for value in values if value is not None]
    if not given:
        return {"count": "0"}
    return {"count": str(len(given)), "min": str(min(given)), "max": str(max(given)), "last": str(given[-1])}


def _due_before(state: Sealed, now: datetime) -> datetime:
    """Minutes before this one are due. A minute that was sealed stays due, also when the clock has been set back since."""
    settled = minute_of(now - SETTLING)
    return settled if state.sealed_minute_at is None else max(settled, state.sealed_minute_at + MINUTE)


def _waiting(session_id: str, state: Sealed, through: int, *, before: datetime) -> list[Stored]:
    late = telemetry.after(session_id, state.sealed_through)
    last = state.sealed_minute_at
    held_back = telemetry.since(session_id, last + MINUTE) if last is not None else []
    found = {stored.cursor: stored for stored in (*late, *held_back)}
    return [stored for stored in found.values() if stored.cursor <= through and stored.sample.received_at < before]


def _minute_and_cursor(stored: Stored) -> tuple[datetime, int]:
    return minute_of(stored.sample.received_at), stored.cursor


def _seal(session_id: str, minute_at: datetime, samples: Sequence[Stored], state: Sealed, through: int) -> Seal:
    last = state.sealed_minute_at
    late = last is not None and minute_at <= last
    return (LateSamplesSealed if late else MinuteSealed)(
        minute_at=minute_at,
        after_cursor=state.sealed_through if late else 0,
        through_cursor=through,
        count=len(samples),
        digest=digest(session_id, samples),
        summary=summary(samples),
    )
