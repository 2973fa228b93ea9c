"""A recorded event: the line of the contract, its canonical form and its hash."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from handrail.pathway.events import Event, Fact, Happened, codec
from handrail.record import canonical, models


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One event as it stands in its stream.

    `payload_text` is the canonical JSON that was hashed; nothing here writes it anew. `recorded_at` is what the clinic's clock
    said when it was written, unaltered: order goes by `seq`, never by a clock.
    """

    stream: str
    seq: int
    kind: str
    version: int
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    payload_text: str
    prev: str
    hash: str

    @property
    def fact(self) -> Fact:
        """The event as the pathway's rules know it.

        Raises:
            codec.UnknownEvent: where a newer version of the software wrote it.
        """
        event = codec.decode(self.kind, self.version, json.loads(self.payload_text))
        return Fact(self.seq, event, self.occurred_at, self.recorded_at, self.actor)

    def line(self) -> dict[str, Any]:
        """The contract's JSON object."""
        line: dict[str, Any] = json.loads(self.text())
        return line

    def text(self) -> str:
        """The contract's line in canonical JSON, with its hash; the payload as it is stored."""
        return self._spliced(self.hash)

    def computed_hash(self) -> str:
        """SHA-256 over the canonical JSON of the line without `hash`."""
        return sha256(self._spliced(None).encode()).hexdigest()

    def _spliced(self, own_hash: str | None) -> str:
        outer = {
            "actor": self.actor,
            "hash": own_hash,
            "kind": self.kind,
            "occurred_at": codec.written_time(self.occurred_at),
            "prev": self.prev,
            "recorded_at": codec.written_time(self.recorded_at),
            "seq": self.seq,
            "stream": self.stream,
            "version": self.version,
        }
        if own_hash is None:
            del outer["hash"]
        texts = {name: canonical.text(value) for name, value in outer.items()} | {"payload": self.payload_text}
        return "{" + ",".join(f'"{name}":{texts[name]}' for name in sorted(texts)) + "}"


def of_row(row: models.Event) -> Recorded:
    """A stored row as the event it holds."""
    return Recorded(
        stream=row.stream_id,
        seq=row.seq,
        kind=row.kind,
        version=row.version,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        actor=row.actor,
        payload_text=row.payload,
        prev=row.prev,
        hash=row.hash,
    )


def to_row(recorded: Recorded) -> models.Event:
    """The row that stores an event."""
    return models.Event(
        stream_id=recorded.stream,
        seq=recorded.seq,
        kind=recorded.kind,
        version=recorded.version,
        occurred_at=recorded.occurred_at,
        recorded_at=recorded.recorded_at,
        actor=recorded.actor,
        payload=recorded.payload_text,
        prev=recorded.prev,
        hash=recorded.hash,
    )


def numbered(
    stream: str, seq: int, prev: str, happened: Sequence[Event | Happened], *, by: str, at: datetime
) -> tuple[Recorded, ...]:
    """New events as the next of a stream whose last event is number `seq` with the hash `prev`."""
    chain: list[Recorded] = []
    for number, one in enumerate(happened, seq + 1):
        event, occurred_at = (one.event, one.occurred_at) if isinstance(one, Happened) else (one, at)
        chain.append(_linked(stream, number, chain[-1].hash if chain else prev, event, occurred_at, by, at))
    return tuple(chain)


def _linked(stream: str, seq: int, prev: str, event: Event, occurred_at: datetime, by: str, at: datetime) -> Recorded:
    bare = Recorded(
        stream=stream,
        seq=seq,
        kind=event.kind(),
        version=event.version,
        occurred_at=occurred_at,
        recorded_at=at,
        actor=by,
        payload_text=canonical.text(codec.encode(event)),
        prev=prev,
        hash="",
    )
    return replace(bare, hash=bare.computed_hash())
