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
from handrail.record.telemetry import SetAside
from handrail.web.board.place import is_alone

LOOKED_AT = 500
"""So many kinds of trouble at most, of the clinic and of nobody's; the record tells alike ones as one."""


class Trouble(StrEnum):
    """Why a message was not taken, as far as it tells what to do."""

    NOT_HL7 = "not_hl7"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"
    UNREADABLE_STRANGER = "unreadable_stranger"
    UNBOUND = "unbound"
    DISAGREES = "disagrees"
    NUMBER_TWICE = "number_twice"
    CROWD = "crowd"


@dataclass(frozen=True, slots=True)
class Shown:
    """A device as it stands: bound to whom since when, last heard when."""

    device: Device
    binding: Binding | None
    heard_at: datetime | None


@dataclass(slots=True)
class Refused:
    """Messages of one sender that were not taken for the same reason, or what else staff have to know of one; the newest bytes.

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

    @property
    def taken(self) -> bool:
        """Whether its values are on the chart all the same."""
        return self.trouble is Trouble.NUMBER_TWICE


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
    ours = (_told(one, known, bound) for one in telemetry.told(clinic.pk, LOOKED_AT))
    nobodys = (tell(one, known, bound) for one in telemetry.told(None, LOOKED_AT))
    return sorted(_gathered([*ours, *nobodys]), key=lambda one: one.newest_at, reverse=True)


def _heard_at(binding: Binding) -> datetime | None:
    """When the device last said something to the visit that it is bound to."""
    latest = readings_of(binding.visit_id).latest.values()
    return max((sample.received_at for sample in latest if sample.device == binding.device_id), default=None)


def _chair(binding: Binding | None) -> int:
    return binding.visit.chair.number if binding and binding.visit.chair else 0


def _told(one: SetAside, known: dict[str, Device], bound: set[str]) -> Refused:
    last = one.last
    return Refused(
        sender=last.sender,
        device=known.get(last.device or ""),
        trouble=_trouble(one, bound),
        reason=last.reason,
        newest_at=last.received_at,
        oldest_at=one.first.received_at,
        raw=_lines(last.raw),
        cut=last.cut,
        count=one.times,
    )


def _kept_secret(one: SetAside, known: dict[str, Device], bound: set[str]) -> Refused:
    """The same without anything that a message says: reasons quote it, and a sender's name may be a patient's."""
    told = _told(one, known, bound)
    if one.about == "connection":
        return told  # an address of the network, and nothing that was said
    return replace(told, sender="", device=None, reason="", raw="", cut=False, secret=True)


def _trouble(one: SetAside, bound: set[str]) -> Trouble:
    last = one.last
    if one.about != "message":
        return Trouble.CROWD if one.about == "connection" else Trouble.NUMBER_TWICE
    if last.outcome == "AR":
        return Trouble.NOT_HL7
    if is_of_unknown_device(last):
        return Trouble.UNKNOWN
    if last.device is None:
        return Trouble.UNREADABLE if last.clinic_id else Trouble.UNREADABLE_STRANGER
    return Trouble.DISAGREES if last.device in bound else Trouble.UNBOUND


def _gathered(ones: Iterable[Refused]) -> Iterable[Refused]:
    """As the record tells them; those that are kept secret as one for each trouble."""
    gathered: dict[tuple[str, ...], Refused] = {}
    for one in ones:
        first = gathered.setdefault(_kind(one), one)
        if first is not one:
            first.count += one.count
            first.oldest_at = min(first.oldest_at, one.oldest_at)
            first.newest_at = max(first.newest_at, one.newest_at)
    return gathered.values()


def _kind(message: Refused) -> tuple[str, ...]:
    return (message.trouble,) if message.secret else (message.trouble, message.sender, message.reason)


def _lines(raw: bytes) -> str:
    """A message's bytes as lines, a segment each; what is no letter is shown by its number."""
    text = raw.decode("utf-8", "backslashreplace").replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return "".join(letter if letter == "\n" or letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text)
