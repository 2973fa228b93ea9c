"""Scales in use: asked by the staff, answered by the patient or on their behalf, each answer kept as it is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from django.db import transaction

from handrail.care import course as courses
from handrail.care import reading
from handrail.care.messages import occasions
from handrail.clinic import ids, numbers
from handrail.clinic.models import Clinic, Draft, DraftAnswer, Patient
from handrail.pathway import questionnaire
from handrail.pathway.course import Asking, Course
from handrail.pathway.events import AnsweredBy, Event, ScaleAnswered, ScaleAsked
from handrail.pathway.questionnaire import NotAnAnswer, NotOpen
from handrail.pathway.reading import ReadFirst
from handrail.protocol.scale import Form, Scale
from handrail.record import log

HeldBack = Literal["reader", "numbers"]

LEFT_OUT = ""
"""The answer of who would rather not say."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The answer to one item so far, and at which revision of the draft it came."""

    answer: str
    revision: int
    by: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What has been answered so far, by item."""

    revision: int
    answers: Mapping[str, KeptAnswer]

    def since(self, revision: int) -> dict[str, KeptAnswer]:
        """What came after a revision that a page had seen."""
        return {item: one for item, one in self.answers.items() if one.revision > revision}


NOTHING_KEPT = Kept(0, MappingProxyType({}))


def ask(*, patient: Patient, scale: Scale, read_today: bool, key: str, by: str, at: datetime, tell: bool = True) -> str:
    """Ask for a scale; returns the id under which it is answered. `tell` writes to the patient that questions wait.

    Raises:
        NotAsked: it cannot be asked for now.
    """
    asking, known = ids.new("ask"), numbers.enough_to_ask(patient.clinic)

    def decide(course: Course) -> list[Event]:
        return questionnaire.ask(course, scale, asking=asking, read_today=read_today, numbers_known=known, at=at)

    with transaction.atomic():
        committed = log.commit(courses.opened(patient), decide, key=f"{scale.id}:{key}", by=by, at=at)
        asked = committed.recorded[0].fact.event
        assert isinstance(asked, ScaleAsked)
        if not committed.repeated:
            Draft.objects.create(clinic_id=patient.clinic_id, patient=patient, scale=scale.id, asking=asking)
            reading.keep_in_sight(patient)
            if tell and scale.filled_by == "patient":
                occasions.questions_wait(patient, key=asking, by=by, at=at)
    return asked.asking


def promise(*, patient: Patient, asking: str, key: str, by: str, at: datetime) -> None:
    """Somebody promises to read today what was asked on an earlier day.

    Raises:
        NotOpen: it waits for no answer any more.
    """
    once = f"{asking}:{key}"
    with transaction.atomic():
        committed = log.commit(
            courses.opened(patient), lambda course: questionnaire.promise(course, asking), key=once, by=by, at=at
        )
        reading.keep_in_sight(patient)
        if not committed.repeated:
            occasions.questions_wait(patient, key=once, by=by, at=at)


def held_back(asking: Asking, scale: Scale, clinic: Clinic, now: datetime) -> HeldBack | None:
    """Why the patient does not answer it alone now, though it waits: nobody reads it today, or nobody to call is written down."""
    if questionnaire.waits_for_a_reader(asking, scale, now, ZoneInfo(clinic.timezone)):
        return "reader"
    return "numbers" if questionnaire.needs_promise(scale) and not numbers.enough_to_ask(clinic) else None


def take_back(*, patient: Patient, asking: str, key: str, by: str, at: datetime) -> bool:
    """Nobody shall answer this any more, and what was answered so far is gone; whether that changed anything.

    Raises:
        ReadFirst: an answer so far needs a person, and nobody has written what came of it.
    """
    with transaction.atomic():
        drafts = Draft.objects.select_for_update().filter(asking=asking, patient=patient)
        if drafts.exists() and any(one.needs_a_person for one in reading.of(patient, asking)):
            raise ReadFirst
        drafts.delete()
        committed = log.commit(
            courses.opened(patient),
            lambda course: questionnaire.take_back(course, asking),
            key=f"{asking}:{key}",
            by=by,
            at=at,
        )
        reading.keep_in_sight(patient)
        _hush(patient, by=by, at=at)
    return bool(committed.recorded)


def kept(patient: Patient, asking: str) -> Kept:
    """What has been answered so far; nothing where it is not asked for any more."""
    draft = Draft.objects.filter(asking=asking, patient=patient).first()
    return NOTHING_KEPT if draft is None else _kept(draft)


def kept_counts(patient: Patient) -> dict[str, int]:
    """How many questions have been answered or left out so far, by asking."""
    drafts = Draft.objects.filter(patient=patient).prefetch_related("answers")
    return {draft.asking: len(draft.answers.all()) for draft in drafts}


def keep(
    *,
    patient: Patient,
    asking: str,
    scale: Scale,
    form: Form,
    answers: Mapping[str, str],
    key: str,
    by: str,
    answered_at: datetime,
) -> Kept:
    """Keep answers that were given at this moment; one that was given later, on another device, stands. Once per key.

    Raises:
        NotAnAnswer: an item or an answer that the scale does not have.
        NotOpen: nothing waits for an answer any more.
    """
    for item, answer in answers.items():
        _check(scale, form, item, answer)
    with transaction.atomic():
        draft = _locked(patient, asking)
        known = {one.item: one for one in draft.answers.all()}
        for item, answer in answers.items():
            _keep_one(draft, known.get(item), item, answer, key=key, by=by, answered_at=answered_at)
        draft.save(update_fields=["revision"])
        if not answers.keys().isdisjoint(questionnaire.watched(scale)):
            reading.keep_in_sight(patient)
        return _kept(draft)


def finish(
    *,
    patient: Patient,
    asking: str,
    scale: Scale,
    form: Form,
    language: str,
    answered_by: AnsweredBy,
    key: str,
    by: str,
    at: datetime,
) -> ScaleAnswered:
    """Send what was answered; what was not is left out.

    Raises:
        NotOpen: it has its answer already, or was taken back.
    """
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(asking=asking, patient=patient).first()
        rows = [] if draft is None else list(draft.answers.all())

        def decide(course: Course) -> list[Event]:
            return questionnaire.answer(
                course,
                scale,
                form,
                asking=asking,
                language=language,
                answers={row.item: row.answer for row in rows if row.answer != LEFT_OUT},
                answered_by=answered_by,
                typed_by=tuple(dict.fromkeys([*(row.by_id for row in rows), by])),
                began_at=min((row.answered_at for row in rows), default=at),
            )

        committed = log.commit(courses.opened(patient), decide, key=f"{asking}:{key}", by=by, at=at)
        if draft is not None:
            draft.delete()
        reading.keep_in_sight(patient)
        _hush(patient, by=by, at=at)
    said = committed.recorded[0].fact.event
    assert isinstance(said, ScaleAnswered)
    return said


def _hush(patient: Patient, *, by: str, at: datetime) -> None:
    """Once nothing waits any more, no message that still waits says so."""
    if not courses.of(patient).asked:
        occasions.nothing_waits(patient, by=by, at=at)


def _check(scale: Scale, form: Form, item: str, answer: str) -> None:
    if item not in questionnaire.items_of(form):
        raise NotAnAnswer(None)
    if answer != LEFT_OUT:
        questionnaire.answer_of(scale, item, answer)


def _locked(patient: Patient, asking: str) -> Draft:
    draft = Draft.objects.select_for_update().filter(asking=asking, patient=patient).first()
    if draft is None:
        raise NotOpen(courses.of(patient).answer_to(asking))
    return draft


def _keep_one(
    draft: Draft, known: DraftAnswer | None, item: str, answer: str, *, key: str, by: str, answered_at: datetime
) -> None:
    """The later answer stands; the same press again changes nothing."""
    if known is not None and (known.key == key or known.answered_at > answered_at):
        return
    draft.revision += 1
    DraftAnswer.objects.update_or_create(
        draft=draft,
        item=item,
        defaults={"answer": answer, "answered_at": answered_at, "by_id": by, "key": key, "revision": draft.revision},
    )


def _kept(draft: Draft) -> Kept:
    rows = DraftAnswer.objects.filter(draft=draft)
    return Kept(draft.revision, {row.item: KeptAnswer(row.answer, row.revision, row.by_id) for row in rows})
