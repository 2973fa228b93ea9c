"""What staff have to be told about devices: messages that were not taken, numbers used twice, connections refused.

Alike ones are one row with their number, the first and the last of them, so that a monitor which sends to nobody once
a second fills no disk, and cannot push anybody else off the page. A row only grows.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal, Self, cast

from django.db import connection
from django.db.models import Count

from handrail.record import models
from handrail.record.messages import DeviceMessage, Outcome, bounded

About = Literal["message", "number", "connection"]
"""What it is about: a message that was not taken, a number (MSH-10) used twice, a connection that was refused."""

NUMBER_TWICE = "Two different messages came with the same number (MSH-10)."
MANY_KINDS = "Many different messages of this sender were not taken. The first and the newest are kept."
MANY_SENDERS = "Messages of many different senders were not taken. The first and the newest are kept."

KINDS_OF_ONE_SENDER = 50
KINDS_OF_ONE_CLINIC = 400
"""So many kinds are told apart; what more there is within LATELY is told as one. Bounds the storage and the page."""
LATELY = timedelta(days=30)

COLUMNS = (
    "key",
    "about",
    "clinic_id",
    "sender",
    "device",
    "outcome",
    "reason",
    "times",
    *(f"{which}_{part}" for which in ("first", "last") for part in ("at", "control_id", "digest", "raw", "cut")),
)
PUT = f"""
    INSERT INTO record_aside ({", ".join(COLUMNS)}) VALUES ({", ".join(["%s"] * len(COLUMNS))})
    ON CONFLICT (key) DO UPDATE SET
        times = record_aside.times + excluded.times
            - CASE WHEN excluded.first_digest <> '' AND excluded.first_digest = record_aside.last_digest THEN 1 ELSE 0 END,
        {", ".join(f"last_{part} = excluded.last_{part}" for part in ("at", "control_id", "digest", "raw", "cut"))}
"""  # noqa: S608  # only names from here and placeholders are filled in


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """Alike ones: how many, the first and the last, which differ in their number, time and bytes alone.

    The same message again right after itself is not counted again.
    """

    about: About
    times: int
    first: DeviceMessage
    last: DeviceMessage

    @property
    def key(self) -> str:
        """What makes them alike."""
        last = self.last
        parts = (self.about, last.clinic_id, last.sender, last.device, last.outcome, last.reason)
        return sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()

    def and_then(self, more: Self) -> Self:
        """Together with what came next."""
        again = bool(more.first.digest) and more.first.digest == self.last.digest
        return replace(self, times=self.times + more.times - again, last=more.last)

    def within(self, reason: str, *, of_one_sender: bool) -> Self:
        """The same as one of many that are no longer told apart."""
        changes: dict[str, Any] = {"reason": reason, "device": None}
        if not of_one_sender:
            changes |= {"sender": "", "outcome": "AE"}
        return replace(self, first=replace(self.first, **changes), last=replace(self.last, **changes))


def not_taken(message: DeviceMessage) -> SetAside:
    """A message that was refused."""
    return _one("message", message)


def number_twice(message: DeviceMessage) -> SetAside:
    """A message that was taken, and whose number another one had before."""
    return _one("number", replace(message, reason=NUMBER_TWICE, raw=b"", session=None))


def connections_refused(address: str, reason: str, times: int, at: datetime) -> SetAside:
    """Connections from this address that the device port did not take on."""
    message = DeviceMessage(
        sender=address,
        control_id="",
        received_at=at,
        raw=b"",
        outcome="AR",
        reason=reason,
        clinic_id=None,
        session=None,
        device=None,
    )
    return replace(_one("connection", message), times=times)


def put(ones: Sequence[SetAside]) -> None:
    """Keep these, inside the caller's transaction; in the order of their keys, so that two processes cannot wait for each other."""
    together = _together(ones)
    unknown = set(together) - set(models.Aside.objects.filter(key__in=together).values_list("key", flat=True))
    if unknown:
        known = [one for key, one in together.items() if key not in unknown]
        together = _together([*known, *_with_room([together[key] for key in together if key in unknown])])
    with connection.cursor() as cursor:
        for key in sorted(together):
            cursor.execute(PUT, _values(key, together[key]))


