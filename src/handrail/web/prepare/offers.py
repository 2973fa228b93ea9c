"""What can be chosen for a visit: the chairs, who may watch, the devices, each with what stands in the way."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handrail.care import rules
from handrail.care.monitor import readings_of
from handrail.care.prepare import Watching, age_of
from handrail.clinic import bindings
from handrail.clinic.models import Binding, Chair, Device, Person, Visit
from handrail.record import telemetry
from handrail.web.prepare.roles import AT_THE_CHAIR

MESSAGES_LOOKED_AT = 200
"""How many of the newest messages that found no chair are looked through for a device's last word."""


@dataclass(frozen=True, slots=True)
class ChairOffer:
    """A chair, and whose it is now."""

    chair: Chair
    taken_by: str
    own: bool


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that a monitor brings, and the channels it comes on."""

    key: str
    name: str
    channels: tuple[str, ...]
    usual: bool


@dataclass(frozen=True, slots=True)
class DeviceOffer:
    """A device of the clinic: the visit it is bound to, or free; when it was last heard; whether it stood here last."""

    device: Device
    binding: Binding | None
    heard_at: datetime | None
    stood_here: bool

    @property
    def place(self) -> str:
        """Where it is bound, in words."""
        if self.binding is None:
            return ""
        chair, name = self.binding.visit.chair, self.binding.visit.patient.name
        if chair is None:
            return _("bound to %(name)s, who has no chair") % {"name": name}
        return _("bound to chair %(number)s, %(name)s") % {"number": chair.number, "name": name}


@dataclass(frozen=True, slots=True)
class DevicePlace:
    """A monitor's or a pump's place at the chair: what is bound there, what could be, at which intervals."""

    kind: str
    name: str
    bound: DeviceOffer | None
    offers: tuple[DeviceOffer, ...]
    every_s: int
    cuff_every_min: int


def chairs(visit: Visit) -> list[ChairOffer]:
    """The clinic's chairs with who sits there."""
    taken = {
        other.chair_id: other
        for other in Visit.objects.filter(clinic=visit.clinic_id, closed_at__isnull=True).select_related("patient")
    }
    known = Chair.objects.filter(clinic=visit.clinic_id).select_related("room")
    return [_chair(chair, taken.get(chair.pk), visit) for chair in known]


def _chair(chair: Chair, by: Visit | None, visit: Visit) -> ChairOffer:
    own = by is not None and by.pk == visit.pk
    return ChairOffer(chair, "" if by is None or own else by.patient.name, own)


def watchers(visit: Visit) -> QuerySet[Person]:
    """Who may watch: the clinic's nurses and physicians."""
    return (
        Person.objects.filter(
            is_active=True, memberships__clinic=visit.clinic_id, memberships__role__in=list(AT_THE_CHAIR)
        )
        .distinct()
        .order_by("name", "id")
    )


def signals() -> tuple[Signal, ...]:
    """What a monitor can bring."""
    return (
        Signal("hr", _("Heart rate"), ("hr",), usual=True),
        Signal("spo2", _("Oxygen saturation"), ("spo2",), usual=True),
        Signal("resp", _("Breathing"), ("resp",), usual=True),
        Signal("cuff", _("Cuff"), ("nibp_sys", "nibp_dia", "nibp_mean"), usual=True),
        Signal("etco2", _("Carbon dioxide"), ("etco2",), usual=False),
    )


PUMP_CHANNELS = ("pump_rate", "pump_volume")


def names_of(channels: tuple[str, ...]) -> list[str]:
    """What these channels are called, the cuff left out: it has a cycle of its own."""
    brought = [signal for signal in signals() if set(signal.channels) & set(channels) and signal.key != "cuff"]
    return [signal.name if signal is brought[0] else signal.name[:1].lower() + signal.name[1:] for signal in brought]


def watching(kind: str, chosen: frozenset[str], every_s: int, cuff_every_s: int | None) -> Watching:
    """What a device brings and how often, as the rules take it."""
    if kind == "pump":
        return Watching(PUMP_CHANNELS, every_s, None)
    brought = [signal for signal in signals() if signal.key in chosen]
    channels = tuple(channel for signal in brought for channel in signal.channels)
    return Watching(channels, every_s, cuff_every_s if "cuff" in chosen else None)


def devices(visit: Visit, now: datetime) -> tuple[DevicePlace, DevicePlace]:
    """The monitor's place and the pump's."""
    known = Device.objects.filter(clinic=visit.clinic_id)
    open_now = {one.device_id: one for one in bindings.open_bindings(clinic_id=visit.clinic_id)}
    heard = _heard_unbound(visit.clinic_id)
    here_last = _here_last(visit)
    offers = [
        DeviceOffer(
            device,
            open_now.get(device.pk),
            heard_at(visit, device) if _bound_here(open_now, device, visit) else heard.get(device.pk),
            device.pk in here_last,
        )
        for device in known
    ]
    return _place(visit, "monitor", _("Monitor"), offers, now), _place(visit, "pump", _("Pump"), offers, now)


def _bound_here(open_now: dict[str, Binding], device: Device, visit: Visit) -> bool:
    return device.pk in open_now and open_now[device.pk].visit_id == visit.pk


def _place(visit: Visit, kind: str, name: str, offers: list[DeviceOffer], now: datetime) -> DevicePlace:
    monitoring = rules.of_visit(visit).protocol.monitoring
    of_kind = [offer for offer in offers if offer.device.kind == kind]
    bound = next((offer for offer in of_kind if offer.binding and offer.binding.visit_id == visit.pk), None)
    others = sorted(
        (offer for offer in of_kind if offer is not bound),
        key=lambda offer: (offer.binding is not None, not offer.stood_here, offer.device.name),
    )
    closer = age_of(visit.patient, now) >= monitoring.schedule.closer_from_age_years
    cycle = monitoring.schedule.closer if closer else monitoring.schedule.cycle
    channel = monitoring.channels["pump_rate" if kind == "pump" else "hr"]
    return DevicePlace(
        kind=kind,
        name=name,
        bound=bound,
        offers=tuple(others),
        every_s=int(channel.interval.total_seconds()),
        cuff_every_min=int(cycle.total_seconds()) // 60,
    )


def heard_at(visit: Visit, device: Device) -> datetime | None:
    """When a device that is bound here last said something to this visit."""
    latest = list(readings_of(visit.pk).latest.values())
    return max((sample.received_at for sample in latest if sample.device == device.pk), default=None)


def _heard_unbound(clinic_id: str) -> dict[str, datetime]:
    """When devices that belong to nobody were last heard, as far as anybody kept their messages."""
    heard: dict[str, datetime] = {}
    for message in telemetry.unplaced(clinic_id, MESSAGES_LOOKED_AT):
        if message.device is not None:
            heard[message.device] = max(message.received_at, heard.get(message.device, message.received_at))
    return heard


def _here_last(visit: Visit) -> frozenset[str]:
    """The devices that were last bound to this chair."""
    if visit.chair_id is None:
        return frozenset()
    here = Binding.objects.filter(visit__chair=visit.chair_id).exclude(visit=visit.pk).order_by("-bound_at")
    last = (here.filter(kind=kind).values_list("device_id", flat=True).first() for kind in ("monitor", "pump"))
    return frozenset(filter(None, last))
