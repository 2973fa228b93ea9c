"""Whole sessions as files: who, and what happens when; played through the production code on a stepped clock.

    title = "A high pressure is rechecked, and the drip is slowed"
    start = 2026-11-20T14:00:00Z
    minutes = 60

    [patient]
    age_years = 47
    ...

    [[event]]
    minute = 4
    do = "start"

What is recorded and what the screens say at chosen minutes comes back as plain data, to be held against what stands
beside the file.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from handrail.care import course, prepare, rules
from handrail.care.clock import SteppedClock
from handrail.clinic import people
from handrail.clinic.models import Chair, Clinic, Device, Patient, Person, Visit
from handrail.clinic.roles import Role
from handrail.pathway.events import codec
from handrail.pathway.infuse.forecast import Score, score, sifted
from handrail.record import log, telemetry
from handrail.virtual_clinic.chairside import Chairside, Team, usual_plan
from handrail.virtual_clinic.devices import Dropout
from handrail.virtual_clinic.patient import Body
from handrail.virtual_clinic.roster import SENDER
from handrail.virtual_clinic.scenario_deeds import DEEDS, STAFF, Scene
from handrail.virtual_clinic.stage import Stage

LOOK_EVERY_S = 15
SEALS = frozenset({"MinuteSealed", "LateSamplesSealed"})
FORECAST_TOLD = ("plan", "readings", "twins")
"""Of a forecast: its figures differ with each run's session, and are judged by their score."""


class BadScenario(ValueError):
    """A scenario file that cannot be played; the text says what to mend."""


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a scenario: the record, a line an event; the screens' data at the minutes asked for; the samples.

    `score` is how many of the readings that were forecast lay in their band, `taught` whether the next session begins with
    what this one taught.
    """

    session: str
    record: list[dict[str, Any]]
    screens: dict[str, dict[str, Any]]
    samples: int
    sealed: int
    score: Score
    taught: bool


def read(path: Path) -> dict[str, Any]:
    """A scenario file.

    Raises:
        BadScenario: where it is not TOML, or names a deed that is not known.
    """
    try:
        scenario = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as problem:
        raise BadScenario(f"{path.name}: not TOML: {problem}") from problem
    for event in scenario.get("event", []):
        if event.get("do") not in DEEDS or "minute" not in event:
            known = ", ".join(sorted(DEEDS))
            raise BadScenario(f"{path.name}: {event}: needs a minute, and do = one of {known}.")
    return scenario


def play(scenario: Mapping[str, Any], view: Callable[[str, datetime], dict[str, Any]]) -> Played:
    """Play a scenario from its start to its end. `view` gives the screens' data of a session at a moment."""
    start: datetime = scenario["start"]
    clock = SteppedClock(start)
    scene = _scene(scenario, start)
    stage = Stage(clock, [scene.chair], look_every_s=scenario.get("look_every_s", LOOK_EVERY_S))
    screens: dict[str, dict[str, Any]] = {}
    session = scene.chair.visit.pk
    for minute, happening in _in_order(scenario):
        stage.play(start + timedelta(minutes=float(minute)))
        stage.look()
        if happening is None:
            screens[str(minute)] = view(session, clock.now())
        else:
            DEEDS[happening["do"]](scene, happening, f"scenario:{minute}:{happening['do']}", clock.now())
            stage.look()
    stage.play(start + timedelta(minutes=float(scenario["minutes"])))
    recorded = log.after(session, 0)
    names = {person.pk: name for name, person in scene.staff.items()}
    return Played(
        session=session,
        record=[_line(one, names, scene, start) for one in recorded if one.kind not in SEALS],
        screens=screens,
        samples=telemetry.count(session),
        score=_score(scene),
        taught=course.has_learned(scene.chair.visit),
        sealed=sum(codec.encode(one.fact.event)["count"] for one in recorded if one.kind in SEALS),
    )


def _score(scene: Scene) -> Score:
    under = rules.of_visit(scene.chair.visit)
    return score(sifted(scene.chair.session, under.protocol), under.forecast_rules().scored_ahead)


def _in_order(scenario: Mapping[str, Any]) -> list[tuple[Decimal, Mapping[str, Any] | None]]:
    happenings = [(Decimal(str(event["minute"])), event) for event in scenario.get("event", [])]
    looks = [(Decimal(str(minute)), None) for minute in scenario.get("screens_at", [])]
    return sorted([*happenings, *looks], key=lambda one: (one[0], one[1] is None))