def told(clinic_id: str | None, limit: int) -> list[SetAside]:
    """What concerns a clinic, the latest first; None: that of which nobody knows whom it concerns."""
    rows = models.Aside.objects.filter(clinic_id=clinic_id).order_by("-last_at", "key")
    return [_of_row(row) for row in rows[:limit]]


def unplaced(clinic_id: str | None, limit: int) -> list[DeviceMessage]:
    """The newest message of each kind that a clinic's devices sent and that was not taken, the latest first; None: nobody's."""
    rows = models.Aside.objects.filter(clinic_id=clinic_id, about="message").order_by("-last_at", "key")
    return [_of_row(row).last for row in rows[:limit]]


def last_refused(clinic_id: str, devices: Collection[str], because: str) -> dict[str, datetime]:
    """When a message of each of these devices was last not taken for a reason that holds these words."""
    rows = models.Aside.objects.filter(
        clinic_id=clinic_id, about="message", device__in=devices, reason__contains=because
    ).values_list("device", "last_at")
    found: dict[str, datetime] = {}
    for device, at in rows:
        if device is not None:
            found[device] = max(at, found.get(device, at))
    return found


def _one(about: About, message: DeviceMessage) -> SetAside:
    kept = bounded(message)
    kept = replace(kept, digest=kept.digest if kept.control_id else "")  # without a number no two are the same
    return SetAside(about=about, times=1, first=kept, last=kept)


def _together(ones: Iterable[SetAside]) -> dict[str, SetAside]:
    together: dict[str, SetAside] = {}
    for one in ones:
        before = together.get(one.key)
        together[one.key] = before.and_then(one) if before else one
    return together


def _with_room(new: Sequence[SetAside]) -> list[SetAside]:
    """New kinds, each as itself while there is room for it."""
    kinds = _kinds_lately(new)
    roomy = []
    for one in new:
        clinic, sender = one.last.clinic_id, one.last.sender
        if kinds[clinic, None] >= KINDS_OF_ONE_CLINIC:
            roomy.append(one.within(MANY_SENDERS, of_one_sender=False))
        elif kinds[clinic, sender] >= KINDS_OF_ONE_SENDER:
            roomy.append(one.within(MANY_KINDS, of_one_sender=True))
        else:
            kinds[clinic, None] += 1
            kinds[clinic, sender] += 1
            roomy.append(one)
    return roomy


def _kinds_lately(new: Sequence[SetAside]) -> Counter[tuple[str | None, str | None]]:
    """How many kinds each clinic and each of its senders has had lately."""
    kinds: Counter[tuple[str | None, str | None]] = Counter()
    since = min(one.last.received_at for one in new) - LATELY
    for clinic in {one.last.clinic_id for one in new}:
        rows = models.Aside.objects.filter(clinic_id=clinic, last_at__gte=since)
        for row in rows.values("sender").annotate(kinds=Count("key")):
            kinds[clinic, row["sender"]] = row["kinds"]
            kinds[clinic, None] += row["kinds"]
    return kinds


def _values(key: str, one: SetAside) -> tuple[Any, ...]:
    last = one.last
    parts = [part for message in (one.first, last) for part in _parts(message)]
    return (key, one.about, last.clinic_id, last.sender, last.device, last.outcome, last.reason, one.times, *parts)


def _parts(message: DeviceMessage) -> tuple[Any, ...]:
    at = connection.ops.adapt_datetimefield_value(message.received_at)
    return at, message.control_id, message.digest, message.raw, message.cut


def _of_row(row: models.Aside) -> SetAside:
    first, last = (
        DeviceMessage(
            sender=row.sender,
            control_id=getattr(row, f"{which}_control_id"),
            received_at=getattr(row, f"{which}_at"),
            raw=bytes(getattr(row, f"{which}_raw")),
            outcome=cast(Outcome, row.outcome),
            reason=row.reason,
            clinic_id=row.clinic_id,
            session=None,
            device=row.device,
            cut=getattr(row, f"{which}_cut"),
            digest=getattr(row, f"{which}_digest"),
        )
        for which in ("first", "last")
    )
    return SetAside(about=cast(About, row.about), times=row.times, first=first, last=last)
