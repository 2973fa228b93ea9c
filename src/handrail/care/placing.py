"""Whose a device's message is: by the binding that staff made, never by a guess."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from handrail.care import rules
from handrail.clinic import bindings
from handrail.clinic.models import Binding, Device, Patient, Visit
from handrail.interop.hl7v2 import Observation, Received, Report, unstamped, without_names
from handrail.pathway.infuse.signals import CHANNELS, Sample
from handrail.protocol.folded import folded
from handrail.record.telemetry import DeviceMessage

UNKNOWN = "No device is known as"
"""How the reason begins where a message could be read and names a device that nobody registered."""


ANOTHER_PATIENT = "names another patient than the one it is bound to"
"""What every such reason holds, and no other: the chair's watch is loud about it."""

SPEAKS = {"monitor": frozenset({"continuous", "cuff"}), "pump": frozenset({"pump"})}
"""By the kind of a device the kinds of channels that it measures itself."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A message with the answer it is due, and the samples it brings where it belongs to somebody."""

    message: DeviceMessage
    samples: tuple[Sample, ...]


class Places:
    """Who sends, and for whom, looked up once for all the messages that are stored together."""

    def __init__(self) -> None:
        self._devices: dict[tuple[str, str], Device | None] = {}
        self._bindings: dict[str, Binding | None] = {}
        self._skew: dict[str, timedelta] = {}
        self._strangers: dict[tuple[str, frozenset[str]], bool] = {}

    def device(self, sender: str, equipment: str = "") -> Device | None:
        """The device that a message names."""
        key = (sender, equipment)
        if key not in self._devices:
            self._devices[key] = bindings.device(sender, equipment)
        return self._devices[key]

    def binding(self, device: Device) -> Binding | None:
        """The binding that staff made for a device, where one holds now."""
        if device.pk not in self._bindings:
            self._bindings[device.pk] = bindings.open_bindings(device=device).first()
        return self._bindings[device.pk]

    def refuse_skew_beyond(self, device: Device) -> timedelta:
        """By how much the clock of a device may be off, by the protocol of its clinic."""
        if device.clinic_id not in self._skew:
            self._skew[device.clinic_id] = rules.of_clinic(device.clinic_id).refuse_skew_beyond()
        return self._skew[device.clinic_id]

    def is_about_another(self, report: Report, binding: Binding) -> bool:
        """Whether a message says that it is about somebody else than its device is bound to.

        It does where none of its identifiers (PID-3, without one PID-2) is of this visit, where any of them is of another
        patient whom the clinic knows, or where it has no identifier and calls the patient by another name (PID-5).
        """
        ours = {binding.visit.patient_id, binding.visit_id}
        named = report.patients or report.formerly
        others = frozenset({*report.patients, *report.formerly} - ours)
        if (named and not ours & set(named)) or self._names_a_known_one(binding.clinic_id, others):
            return True
        return not named and bool(report.called) and not _same_name(report.called, binding.visit.patient.name)

    def _names_a_known_one(self, clinic_id: str, identifiers: frozenset[str]) -> bool:
        key = (clinic_id, identifiers)
        if identifiers and key not in self._strangers:
            self._strangers[key] = (
                Patient.objects.filter(clinic=clinic_id, pk__in=identifiers).exists()
                or Visit.objects.filter(clinic=clinic_id, pk__in=identifiers).exists()
            )
        return bool(identifiers) and self._strangers[key]


def _same_name(called: Sequence[str], name: str) -> bool:
    """Whether family and given name are parts of a name, whatever the order, the case and the accents."""
    said, known = _words(" ".join(called)), _words(name)
    return said <= known or known <= said


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", folded(name)))


