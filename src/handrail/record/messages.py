"""Device messages as they came, each with the answer it got, so that the same message again gets the same answer."""

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

COLUMNS = ("sender", "control_id", "received_at", "raw", "cut", "outcome", "reason", "clinic_id", "session", "device")

# The condition as it stands in the partial index: SQLite uses the index only for a query that says the same words.
UNPLACED = "SELECT * FROM record_message WHERE NOT (outcome = 'AA') AND clinic_id = %s ORDER BY id DESC LIMIT %s"
UNPLACED_NOBODY_S = (
    "SELECT * FROM record_message WHERE NOT (outcome = 'AA') AND clinic_id IS NULL ORDER BY id DESC LIMIT %s"
)

Outcome = Literal["AA", "AE", "AR"]
Identity = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceMessage:
    """A message from a device and the answer it got: AA taken, AE not placed or not understood, AR not HL7.

    An empty `control_id` is a message whose number could not be read: it is kept, and never taken for another one.
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


class Redelivered(Exception):
    """Some messages of a batch were answered before: `positions` tells which, counted from 0. Nothing was stored."""

    def __init__(self, positions: frozenset[int]) -> None:
        super().__init__(f"{len(positions)} messages were answered before. Leave them out, append the others again.")
        self.positions = positions


def keep(messages: Sequence[DeviceMessage]) -> None:
    """Keep messages with their answers, inside the caller's transaction.

    Raises:
        Redelivered: some were answered before, earlier in this batch or by another process at this very moment; the caller's
            transaction must be undone.
    """
    kept = [_bounded(message) for message in messages]
    repeated = _repeated_within(kept)
    fresh = {position: message for position, message in enumerate(kept) if position not in repeated}
    stored = _inserted(list(fresh.values()))
    repeated |= {position for position, message in fresh.items() if _is_old(message, stored)}
    if repeated:
        raise Redelivered(frozenset(repeated))


def answered(sender: str, control_id: str) -> DeviceMessage | None:
    """The message of this sender with this number, and the answer it got; None if there was none."""
    if not control_id:
        return None
    row = models.Message.objects.filter(sender=_bounded_id(sender), control_id=_bounded_id(control_id)).first()
    return _of_row(row) if row else None


def unplaced(clinic_id: str | None, limit: int) -> list[DeviceMessage]:
    """The newest messages of a clinic that were not taken, newest first; None: those of which nobody knows whose they are."""
    if clinic_id is None:
        return [_of_row(row) for row in models.Message.objects.raw(UNPLACED_NOBODY_S, [limit])]
    return [_of_row(row) for row in models.Message.objects.raw(UNPLACED, [clinic_id, limit])]


def _repeated_within(messages: Sequence[DeviceMessage]) -> set[int]:
    seen: set[Identity] = set()
    repeated: set[int] = set()
    for position, message in enumerate(messages):
        if message.control_id and _identity(message) in seen:
            repeated.add(position)
        seen.add(_identity(message))
    return repeated


def _is_old(message: DeviceMessage, stored: set[Identity]) -> bool:
    return bool(message.control_id) and _identity(message) not in stored


def _inserted(messages: Sequence[DeviceMessage]) -> set[Identity]:
    """Insert the messages that are new; in the order of their ids, so that two processes cannot wait for each other."""
    inserted: set[Identity] = set()
    for chunk in _chunks(sorted(messages, key=_identity)):
        values = ", ".join([f"({', '.join(['%s'] * len(COLUMNS))})"] * len(chunk))
        statement = f"""
            INSERT INTO record_message ({", ".join(COLUMNS)}) VALUES {values}
            ON CONFLICT (sender, control_id) DO NOTHING
            RETURNING sender, control_id
        """  # noqa: S608  # only names from here and placeholders are filled in
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for message in chunk for value in _values(message)])
            inserted.update((sender, control_id or "") for sender, control_id in cursor.fetchall())
    return inserted


def _chunks(messages: Sequence[DeviceMessage]) -> Iterator[Sequence[DeviceMessage]]:
    for start in range(0, len(messages), ROWS_A_STATEMENT):
        yield messages[start : start + ROWS_A_STATEMENT]


def _values(message: DeviceMessage) -> tuple[Any, ...]:
    return (
        message.sender,
        message.control_id or None,
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
    )


def _identity(message: DeviceMessage) -> Identity:
    return message.sender, message.control_id


def _bounded(message: DeviceMessage) -> DeviceMessage:
    return replace(
        message,
        sender=_bounded_id(message.sender),
        control_id=_bounded_id(message.control_id),
        raw=message.raw[:RAW_LIMIT_BYTES],
        cut=message.cut or len(message.raw) > RAW_LIMIT_BYTES,
        reason=storable(message.reason),
        device=None if message.device is None else storable(message.device),
    )


def _bounded_id(text: str) -> str:
    if len(text) <= ID_LENGTH:
        return storable(text)
    return "sha256:" + sha256(text.encode(errors="surrogatepass")).hexdigest()
