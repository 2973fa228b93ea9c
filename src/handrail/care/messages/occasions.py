"""What people are written to about: questions that wait for them, and when they are expected. Called with the deed that is told of."""

from datetime import datetime
from zoneinfo import ZoneInfo

from handrail.care.messages import deeds
from handrail.care.messages.outbox import OPEN, Letter, write
from handrail.care.messages.words import ABOUT_A_VISIT, MOVED, OFF, PLANNED, QUESTIONS
from handrail.clinic.models import Message, Patient, Visit
from handrail.clinic.models.messages import State
from handrail.pathway.events.codec import written_time

NEVER_LEFT = (State.QUEUED, State.HELD, State.TAKEN_BACK)


def questions_wait(patient: Patient, *, key: str, by: str, at: datetime) -> Message | None:
    """Tell a patient who can log in that something is asked of them: once a day at most, however much it is."""
    if patient.person_id is None or _told_today(patient, at):
        return None
    return write(patient, Letter(template=QUESTIONS, key=key, about=patient.pk), by=by, at=at)


def nothing_waits(patient: Patient, *, by: str, at: datetime) -> None:
    """Everything is answered or taken back: nobody is sent to an empty page."""
    deeds.take_back_about(patient.pk, by=by, at=at)


def visit_planned(visit: Visit, *, by: str, at: datetime) -> Message | None:
    """Tell a patient when they are expected, with a file for their calendar."""
    return write(visit.patient, _letter(visit, PLANNED, 0), by=by, at=at)


def visit_moved(visit: Visit, *, by: str, at: datetime) -> Message | None:
    """Tell a patient the new time; who was never told the old one is told this one as the first."""
    deeds.take_back_about(visit.pk, by=by, at=at)
    template = MOVED if _has_been_told(visit) else PLANNED
    return write(visit.patient, _letter(visit, template, _next_sequence(visit)), by=by, at=at)


def visit_taken_off(visit: Visit, *, by: str, at: datetime) -> Message | None:
    """Tell a patient who was told of a visit that it is taken off; whoever never was is left in peace."""
    deeds.take_back_about(visit.pk, by=by, at=at)
    if not _has_been_told(visit):
        return None
    return write(visit.patient, _letter(visit, OFF, _next_sequence(visit)), by=by, at=at)


def _letter(visit: Visit, template: str, sequence: int) -> Letter:
    return Letter(
        template=template,
        key=f"{visit.pk}:{sequence}",
        about=visit.pk,
        not_after=visit.planned_start_at,
        fields={"starts_at": written_time(visit.planned_start_at), "sequence": sequence},
    )


def _about(visit: Visit) -> list[Message]:
    return list(Message.objects.filter(about=visit.pk, template__in=ABOUT_A_VISIT))


def _has_been_told(visit: Visit) -> bool:
    return any(one.state not in NEVER_LEFT for one in _about(visit))


def _next_sequence(visit: Visit) -> int:
    return max((one.fields["sequence"] for one in _about(visit)), default=-1) + 1


def _told_today(patient: Patient, at: datetime) -> bool:
    """Whether such a message waits, or went out on this day of the clinic."""
    zone = ZoneInfo(patient.clinic.timezone)
    midnight = at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    told = Message.objects.filter(patient=patient, template=QUESTIONS)
    return told.filter(state__in=OPEN).exists() or told.filter(state=State.SENT, ended_at__gte=midnight).exists()
