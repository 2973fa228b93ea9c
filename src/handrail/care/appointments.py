"""A visit that is still to come gets another time, or is taken off. Its patient is written to with it."""

from datetime import datetime

from django.db import transaction

from handrail.care.messages import occasions
from handrail.clinic.models import Change, Kept, Patient, Visit
from handrail.pathway.events.codec import written_time
from handrail.record import log


class HasBegun(ValueError):
    """The patient is here, has been, or the visit was taken off: its time is what it was."""


class HasOrder(ValueError):
    """Something stands in the visit's record already, such as an order: it can be moved, and is not taken off."""


def move(*, visit: Visit, start: datetime, key: str, by: str, at: datetime) -> bool:
    """Another time for a visit; False where it has that time already.

    Raises:
        HasBegun: it cannot be moved any more.
    """
    with transaction.atomic():
        now = _to_come(visit)
        if now.planned_start_at == start:
            return False
        _kept(now, {"planned_start_at": written_time(now.planned_start_at)}, key=key, by=by, at=at)
        now.planned_start_at = start
        now.save(update_fields=["planned_start_at"])
        occasions.visit_moved(now, by=by, at=at)
    return True


def take_off(*, visit: Visit, key: str, by: str, at: datetime) -> None:
    """A visit does not take place. It stays in the record, closed and empty; taken off twice it is so already.

    Raises:
        HasBegun: it cannot be taken off any more.
        HasOrder: something was recorded for it.
    """
    with transaction.atomic():
        if Visit.objects.filter(pk=visit.pk, taken_off_at__isnull=False).exists():
            return
        now = _to_come(visit)
        if log.head(now.pk):
            raise HasOrder
        _kept(now, {"taken_off_at": None}, key=key, by=by, at=at)
        now.taken_off_at = now.closed_at = at
        now.save(update_fields=["taken_off_at", "closed_at"])
        occasions.visit_taken_off(now, by=by, at=at)


def _to_come(visit: Visit) -> Visit:
    """The visit as it is now, while nobody else books or moves for its patient."""
    Patient.objects.select_for_update().get(pk=visit.patient_id)
    now = Visit.objects.select_for_update().get(pk=visit.pk)
    if now.closed_at is not None or now.chair_id is not None:
        raise HasBegun
    return now


def _kept(visit: Visit, was: dict[str, str | None], *, key: str, by: str, at: datetime) -> None:
    Change.objects.create(
        clinic_id=visit.clinic_id, by_id=by, at=at, key=f"{visit.pk}:{key}", kind=Kept.VISIT, about=visit.pk, was=was
    )
