"""What can happen in a scenario, by the word that its file uses: each word is one deed of care."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handrail.care import infuse
from handrail.care.deed import Done
from handrail.clinic.models import Person
from handrail.clinic.roles import Role
from handrail.units import MilligramsPerKilogram, MillilitresPerHour, MillimetresOfMercury, Minutes
from handrail.virtual_clinic.chairside import Chairside

STAFF = {"mara": Role.NURSE, "jonas": Role.NURSE, "albrecht": Role.PHYSICIAN}


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that a deed of a scenario acts on."""

    chair: Chairside
    staff: Mapping[str, Person]
    start: datetime


Deed = Callable[[Scene, Mapping[str, Any], str, datetime], Done | None]


def _by(scene: Scene, event: Mapping[str, Any]) -> Person:
    return scene.staff[event.get("by", "mara")]


def _change_rate(scene: Scene, event: Mapping[str, Any], key: str, at: datetime) -> Done:
    by = _by(scene, event)
    return infuse.change_rate(
        session=scene.chair.visit.pk,
        to=MillilitresPerHour(event["ml_per_h"]),
        prescriber=STAFF[event.get("by", "mara")] is Role.PHYSICIAN,
        key=key,
        by=by.pk,
        at=at,
        seen=event.get("seen"),
        lower_only=event.get("lower_only", False),
    )


def _resume(scene: Scene, event: Mapping[str, Any], key: str, at: datetime) -> Done:
    return infuse.resume(
        session=scene.chair.visit.pk,
        to=MillilitresPerHour(event["ml_per_h"]),
        prescriber=STAFF[event.get("by", "mara")] is Role.PHYSICIAN,
        key=key,
        by=_by(scene, event).pk,
        at=at,
    )


def _pause(scene: Scene, event: Mapping[str, Any], key: str, at: datetime) -> Done:
    return infuse.pause(
        session=scene.chair.visit.pk, key=key, by=_by(scene, event).pk, at=at, pause_for=event.get("pause_for")
    )


def _stop(scene: Scene, event: Mapping[str, Any], key: str, at: datetime) -> Done:
    return infuse.stop(session=scene.chair.visit.pk, key=key, by=_by(scene, event).pk, at=at)


def _acknowledge(scene: Scene, event: Mapping[str, Any], key: str, at: datetime) -> Done:
    return infuse.acknowledge(
        session=scene.chair.visit.pk, condition=event["condition"], key=key, by=_by(scene, event).pk, at=at
    )


def _mark(scene: Scene, event: Mapping[str, Any], key: str, at: datetime) -> Done:
    return infuse.mark(session=scene.chair.visit.pk, mark=event["mark"], key=key, by=_by(scene, event).pk, at=at)


def _describe(scene: Scene, event: Mapping[str, Any], key: str, at: datetime) -> Done:
    return infuse.describe_mark(
        session=scene.chair.visit.pk,
        patient=scene.chair.visit.patient_id,
        number=event["number"],
        words=event["words"],
        happened_at=None,
        key=key,
        by=_by(scene, event).pk,
        at=at,
    )


def _reason(scene: Scene, event: Mapping[str, Any], key: str, at: datetime) -> Done:
    last = scene.chair.session.deeds[-1].seq
    return infuse.give_reason(
        session=scene.chair.visit.pk,
        patient=scene.chair.visit.patient_id,
        about=event.get("about", last),
        reason=event["reason"],
        words=event.get("words"),
        key=key,
        by=_by(scene, event).pk,
        at=at,
    )


def _amend(scene: Scene, event: Mapping[str, Any], key: str, at: datetime) -> Done:
    return infuse.amend_order(
        session=scene.chair.visit.pk,
        dose_per_weight=MilligramsPerKilogram(event["mg_per_kg"]),
        length=Minutes(event["minutes"]),
        prescriber=STAFF[event.get("by", "albrecht")] is Role.PHYSICIAN,
        key=key,
        by=scene.staff[event.get("by", "albrecht")].pk,
        at=at,
    )


def _cuff(scene: Scene, event: Mapping[str, Any], key: str, at: datetime) -> Done:
    return infuse.chart_cuff(
        session=scene.chair.visit.pk,
        systolic=MillimetresOfMercury(event["systolic"]),
        diastolic=MillimetresOfMercury(event["diastolic"]),
        key=key,
        by=_by(scene, event).pk,
        at=at,
    )


def _felt(scene: Scene, event: Mapping[str, Any], key: str, at: datetime) -> Done | None:
    """What the patient says; where the story does not say, what the virtual patient feels."""
    if "of_ten" not in event:
        scene.chair.ask(at, round((at - scene.start).total_seconds()))
        return None
    return infuse.rate_experience(
        session=scene.chair.visit.pk,
        scale="felt",
        of_ten=event["of_ten"],
        key=key,
        by=_by(scene, event).pk,
        at=at,
    )


def _set_aside(scene: Scene, event: Mapping[str, Any], key: str, at: datetime) -> Done:
    """The last cuff reading was an artefact."""
    last = scene.chair.session.cuffs[-1].seq
    return infuse.set_cuff_aside(session=scene.chair.visit.pk, about=last, key=key, by=_by(scene, event).pk, at=at)


DEEDS: dict[str, Deed] = {
    "prepare": lambda scene, _event, _key, at: scene.chair.prepare(at),
    "start": lambda scene, _event, _key, at: scene.chair.start(at),
    "complete": lambda scene, _event, _key, at: scene.chair.complete(at),
    "leave": lambda scene, _event, _key, at: scene.chair.leave(at),
    "rate": _change_rate,
    "pause": _pause,
    "resume": _resume,
    "stop": _stop,
    "acknowledge": _acknowledge,
    "mark": _mark,
    "describe": _describe,
    "reason": _reason,
    "amend": _amend,
    "cuff": _cuff,
    "felt": _felt,
    "set_aside": _set_aside,
}
"""What can happen in a scenario, by the word its file uses."""
