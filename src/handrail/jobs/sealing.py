"""The seals: every finished minute's samples into the log, and the heads of the chains signed outside the database."""

import logging
from datetime import date, datetime, timedelta

from django.db.models import Q

from handrail.care import monitor
from handrail.clinic.models import Visit
from handrail.record import heads

log = logging.getLogger(__name__)

AFTER_CLOSING = timedelta(minutes=10)
"""A visit that is over is looked at for so long, for the samples that were still on their way."""


def seal(now: datetime, *, since: datetime | None = None) -> None:
    """Seal what is due in every visit that is open, or that closed lately (or after `since`, for what a standstill missed).

    Once the last samples of a visit that is over are sealed, its head is signed.
    """
    earliest = min(now - AFTER_CLOSING, since) if since else now - AFTER_CLOSING
    visits = Visit.objects.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=earliest))
    for session, closed_at in visits.values_list("pk", "closed_at"):
        try:
            if monitor.seal_minutes(session, at=now) and closed_at is not None:
                heads.sign(now, [session])
        except Exception:
            log.exception("The samples of %s could not be sealed; they are tried again in a second.", session)


def sign_daily(now: datetime, signed_on: date | None) -> date:
    """Sign every head that moved, once a day; the day on which that was last done."""
    if signed_on != now.date():
        heads.sign(now)
    return now.date()
