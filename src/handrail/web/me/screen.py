"""What a patient's page says, worked out from the visits alone: no reading, no dose, nothing of the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from handrail.clinic.models import Patient, Visit
from handrail.web.me import words


class Stop(StrEnum):
    """Where a stop stands on the line."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Shown:
    """One visit as the page tells it."""

    stop: Stop
    when: str
    infusion: str
    place: str
    planned_start_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page."""

    now_words: str
    headline: str
    lead: str
    way: list[Stop]
    way_words: str
    here: Shown | None
    ahead: list[Shown]
    before: list[Shown]


def page(patient: Patient, visits: Sequence[Visit], now: datetime) -> Page:
    """The page of this patient at this moment. `visits` are theirs, in the order they are planned."""
    today = timezone.localdate(now)
    here = next((visit for visit in visits if _is_here(visit)), None)
    others = [visit for visit in visits if visit is not here]
    ahead = [visit for visit in others if _is_ahead(visit, today)]
    before = [visit for visit in reversed(others) if visit not in ahead]
    following = here or (ahead[0] if ahead else None)
    return Page(
        now_words=words.part_of_day(now),
        headline=_("You are here now.") if here else _headline(following, before, now, today),
        lead=_lead(following),
        way=_way(patient, visits, following),
        way_words=_way_words(patient, visits, following),
        here=_shown(here, Stop.NOW, today) if here else None,
        ahead=[_shown(visit, Stop.NOW if visit is following else Stop.AHEAD, today) for visit in ahead],
        before=[_shown(visit, Stop.DONE if visit.closed_at else Stop.MISSED, today) for visit in before],
    )


def _is_here(visit: Visit) -> bool:
    """Whether the patient sits in her chair, whatever time it was planned for."""
    return visit.chair_id is not None and visit.closed_at is None


def _is_ahead(visit: Visit, today: date) -> bool:
    return visit.closed_at is None and timezone.localdate(visit.planned_start_at) >= today


def _headline(following: Visit | None, before: Sequence[Visit], now: datetime, today: date) -> str:
    if following is None:
        return _("No visit is planned.") if before else _("No visit is planned yet.")
    said = {
        "day": capfirst(words.day(timezone.localdate(following.planned_start_at), today)),
        "clock": words.clock(following.planned_start_at),
        "infusion": words.infusion(following.infusion_number),
    }
    if following.planned_start_at <= now:
        return _("%(day)s is your %(infusion)s.") % said
    return _("%(day)s at %(clock)s is your %(infusion)s.") % said


def _lead(following: Visit | None) -> str:
    if following is None:
        return _("As soon as your clinic has agreed on a time with you, it stands here.")
    return _place(following) or _("Your chair is chosen when you come.")


def _place(visit: Visit) -> str:
    if visit.chair is None:
        return ""
    return _("%(room)s, chair %(number)s") % {"room": visit.chair.room.name, "number": visit.chair.number}


def _way(patient: Patient, visits: Sequence[Visit], following: Visit | None) -> list[Stop]:
    """The series as stops on one line. Who comes for the third has had two, here or before this clinic kept visits here."""
    had = _had(visits, following)
    now = following.infusion_number if following else 0
    numbers = range(1, max(patient.planned_infusions, now, had) + 1)
    return [Stop.NOW if n == now else Stop.DONE if n <= had else Stop.AHEAD for n in numbers]


def _way_words(patient: Patient, visits: Sequence[Visit], following: Visit | None) -> str:
    planned = patient.planned_infusions
    if following:
        return _("%(number)s of %(planned)s") % {"number": following.infusion_number, "planned": planned}
    return _("%(number)s of %(planned)s done") % {"number": _had(visits, following), "planned": planned}


def _had(visits: Sequence[Visit], following: Visit | None) -> int:
    """How many infusions of the series are behind the patient."""
    before_next = following.infusion_number - 1 if following else 0
    return max([before_next, *(visit.infusion_number for visit in visits if visit.closed_at)])


def _shown(visit: Visit, stop: Stop, today: date) -> Shown:
    when = capfirst(words.day(timezone.localdate(visit.planned_start_at), today))
    at = _("%(day)s, %(clock)s") % {"day": when, "clock": words.clock(visit.planned_start_at)}
    said = {Stop.DONE: when, Stop.MISSED: _("%(day)s, was planned") % {"day": when}}.get(stop, at)
    place = "" if stop in {Stop.DONE, Stop.MISSED} else _place(visit)
    return Shown(stop, said, capfirst(words.infusion(visit.infusion_number)), place, visit.planned_start_at)
