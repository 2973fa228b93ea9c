"""A clinic for a real server: `python -m tests.faults.clinic CHAIRS` makes it in HANDRAIL_DATA and tells about it in JSON.

In Riverside, Ruth and others sit in so many chairs, each with a bound monitor and a drip that runs; in Hillside Lena sits with hers.
Everybody can log in with the same password. Nothing of the product is imported where a test only wants to read this.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from handrail.clinic.models import Device, Person, Visit

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "seven-quiet-herons"
FIRST_CHAIR = 3
CHANNELS = ("hr", "spo2", "resp", "nibp_sys", "nibp_dia", "nibp_mean")


@dataclass(frozen=True, slots=True)
class Seat:
    """A patient in a chair, with a monitor bound and a drip that runs."""

    session: str
    chair: int
    patient: str
    sender: str


@dataclass(frozen=True, slots=True)
class Clinic:
    """Who is there. `unbound` is a device of Riverside that belongs to no chair."""

    seats: tuple[Seat, ...]
    hillside: Seat
    expected: str
    unbound: str


def surroundings(data: Path, **more: str) -> dict[str, str]:
    """What a process of an installation in this folder sees: nothing that belongs to another one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HANDRAIL_", "DATABASE_URL"))}
    return {**kept, "HANDRAIL_DATA": str(data), "PYTHONPATH": str(ROOT), **more}


def clinic_in(data: Path, chairs: int, **more: str) -> Clinic:
    """Have another process make a clinic in this folder; `more` are settings of the installation."""
    command = [sys.executable, "-m", "tests.faults.clinic", str(chairs)]
    made = subprocess.run(command, env=surroundings(data, **more), cwd=ROOT, capture_output=True, check=False)
    assert made.returncode == 0, made.stderr.decode()
    told = json.loads(made.stdout)
    seats = tuple(Seat(**seat) for seat in told["seats"])
    return Clinic(seats, Seat(**told["hillside"]), told["expected"], told["unbound"])


def make(chairs: int) -> Clinic:
    """Make it, by the deeds of the people in it."""
    from datetime import UTC, datetime

    from handrail.clinic import people
    from tests.people import give_password, patient, room, small_world, visit

    now = datetime.now(UTC)
    world = small_world(now)
    for person in (world.mara, world.jonas, world.albrecht, world.olga, world.ruth):
        give_password(person, PASSWORD)
    staff = (world.mara, world.jonas, world.albrecht)
    seats = [seated(world.ruths_visit, FIRST_CHAIR, world.monitor, *staff, now=now)]
    for number in range(FIRST_CHAIR + 2, FIRST_CHAIR + 1 + chairs):
        (chair,) = room(world.riverside, f"Room {number}", number)
        device = people.add_device(
            world.riverside, name=f"Monitor {number}", kind="monitor", sender=f"MON{number}|RIVERSIDE"
        )
        which = visit(patient(world.riverside, f"Patient {number}"), now, infusion_number=1)
        which.chair = chair
        seats.append(seated(which, number, device, *staff, now=now))
    olga = world.olga
    hillside = seated(world.lenas_visit, 1, world.hillside_monitor, olga, olga, olga, now=now)
    return Clinic(tuple(seats), hillside, world.karls_visit.pk, world.pump.sender)


def seated(
    visit: "Visit",
    number: int,
    monitor: "Device",
    nurse: "Person",
    second: "Person",
    prescriber: "Person",
    *,
    now: "datetime",
) -> Seat:
    """Everything before the drip, and the drip. Where nobody else is there to check the bag, the drip stays off."""
    from handrail.care import infuse, prepare
    from handrail.care.prepare import Watching
    from handrail.record import log
    from handrail.units import MilligramsPerKilogram, MilligramsPerMillilitre, Millilitres, Minutes

    own = visit.pk
    prepare.order_infusion(
        visit=visit,
        dose_per_weight=MilligramsPerKilogram("0.5"),
        length=Minutes("40"),
        key=f"order-{own}",
        by=prescriber.pk,
        at=now,
    )
    assert visit.chair is not None, "somebody has said which chair"
    prepare.take_chair(visit=visit, chair=visit.chair, key=f"chair-{own}", by=nurse.pk, at=now)
    prepare.watch_over(visit=visit, person=nurse.pk, key=f"watch-{own}", by=nurse.pk, at=now)
    watching = Watching(CHANNELS, interval_s=1, cuff_interval_s=600)
    prepare.bind_device(visit=visit, device=monitor, watching=watching, key=f"bind-{own}", by=nurse.pk, at=now)
    prepare.prepare_bag(
        visit=visit,
        vial_strength=MilligramsPerMillilitre("50"),
        diluent=Millilitres("100"),
        method="add",
        key=f"bag-{own}",
        by=nurse.pk,
        at=now,
    )
    if second != nurse:
        bag = log.state(own)[1].bag
        prepare.check_bag(visit=visit, drawn=bag.drawn, rate=bag.rate, key=f"check-{own}", by=second.pk, at=now)
        started = infuse.start(session=own, key=f"start-{own}", by=nurse.pk, at=now)
        assert started.refused is None, started.refused
    return Seat(own, number, visit.patient_id, monitor.sender)


def main() -> None:
    """Make the tables, then the clinic, and tell about it."""
    from handrail.cli.django_setup import setup

    setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    json.dump(asdict(make(int(sys.argv[1]))), sys.stdout)


if __name__ == "__main__":
    main()