def place(received: Received, places: Places, *, at: datetime) -> Placed:
    """Find out whose a message is. What cannot be used is kept, with the reason."""
    if received.refusal is not None or received.report is None:
        refusal = received.refusal
        code = refusal.code if refusal else "AR"
        return _kept(received, code, refusal.reason if refusal else "", _known_clinic(received, places))
    report = received.report
    device = _device(report, places)
    if isinstance(device, str):
        return _kept(received, "AE", device, None)
    binding = places.binding(device)
    because = _against(report, device, binding, places, at)
    if because or binding is None:
        return _kept(received, "AE", because or "", device.clinic_id, device.pk)
    samples = tuple(_sample(one, received, device) for one in report.observations)
    message = DeviceMessage(
        sender=received.sender,
        control_id=received.control_id,
        received_at=received.received_at,
        raw=without_names(received.raw) if report.ignored else b"",  # what is not in the samples is kept
        outcome="AA",
        reason="",
        clinic_id=device.clinic_id,
        session=binding.visit_id,
        device=device.pk,
        digest=_digest(received),
    )
    return Placed(message, samples)


def _device(report: Report, places: Places) -> Device | str:
    """The one device that a message names, or why there is none."""
    named_ones = (places.device(report.sender, one) for one in report.equipment or ("",))
    found = {device.pk: device for device in named_ones if device}
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        return "The message names several devices of ours. Send each device's values in its own message."
    named = ", ".join((report.sender, *report.equipment))
    return f"{UNKNOWN} {named}. Register it and bind it to a chair, then send again."


def is_of_unknown_device(message: DeviceMessage) -> bool:
    """Whether a kept message could be read, and only its device is not known here."""
    return message.device is None and message.reason.startswith(UNKNOWN)


def _against(report: Report, device: Device, binding: Binding | None, places: Places, at: datetime) -> str | None:
    if binding is None:
        return f"{device.name} is bound to no chair. Bind it to a chair and its patient, then send again."
    if places.is_about_another(report, binding):
        return f"{device.name} {ANOTHER_PATIENT}. Check who sits there and bind it again."
    foreign = sorted(
        one.channel for one in report.observations if CHANNELS[one.channel].kind not in SPEAKS[device.kind]
    )
    if foreign:
        return (
            f"{device.name} is a {device.kind} and does not measure {', '.join(foreign)}. "
            "Register what sends it as a device of its own."
        )
    furthest = places.refuse_skew_beyond(device)
    if any(_off(one, at) > furthest for one in report.observations if CHANNELS[one.channel].kind != "cuff"):
        return f"The clock of {device.name} is off by more than {_days(furthest)}. Set it, then send again."
    return None


def _off(observation: Observation, at: datetime) -> timedelta:
    """How far the device's word on the time is from ours; a cuff is left out, for a monitor may repeat an old reading."""
    return abs(observation.device_at - at) if observation.device_at else timedelta(0)


def _days(length: timedelta) -> str:
    return "a day" if length == timedelta(days=1) else f"{length.total_seconds() / 3600:g} hours"


def _sample(observation: Observation, received: Received, device: Device) -> Sample:
    return Sample(
        channel=observation.channel,
        value=observation.value,
        received_at=received.received_at,
        device_at=observation.device_at,
        device=device.pk,
        absent=observation.absent,
    )


def _known_clinic(received: Received, places: Places) -> str | None:
    """The clinic of a sender that is known, so that its staff see what was refused."""
    device = places.device(received.sender) if received.sender else None
    return device.clinic_id if device else None


def _kept(received: Received, code: str, reason: str, clinic: str | None, device: str | None = None) -> Placed:
    message = DeviceMessage(
        sender=received.sender,
        control_id=received.control_id,
        received_at=received.received_at,
        raw=without_names(received.raw),
        outcome="AR" if code == "AR" else "AE",
        reason=reason,
        clinic_id=clinic,
        session=None,
        device=device,
        digest=_digest(received),
    )
    return Placed(message, ())


def _digest(received: Received) -> str:
    """By which a message is known again that has the same number: its bytes as they came, but for the time of sending."""
    return sha256(unstamped(received.raw)).hexdigest()


def batches(placed: Sequence[Placed]) -> dict[str, list[Sample]]:
    """The samples of each session, in the order they came."""
    found: dict[str, list[Sample]] = {}
    for one in placed:
        if one.message.session is not None:
            found.setdefault(one.message.session, []).extend(one.samples)
    return found
