"""Reading a device's message: bytes to a report, or to the reason why not."""

from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from decimal import Decimal
from typing import Literal, NamedTuple, NoReturn

from handrail.interop.hl7v2 import codes
from handrail.interop.hl7v2.facts import Hl7Error, Observation, Received, Refusal, Report
from handrail.interop.hl7v2.grammar import Message, Segment, escape, moment, number, offset, open_message, shown
from handrail.pathway.infuse.signals import Channel

NO_VALUE = "no value"
IDENTIFIERS = 20  # repetitions of PID-3 and OBX-18 that are read; nobody has more
MSH_7 = 7  # MSH-1 is the separator itself, so that the seventh part of a header is MSH-7
LONGEST_SENDER = 300  # characters of MSH-3 and MSH-4 together


def receive(raw: bytes, received_at: datetime) -> Received:
    """Read what came in one frame. Never raises: what cannot be used carries its reason."""
    try:
        report = parse_oru(raw)
    except Hl7Error as error:
        sender, control_id = _who(raw)
        return Received(sender, control_id, raw, received_at, None, Refusal(error.code, error.reason))
    return Received(report.sender, report.control_id, raw, received_at, report, None)


def receive_broken(raw: bytes, received_at: datetime, reason: str, *, whole: bool) -> Received:
    """Keep what never was a message to be read. Where it is not `whole`, its number may come again, and count."""
    sender, control_id = _who(raw)
    code: Literal["AE", "AR"] = "AE" if raw.lstrip().startswith(b"MSH") else "AR"
    return Received(sender, control_id if whole else "", raw, received_at, None, Refusal(code, reason))


def unstamped(raw: bytes) -> bytes:
    """A message without its time of sending (MSH-7): two that differ in nothing else are the same message, sent again."""
    end = next((place for place, byte in enumerate(raw) if byte in b"\r\n"), len(raw))
    header, separator = raw[:end], raw[3:4]
    fields = header.split(separator) if header.startswith(b"MSH") and separator else []
    if len(fields) < MSH_7:
        return raw
    return separator.join([*fields[: MSH_7 - 1], b"", *fields[MSH_7:]]) + raw[end:]


def read_control_id(raw: bytes) -> str:
    """The control id that an answer names, as far as it can be read; empty where it cannot."""
    return _readable(_control_id, raw)


def parse_oru(raw: bytes) -> Report:
    """Read an ORU^R01.

    An observation is one of our channels by its MDC code, in that channel's own unit: another unit is refused, never
    converted. Status X (or a flag that takes the value back) is "no value"; any other status needs one.

    Raises:
        Hl7Error: AR for what is not HL7, AE for what cannot be read; the reason says what to mend.
    """
    message = open_message(raw)
    control_id = _control_id(message)
    _assert_oru(message)
    sent_at, zone = _sent(message)
    observations: list[Observation] = []
    equipment: dict[str, None] = {}
    ignored: dict[str, None] = {}
    at: datetime | None = None
    for segment in message.segments("OBR", "OBX"):
        if segment.name == "OBR":
            at = moment(segment.field(7), zone, "OBR-7 (the time of observation)")
            continue
        for entity in message.repetitions(segment.field(18), IDENTIFIERS):
            equipment[message.text(message.components(entity)[0], "OBX-18 (the equipment)")] = None
        channel, label = _channel(message, segment)
        if channel is None:
            ignored[label] = None
        else:
            observations.append(_Reading(message, segment, channel).observation(at, zone))
    named = tuple(name for name in equipment if name)
    patient = _patient(message)
    return Report(
        control_id=control_id,
        sender=_named_sender(message) or _only(named),
        sent_at=sent_at,
        equipment=named,
        patients=patient.identifiers,
        observations=_once(observations),
        ignored=tuple(label for label in ignored if label),
        formerly=patient.formerly,
        called=patient.called,
    )


def _control_id(message: Message) -> str:
    control_id = message.text(message.header.field(10), "MSH-10 (the control id)")
    if not control_id:
        raise Hl7Error("AE", "MSH-10 is empty. Give every message a control id of its own.")
    return control_id


def _assert_oru(message: Message) -> None:
    code, trigger = message.components(message.header.field(9))[:2]
    if (code, trigger) != ("ORU", "R01"):
        raise Hl7Error("AE", f"MSH-9 is {shown(message.header.field(9))}. This port takes observations: send ORU^R01.")
    version = message.components(message.header.field(12))[0]
    if version and not version.startswith("2."):
        raise Hl7Error("AE", f"MSH-12 names version {shown(version)}. Send HL7 version 2.")


def _sent(message: Message) -> tuple[datetime | None, timezone | None]:
    text = message.header.field(7)
    return moment(text, None, "MSH-7 (the time of sending)"), offset(text)


def _named_sender(message: Message) -> str:
    """MSH-3|MSH-4 with the usual delimiters, so that a device is the same under any; empty where both are."""
    named = "|".join(_usual(message, message.header.field(number)) for number in (3, 4))
    if len(named) > LONGEST_SENDER:
        raise Hl7Error("AE", f"MSH-3 and MSH-4 are longer than {LONGEST_SENDER} characters. Send a shorter name.")
    return "" if named == "|" else named


def _only(equipment: tuple[str, ...]) -> str:
    if len(equipment) != 1:
        raise Hl7Error("AE", "MSH-3 and MSH-4 are empty. Name the device there, or one equipment in every OBX-18.")
    return equipment[0]


def _usual(message: Message, field: str) -> str:
    marks = message.delimiters
    components = [
        "&".join(escape(message.text(part, "MSH-3 or MSH-4 (the sender)")) for part in text.split(marks.subcomponent))
        for text in field[: LONGEST_SENDER + 1].split(marks.component)
    ]
    return "^".join(components).rstrip("^")