def _scene(scenario: Mapping[str, Any], start: datetime) -> Scene:
    clinic = people.add_clinic(name=scenario["title"], timezone="Europe/Berlin")
    staff = {name: _member(clinic, name, role) for name, role in STAFF.items()}
    people.add_room(clinic, name="Room 1", chairs=[1])
    key = clinic.pk[-8:].upper()  # devices are known by their senders throughout an installation
    monitor = people.add_device(clinic, name="Monitor 1", kind="monitor", sender=SENDER, equipment_id=f"MON-{key}")
    pump = people.add_device(clinic, name="Pump 1", kind="pump", sender=SENDER, equipment_id=f"PUMP-{key}")
    patient = _patient(clinic, scenario["patient"], start)
    visit = prepare.book(
        patient=patient, planned_start_at=start, infusion_number=scenario["patient"]["infusion_number"], key="book"
    ).visit
    return Scene(_chairside(scenario, visit, staff, monitor, pump, start), staff, start)


def _member(clinic: Clinic, name: str, role: Role) -> Person:
    person = people.add_person(username=f"{name}-{clinic.pk[-8:]}", name=name.capitalize(), password=None)
    return people.add_member(person, clinic, role)


def _patient(clinic: Clinic, about: Mapping[str, Any], start: datetime) -> Patient:
    return people.add_patient(
        clinic,
        name=about["name"],
        birth_date=date(start.year - about["age_years"], 1, 1),
        sex=about["sex"],
        weight_kg=Decimal(about["weight_kg"]),
        height_cm=Decimal(about["height_cm"]),
        planned_infusions=6,
    )


def _chairside(
    scenario: Mapping[str, Any],
    visit: Visit,
    staff: Mapping[str, Person],
    monitor: Device,
    pump: Device,
    start: datetime,
) -> Chairside:
    about = scenario["patient"]
    return Chairside(
        visit=visit,
        chair=Chair.objects.get(clinic=visit.clinic_id, number=1),
        body=Body(
            name=about["name"],
            age_years=about["age_years"],
            sex=about["sex"],
            weight_kg=float(about["weight_kg"]),
            height_cm=float(about["height_cm"]),
            hypertensive=about.get("hypertensive", False),
            seed=about.get("seed", 1),
            answer=about.get("answer"),
            **{name: float(about[name]) for name in ("systolic", "diastolic", "heart_rate", "breathing", "saturation")},
        ),
        team=Team(staff["mara"], staff["jonas"], staff["albrecht"]),
        monitor=monitor,
        pump=pump,
        plan=replace(usual_plan(visit.clinic_id), primed_with=scenario.get("line", "drug")),
        dropouts=tuple(_dropout(one, start) for one in scenario.get("dropout", [])),
    )


def _dropout(about: Mapping[str, Any], start: datetime) -> Dropout:
    begins = start + timedelta(minutes=float(about["minute"]))
    return Dropout(begins, begins + timedelta(seconds=about["seconds"]), about.get("silent", False))


def _line(recorded: log.Recorded, names: Mapping[str, str], scene: Scene, start: datetime) -> dict[str, Any]:
    """An event without what differs from run to run: ids by what they are, times by the second of the scenario."""
    known = {
        scene.chair.chair.pk: "chair",
        scene.chair.monitor_device.pk: "monitor",
        scene.chair.pump_device.pk: "pump",
        **names,
    }
    encoded = codec.encode(recorded.fact.event)
    if recorded.kind == "ForecastShown":
        encoded = {name: encoded[name] for name in FORECAST_TOLD} | {"bands": sorted(encoded["bands"])}
    payload = {name: _told(value, known, start) for name, value in encoded.items()}
    return {
        "seq": recorded.seq,
        "second": round((recorded.occurred_at - start).total_seconds(), 3),
        "kind": recorded.kind,
        "by": known.get(recorded.actor, recorded.actor),
        **({"payload": payload} if payload else {}),
    }


def _told(value: Any, known: Mapping[str, str], start: datetime) -> Any:
    if not isinstance(value, str):
        return value
    if value.startswith("v1:"):
        return "(sealed)"
    if ", sha256 " in value:
        return value.partition(", sha256 ")[0]
    try:
        return f"second {round((codec.read_time(value) - start).total_seconds(), 3):g}"
    except ValueError:
        return known.get(value, value)
