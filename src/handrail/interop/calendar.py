"""A visit as a calendar file (iCalendar, RFC 5545 and 5546), to be put into a person's own calendar.

The moment is written in UTC, so that it is the same moment under any change of the clocks and on a telephone that travels; the
calendar shows it in its own time zone. The same visit keeps its `uid`; each change has a higher `sequence`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

MAKER = "-//Handrail//Handrail//EN"
LONGEST_LINE = 75  # octets, RFC 5545 section 3.1

Method = Literal["PUBLISH", "CANCEL"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """What stands in somebody's calendar: when, under which title, from whom. Nothing in it says what it is for."""

    uid: str
    sequence: int
    starts_at: datetime
    title: str
    organizer: str
    organizer_name: str
    link: str = ""
    taken_off: bool = False

    @property
    def method(self) -> Method:
        """What the file asks of a calendar."""
        return "CANCEL" if self.taken_off else "PUBLISH"


def written(appointment: Appointment, *, at: datetime) -> str:
    """The file, with the moment at which it is written."""
    return "".join(f"{folded}\r\n" for line in _lines(appointment, at) for folded in _folded(line))


def _lines(one: Appointment, at: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{MAKER}", "CALSCALE:GREGORIAN", f"METHOD:{one.method}")
    yield from ("BEGIN:VEVENT", f"UID:{_text(one.uid)}", f"SEQUENCE:{one.sequence}")
    yield f"DTSTAMP:{_moment(at)}"
    yield f"DTSTART:{_moment(one.starts_at)}"
    yield f"SUMMARY:{_text(one.title)}"
    yield f"STATUS:{'CANCELLED' if one.taken_off else 'CONFIRMED'}"
    yield f"ORGANIZER;CN={_parameter(one.organizer_name)}:mailto:{one.organizer}"
    if one.link:
        yield f"URL:{one.link}"
    yield from ("CLASS:PRIVATE", "END:VEVENT", "END:VCALENDAR")


def _moment(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("A moment without its zone could be any hour. Hand over an aware datetime.")
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """A value with its signs escaped, RFC 5545 section 3.3.11."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def _parameter(value: str) -> str:
    """The value of a parameter, in quotes; what quotes cannot hold is written as RFC 6868 has it."""
    held = value.replace("^", "^^").replace('"', "^'")
    return '"' + "^n".join(held.splitlines()) + '"'


def _folded(line: str) -> Iterator[str]:
    """A line in pieces that every reader takes, each after the first with a space before it; no character is cut in two."""
    piece, room = "", LONGEST_LINE
    for sign in line:
        size = len(sign.encode())
        if size > room:
            yield piece
            piece, room = " ", LONGEST_LINE - 1
        piece += sign
        room -= size
    yield piece
