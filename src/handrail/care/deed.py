"""What every deed has in common: once per key, under the lock of its session, told what had changed meanwhile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handrail.pathway.events import (
    Event,
    Happened,
    OrderRefused,
    RateChangeRefused,
    ResumeRefused,
    StartRefused,
)
from handrail.pathway.session import Deed, Session
from handrail.record import log

Decide = Callable[[Session], Sequence[Event | Happened]]
REFUSALS = (OrderRefused, RateChangeRefused, ResumeRefused, StartRefused)


class NotThere(LookupError):
    """What a deed is about is not there, or not any more; the text says so."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a deed.

    `seq` is the event number the session now has, `at` when what was written came about, `events` what was written (nothing where it was so already),
    `changed_since` what others did to the drip after the page that was pressed had been drawn, `refused` the reason
    code where an intention was refused, `repeated` whether the same press had come before.
    """

    seq: int
    at: datetime
    events: tuple[Event, ...]
    changed_since: tuple[Deed, ...]
    refused: str | None
    repeated: bool
    session: Session


def do(stream: str, decide: Decide, *, key: str, by: str, at: datetime, seen: int | None = None) -> Done:
    """Write what is decided, once per key, and say what had changed since the event the person saw."""
    committed = log.commit(stream, decide, key=key, by=by, at=at)
    own = {recorded.seq for recorded in committed.recorded}
    session = committed.state
    assert isinstance(session, Session)
    events = tuple(recorded.fact.event for recorded in committed.recorded)
    since = () if seen is None else tuple(deed for deed in session.deeds if deed.seq > seen and deed.seq not in own)
    before = tuple(deed for deed in since if not own or deed.seq < min(own))
    written_at = committed.recorded[-1].occurred_at if committed.recorded else at
    return Done(committed.seq, written_at, events, before, _refused(events), committed.repeated, session)


def _refused(events: Sequence[Event]) -> str | None:
    return next((event.because for event in events if isinstance(event, REFUSALS)), None)
