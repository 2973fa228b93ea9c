"""The log of a session in words, for the list beside the chart and for the whole page of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from handrail.care import rules
from handrail.clinic import private_text
from handrail.clinic.models import Device, Person, Visit
from handrail.pathway.events import MarkDescribed, ReasonGiven, Sealed
from handrail.record import log
from handrail.web.infuse.event_words import in_words

LATEST = 12
QUIET = frozenset({"MinuteSealed", "LateSamplesSealed", "ForecastShown"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the log as a person reads it."""

    seq: int
    at: str
    occurred_at: datetime
    kind: str
    by: str
    words: str


def latest(visit: Visit) -> list[Entry]:
    """The last events that people did or that alarmed, newest first."""
    return [entry for entry in every(visit) if entry.kind not in QUIET][:LATEST]


def every(visit: Visit) -> list[Entry]:
    """Every event, newest first."""
    recorded = log.after(visit.pk, 0)
    session = log.state(visit.pk)[1]
    rule = rules.of_session(session, visit.clinic_id)
    names = _names(one.actor for one in recorded)
    zone = ZoneInfo(visit.clinic.timezone)
    entries = []
    for one in reversed(recorded):
        fact = one.fact
        said = (
            _said(visit.patient_id, fact.event.words) if isinstance(fact.event, MarkDescribed | ReasonGiven) else None
        )
        entries.append(
            Entry(
                seq=one.seq,
                at=one.occurred_at.astimezone(zone).strftime("%H:%M:%S"),
                occurred_at=one.occurred_at,
                kind=one.kind,
                by=names.get(one.actor, _("Handrail")),
                words=in_words(fact.event, rule, said, covered=not session.bag_agreed, order=session.order),
            )
        )
    return entries


def _names(actors: Iterable[str]) -> dict[str, str]:
    ids = set(actors)
    devices = {f"device:{pk}": name for pk, name in Device.objects.values_list("pk", "name") if f"device:{pk}" in ids}
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name")) | devices


def _said(patient: str, words: Sealed | None) -> str | None:
    if words is None:
        return None
    opened = private_text.open_text(patient, words)
    return opened if opened is not None else _("(words erased)")
