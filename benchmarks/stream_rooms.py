"""Twelve rooms, each with an infusion under way, and their virtual devices. Django is set up before this is imported."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from handrail.care import prepare
from handrail.care.clock import SteppedClock
from handrail.clinic import people
from handrail.clinic.models import Chair, Clinic, Device, Person, Visit
from handrail.clinic.roles import Role
from handrail.devices.sender import Sender
from handrail.pathway.session import Session
from handrail.virtual_clinic.chairside import Chairside, Team, usual_plan
from handrail.virtual_clinic.patient import Body
from handrail.virtual_clinic.stage import Stage

ROOMS = 12
STARTED = timedelta(minutes=4)
PREPARED = timedelta(minutes=5)
SENDER = "BENCH|HANDRAIL"


def make() -> None:
    """Set the clinic up and play its first minutes through the production code."""
    call_command("migrate", verbosity=0, interactive=False)
    clinic = people.add_clinic(name="Bench", timezone="Europe/Berlin", demonstration=True)
    team = Team(
        _member(clinic, "mara", Role.NURSE),
        _member(clinic, "jonas", Role.NURSE),
        _member(clinic, "elena", Role.PHYSICIAN),
    )
    now = datetime.now(UTC).replace(microsecond=0)
    stage = Stage(SteppedClock(now - PREPARED))
    for number in range(1, ROOMS + 1):
        (chair,) = people.add_room(clinic, name=f"Room {number}", chairs=[number]).chairs.all()
        for kind in ("monitor", "pump"):
            people.add_device(clinic, name=f"{kind} {number}", kind=kind, sender=SENDER, equipment_id=f"{kind}{number}")
        stage.chairs.append(_chairside(_visit(clinic, number, now), chair, team, number))
    for one in stage.chairs:
        one.prepare(now - PREPARED)
    stage.play(now - STARTED)
    for one in stage.chairs:
        one.start(now - STARTED)
    stage.play(now)
    client = Client()
    client.force_login(team.nurse)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    sessions = [one.visit.pk for one in stage.chairs]
    print(json.dumps({"cookie": cookie, "cookie_name": settings.SESSION_COOKIE_NAME, "sessions": sessions}))


def _member(clinic: Clinic, username: str, role: Role) -> Person:
    return people.add_member(people.add_person(username=username, name=username.title(), password=None), clinic, role)


def _visit(clinic: Clinic, number: int, now: datetime) -> Visit:
    patient = people.add_patient(
        clinic,
        name=f"Patient {number}",
        birth_date=date(1980, 1, number),
        sex="female",
        weight_kg=Decimal(60 + number),
        height_cm=Decimal(170),
        planned_infusions=6,
    )
    return prepare.book(patient=patient, planned_start_at=now - STARTED, infusion_number=1, key="book").visit


def _chairside(visit: Visit, chair: Chair, team: Team, number: int) -> Chairside:
    body = Body(
        name=visit.patient.name,
        age_years=46,
        sex="female",
        weight_kg=60 + number,
        height_cm=170,
        systolic=118,
        diastolic=74,
        heart_rate=70,
        breathing=14,
        saturation=97.5,
        hypertensive=False,
        seed=number,
    )
    monitor, pump = (Device.objects.get(equipment_id=f"{kind}{number}") for kind in ("monitor", "pump"))
    return Chairside(
        visit=visit, chair=chair, body=body, team=team, monitor=monitor, pump=pump, plan=usual_plan(visit.clinic_id)
    )


def speak(port: int) -> None:
    """Every device on a connection of its own, once a second, the rooms spread over the second."""
    team = Team(*(Person.objects.get(username=name) for name in ("mara", "jonas", "elena")))
    visits = Visit.objects.select_related("patient", "chair").order_by("chair__number")
    chairs = [_chairside(visit, visit.chair, team, visit.chair.number) for visit in visits if visit.chair]
    asyncio.run(_all_speak([(chair, chair.session) for chair in chairs], port))


async def _all_speak(chairs: Sequence[tuple[Chairside, Session]], port: int) -> None:
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        for place, (chair, session) in enumerate(chairs):
            senders = {
                device.pk: await stack.enter_async_context(await Sender.connect("127.0.0.1", port))
                for device in (chair.monitor_device, chair.pump_device)
            }
            group.create_task(_speak(chair, session, senders, place / ROOMS))


async def _speak(chair: Chairside, session: Session, senders: dict[str, Sender], phase_s: float) -> None:
    while True:
        now = datetime.now(UTC)
        moment = (now + timedelta(seconds=1 - phase_s)).replace(microsecond=0)
        await asyncio.sleep(max(0.0, (moment - now).total_seconds() + phase_s))
        for device, message in chair.messages(moment, session):
            await senders[device].send(message)
