"""Whom a patient can call: the clinic's own numbers and those of the place, each where it is written down and nowhere else.

The words before a number are the protocol's, where it has them; its sentences with numbers in them are shown only when every
number in them is known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from string import Formatter
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from handrail.care import rules
from handrail.clinic import numbers
from handrail.clinic.models import Clinic
from handrail.clinic.numbers import Number, Which
from handrail.clinic.opening import Opening, Stretch, opening_of

HELP_NOW = "say_help_now"
PLACES: dict[str, Which] = {
    "clinic_phone": "phone",
    "night_phone": "night_phone",
    "crisis_line": "crisis_line",
    "emergency_number": "emergency_number",
}
"""The names in the protocol's sentences, and whose number each is."""

MORNING_UNTIL = 12
NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody who can be called: who, on which number, and when they answer."""

    which: Which
    label: str
    number: Number
    hours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhomToCall:
    """All that can be called, whoever answers now first; `place` is where these numbers hold, for a demonstration."""

    calls: tuple[Call, ...]
    closed_until: datetime | None
    place: str

    @property
    def now(self) -> tuple[Call, ...]:
        """Who answers at this moment, as far as that is known."""
        away: Which = "night_phone" if self.closed_until is None else "phone"
        return tuple(one for one in self.calls if one.which != away)

    @property
    def at_once(self) -> tuple[Call, ...]:
        """Who answers at any hour: short, for beside a question; where there are not two of them, the clinic too."""
        found = tuple(one for one in self.calls if one.which in {"crisis_line", "emergency_number"})
        return found if len(found) > 1 else self.now

    def in_words(self) -> str:
        """`Talk to someone now: 988. In danger this minute: 911.`; without any number, what is true then."""
        said = ". ".join(f"{one.label}: {one.number.shown}" for one in self.now)
        return f"{said}." if said else no_numbers()


def whom_to_call(clinic: Clinic, now: datetime) -> WhomToCall:
    """Whom this clinic's patients can call at this moment."""
    opening, zone = opening_of(clinic.opening), ZoneInfo(clinic.timezone)
    shut = opening.known and not opening.is_open(now, zone)
    wanted: list[Which] = ["crisis_line", "emergency_number"]
    wanted[0:0] = [] if shut else ["phone"]
    if not opening.always:
        wanted += ["night_phone", "phone"] if shut else ["night_phone"]
    labels = _labels(clinic)
    found = [(which, numbers.of_clinic(clinic, which)) for which in wanted]
    return WhomToCall(
        calls=tuple(
            Call(which, labels[which], number, hours_words(opening) if which == "phone" else "")
            for which, number in found
            if number is not None
        ),
        closed_until=opening.next_opens(now, zone) if shut else None,
        place=clinic.timezone.rpartition("/")[2].replace("_", " ") if clinic.demonstration else "",
    )


def no_numbers() -> str:
    """What is true where the clinic has written no number down."""
    return _("Call your clinic. In an emergency, call the emergency number of the place where you are.")


def _labels(clinic: Clinic) -> dict[Which, str]:
    """What stands before each number: the protocol's words where they lead to it, else our own."""
    own: dict[Which, str] = {
        "phone": clinic.name,
        "night_phone": _("When the clinic is closed"),
        "crisis_line": _("Talk to someone now"),
        "emergency_number": _("In danger this minute"),
    }
    return {**own, **dict(_of_the_protocol(clinic))}


def _of_the_protocol(clinic: Clinic) -> Iterator[tuple[Which, str]]:
    for before, field, _form, _how in Formatter().parse(_saying(clinic, HELP_NOW)):
        label = before.strip(" .:")
        if field in PLACES and label:
            yield PLACES[field], label


def saying(clinic: Clinic, name: str, **known: str) -> SafeString:
    """Words for patients from the clinic's protocol, numbers as links; nothing where it lacks them, or lacks a name in them."""
    text = _saying(clinic, name)
    wanted = {field for _before, field, _form, _how in Formatter().parse(text) if field}
    filled = {**_filled(clinic), **known}
    return format_html(text, **filled) if text and wanted <= filled.keys() else SafeString("")


def _saying(clinic: Clinic, name: str) -> str:
    book = rules.of_clinic(clinic.pk).protocol.rulebook
    return book.saying(name).in_language((get_language() or "en").partition("-")[0]) if name in book.named else ""


def _filled(clinic: Clinic) -> dict[str, str]:
    known = {place: numbers.of_clinic(clinic, which) for place, which in PLACES.items()}
    found: dict[str, str] = {place: link(number) for place, number in known.items() if number is not None}
    hours = hours_words(opening_of(clinic.opening))
    return {**found, "clinic_hours": hours} if hours else found


def link(number: Number) -> SafeString:
    """A number that a telephone dials when it is touched."""
    return format_html('<a class="tel" href="tel:{}">{}</a>', number.dialled, number.shown)


def hours_words(opening: Opening) -> str:
    """`Monday to Thursday, 8:00 am to 6:00 pm; Friday, 8:00 am to 2:00 pm`; nothing where nothing is known."""
    if opening.always:
        return _("day and night")
    return "; ".join(f"{_days(days[0], days[-1])}, {_stretch(stretch)}" for days, stretch in opening.alike())


def _days(first: int, last: int) -> str:
    if first == last:
        return weekday(first)
    return _("%(first)s to %(last)s") % {"first": weekday(first), "last": weekday(last)}


def _stretch(stretch: Stretch) -> str:
    if stretch.whole_day:
        return _("day and night")
    opens, closes = time_of_day(stretch.opens), time_of_day(stretch.closes)
    return _("%(opens)s to %(closes)s") % {"opens": opens, "closes": closes}


def weekday(number: int) -> str:
    """The name of a day of the week, 1 is Monday, as it stands in a sentence."""
    return date_format(date(2024, 1, number), "l")  # a month whose first is a Monday


def time_of_day(at: time) -> str:
    """`1:05 pm`, in Spanish `13:05`."""
    if get_language() != "en":
        return at.strftime("%H:%M")
    return f"{at.hour % 12 or 12}:{at.minute:02}{NO_BREAK}{'am' if at.hour < MORNING_UNTIL else 'pm'}"


def moment_words(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A moment ahead as it is said after "from" and "until": `tomorrow at 8:00 am`, in Spanish `mañana a las 8:00`."""
    there, here = moment.astimezone(zone), now.astimezone(zone)
    said = {"clock": time_of_day(there.time()), "weekday": date_format(there, "l")}
    match (there.date() - here.date()).days:
        case 0:
            return _("today at %(clock)s") % said
        case 1:
            return _("tomorrow at %(clock)s") % said
    return _("%(weekday)s at %(clock)s") % said
