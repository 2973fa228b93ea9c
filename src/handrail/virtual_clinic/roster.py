"""The demonstration's clinic as `demo.toml` describes it, set up through the same functions as a real one."""

import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import transaction

from handrail.care.prepare import age_of
from handrail.clinic import people
from handrail.clinic.models import Chair, Clinic, Device, Patient, Person
from handrail.clinic.roles import Role
from handrail.virtual_clinic.chairside import Team
from handrail.virtual_clinic.patient import Body

SENDER = "VIRTUAL|HANDRAIL"
CHAIRS = 4
PLANNED_INFUSIONS = 6


@dataclass(frozen=True, slots=True)
class Roster:
    """The demonstration's clinic, found again."""

    clinic: Clinic
    team: Team


@cache
def document() -> dict[str, Any]:
    """The file, read once."""
    return tomllib.loads((files("handrail.virtual_clinic") / "demo.toml").read_text("utf-8"))


def find() -> Roster | None:
    """The demonstration's clinic; None before it has been set up."""
    clinic = Clinic.objects.filter(name=document()["clinic"]["name"], demonstration=True).first()
    return Roster(clinic, _team()) if clinic else None


def _team() -> Team:
    by_name = {person.username: person for person in Person.objects.filter(username__in=["mara", "jonas", "albrecht"])}
    return Team(by_name["mara"], by_name["jonas"], by_name["albrecht"])


@transaction.atomic
def set_up(chairs: int = CHAIRS) -> Roster:
    """Make the clinic, its people, rooms, chairs and devices."""
    about = document()
    clinic = people.add_clinic(**about["clinic"], demonstration=True)
    other = people.add_clinic(**about["other_clinic"], demonstration=True)
    people.add_room(other, name="Room A", chairs=[1])
    for one in about["people"]:
        person = people.add_person(username=one["username"], name=one["name"], password=about["password"])
        people.add_member(person, other if one.get("clinic") == "other" else clinic, Role(one["role"]))
    for one in about["patients"]:
        _add_patient(clinic, one)
    for number in range(1, chairs + 1):
        people.add_room(clinic, name=f"Room {number}", chairs=[number])
        people.add_device(clinic, name=f"Monitor {number}", kind="monitor", sender=SENDER, equipment_id=f"MON{number}")
        people.add_device(clinic, name=f"Pump {number}", kind="pump", sender=SENDER, equipment_id=f"PUMP{number}")
    return Roster(clinic, _team())


def _add_patient(clinic: Clinic, about: Mapping[str, Any]) -> Patient:
    login = about.get("username")
    person = people.add_person(username=login, name=about["name"], password=document()["password"]) if login else None
    return people.add_patient(
        clinic,
        name=about["name"],
        birth_date=about["birth_date"],
        sex=about["sex"],
        weight_kg=Decimal(about["weight_kg"]),
        height_cm=Decimal(about["height_cm"]),
        planned_infusions=PLANNED_INFUSIONS,
        person=person,
    )


def patients(clinic: Clinic) -> list[Patient]:
    """The invented patients in the order of the file."""
    by_name = {patient.name: patient for patient in Patient.objects.filter(clinic=clinic)}
    return [by_name[one["name"]] for one in document()["patients"]]


def infusion_number(patient: Patient) -> int:
    """Which infusion of the series the next one is."""
    first = next(one["infusion_number"] for one in document()["patients"] if one["name"] == patient.name)
    return int(first) + patient.visits.count()


def body(patient: Patient, now: datetime) -> Body:
    """The body that goes with an invented patient."""
    about = next(one for one in document()["patients"] if one["name"] == patient.name)
    numbers = about["body"]
    return Body(
        name=patient.name,
        age_years=age_of(patient, now),
        sex=patient.sex,
        weight_kg=float(patient.weight_kg),
        height_cm=float(patient.height_cm or 0),
        systolic=numbers["systolic"],
        diastolic=numbers["diastolic"],
        heart_rate=numbers["heart_rate"],
        breathing=numbers["breathing"],
        saturation=numbers["saturation"],
        hypertensive=numbers["hypertensive"],
        seed=zlib.crc32(patient.name.encode()),
        answer=numbers.get("answer"),
    )


def devices_of(chair: Chair) -> tuple[Device, Device]:
    """The monitor and the pump that stand at a chair."""
    standing = Device.objects.filter(clinic=chair.clinic_id, sender=SENDER)
    return standing.get(equipment_id=f"MON{chair.number}"), standing.get(equipment_id=f"PUMP{chair.number}")
