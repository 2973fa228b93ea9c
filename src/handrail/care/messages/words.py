"""A message as it is read: the protocol's words, filled in with nothing that tells of a treatment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from handrail.care import rules
from handrail.care.messages import links
from handrail.care.messages.rules import book_with
from handrail.clinic import numbers
from handrail.clinic.models import Clinic, Contact, Message
from handrail.clinic.models.messages import Way
from handrail.interop import calendar
from handrail.interop.calendar import Appointment
from handrail.protocol.folded import folded
from handrail.protocol.rulebook import Rulebook

CONFIRM, QUESTIONS, PLANNED, MOVED, OFF, PAGE_TEST = "confirm", "questions", "planned", "moved", "off", "page_test"
ABOUT_A_VISIT = frozenset({PLANNED, MOVED, OFF})
NOON = 12
SHORTEST_ROOT = 5
ENDINGS = "aeos"


@dataclass(frozen=True, slots=True)
class Composed:
    """A message as it leaves. `calendar` is the calendar file that goes with it, `method` what it asks of a calendar."""

    to: str
    subject: str
    text: str
    stop_link: str
    calendar: str
    method: str


def composed(message: Message, contact: Contact, at: datetime) -> Composed:
    """A message to an address, in the words that are in force in its clinic."""
    clinic, language = message.clinic, message.language
    known = {**_known(message, contact), **_moment(message.fields, clinic, language)}
    appointment = _appointment(message, at) if message.kind == Way.E_MAIL else None
    lines = list(_lines(message, with_file=appointment is not None))
    text = "\n\n".join(line.format_map(known) for line in (saying(clinic, name, language) for name in lines) if line)
    subject = saying(clinic, f"{message.template}_subject", language).format_map(known)
    name = name_in_the_open(clinic, language)
    return Composed(
        to=contact.address,
        subject=f"{name}: {subject}",
        text=f"{text}\n\n{name}\n" if message.kind == Way.E_MAIL else f"{name}: {text}",
        stop_link=known["stop_link"],
        calendar=calendar.written(appointment, at=at) if appointment else "",
        method=appointment.method if appointment else "",
    )


def text_of_page(message: Message, language: str) -> str:
    """A page, as it stands on the pager."""
    return saying(message.clinic, message.template, language)


def name_of(template: str, language: str) -> str:
    """What a message is called on the staff's list."""
    entry = f"message_{template}" if template.startswith("page_") else f"message_{template}_text"
    book = rules.shipped().protocol
    return book.entries[entry].name.in_language(language) if entry in book.entries else template


def saying(clinic: Clinic, name: str, language: str) -> str:
    """The words of the clinic's protocol by their short name."""
    entry = f"message_{name}"
    return book_with(clinic, entry).saying(entry).in_language(language)


def name_in_the_open(clinic: Clinic, language: str) -> str:
    """The clinic's name, as long as it tells nobody what is treated there; else no more than "Your clinic"."""
    if not tells_of_a_medicine(clinic.name, rules.shipped().protocol.rulebook):
        return clinic.name
    with translation.override(language):
        return _("Your clinic")


def tells_of_a_medicine(text: str, book: Rulebook) -> bool:
    """Whether a word of the text begins as the name of a medicine does that the protocol knows."""
    words = folded(text).split()
    names = (name for one in book.medicines.values() for name in (one.name.en, one.name.es, *one.also))
    roots = {folded(name).rstrip(ENDINGS) for name in names if " " not in name}
    return any(root in word for root in roots if len(root) >= SHORTEST_ROOT for word in words)


def _lines(message: Message, *, with_file: bool) -> Iterator[str]:
    """What stands in the message, one after the other."""
    yield f"{message.template}_text"
    if message.template == CONFIRM:
        return
    if with_file:
        yield "calendar"
    yield "log_in"
    if numbers.of_clinic(message.clinic, "phone"):
        yield "phone"
    yield "stop"


def _known(message: Message, contact: Contact) -> dict[str, str]:
    phone, answer = numbers.of_clinic(message.clinic, "phone"), links.about_address(contact)
    return {
        "link": links.log_in(),
        "clinic_phone": phone.shown if phone else "",
        "stop_link": answer,
        "answer_link": answer,
    }


def _moment(fields: Mapping[str, Any], clinic: Clinic, language: str) -> dict[str, str]:
    if "starts_at" not in fields:
        return {}
    there = datetime.fromisoformat(fields["starts_at"]).astimezone(ZoneInfo(clinic.timezone))
    with translation.override(language):
        day = date_format(there, pgettext("a form of Django's: Friday 20 March", "l j F"))
        return {"visit_at": _("%(day)s at %(clock)s") % {"day": day, "clock": _clock(there, language)}}


def _clock(there: datetime, language: str) -> str:
    if language != "en":
        return there.strftime("%-H:%M")
    return f"{there.hour % NOON or NOON}:{there.minute:02} {'am' if there.hour < NOON else 'pm'}"


def _appointment(message: Message, at: datetime) -> Appointment | None:
    """The visit that the message is about, for a calendar."""
    if message.template not in ABOUT_A_VISIT:
        return None
    name = name_in_the_open(message.clinic, message.language)
    with translation.override(message.language):
        title = _("Visit: %(clinic)s") % {"clinic": name}
    sender = settings.OUTGOING.mail.sender_address if settings.OUTGOING.mail else ""
    return Appointment(
        uid=f"{message.about}@handrail",
        sequence=message.fields["sequence"],
        starts_at=datetime.fromisoformat(message.fields["starts_at"]),
        title=title,
        organizer=sender,
        organizer_name=name,
        link=links.log_in(),
        taken_off=message.template == OFF,
    )
