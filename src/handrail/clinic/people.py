"""Making clinics, their people, places and visits: used by `handrail init`, `handrail user`, the demo and tests.

Each function checks what it is given and raises `ValidationError` with a sentence a person can act on.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from handrail.clinic import numbers as telephone
from handrail.clinic import private_text
from handrail.clinic.models import Chair, Clinic, Device, Membership, Patient, Person, Room, Visit
from handrail.clinic.numbers import Which
from handrail.clinic.opening import as_written, opening_of
from handrail.clinic.roles import Role

Row = TypeVar("Row", bound=Model)


def add_clinic(
    *,
    name: str,
    timezone: str,
    language: str = "en",
    demonstration: bool = False,
    numbers: Mapping[Which, str] | None = None,
    opening: Mapping[str, Sequence[str]] | None = None,
) -> Clinic:
    """A new clinic. `demonstration` says that everybody in it is invented; an installation is that or real, never both.

    The numbers that patients call and the hours of its telephone are usually written down later, by who keeps the lists.
    """
    if Clinic.objects.exclude(demonstration=demonstration).exists():
        raise ValidationError(
            _("Real and invented people are kept apart. Name another folder with HANDRAIL_DATA, or another database.")
        )
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValidationError(
            _("“%(name)s” is no time zone. Give one such as Europe/Berlin or America/Chicago.") % {"name": timezone}
        ) from error
    return _checked(
        Clinic(
            name=name,
            timezone=timezone,
            language=language,
            demonstration=demonstration,
            opening=as_written(opening_of(opening or {})),
            **{which: telephone.number(text, of=which) for which, text in (numbers or {}).items()},
        )
    )


def add_person(*, username: str, name: str, password: str | None, language: str = "en") -> Person:
    """Somebody who can log in. Without a password they cannot until one is set."""
    person = Person(username=Person.normalize_username(username).lower(), name=name, language=language)
    person.set_password(password)
    return _checked(person)


def add_member(person: Person, clinic: Clinic, *roles: Role) -> Person:
    """The person works in the clinic, in each of these roles."""
    for role in roles:
        _checked(Membership(person=person, clinic=clinic, role=role))
    return person


@transaction.atomic
def add_patient(
    clinic: Clinic,
    *,
    name: str,
    birth_date: date,
    sex: str,
    weight_kg: Decimal,
    height_cm: Decimal | None,
    planned_infusions: int,
    language: str = "en",
    person: Person | None = None,
) -> Patient:
    """A new patient, with the key that locks every word written about them. `person` is their own log-in."""
    patient = _checked(
        Patient(
            clinic=clinic,
            person=person,
            name=name,
            birth_date=birth_date,
            sex=sex,
            weight_kg=weight_kg,
            height_cm=height_cm,
            language=language,
            planned_infusions=planned_infusions,
        )
    )
    private_text.create_key(patient.id)
    return patient


def give_log_in(clinic: Clinic, patient_id: str, person: Person) -> Patient:
    """From now on this patient logs in as this person."""
    patient = Patient.objects.filter(clinic=clinic, id=patient_id).first()
    if patient is None:
        raise ValidationError(_("This clinic has no patient with the id %(id)s.") % {"id": patient_id})
    if patient.person is not None:
        raise ValidationError(_("This patient has a log-in already: %(name)s.") % {"name": patient.person.username})
    patient.person = person
    patient.save(update_fields=["person"])
    return patient


def add_room(clinic: Clinic, *, name: str, chairs: Iterable[int]) -> Room:
    """A room with chairs of these numbers."""
    return add_chairs(_checked(Room(clinic=clinic, name=name)), chairs)


def add_chairs(room: Room, numbers: Iterable[int]) -> Room:
    """More chairs in a room that is there."""
    for number in numbers:
        _checked(Chair(clinic_id=room.clinic_id, room=room, number=number))
    return room


def add_device(clinic: Clinic, *, name: str, kind: str, sender: str = "", equipment_id: str = "") -> Device:
    """A monitor or pump, known by its sender (`APP|FACILITY`), its equipment id, or both."""
    return _checked(Device(clinic=clinic, name=name, kind=kind, sender=sender, equipment_id=equipment_id))


def plan_visit(patient: Patient, *, planned_start_at: datetime, infusion_number: int, booking_key: str) -> Visit:
    """A visit of this patient, not seated yet. Its log is opened by `care.prepare.book`, which calls this."""
    return _checked(
        Visit(
            clinic_id=patient.clinic_id,
            patient=patient,
            planned_start_at=planned_start_at,
            infusion_number=infusion_number,
            booking_key=booking_key,
        )
    )


def invented_people() -> QuerySet[Person]:
    """Who can log in and is of demonstration clinics alone: nobody real, even where one installation has both."""
    of_a_clinic = Q(memberships__clinic__demonstration=True) | Q(patient__clinic__demonstration=True)
    of_a_real_one = Q(memberships__clinic__demonstration=False) | Q(patient__clinic__demonstration=False)
    real = Person.objects.filter(of_a_real_one).values("pk")
    return Person.objects.filter(of_a_clinic, is_active=True).exclude(pk__in=real).distinct().order_by("id")


def _checked(row: Row) -> Row:
    row.full_clean()
    row.save(force_insert=True)
    return row
