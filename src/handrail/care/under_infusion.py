"""Whether answers were given while an infusion ran: then they describe the medicine, not the days that they ask about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handrail.clinic.models import Patient, Visit
from handrail.pathway.session import Session
from handrail.protocol.scale import Scale
from handrail.record import log


@dataclass(frozen=True, slots=True)
class Ran:
    """From when until when an infusion ran, pauses included; `to_at` is None while it runs."""

    from_at: datetime
    to_at: datetime | None

    def overlaps(self, from_at: datetime, to_at: datetime) -> bool:
        """Whether any of it lies within that time, both ends included."""
        return self.from_at <= to_at and (self.to_at is None or self.to_at >= from_at)


def infusions(patient: Patient) -> tuple[Ran, ...]:
    """When this patient's infusions ran, in the order of their visits."""
    seated = Visit.objects.filter(patient=patient, chair__isnull=False).order_by("planned_start_at", "id")
    return tuple(_ran(seated.values_list("pk", flat=True)))


def runs_now(patient: Patient) -> bool:
    """Whether one runs at this moment."""
    here = Visit.objects.filter(patient=patient, chair__isnull=False, closed_at__isnull=True)
    return any(one.to_at is None for one in _ran(here.values_list("pk", flat=True)))


def _ran(visits: Iterable[str]) -> Iterable[Ran]:
    for visit in visits:
        _seq, session = log.state(visit)
        assert isinstance(session, Session)
        if session.started_at is not None:
            yield Ran(session.started_at, session.ended_at)


def looks_back(scale: Scale) -> bool:
    """Whether a patient is asked by it about other times than this moment."""
    return scale.filled_by == "patient" and scale.look_back > timedelta(0)
