"""The grammar of HL7 v2: delimiters, segments, fields, escapes, numbers, times. Nothing clinical."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from handrail.interop.hl7v2.facts import Hl7Error

FIELDS = 40  # fields of a segment that are told apart; what we read ends at OBX-18, and a mebibyte of "|" costs nothing
LONGEST_TEXT = 199  # characters of an identifier, as HL7 2.8 allows for MSH-10
NULL = '""'  # how HL7 says that a field is meant to be empty

_NUMBER = re.compile(r"[+-]?([0-9]{1,15}(\.[0-9]{0,15})?|\.[0-9]{1,15})")
_TIME = re.compile(
    r"(?P<year>[0-9]{4})((?P<month>[0-9]{2})((?P<day>[0-9]{2})((?P<hour>[0-9]{2})((?P<minute>[0-9]{2})"
    r"((?P<second>[0-9]{2})(\.(?P<fraction>[0-9]{1,6}))?)?)?)?)?)?"
    r"((?P<sign>[+-])(?P<zone_hours>[0-9]{2})(?P<zone_minutes>[0-5][0-9]))?"
)
_PARTS_OF_8859 = re.compile(r"8859/(1[01345]|[1-9])")
_CODECS = {"": "utf-8", "ASCII": "utf-8", "UNICODE UTF-8": "utf-8", "UTF-8": "utf-8"}


@dataclass(frozen=True, slots=True)
class Delimiters:
    """What separates the parts of a message: MSH-1 and MSH-2."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"

    @property
    def named(self) -> dict[str, str]:
        """The escape sequence's letter for each of them."""
        return {
            self.field: "F",
            self.component: "S",
            self.repetition: "R",
            self.escape: "E",
            self.subcomponent: "T",
        }


USUAL = Delimiters()


@dataclass(frozen=True, slots=True)
class Segment:
    """One line of a message; `field(5)` is what the standard calls OBX-5."""

    name: str
    fields: tuple[str, ...]

    def field(self, number: int) -> str:
        """The text of a field, still escaped; empty where there is none or where it is HL7's null."""
        text = self.fields[number] if number < len(self.fields) else ""
        return "" if text == NULL else text


@dataclass(frozen=True, slots=True)
class Message:
    """A message with its header read, its lines not yet.

    Bytes that its character set cannot hold become lone surrogates: they harm nothing in a field that nobody
    uses, and `text` refuses them in one that somebody does.
    """

    delimiters: Delimiters
    codec: str
    header: Segment
    lines: tuple[str, ...]

    def segments(self, *names: str) -> Iterator[Segment]:
        """The segments of these names, in the order of the message."""
        separator = self.delimiters.field
        for line in self.lines:
            if line[:3] in names and (len(line) == 3 or line[3] == separator):
                yield Segment(line[:3], tuple(line.split(separator, FIELDS)))

    def repetitions(self, field: str, most: int) -> list[str]:
        """The repetitions of a field, at most so many and the rest in one piece."""
        return field.split(self.delimiters.repetition, most)

    def components(self, field: str, most: int = 8) -> list[str]:
        """The components of a field's first repetition, still escaped, always at least `most` of them."""
        first = field.split(self.delimiters.repetition, 1)[0]
        parts = first.split(self.delimiters.component, most)
        return parts + [""] * (most - len(parts))

    def text(self, escaped: str, name: str) -> str:
        """The words of an identifier.

        Raises:
            Hl7Error: it is longer than an identifier can be, or holds what its character set cannot.
        """
        if len(escaped) > LONGEST_TEXT:
            raise Hl7Error("AE", f"{name} is longer than {LONGEST_TEXT} characters. Send a shorter one.")
        plain = unescape(escaped, self.delimiters, self.codec).strip()
        if not plain.isprintable():  # control characters and lone surrogates are not printable
            raise Hl7Error(
                "AE", f"{name} is not text in the character set of MSH-18. Send plain text, or name its set."
            )
        return plain


def open_message(raw: bytes) -> Message:
    """Find the header, its delimiters and its character set, and cut the message into lines.

    Raises:
        Hl7Error: AR for what is no HL7 message, AE for several in one frame or an unknown character set.
    """
    header_line = re.split(rb"[\r\n]", raw.lstrip(), maxsplit=1)[0].decode("latin-1")
    delimiters = _delimiters(header_line)
    codec = _codec(_header(header_line, delimiters).field(18), delimiters)
    lines = raw.decode(codec, "surrogateescape").replace("\r\n", "\r").replace("\n", "\r").split("\r")
    lines = [line for line in (line.lstrip() for line in lines) if line]
    if any(line.startswith("MSH" + delimiters.field) for line in lines[1:]):
        raise Hl7Error("AE", "There is more than one MSH in this frame. Send each message in a frame of its own.")
    return Message(delimiters, codec, _header(lines[0], delimiters), tuple(lines[1:]))


