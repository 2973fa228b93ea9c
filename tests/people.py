"""The people of the tests: a small world of two clinics, built through production code.

    world = small_world()
    client.force_login(world.mara)                       # a nurse of Riverside
    visit = world.ruths_visit                            # Ruth's third infusion, seated in chair 3 of Riverside

Everybody has a name that says who they are:

    Riverside   Mara and Jonas (nurses), Dr Albrecht (physician), Ines (coordinator), Dr Brandt (medical director),
                Ruth (a patient with a log-in of her own) and Karl (a patient without one)
    Hillside    Olga (nurse), and Lena, her patient

Nobody has a password until a test needs one: `give_password(world.mara)`. Passwords are slow to make on purpose.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from handrail.care import prepare
from handrail.care.clock import Clock, SteppedClock
from handrail.clinic import people
from handrail.clinic.models import Chair, Clinic, Device, Patient, Person, Visit
from handrail.clinic.numbers import Which
from handrail.clinic.roles import Role
from handrail.web import clock as web_clock

NOW = datetime(2026, 3, 12, 13, 30, tzinfo=UTC)
"""Thursday, half past two in the afternoon in Riverside's Berlin."""

PASSWORD = "seven-quiet-herons"

NUMBERS: dict[Which, str] = {"phone": "030 23125 017", "crisis_line": "0800 111 0 111", "emergency_number": "112"}
NUMBERS_OF_HILLSIDE: dict[Which, str] = {"phone": "312 555 0117", "crisis_line": "988", "emergency_number": "911"}
"""Whom their patients can call; when the telephone is answered nobody has written down."""


@dataclass(frozen=True, slots=True)
class World:
    """Two clinics that must never meet."""

    riverside: Clinic
    mara: Person
    jonas: Person
    albrecht: Person
    ines: Person
    brandt: Person
    ruth: Person
    ruths: Patient
    karl: Patient
    chairs: tuple[Chair, ...]
    monitor: Device
    pump: Device
    ruths_visit: Visit
    karls_visit: Visit
    hillside: Clinic
    olga: Person
    lena: Patient
    hillside_chair: Chair
    hillside_monitor: Device
    lenas_visit: Visit


def small_world(now: datetime = NOW) -> World:
    """Both clinics with everybody in them, Ruth and Lena seated, Karl expected tomorrow."""
    riverside = people.add_clinic(name="Riverside", timezone="Europe/Berlin", numbers=NUMBERS)
    mara = nurse(riverside, "mara", "Mara Lind")
    ruth = people.add_person(username="ruth", name="Ruth Amsel", password=None)
    ruths = patient(riverside, "Ruth Amsel", person=ruth)
    karl = patient(riverside, "Karl Morel", sex="male")
    chairs = room(riverside, "Room 3", 3, 4)
    ruths_visit = visit(ruths, now, infusion_number=3)
    hillside = people.add_clinic(name="Hillside", timezone="America/Chicago", numbers=NUMBERS_OF_HILLSIDE)
    olga = nurse(hillside, "olga", "Olga Petrov")
    lena = patient(hillside, "Lena Brook")
    (hillside_chair,) = room(hillside, "Room 1", 1)
    lenas_visit = visit(lena, now, infusion_number=1)
    seat(ruths_visit, chairs[0], by=mara, at=now)
    seat(lenas_visit, hillside_chair, by=olga, at=now)
    return World(
        riverside=riverside,
        mara=mara,
        jonas=nurse(riverside, "jonas", "Jonas Weber"),
        albrecht=staff(riverside, "albrecht", "Dr Albrecht", Role.PHYSICIAN),
        ines=staff(riverside, "ines", "Ines Carvalho", Role.COORDINATOR),
        brandt=staff(riverside, "brandt", "Dr Brandt", Role.MEDICAL_DIRECTOR),
        ruth=ruth,
        ruths=ruths,
        karl=karl,
        chairs=chairs,
        monitor=people.add_device(riverside, name="Monitor 3", kind="monitor", sender="MON3|RIVERSIDE"),
        pump=people.add_device(riverside, name="Pump 3", kind="pump", sender="PUMP3|RIVERSIDE"),
        ruths_visit=ruths_visit,
        karls_visit=visit(karl, now + timedelta(days=1), infusion_number=1),
        hillside=hillside,
        olga=olga,
        lena=lena,
        hillside_chair=hillside_chair,
        hillside_monitor=people.add_device(hillside, name="Monitor 1", kind="monitor", sender="MON1|HILLSIDE"),
        lenas_visit=lenas_visit,
    )


def staff(clinic: Clinic, username: str, name: str, *roles: Role) -> Person:
    """Somebody who works in the clinic."""
    return people.add_member(people.add_person(username=username, name=name, password=None), clinic, *roles)


def nurse(clinic: Clinic, username: str, name: str) -> Person:
    """A nurse of the clinic."""
    return staff(clinic, username, name, Role.NURSE)


def patient(clinic: Clinic, name: str, *, sex: str = "female", person: Person | None = None) -> Patient:
    """A patient of 47 and 70 kg, who is to have six infusions."""
    return people.add_patient(
        clinic,
        name=name,
        birth_date=date(1978, 11, 2),
        sex=sex,
        weight_kg=Decimal("70.0"),
        height_cm=Decimal("168.0"),
        planned_infusions=6,
        person=person,
    )


def room(clinic: Clinic, name: str, *numbers: int) -> tuple[Chair, ...]:
    """A room with chairs of these numbers, in order."""
    return tuple(people.add_room(clinic, name=name, chairs=numbers).chairs.all())


def visit(who: Patient, planned_start_at: datetime, *, infusion_number: int) -> Visit:
    """A visit that is planned, with its log open."""
    key = f"book-{uuid4()}"
    return prepare.book(patient=who, planned_start_at=planned_start_at, infusion_number=infusion_number, key=key).visit


def seat(which: Visit, chair: Chair, *, by: Person, at: datetime) -> None:
    """The patient sits down."""
    prepare.take_chair(visit=which, chair=chair, key=f"seat-{uuid4()}", by=by.pk, at=at)


def give_password(person: Person, password: str = PASSWORD) -> str:
    """From now on the person can log in with this."""
    person.set_password(password)
    person.save(update_fields=["password"])
    return password


@contextmanager
def clinic_time(clock: Clock | None = None) -> Iterator[Clock]:
    """While this lasts, the pages of this process go by this clock: one that stands still at NOW, unless another is given."""
    before = web_clock.here()
    used = clock or SteppedClock(NOW)
    web_clock.use(used)
    try:
        yield used
    finally:
        web_clock.use(before)