class _Patient(NamedTuple):
    """Whom a message is about, as it says."""

    identifiers: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    called: tuple[str, ...] = ()


def _patient(message: Message) -> _Patient:
    named = {_named(message, segment) for segment in message.segments("PID")}
    if len(named) > 1:
        raise Hl7Error("AE", "This message names more than one patient. Send a message for each.")
    return named.pop() if named else _Patient()


def _named(message: Message, segment: Segment) -> _Patient:
    identifiers, formerly = _identifiers(message, segment, 3), _identifiers(message, segment, 2)
    if identifiers:  # then its name decides nothing, and is not read
        return _Patient(identifiers, formerly)
    family_and_given = message.components(message.repetitions(segment.field(5), IDENTIFIERS)[0])[:2]
    called = tuple(_text(message, part.split(message.delimiters.subcomponent)[0]) for part in family_and_given)
    return _Patient((), formerly, tuple(name for name in called if name))


def _text(message: Message, part: str) -> str:
    return message.text(part, "PID-5 (the patient's name)")


def _identifiers(message: Message, segment: Segment, field: int) -> tuple[str, ...]:
    texts = message.repetitions(segment.field(field), IDENTIFIERS)
    names = [message.text(message.components(text)[0], f"PID-{field} (the patient)") for text in texts]
    return tuple(dict.fromkeys(name for name in names if name))


def _channel(message: Message, segment: Segment) -> tuple[Channel | None, str]:
    """The channel that OBX-3 names in either of its codings, and what to call it if there is none.

    A part of the device (a module, a connector) that a message lists has no label: nothing was left out.
    """
    parts = message.components(segment.field(3))
    for code, name, system in (parts[0:3], parts[3:6]):
        mdc = codes.context_free(code, system, codes.MEASUREMENTS)
        channel = codes.channel_of(mdc)
        if channel is not None:
            other = codes.BY_NAME.get(name)
            if other not in {None, channel}:
                raise Hl7Error("AE", f"OBX-3 says {shown(code)} and calls it {name}. Mend the device's codes.")
            return channel, ""
        if codes.is_object(mdc):
            return None, ""
    return None, ascii(f"{parts[0]} {parts[1]}".strip()[:60])[1:-1]


class _Reading:
    """One OBX of one of our channels."""

    def __init__(self, message: Message, segment: Segment, channel: Channel) -> None:
        self.message = message
        self.segment = segment
        self.channel = channel
        self.name = f"OBX {segment.field(1)[:4]} ({channel.name})" if segment.field(1).isdecimal() else channel.name

    def observation(self, group_at: datetime | None, zone: timezone | None) -> Observation:
        text = self.segment.field(14)
        at = moment(text, zone, f"{self.name}: OBX-14") if text else group_at
        absent = self._absent()
        value = None if absent else self._value()
        return Observation(self.channel.name, value, at, absent)

    def _absent(self) -> str | None:
        if self.segment.field(11) == "X":
            return NO_VALUE
        flags = self.message.repetitions(self.segment.field(8), IDENTIFIERS)
        return next((codes.TAKEN_BACK[flag] for flag in flags if flag in codes.TAKEN_BACK), None)

    def _value(self) -> Decimal:
        self._assert_stands()
        self._assert_unit()
        text = self.segment.field(5)
        if not text.strip():
            self._refuse("has no value. Send status X in OBX-11 when there is none.")
        if self.message.delimiters.repetition in text:
            self._refuse("has more than one value. Send an OBX for each.")
        return number(self._numeral(text), self.name)

    def _assert_stands(self) -> None:
        status = self.segment.field(11)
        if not status:
            self._refuse("has no status, so it may be cut off. Send OBX-11.")
        if status not in codes.VALUE_STATUSES:
            self._refuse(f"has status {shown(status)} in OBX-11. A value has R or F, no value has X.")

    def _assert_unit(self) -> None:
        parts = self.message.components(self.segment.field(6))
        if not any(codes.is_unit(self.channel, code, system) for code, _, system in (parts[0:3], parts[3:6])):
            said = shown(self.segment.field(6)) if self.segment.field(6) else "no unit"
            self._refuse(f"comes in {said}. Send it in {self.channel.unit}; nothing is converted.")

    def _numeral(self, text: str) -> str:
        kind = self.segment.field(2)
        if kind in {"NM", "ST", "TX", ""}:
            return text
        if kind == "SN":
            comparator, numeral, *rest = self.message.components(text)
            if comparator in {"", "="} and not any(rest):
                return numeral
        return self._refuse(f"is no plain number (type {shown(kind)}). Send it as NM.")

    def _refuse(self, what: str) -> NoReturn:
        raise Hl7Error("AE", f"{self.name} {what}")


def _once(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Each channel once at each moment: a sensor with a value speaks before one without; two values are refused."""
    by_moment: dict[tuple[str, datetime | None], Observation] = {}
    for observation in observations:
        key = (observation.channel, observation.device_at)
        before = by_moment.get(key)
        if before is None or before.value is None:
            by_moment[key] = observation
        elif observation.value not in {None, before.value}:
            raise Hl7Error(
                "AE", f"There are two values of {observation.channel} at one time. Send the one that counts."
            )
    return tuple(by_moment.values())


def _who(raw: bytes) -> tuple[str, str]:
    """Sender and control id of a message that cannot be used, each empty where it cannot be read either.

    Without a sender there is no telling whose number it is, so that it counts as none.
    """
    sender = _readable(_named_sender, raw)
    return sender, read_control_id(raw) if sender else ""


def _readable(part: Callable[[Message], str], raw: bytes) -> str:
    try:
        return part(open_message(raw))
    except Hl7Error:
        return ""