def _delimiters(header_line: str) -> Delimiters:
    if not header_line.startswith("MSH"):
        raise Hl7Error("AR", "This is not an HL7 v2 message: it does not begin with MSH.")
    field, encoding = header_line[3:4], header_line[4:].split(header_line[3:4] or "|", 1)[0]
    marks = field + encoding
    plain = all(33 <= ord(mark) < 127 and not mark.isalnum() for mark in marks)
    if len(encoding) not in {4, 5} or len(set(marks)) != len(marks) or not plain:
        raise Hl7Error("AR", r"MSH-1 and MSH-2 must name five different delimiters, usually |^~\&.")
    return Delimiters(field, *list(encoding[:4]))


def _header(line: str, delimiters: Delimiters) -> Segment:
    """MSH counts its own separator as its first field."""
    return Segment("MSH", ("MSH", delimiters.field, *line[4:].split(delimiters.field, FIELDS)))


def _codec(field: str, delimiters: Delimiters) -> str:
    name = field.split(delimiters.repetition, 1)[0].strip().upper()
    if part := _PARTS_OF_8859.fullmatch(name):
        return f"iso8859-{part[1]}"
    if name not in _CODECS:
        raise Hl7Error("AE", f"MSH-18 names the character set {shown(name)}. Send UNICODE UTF-8, ASCII or 8859/1.")
    return _CODECS[name]


def shown(text: str) -> str:
    """A device's text for a reason: short, and harmless in any log or page."""
    return ascii(text[:24]) + ("…" if len(text) > 24 else "")


def escape(text: str, delimiters: Delimiters = USUAL) -> str:
    """Write text so that it holds no delimiter and no end of line."""
    named = delimiters.named
    mark = delimiters.escape
    if text == NULL:
        return f"{mark}X22{mark}" * 2
    return "".join(
        f"{mark}{named[character]}{mark}"
        if character in named
        else f"{mark}X{ord(character):02X}{mark}"
        if character < " "
        else character
        for character in text
    )


def unescape(text: str, delimiters: Delimiters, codec: str) -> str:
    """Read escaped text; a sequence that is none of delimiter or hexadecimal (highlighting, a line break) goes."""
    if delimiters.escape not in text:
        return text
    mark = re.escape(delimiters.escape)
    letters = {letter: character for character, letter in delimiters.named.items()}

    def meaning(found: re.Match[str]) -> str:
        sequence = found[1]
        if re.fullmatch(r"X([0-9A-Fa-f]{2})+", sequence):
            return bytes.fromhex(sequence[1:]).decode(codec, "surrogateescape")
        return letters.get(sequence, "")

    return re.sub(f"{mark}([^{mark}]*){mark}", meaning, text)


def number(text: str, name: str) -> Decimal:
    """Read a number as HL7 writes it: a sign, digits, at most one point, no exponent.

    Raises:
        Hl7Error: for anything else. A comma is not guessed about.
    """
    cleaned = text.strip()
    if "," in cleaned:
        raise Hl7Error("AE", f"{name} is written with a comma ({shown(cleaned)}). Send it with a decimal point.")
    if not _NUMBER.fullmatch(cleaned):
        raise Hl7Error("AE", f"{name} is not a number ({shown(cleaned)}). Send digits with at most one point.")
    return Decimal(cleaned)


def offset(text: str) -> timezone | None:
    """The zone that a time is written in, for the other times of its message that name none."""
    found = _TIME.fullmatch(text)
    if found is None or found["sign"] is None:
        return None
    shift = timedelta(hours=int(found["zone_hours"]), minutes=int(found["zone_minutes"]))
    return timezone(-shift if found["sign"] == "-" else shift) if shift < timedelta(days=1) else None


def moment(text: str, zone: timezone | None, name: str) -> datetime | None:
    """Read a time (TS, DTM) as UTC; None where it is empty, or tells no second or no zone.

    Raises:
        Hl7Error: what stands there is no time.
    """
    if not text:
        return None
    found = _TIME.fullmatch(text)
    own_zone = offset(text)
    if found is None or (found["sign"] is not None and own_zone is None):
        raise _no_time(text, name)
    zone = own_zone or zone
    year, month, day, hour, minute, second = (int(found[part] or low) for part, low in _PARTS)
    microsecond = int((found["fraction"] or "").ljust(6, "0"))
    try:
        at = datetime(year, month, day, hour, minute, second, microsecond, zone or UTC).astimezone(UTC)
    except (ValueError, OverflowError):  # the 31st of February; a year before the first in another zone
        raise _no_time(text, name) from None
    return at if found["second"] and zone else None


def _no_time(text: str, name: str) -> Hl7Error:
    return Hl7Error("AE", f"{name} is not a time ({shown(text)}). Send YYYYMMDDHHMMSS+ZZZZ.")


_PARTS = (("year", 1), ("month", 1), ("day", 1), ("hour", 0), ("minute", 0), ("second", 0))


def written(at: datetime) -> str:
    """Write a time with its offset, to a tenth of a millisecond, which is as fine as HL7 goes."""
    return f"{at:%Y%m%d%H%M%S}.{at.microsecond // 100:04d}{at:%z}"
