"""Folded states, kept in memory so that a stream is not folded from its beginning each time.

A kept state is named by the hash of the last event in it. A hash covers everything before it, so a kept state is used only where
that very event stands in the database at that very number: a transaction that was rolled back, another process or a restored
backup cannot make a kept state wrong, only useless.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from handrail.record import models
from handrail.record.recorded import Recorded, of_row
from handrail.record.streams import KINDS

KEPT_STREAMS = 1024
"""How many streams' states one process keeps; beyond it the one that was asked for longest ago is let go."""


@dataclass(frozen=True, slots=True)
class Folded:
    """What is so after event number `seq`, whose hash is `hash`."""

    seq: int
    hash: str
    state: Any


class States:
    """The kept states of one process, safe for any number of threads."""

    def __init__(self, limit: int = KEPT_STREAMS) -> None:
        self._limit = limit
        self._kept: OrderedDict[str, Folded] = OrderedDict()
        self._lock = Lock()

    def get(self, stream: str) -> Folded | None:
        """The kept state of a stream, of whatever age."""
        with self._lock:
            folded = self._kept.get(stream)
            if folded is not None:
                self._kept.move_to_end(stream)
            return folded

    def keep(self, stream: str, folded: Folded) -> None:
        """Keep this state for the next who asks."""
        with self._lock:
            self._kept[stream] = folded
            self._kept.move_to_end(stream)
            while len(self._kept) > self._limit:
                self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)


STATES = States()


def empty(kind: str) -> Folded:
    """What is so before the first event of a stream of this kind."""
    return Folded(0, models.FIRST_PREV, KINDS[kind].empty)


def extended(kind: str, folded: Folded, events: Iterable[Recorded]) -> Folded:
    """What is so after these further events."""
    for event in events:
        folded = Folded(event.seq, event.hash, KINDS[kind].fold(folded.state, event.fact))
    return folded


def current(row: models.Stream, states: States = STATES) -> Folded:
    """What is so now in a stream: the kept state, moved forward by the events that it has not seen."""
    kept = states.get(row.id)
    if kept is not None and (kept.seq, kept.hash) == (row.head_seq, row.head_hash):
        return kept
    folded = _moved_forward(row, kept)
    states.keep(row.id, folded)
    return folded


def _moved_forward(row: models.Stream, kept: Folded | None) -> Folded:
    if kept is None or kept.seq == 0:
        return extended(row.kind, empty(row.kind), _events(row.id, 1))
    events = _events(row.id, kept.seq)
    if not events or events[0].hash != kept.hash:
        return _moved_forward(row, None)
    return extended(row.kind, kept, events[1:])


def _events(stream: str, from_seq: int) -> list[Recorded]:
    return [of_row(row) for row in models.Event.objects.filter(stream_id=stream, seq__gte=from_seq).order_by("seq")]
