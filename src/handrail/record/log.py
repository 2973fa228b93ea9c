"""The log: facts, written once, in order, each carrying the hash of the one before.

    log.commit(session_id, lambda session: rate.change(session, ...), key=key, by=nurse_id, at=now)

Streams are opened once, read with `after`, understood with `state` and checked with `verify`. Nothing is ever changed or taken away.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from handrail.pathway.events import Event, Happened
from handrail.record import models, states
from handrail.record.notice import announce
from handrail.record.recorded import Recorded, numbered, of_row, to_row
from handrail.record.streams import KINDS
from handrail.record.verification import Verification, verify

__all__ = [
    "BadKey",
    "Committed",
    "Happened",
    "NoSuchStream",
    "Recorded",
    "StreamDiffers",
    "StreamInfo",
    "Verification",
    "after",
    "all_streams",
    "commit",
    "commit_many",
    "head",
    "open_stream",
    "state",
    "streams",
    "verify",
]

Decide = Callable[[Any], Sequence[Event | Happened]]
"""What is so in the stream, in the type that its kind folds into -> what happened."""

KEY_LENGTH = 200


class NoSuchStream(LookupError):
    """There is no stream with this id. Open it first."""


class StreamDiffers(ValueError):
    """A stream with this id exists and is about something else. Take a new id."""


class BadKey(ValueError):
    """A key must be 1 to 200 printable characters; the browser or the device makes a new one for each deed."""


@dataclass(frozen=True, slots=True)
class Committed:
    """What a key was answered with.

    `recorded` are the events that the key caused on this stream, the same ones each time it comes again (`repeated`).
    `state` and `seq` tell what is so in the stream now, which for a repeated key may be later than its events.
    """

    stream: str
    recorded: tuple[Recorded, ...]
    state: Any
    seq: int
    repeated: bool


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """A stream and where its head is."""

    id: str
    kind: str
    clinic_id: str
    subject_id: str | None
    head_seq: int
    head_hash: str


def open_stream(kind: str, *, clinic_id: str, subject_id: str | None, stream_id: str) -> None:
    """Open a stream. Opening the same one again changes nothing.

    Raises:
        StreamDiffers: a stream with this id is about something else.
        KeyError: for a kind that `record.streams` does not know.
    """
    KINDS[kind]
    about = {"kind": kind, "clinic_id": clinic_id, "subject_id": subject_id}
    row, _ = models.Stream.objects.get_or_create(id=stream_id, defaults=about)
    if any(getattr(row, name) != value for name, value in about.items()):
        raise StreamDiffers(f"{stream_id} is a {row.kind} already. Open the new stream under a new id.")


def commit(stream: str, decide: Decide, *, key: str, by: str, at: datetime) -> Committed:
    """Decide on what is so, and record what came of it, once per key.

    1. A transaction, and the lock of the stream: whoever comes second decides on what the first has left.
    2. The same key again: nothing is decided, the events that it caused come back.
    3. `decide(state)` returns the events, clinical time `at` unless they are wrapped in `Happened`; it may return none, and then
       nothing is written and the key stays free. What it raises undoes all.
    4. The events are numbered, hashed and stored with the key. `recorded_at` is `at` as given, whatever the clock said before.

    Inside an outer `transaction.atomic()` all of this holds once the outer one commits; readers are woken then and not before.

    Raises:
        NoSuchStream, BadKey, and what `decide` raises.
    """
    return commit_many({stream: decide}, key=key, by=by, at=at)[stream]


def commit_many(decides: Mapping[str, Decide], *, key: str, by: str, at: datetime) -> dict[str, Committed]:
    """Commit to several streams at once, all or nothing: locked and decided in the order of their ids.

    A key that any of the streams has answered answers for all of them.

    Raises:
        NoSuchStream, BadKey, and what a `decide` raises.
    """
    _check_key(key)
    with transaction.atomic():
        rows = _locked(decides)
        first = _first_answers(rows, key)
        if first:
            return {stream: _repeated(row, first.get(stream)) for stream, row in rows.items()}
        return {stream: _written(row, decides[stream], key=key, by=by, at=at) for stream, row in rows.items()}


def after(stream: str, seq: int, *, limit: int | None = None) -> list[Recorded]:
    """The events of a stream with a number above `seq`, in order."""
    rows = models.Event.objects.filter(stream_id=stream, seq__gt=seq).order_by("seq")
    return [of_row(row) for row in rows[:limit]]


def state(stream: str) -> tuple[int, Any]:
    """The number of a stream's last event and what is so after it.

    Raises:
        NoSuchStream: for an id that was never opened.
    """
    folded = states.current(_row(stream))
    return folded.seq, folded.state


def head(stream: str) -> int:
    """The number of a stream's last event; 0 before the first.

    Raises:
        NoSuchStream: for an id that was never opened.
    """
    return _row(stream).head_seq


def all_streams() -> list[str]:
    """The ids of all streams, of every kind, in order."""
    return list(models.Stream.objects.order_by("id").values_list("id", flat=True))


def streams(kind: str, *, clinic_id: str | None = None) -> list[StreamInfo]:
    """The streams of a kind, of one clinic or of all, in the order of their ids."""
    rows = models.Stream.objects.filter(kind=kind).order_by("id")
    if clinic_id is not None:
        rows = rows.filter(clinic_id=clinic_id)
    return [StreamInfo(row.id, row.kind, row.clinic_id, row.subject_id, row.head_seq, row.head_hash) for row in rows]


def _row(stream: str) -> models.Stream:
    row = models.Stream.objects.filter(id=stream).first()
    if row is None:
        raise NoSuchStream(f"There is no stream {stream}.")
    return row


def _check_key(key: str) -> None:
    if not (0 < len(key) <= KEY_LENGTH and key.isprintable()):
        raise BadKey(BadKey.__doc__)


def _locked(decides: Mapping[str, Decide]) -> dict[str, models.Stream]:
    rows = models.Stream.objects.select_for_update().filter(id__in=decides).order_by("id")
    found = {row.id: row for row in rows}
    for stream in decides:
        if stream not in found:
            raise NoSuchStream(f"There is no stream {stream}. Open it before something is recorded in it.")
    return found


def _first_answers(rows: Mapping[str, models.Stream], key: str) -> dict[str, models.Answer]:
    return {answer.stream_id: answer for answer in models.Answer.objects.filter(stream_id__in=rows, key=key)}


def _repeated(row: models.Stream, answer: models.Answer | None) -> Committed:
    recorded: tuple[Recorded, ...] = ()
    if answer is not None:
        recorded = tuple(after(row.id, answer.from_seq - 1, limit=answer.through_seq - answer.from_seq + 1))
    folded = states.current(row)
    return Committed(row.id, recorded, folded.state, folded.seq, repeated=True)


def _written(row: models.Stream, decide: Decide, *, key: str, by: str, at: datetime) -> Committed:
    folded = states.current(row)
    recorded = numbered(row.id, folded.seq, folded.hash, decide(folded.state), by=by, at=at)
    if recorded:
        folded = states.extended(row.kind, folded, recorded)
        _store(row, recorded, key)
        states.STATES.keep(row.id, folded)
    return Committed(row.id, recorded, folded.state, folded.seq, repeated=False)


def _store(row: models.Stream, recorded: tuple[Recorded, ...], key: str) -> None:
    first, last = recorded[0], recorded[-1]
    models.Event.objects.bulk_create([to_row(event) for event in recorded])
    models.Answer.objects.bulk_create(
        [models.Answer(stream_id=row.id, key=key, from_seq=first.seq, through_seq=last.seq)]
    )
    models.Stream.objects.filter(id=row.id).update(head_seq=last.seq, head_hash=last.hash)
    announce([row.id])
