"""What staff have to read of one patient: what came, what it shows, who has read it, and the forms that end it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from handrail.care import reading, rules
from handrail.care.scales import Library
from handrail.clinic import private_text
from handrail.clinic.models import Patient
from handrail.pathway.course import FollowedUp
from handrail.pathway.events import CameOf
from handrail.pathway.reading import Reading
from handrail.web.prepare import times
from handrail.web.questionnaire import words
from handrail.web.questionnaire.results import Shows, shows_of_dying


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAnswer:
    """Something that is to be read, or whose outcome is to be written."""

    id: str
    name: str
    came: str
    shows: tuple[Shows, ...]
    state: str
    unread: bool
    needs_a_person: bool


def to_read(patient: Patient, library: Library, names: Mapping[str, str], now: datetime) -> Iterator[OpenAnswer]:
    """All that is open, the newest first."""
    zone = ZoneInfo(patient.clinic.timezone)
    for one in reversed(reading.of(patient)):
        if one.open:
            scale = library.scales[one.asked.scale]
            yield OpenAnswer(
                id=one.asked.id,
                name=words.short_name(scale),
                came=_came(one, now, zone),
                shows=tuple(shows_of_dying(scale, library, one)) if one.needs_a_person else (),
                state=state_words(one, names, now, zone),
                unread=one.unread,
                needs_a_person=one.needs_a_person,
            )


def _came(one: Reading, now: datetime, zone: ZoneInfo) -> str:
    assert one.came_at is not None, "what is open has come"
    when = times.clock(one.came_at, now, zone)
    return _("sent %(when)s") % {"when": when} if one.sent else _("started, not sent: %(when)s") % {"when": when}


def state_words(one: Reading, names: Mapping[str, str], now: datetime, zone: ZoneInfo) -> str:
    """`not read yet`, or by whom and when."""
    if one.read is None:
        return _("Not read yet.")
    name = names.get(one.read.by, one.read.by)
    return _("Read by %(name)s, %(when)s.") % {"name": name, "when": times.clock(one.read.at, now, zone)}


def came_of_words(came_of: CameOf) -> str:
    """What came of an answer, in a few words."""
    return {
        "spoke": _("Spoke with the patient"),
        "handed_over": _("Taken over by somebody named"),
        "unreachable": _("Not reached yet, and what comes next"),
    }[came_of]


def done(patient: Patient, followed_up: FollowedUp, names: Mapping[str, str], now: datetime) -> str:
    """`Spoke with the patient. Mara Lind, 14:10: Sleeps badly, has no plan; I call tomorrow at 9`."""
    zone, said = ZoneInfo(patient.clinic.timezone), followed_up.said
    what = {
        "spoke": _("Spoke with the patient"),
        "handed_over": _("Taken over by %(name)s") % {"name": names.get(said.to or "", said.to)},
        "unreachable": _("Not reached yet"),
    }[said.came_of]
    who = f"{names.get(followed_up.by, followed_up.by)}, {times.clock(followed_up.at, now, zone)}"
    opened = private_text.open_text(patient.pk, said.words) if said.words else ""
    return f"{what}. {who}: {opened}" if opened else f"{what}. {who}."


def why_it_stays(patient: Patient, rule: str | None) -> str:
    """Why it does not end so: the protocol's own words, where it has them."""
    book = rules.of_clinic(patient.clinic_id).protocol.rulebook
    found = [one for one in book.books["risk"].rules() if one.id == rule] if rule and "risk" in book.books else []
    if found:
        return words.said(found[0].do)
    return _("Choose who took it over, or write what comes next, who does it and when.")
