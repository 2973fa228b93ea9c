"""Samples and device messages: machine speed, as durable as the log.

Every session numbers its samples 1, 2, 3 ... in the order of their commits (`cursor`). The number is given out under a lock that is
held until the commit, so a reader who asks for everything after a cursor never skips one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from handrail.pathway.events import codec
from handrail.pathway.infuse.signals import Sample
from handrail.record import aside, canonical
from handrail.record.aside import SetAside, told, unplaced
from handrail.record.canonical import storable
from handrail.record.messages import DeviceMessage, Redelivered, answered, keep
from handrail.record.notice import announce

__all__ = [
    "DeviceMessage",
    "Redelivered",
    "SetAside",
    "Stored",
    "after",
    "answered",
    "append",
    "count",
    "head",
    "line",
    "received_in",
    "refuse_connections",
    "since",
    "told",
    "unplaced",
]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)

INSERT = """
INSERT INTO record_sample (session, cursor, received_us, device_us, channel, device, value, absent)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
COPY = "COPY record_sample (session, cursor, received_us, device_us, channel, device, value, absent) FROM STDIN"
SELECT = "SELECT cursor, received_us, device_us, channel, device, value, absent FROM record_sample WHERE session = %s "
AFTER = SELECT + "AND cursor > %s ORDER BY cursor"
AFTER_SOME = AFTER + " LIMIT %s"
SINCE = SELECT + "AND received_us >= %s ORDER BY cursor"
WITHIN = SELECT + "AND received_us >= %s AND received_us < %s AND cursor > %s AND cursor <= %s ORDER BY cursor"
COUNT = "SELECT count(*) FROM record_sample WHERE session = %s AND cursor <= %s AND received_us < %s"
HEAD = "SELECT cursor FROM record_samplehead WHERE session = %s"
BEYOND_ALL = 2**63 - 1

Row = tuple[str, int, int, int | None, str, str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Stored:
    """A sample and its number in the session."""

    cursor: int
    sample: Sample


def append(batches: Mapping[str, Sequence[Sample]], messages: Sequence[DeviceMessage]) -> None:
    """Store the samples of any number of sessions, and the messages that brought them, in one durable transaction.

    When this returns, all of it survives a power cut and may be acknowledged; when it raises, nothing of it was stored. It may not
    be called inside another transaction, since then it could not promise that.

    What is not taken (AE, AR) is kept aside, alike ones as one, and brings no samples.

    Raises:
        Redelivered: some of the messages were taken before, in this call or by another process. Leave them and their samples
            out, answer them AA again, and append the others again.
    """
    with transaction.atomic(durable=True):
        _keep(messages)
        heads = _reserved({session: len(samples) for session, samples in batches.items() if samples})
        _insert([row for session, end in heads.items() for row in _rows(session, end, batches[session])])
        announce(heads)


def _keep(messages: Sequence[DeviceMessage]) -> None:
    places = [place for place, message in enumerate(messages) if message.outcome == "AA"]
    try:
        reused = keep([messages[place] for place in places])
    except Redelivered as before:
        raise Redelivered(frozenset(places[one] for one in before.positions)) from None
    refused = [aside.not_taken(message) for message in messages if message.outcome != "AA"]
    aside.put([*refused, *(aside.number_twice(messages[places[one]]) for one in sorted(reused))])


def refuse_connections(address: str, reason: str, times: int, at: datetime) -> None:
    """Keep for the staff's page that the device port refused so many connections from an address."""
    with transaction.atomic():
        aside.put([aside.connections_refused(address, reason, times, at)])


def after(session: str, cursor: int, *, limit: int | None = None) -> list[Stored]:
    """The samples of a session numbered above `cursor`, in order."""
    if limit is None:
        return _read(AFTER, session, cursor)
    return _read(AFTER_SOME, session, cursor, limit)


def since(session: str, received_from: datetime) -> list[Stored]:
    """The samples of a session received at that moment or later, in the order of their numbers."""
    return _read(SINCE, session, _microseconds(received_from))


def received_in(session: str, minute_at: datetime, *, after_cursor: int, through_cursor: int) -> list[Stored]:
    """What a minute's seal covers: received in the minute from `minute_at`, numbered above one cursor and through another."""
    start_us, end_us = _microseconds(minute_at), _microseconds(minute_at + MINUTE)
    return _read(WITHIN, session, start_us, end_us, after_cursor, through_cursor)


def head(session: str) -> int:
    """The number of a session's last sample; 0 before the first."""
    found = _asked(HEAD, session)
    return int(found[0]) if found else 0


def count(session: str, *, through_cursor: int = BEYOND_ALL, received_before: datetime | None = None) -> int:
    """How many samples of a session there are, of all or of those up to a cursor and before a moment of receipt."""
    before_us = BEYOND_ALL if received_before is None else _microseconds(received_before)
    found = _asked(COUNT, session, through_cursor, before_us)
    return int(found[0]) if found else 0


def line(session: str, stored: Stored) -> bytes:
    """A sample as it is exported and digested: canonical JSON (RFC 8785) and a line feed."""
    sample = stored.sample
    fields = {
        "absent": sample.absent,
        "channel": sample.channel,
        "cursor": stored.cursor,
        "device": sample.device,
        "device_at": None if sample.device_at is None else codec.written_time(sample.device_at),
        "received_at": codec.written_time(sample.received_at),
        "session": session,
        "value": None if sample.value is None else str(sample.value),
    }
    return canonical.text(fields).encode() + b"\n"


def _reserved(counts: Mapping[str, int]) -> dict[str, int]:
    """Each session's last cursor after so many more. Sessions in order, so that two processes cannot wait for each other."""
    if not counts:
        return {}
    pairs = sorted(counts.items())
    values = ", ".join(["(%s, %s)"] * len(pairs))
    statement = f"""
        INSERT INTO record_samplehead (session, cursor) VALUES {values}
        ON CONFLICT (session) DO UPDATE SET cursor = record_samplehead.cursor + excluded.cursor
        RETURNING session, cursor
    """  # noqa: S608  # only placeholders are filled in
    with connection.cursor() as cursor:
        cursor.execute(statement, [part for pair in pairs for part in pair])
        return dict(cursor.fetchall())


def _rows(session: str, end: int, samples: Sequence[Sample]) -> Iterator[Row]:
    for number, sample in enumerate(samples, end - len(samples) + 1):
        yield (
            session,
            number,
            _microseconds(sample.received_at),
            None if sample.device_at is None else _microseconds(sample.device_at),
            storable(sample.channel),
            storable(sample.device),
            None if sample.value is None else str(sample.value),
            None if sample.absent is None else storable(sample.absent),
        )


def _insert(rows: Sequence[Row]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(COPY) as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(INSERT, rows)


def _read(query: str, session: str, *parameters: int) -> list[Stored]:
    with connection.cursor() as cursor:
        cursor.execute(query, [session, *parameters])
        return [_stored(row) for row in cursor.fetchall()]


def _asked(query: str, session: str, *parameters: int) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(query, [session, *parameters])
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found


def _stored(row: tuple[Any, ...]) -> Stored:
    cursor, received_us, device_us, channel, device, value, absent = row
    return Stored(
        cursor,
        Sample(
            channel=channel,
            value=None if value is None else Decimal(value),
            received_at=_moment(received_us),
            device_at=None if device_us is None else _moment(device_us),
            device=device,
            absent=absent,
        ),
    )


def _microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def _moment(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
