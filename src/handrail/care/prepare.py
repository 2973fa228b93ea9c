"""What people do before an infusion runs: order, seat, make the bag, check it, tie devices to the chair."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import translation

from handrail.care import rules
from handrail.care.deed import Done, do
from handrail.clinic import bindings, people
from handrail.clinic.bindings import CannotBind
from handrail.clinic.models import Chair, Device, Patient, Visit
from handrail.pathway.events import (
    BagCheckDiffered,
    BagChecked,
    DeedRefused,
    DeviceBound,
    DeviceKind,
    DeviceUnbound,
    Event,
    LinePrimed,
    Method,
    OrderRefused,
    PatientSeated,
    PrimedWith,
    Wanted,
    WatcherNamed,
)
from handrail.pathway.prepare import bag as bags
from handrail.pathway.prepare.bag import BagRefused
from handrail.pathway.prepare.order import PersonFacts, order
from handrail.pathway.session import Phase, Session
from handrail.record import log
from handrail.units import (
    Centimetres,
    Kilograms,
    MilligramsPerKilogram,
    MilligramsPerMillilitre,
    Millilitres,
    MillilitresPerHour,
    Minutes,
)


class NotPossible(ValueError):
    """Something that cannot be done as asked, for a reason a person can mend; the text says how."""


@dataclass(frozen=True, slots=True)
class Watching:
    """What a device brings and how often: declared when it is bound."""

    channels: tuple[str, ...]
    interval_s: int
    cuff_interval_s: int | None


@dataclass(frozen=True, slots=True)
class Booked:
    """A visit that stands, and whether it stood before it was asked for."""

    visit: Visit
    before: bool


def booked(patient: Patient, key: str) -> Visit | None:
    """The visit that a press with this key has booked for this patient, if it has."""
    return Visit.objects.filter(patient=patient, booking_key=key).first()


def book(*, patient: Patient, planned_start_at: datetime, infusion_number: int, key: str) -> Booked:
    """Plan a visit, and open its log. The same key again, for the same patient, is the visit that it booked."""
    with transaction.atomic():
        Patient.objects.select_for_update().get(pk=patient.pk)  # two who book the same patient wait for each other
        before = booked(patient, key)
        if before is not None:
            return Booked(before, before=True)
        visit = people.plan_visit(
            patient, planned_start_at=planned_start_at, infusion_number=infusion_number, booking_key=key
        )
        log.open_stream("session", clinic_id=visit.clinic_id, subject_id=patient.pk, stream_id=visit.pk)
    return Booked(visit, before=False)


def order_infusion(
    *,
    visit: Visit,
    dose_per_weight: MilligramsPerKilogram,
    length: Minutes,
    key: str,
    by: str,
    at: datetime,
) -> Done:
    """A prescriber's order for this visit, under the protocol that is in force in its clinic now.

    Where the protocol does not allow it, or the infusion has begun, it is refused, and the refusal is recorded with its
    reason.
    """
    facts, in_force = facts_of(visit, at), rules.of_clinic(visit.clinic_id)

    def decide(state: Session) -> list[Event]:
        _not_over(state)
        if state.started_at is not None:
            because = (
                "The infusion has begun. Its order stays; the drip can be slowed, paused or stopped on its own page."
            )
            return [OrderRefused(dose_per_weight=dose_per_weight, length=length, because=because)]
        return [
            order(
                facts=facts,
                dose_per_weight=dose_per_weight,
                length=length,
                rules=in_force.order_rules(),
                protocol=str(in_force.protocol.version),
            )
        ]

    return do(visit.pk, decide, key=key, by=by, at=at)


def facts_of(visit: Visit, at: datetime) -> PersonFacts:
    """What an order needs to know of the patient."""
    patient = visit.patient
    return PersonFacts(
        weight=Kilograms(patient.weight_kg),
        height=Centimetres(patient.height_cm) if patient.height_cm else None,
        age_years=age_of(patient, at),
        sex="female" if patient.sex == "female" else "male",
        infusion_number=visit.infusion_number,
        planned_infusions=patient.planned_infusions,
    )


def take_chair(*, visit: Visit, chair: Chair, key: str, by: str, at: datetime) -> Done:
    """The patient sits in this chair from now on.

    Raises:
        NotPossible: where somebody else sits there, also where they were quicker by a moment, or the visit is over.
    """

    def seated(state: Session) -> list[Event]:
        _not_over(state)
        return [PatientSeated(chair=chair.pk)]

    with _refusal_written("chair", visit, key=key, by=by, at=at), transaction.atomic():
        done = do(visit.pk, seated, key=key, by=by, at=at)
        if not done.repeated:
            _sit(visit, chair)
        return done


def _sit(visit: Visit, chair: Chair) -> None:
    """Give the chair to this visit. That one chair has one patient is held by the database, whoever came first."""
    others = Visit.objects.filter(chair=chair, closed_at__isnull=True).exclude(pk=visit.pk)
    taken = NotPossible(f"Chair {chair.number} is taken. Choose another, or let its patient leave first.")
    if others.exists():
        raise taken
    try:
        with transaction.atomic():
            Visit.objects.filter(pk=visit.pk).update(chair=chair)
    except IntegrityError as error:
        if not others.exists():
            raise
        raise taken from error
    visit.chair = chair


def watch_over(*, visit: Visit, person: str, key: str, by: str, at: datetime) -> Done:
    """This member of staff watches the chair from now on."""

    def decide(state: Session) -> list[Event]:
        _not_over(state)
        return [] if state.watcher == person else [WatcherNamed(person=person)]

    return do(visit.pk, decide, key=key, by=by, at=at)


def prepare_bag(
    *,
    visit: Visit,
    vial_strength: MilligramsPerMillilitre,
    diluent: Millilitres,
    method: Method,
    key: str,
    by: str,
    at: datetime,
) -> Done:
    """Make the bag that the order asks for.

    Raises:
        NotPossible: without an order, or while a drip runs.
        BagRefused: where the bag cannot be made or run.
    """

    def decide(state: Session) -> list[Event]:
        _not_over(state)
        if state.order is None:
            raise NotPossible("There is no order yet. A prescriber orders the infusion first.")
        if state.running is not None:
            raise NotPossible("The drip runs. Pause it before another bag is made.")
        if state.ended_at is not None:
            raise NotPossible("The infusion has ended. A new one needs a new visit.")
        plan = bags.work_out(
            dose=state.order.dose,
            length=state.order.length,
            vial_strength=vial_strength,
            diluent=diluent,
            method=method,
            rules=rules.of_session(state, visit.clinic_id).bag_rules(),
        )
        return [plan.prepared()]

    with _refusal_written("bag", visit, key=key, by=by, at=at):
        return do(visit.pk, decide, key=key, by=by, at=at)


def check_bag(*, visit: Visit, drawn: Millilitres, rate: MillilitresPerHour, key: str, by: str, at: datetime) -> Done:
    """A second person's own figures for the same bag. Where they differ, the bag waits until both agree.

    Raises:
        NotPossible: without a bag, or when the same person made it.
    """

    def decide(state: Session) -> list[Event]:
        if state.bag is None:
            raise NotPossible("There is no bag to check yet.")
        if state.bag_by == by:
            raise NotPossible("You made this bag. A second person checks it, on their own.")
        because = bags.difference(state.bag, drawn, rate)
        if because:
            return [BagCheckDiffered(drawn=drawn, rate=rate, because=because)]
        return [BagChecked(drawn=drawn, rate=rate)]

    with _refusal_written("check", visit, key=key, by=by, at=at):
        return do(visit.pk, decide, key=key, by=by, at=at)


def prime_line(
    *, visit: Visit, primed_with: PrimedWith, volume: Millilitres | None, key: str, by: str, at: datetime
) -> Done:
    """Write down what the line was filled with: from saline the drug arrives late by the line's volume.

    Without a volume it is the protocol's.
    """

    def primed(state: Session) -> list[Event]:
        _not_over(state)
        primed = LinePrimed(primed_with=primed_with, volume=volume)
        again = state.primed == primed and (primed_with == "saline" or state.primed_from == state.bag)
        return [] if again else [primed]

    return do(visit.pk, primed, key=key, by=by, at=at)


def bind_device(*, visit: Visit, device: Device, watching: Watching, key: str, by: str, at: datetime) -> Done:
    """Tie a device to this chair and its patient: from now on what it says is theirs.

    Raises:
        CannotBind: where it is tied elsewhere, or another of its kind is tied here.
        NotPossible: where the visit is over.
    """
    event = DeviceBound(
        device=device.pk,
        device_kind=cast(DeviceKind, device.kind),
        channels=watching.channels,
        interval_s=watching.interval_s,
        cuff_interval_s=watching.cuff_interval_s,
    )

    def bound(state: Session) -> list[Event]:
        _not_over(state)
        return [event]

    with _refusal_written("device", visit, key=key, by=by, at=at), transaction.atomic():
        done = do(visit.pk, bound, key=key, by=by, at=at)
        if not done.repeated:
            bindings.bind(
                visit,
                device,
                at=at,
                interval_s=watching.interval_s,
                cuff_interval_s=watching.cuff_interval_s,
            )
        return done


def unbind_device(*, visit: Visit, device: Device, key: str, by: str, at: datetime) -> Done:
    """Take a device off this chair; one that is bound elsewhere stays there."""

    def unbound(state: Session) -> list[Event]:
        here = any(binding.device == device.pk for binding in state.bindings)
        return [DeviceUnbound(device=device.pk)] if here else []

    with transaction.atomic():
        done = do(visit.pk, unbound, key=key, by=by, at=at)
        if done.events and not done.repeated:
            bindings.unbind(device, at=at)
        return done


@contextmanager
def _refusal_written(deed: Wanted, visit: Visit, *, key: str, by: str, at: datetime) -> Iterator[None]:
    """Write down that something was asked for and not taken, once a press; then whoever asked is told."""
    try:
        with translation.override("en"):  # the log is in English, whoever reads it
            yield
    except (NotPossible, BagRefused, CannotBind) as because:
        refused = DeedRefused(deed=deed, because=str(because))
        do(
            visit.pk,
            lambda state: [] if state.phase is Phase.LEFT else [refused],  # a record that is signed stays as it is
            key=f"refused:{key}",
            by=by,
            at=at,
        )
        raise


def _not_over(state: Session) -> None:
    if state.phase is Phase.LEFT:
        raise NotPossible("The visit is over. Book another one.")


def age_of(patient: Patient, at: datetime) -> int:
    """Whole years of age, by the calendar of the patient's clinic."""
    return age_on(patient.birth_date, at.astimezone(ZoneInfo(patient.clinic.timezone)).date())


def age_on(birth: date, day: date) -> int:
    """Whole years of age on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
