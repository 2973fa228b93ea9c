"""Answers to a message (ACK^R01^ACK): written by the port, read by whoever sends."""

from dataclasses import dataclass
from datetime import datetime

from handrail.interop.hl7v2.facts import AnswerCode, Hl7Error
from handrail.interop.hl7v2.grammar import Message, escape, moment, open_message, unescape, written
from handrail.interop.hl7v2.writing import CHARACTER_SET, HANDRAIL, VERSION

_CONDITIONS = {"AE": "207^Application error^HL70357", "AR": "100^Segment sequence error^HL70357"}
_CODES: dict[str, AnswerCode] = {"AA": "AA", "AE": "AE", "AR": "AR"}


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """An answer as the sender reads it: to which message, what came of it, and why."""

    code: AnswerCode
    control_id: str
    reason: str
    at: datetime | None


def acknowledge(code: AnswerCode, reason: str, control_id: str, *, to: str, at: datetime) -> bytes:
    """Write the answer to one message: `to` its sender as it was read, both texts empty where it named none."""
    application, _, facility = to.partition("|")
    segments = [
        (
            f"MSH|^~\\&|{HANDRAIL}|{application}|{facility}|{written(at)}||ACK^R01^ACK|A{escape(control_id)}|P|{VERSION}"
            f"||||||{CHARACTER_SET}"
        ),
        f"MSA|{code}|{escape(control_id)}" + (f"|{escape(reason)}" if reason else ""),
    ]
    if code != "AA":
        segments.append(f"ERR|||{_CONDITIONS[code]}|E||||{escape(reason)}")
    return "".join(f"{segment}\r" for segment in segments).encode()


def parse_acknowledgement(raw: bytes) -> Acknowledgement:
    """Read an answer.

    Raises:
        Hl7Error: what came back is no acknowledgement.
    """
    message = open_message(raw)
    answer = next(message.segments("MSA"), None)
    code = _CODES.get(answer.field(1)) if answer else None
    if answer is None or code is None:
        raise Hl7Error("AE", "The answer is no acknowledgement (MSA with AA, AE or AR).")
    return Acknowledgement(
        code=code,
        control_id=message.text(answer.field(2), "MSA-2"),
        reason=_words(message, answer.field(3)),
        at=moment(message.header.field(7), None, "MSH-7"),
    )


def _words(message: Message, text: str) -> str:
    return unescape(text, message.delimiters, message.codec)
