"""The demonstration's questionnaires: one with a history, whose last answer needs a person, and one that waits for its answer."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handrail.care import questionnaire, reading, scales
from handrail.clinic.models import Patient, Person
from handrail.virtual_clinic import roster
from handrail.virtual_clinic.roster import Roster


def fill_in(clinic: Roster, now: datetime) -> None:
    """What was asked and answered before the demonstration was opened, as `demo.toml` has it."""
    patients = {patient.name: patient for patient in roster.patients(clinic.clinic)}
    for one in roster.document()["questions"]:
        _ask(patients[one["patient"]], one, now - timedelta(hours=one["hours_ago"]))


def _ask(patient: Patient, about: Mapping[str, Any], at: datetime) -> None:
    key = f"demo:{about['hours_ago']}"
    library, by = scales.library(), Person.objects.get(username=about["by"])
    scale, form = library.scales[about["scale"]], library.forms[about["scale"]]
    asking = questionnaire.ask(patient=patient, scale=scale, read_today=True, key=key, by=by.pk, at=at, tell=False)
    if "answers" not in about:
        return
    answers = {str(number): str(answer) for number, answer in enumerate(about["answers"], 1)}
    questionnaire.keep(
        patient=patient,
        asking=asking,
        scale=scale,
        form=form,
        answers=answers,
        key=key,
        by=by.pk,
        answered_at=at,
    )
    questionnaire.finish(
        patient=patient,
        asking=asking,
        scale=scale,
        form=form,
        language="en",
        answered_by="on behalf",
        key=f"{key}:send",
        by=by.pk,
        at=at + timedelta(minutes=2),
    )
    if "spoke" in about:
        reading.follow_up(
            patient=patient,
            asking=asking,
            came_of="spoke",
            to=None,
            words=about["spoke"],
            key=f"{key}:spoke",
            by=Person.objects.get(username="albrecht").pk,
            at=at + timedelta(minutes=20),
        )
