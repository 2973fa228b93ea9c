"""What people do after an infusion."""

import logging
from datetime import datetime

from django.db import transaction

from handrail.care.deed import Done, do
from handrail.clinic import bindings
from handrail.clinic.models import Visit
from handrail.pathway.events import DeviceUnbound, Event, InfusionStopped, PatientLeft
from handrail.pathway.infuse import rate as rates
from handrail.pathway.session import Phase, Session
from handrail.record import heads

log = logging.getLogger(__name__)


def leave(*, visit: Visit, key: str, by: str, at: datetime) -> Done:
    """The patient goes home: the devices come off the chair, and the visit is over.

    A drip that nobody ended is ended here, since nobody leaves with one running. The record is signed as it stands.
    """

    def decide(state: Session) -> list[Event]:
        if state.phase is Phase.LEFT:
            return []
        ended: list[Event] = [event for event in rates.stop(state, at) if isinstance(event, InfusionStopped)]
        loose = [DeviceUnbound(device=binding.device) for binding in state.bindings]
        return [*ended, *loose, PatientLeft()]

    with transaction.atomic():
        done = do(visit.pk, decide, key=key, by=by, at=at)
        if not done.repeated:
            for binding in bindings.open_bindings(visit=visit):
                bindings.unbind(binding.device, at=at)
            Visit.objects.filter(pk=visit.pk, closed_at__isnull=True).update(closed_at=at)
    _sign(visit.pk, at)
    return done


def _sign(session: str, at: datetime) -> None:
    """Sign the record as it stands. Whoever goes home goes home, also where a key cannot be read: that is told in the log."""
    try:
        heads.sign(at, [session])
    except (OSError, ValueError):
        log.exception("The head of %s could not be signed. Mend the key; the daily signing tries again.", session)
