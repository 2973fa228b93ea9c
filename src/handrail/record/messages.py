"""Device messages: what was taken is stored once by its number and bytes; what was not taken is kept aside.

Taken is final. A refusal is not: whether a message can be placed depends on what staff have done meanwhile, so the
same message sent again is looked at again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal, cast

from django.db import connection

from handrail.record import models
from handrail.record.canonical import storable

RAW_LIMIT_BYTES = 65_536
"""How much of a message is kept; a real one has a few hundred bytes. `cut` says where there was more."""

ID_LENGTH = 200
"""A longer sender or control id is known by its SHA-256: an index cannot hold whatever somebody sends."""

ROWS_A_STATEMENT = 500

COLUMNS = (
    "sender",
    "control_id",
    "digest",
    "received_at",
    "raw",
    "cut",
    "outcome",
    "reason",
    "clinic_id",
    "session",
    "device",
)

Outcome = Literal["AA", "AE", "AR"]
Number = tuple[str, str]
Identity = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceMessage:
    """A message from a device and the answer it got: AA taken, AE not placed or not understood, AR not HL7.

    An empty `control_id` is a message whose number could not be read: it is kept, and never taken for another one.
    `digest` is the SHA-256 of all its bytes as they came, of which `raw` may hold less.
    """

    sender: str
    control_id: str
    received_at: datetime
    raw: bytes
    outcome: Outcome
    reason: str
    clinic_id: str | None
    session: str | None
    device: str | None
    cut: bool = False
    digest: str = ""


class Redelivered(Exception):
    """Some messages of a batch were taken before: `positions` tells which, counted from 0. Nothing was stored."""

    def __init__(self, positions: frozenset[int]) -> None:
        super().__init__(f"{len(positions)} messages were taken before. Leave them out, append the others again.")
        self.positions = positions


def keep(messages: Sequence[DeviceMessage]) -> frozenset[int]:
    """Keep messages that are taken, inside the caller's transaction; the positions of those whose number was used before.

    A number that comes again with other bytes is another message: it is stored as one of its own.

    Raises:
        Redelivered: some were taken before, earlier in this batch or by another process at this very moment; the caller's
            transaction must be undone.
    """
    kept = [bounded(message) for message in messages]
    used = _taken_before(kept)
    repeated: set[int] = set()
    reused: set[int] = set()
    for position, message in enumerate(kept):
        if message.control_id:
            digests = used.setdefault(_number(message), set())
            if None in digests or message.digest in digests:
                repeated.add(position)
            elif digests:
                reused.add(position)
            digests.add(message.digest)
    fresh = {position: message for position, message in enumerate(kept) if position not in repeated}
    stored = _inserted(list(fresh.values()))
    repeated |= {position for position, message in fresh.items() if _is_old(message, stored)}
    if repeated:
        raise Redelivered(frozenset(repeated))
    return frozenset(reused)


def answered(sender: str, control_id: str) -> DeviceMessage | None:
    """The first message of this sender with this number that was taken; None if there was none."""
    if not control_id:
        return None
    rows = models.Message.objects.filter(sender=_bounded_id(sender), control_id=_bounded_id(control_id), outcome="AA")
    row = rows.order_by("id").first()
    return _of_row(row) if row else None


def bounded(message: DeviceMessage) -> DeviceMessage:
    """The message as it can be stored, whatever somebody sent."""
    return replace(
        message,
        sender=_bounded_id(message.sender),
        control_id=_bounded_id(message.control_id),
        raw=message.raw[:RAW_LIMIT_BYTES],
        cut=message.cut or len(message.raw) > RAW_LIMIT_BYTES,
        reason=storable(message.reason),
        device=None if message.device is None else storable(message.device),
    )


def _taken_before(messages: Sequence[DeviceMessage]) -> dict[Number, set[str | None]]:
    """The bytes under which each number was taken so far, by their digests; None where nobody wrote them down."""
    taken: dict[Number, set[str | None]] = {}
    for chunk in _chunks([message for message in messages if message.control_id]):
        statement = f"""
            SELECT sender, control_id, digest FROM record_message
            WHERE outcome = 'AA' AND (sender, control_id) IN (VALUES {", ".join(["(%s, %s)"] * len(chunk))})
        """  # noqa: S608  # only placeholders are filled in
        with connection.cursor() as cursor:
            cursor.execute(statement, [part for message in chunk for part in _number(message)])
            for sender, control_id, digest in cursor.fetchall():
                taken.setdefault((sender, control_id), set()).add(digest)
    return taken


def _is_old(message: DeviceMessage, stored: set[Identity]) -> bool:
    return bool(message.control_id) and _identity(message) not in stored


def _inserted(messages: Sequence[DeviceMessage]) -> set[Identity]:
    """Insert the messages that are new; in the order of their ids, so that two processes cannot wait for each other."""
    inserted: set[Identity] = set()
    for chunk in _chunks(sorted(messages, key=_identity)):
        values = ", ".join([f"({', '.join(['%s'] * len(COLUMNS))})"] * len(chunk))
        statement = f"""
            INSERT INTO record_message ({", ".join(COLUMNS)}) VALUES {values}
            ON CONFLICT (sender, control_id, digest) DO NOTHING
            RETURNING sender, control_id, digest
        """  # noqa: S608  # only names from here and placeholders are filled in
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for message in chunk for value in _values(message)])
            inserted.update((sender, control_id or "", digest) for sender, control_id, digest in cursor.fetchall())
    return inserted


def _chunks(messages: Sequence[DeviceMessage]) -> Iterator[Sequence[DeviceMessage]]:
    for start in range(0, len(messages), ROWS_A_STATEMENT):
        yield messages[start : start + ROWS_A_STATEMENT]


def _values(message: DeviceMessage) -> tuple[Any, ...]:
    return (
        message.sender,
        message.control_id or None,
        message.digest,
        connection.ops.adapt_datetimefield_value(message.received_at),
        message.raw,
        message.cut,
        message.outcome,
        message.reason,
        message.clinic_id,
        message.session,
        message.device,
    )


def _of_row(row: models.Message) -> DeviceMessage:
    return DeviceMessage(
        sender=row.sender,
        control_id=row.control_id or "",
        received_at=row.received_at,
        raw=bytes(row.raw),
        outcome=cast(Outcome, row.outcome),
        reason=row.reason,
        clinic_id=row.clinic_id,
        session=row.session,
        device=row.device,
        cut=row.cut,
        digest=row.digest or "",
    )


def _number(message: DeviceMessage) -> Number:
    return message.sender, message.control_id


def _identity(message: DeviceMessage) -> Identity:
    return message.sender, message.control_id, message.digest


def _bounded_id(text: str) -> str:
    if len(text) <= ID_LENGTH:
        return storable(text)
    return "sha256:" + sha256(text.encode(errors="surrogatepass")).hexdigest()
