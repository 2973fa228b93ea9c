"""What the devices page tells: what is bound where, who was heard when, and every message that was not taken."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from handrail.care.monitor import readings_of
from handrail.care.placing import is_of_unknown_device
from handrail.clinic.bindings import open_bindings
from handrail.clinic.models import Binding, Clinic, Device
from handrail.record import telemetry
from handrail.record.telemetry import DeviceMessage
from handrail.web.board.place import is_alone

LOOKED_AT = 500
"""The newest messages that were not taken; alike ones of the same sender are told as one."""


class Trouble(StrEnum):
    """Why a message was not taken, as far as it tells what to do."""

    NOT_HL7 = "not_hl7"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"
    UNREADABLE_STRANGER = "unreadable_stranger"
    UNBOUND = "unbound"
    DISAGREES = "disagrees"


@dataclass(frozen=True, slots=True)
class Shown:
    """A device as it stands: bound to whom since when, last heard when."""

    device: Device
    binding: Binding | None
    heard_at: datetime | None


@dataclass(slots=True)
class Refused:
    """Messages of one sender that were not taken for the same reason; the newest one's bytes.

    `secret`: it names no clinic and there are several, so that neither sender, reason nor bytes are told.
    """

    sender: str
    device: Device | None
    trouble: Trouble
    reason: str
    newest_at: datetime
    oldest_at: datetime
    raw: str
    cut: bool
    secret: bool = False
    count: int = field(default=1)


def devices(clinic: Clinic) -> list[Shown]:
    """Every device of the clinic: those that are bound first, by chair."""
    bindings = {binding.device_id: binding for binding in open_bindings(clinic_id=clinic.pk)}
    shown = [Shown(device, bindings.get(device.pk), None) for device in Device.objects.filter(clinic=clinic)]
    heard = [Shown(one.device, one.binding, _heard_at(one.binding) if one.binding else None) for one in shown]
    return sorted(heard, key=lambda one: (one.binding is None, _chair(one.binding), one.device.name))


def refused(clinic: Clinic) -> list[Refused]:
    """What was not taken, the newest first.

    Of a message that names no clinic only the kind of its trouble and its time are told, unless there is no other
    clinic that it could be about.
    """
    known = {device.pk: device for device in Device.objects.filter(clinic=clinic)}
    bound = set(open_bindings(clinic_id=clinic.pk).values_list("device_id", flat=True))
    tell = _told if is_alone(clinic) else _kept_secret
    ours = (_told(one, known, bound) for one in telemetry.unplaced(clinic.pk, LOOKED_AT))
    nobodys = (tell(one, known, bound) for one in telemetry.unplaced(None, LOOKED_AT))
    return sorted(_gathered([*ours, *nobodys]), key=lambda one: one.newest_at, reverse=True)


def _heard_at(binding: Binding) -> datetime | None:
    """When the device last said something to the visit that it is bound to."""
    latest = readings_of(binding.visit_id).latest.values()
    return max((sample.received_at for sample in latest if sample.device == binding.device_id), default=None)


def _chair(binding: Binding | None) -> int:
    return binding.visit.chair.number if binding and binding.visit.chair else 0


def _told(message: DeviceMessage, known: dict[str, Device], bound: set[str]) -> Refused:
    return Refused(
        sender=message.sender,
        device=known.get(message.device or ""),
        trouble=_trouble(message, bound),
        reason=message.reason,
        newest_at=message.received_at,
        oldest_at=message.received_at,
        raw=_lines(message.raw),
        cut=message.cut,
    )


def _kept_secret(message: DeviceMessage, known: dict[str, Device], bound: set[str]) -> Refused:
    """The same without anything that the message says: reasons quote it, and a sender's name may be a patient's."""
    told = _told(message, known, bound)
    return replace(told, sender="", device=None, reason="", raw="", cut=False, secret=True)


def _trouble(message: DeviceMessage, bound: set[str]) -> Trouble:
    if message.outcome == "AR":
        return Trouble.NOT_HL7
    if is_of_unknown_device(message):
        return Trouble.UNKNOWN
    if message.device is None:
        return Trouble.UNREADABLE if message.clinic_id else Trouble.UNREADABLE_STRANGER
    return Trouble.DISAGREES if message.device in bound else Trouble.UNBOUND


def _gathered(messages: Iterable[Refused]) -> Iterable[Refused]:
    """One for each sender and reason, with how many there were and from when to when."""
    gathered: dict[tuple[str, ...], Refused] = {}
    for message in messages:
        first = gathered.setdefault(_kind(message), message)
        if first is not message:
            first.count += 1
            first.oldest_at = min(first.oldest_at, message.oldest_at)
    return gathered.values()


def _kind(message: Refused) -> tuple[str, ...]:
    return (message.trouble,) if message.secret else (message.sender, message.reason)


def _lines(raw: bytes) -> str:
    """A message's bytes as lines, a segment each; what is no letter is shown by its number."""
    text = raw.decode("utf-8", "backslashreplace").replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return "".join(letter if letter == "\n" or letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text)
