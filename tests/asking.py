"""Questions that were asked and answered, through production code."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from handrail.care import questionnaire, scales
from handrail.clinic.models import Patient, Person
from handrail.pathway.events import AnsweredBy, ScaleAnswered
from tests.people import NOW


def asked(patient: Patient, scale: str, *, by: Person, at: datetime = NOW) -> str:
    """Somebody of the staff asks, and promises to read the answer today; the id of the asking."""
    wanted = scales.library().scales[scale]
    return questionnaire.ask(patient=patient, scale=wanted, read_today=True, key=str(uuid4()), by=by.pk, at=at)


def kept(
    patient: Patient, asking: str, scale: str, answers: Mapping[str, str], *, by: Person, at: datetime = NOW
) -> None:
    """Somebody answers some of it."""
    library = scales.library()
    questionnaire.keep(
        patient=patient,
        asking=asking,
        scale=library.scales[scale],
        form=library.forms[scale],
        answers=answers,
        key=str(uuid4()),
        by=by.pk,
        answered_at=at,
    )


def answered(
    patient: Patient,
    scale: str,
    answers: Mapping[str, str],
    *,
    asked_by: Person,
    by: Person,
    at: datetime = NOW,
    answered_by: AnsweredBy = "patient",
) -> ScaleAnswered:
    """Asked, answered and sent, all at one moment."""
    library = scales.library()
    asking = asked(patient, scale, by=asked_by, at=at)
    kept(patient, asking, scale, answers, by=by, at=at)
    return questionnaire.finish(
        patient=patient,
        asking=asking,
        scale=library.scales[scale],
        form=library.forms[scale],
        language="en",
        answered_by=answered_by,
        key=str(uuid4()),
        by=by.pk,
        at=at,
    )


def all_of(scale: str, answer: str, **others: str) -> dict[str, str]:
    """The same answer to every item of a scale, but for some: `item_9="2"`."""
    form = scales.library().forms[scale]
    same = {one.item: answer for one in form.questions.values() if one.item}
    return {**same, **{name.removeprefix("item_"): other for name, other in others.items()}}
