"""What is recorded before an infusion runs."""

from dataclasses import dataclass
from typing import Literal

from handrail.pathway.events.base import Event
from handrail.units import (
    Centimetres,
    Kilograms,
    Milligrams,
    MilligramsPerHour,
    MilligramsPerKilogram,
    MilligramsPerMillilitre,
    Millilitres,
    MillilitresPerHour,
    Minutes,
)

Method = Literal["add", "replace"]
DeviceKind = Literal["monitor", "pump"]
PrimedWith = Literal["drug", "saline"]
Wanted = Literal["chair", "bag", "check", "device"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionOrdered(Event):
    """A prescriber ordered this infusion: the dose by weight, the amount it comes to, and the time it takes."""

    dose_per_weight: MilligramsPerKilogram
    weight: Kilograms
    dose: Milligrams
    length: Minutes
    infusion_number: int
    planned_infusions: int
    age_years: int
    sex: Literal["female", "male"]
    height: Centimetres | None
    protocol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefused(Event):
    """An order that was asked for and not taken, with the reason."""

    dose_per_weight: MilligramsPerKilogram
    length: Minutes
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedRefused(Event):
    """Something else that was asked for on the way to an infusion and not taken, with the reason in English."""

    deed: Wanted
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientSeated(Event):
    """The patient came and sits in this chair."""

    chair: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WatcherNamed(Event):
    """This member of staff watches the chair from now on."""

    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BagPrepared(Event):
    """One person made the bag: what was drawn, into what, and the rate that follows from the order."""

    vial_strength: MilligramsPerMillilitre
    drawn: Millilitres
    diluent: Millilitres
    method: Method
    volume: Millilitres
    concentration: MilligramsPerMillilitre
    rate: MillilitresPerHour
    drug_rate: MilligramsPerHour


@dataclass(frozen=True, slots=True, kw_only=True)
class BagChecked(Event):
    """A second person worked the same bag out alone and came to the same figures."""

    drawn: Millilitres
    rate: MillilitresPerHour


@dataclass(frozen=True, slots=True, kw_only=True)
class BagCheckDiffered(Event):
    """A second person came to other figures: the bag is not to be used until both agree."""

    drawn: Millilitres
    rate: MillilitresPerHour
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePrimed(Event):
    """What the line was filled with before the start; from saline the drug arrives late. No volume: as the protocol says."""

    primed_with: PrimedWith
    volume: Millilitres | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceBound(Event):
    """A member of staff tied this device to this chair and its patient.

    `interval_s` is how often its continuous channels speak; `cuff_interval_s` is the cuff's cycle, where it has one.
    """

    device: str
    device_kind: DeviceKind
    channels: tuple[str, ...]
    interval_s: int
    cuff_interval_s: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceUnbound(Event):
    """A member of staff took this device off the chair."""

    device: str
