"""A message as it may be kept: what names a person is taken out before anything is stored."""

import re
from functools import cache

from handrail.interop.hl7v2.facts import Hl7Error
from handrail.interop.hl7v2.grammar import open_message

PRIVATE = ("PID", "PD1", "PV1", "PV2", "NK1", "GT1", "IN1", "IN2", "IN3", "MRG")
"""Segments about people: the patient, the stay, relatives, who pays."""

PUBLIC = ("MSH", "MSA", "ERR", "EVN", "SFT", "UAC", "ORC", "OBR", "OBX", "TQ1", "TQ2", "SPM", "DSC")
"""Segments with which what is about people ends. Whatever else follows it (a note, a torn line) goes with it."""

KEPT_FIELDS = {b"PID": 3, b"PV1": 3}
"""How far a segment about people is kept: to the patient's identifiers, to the place in the house. Else its name alone."""


def without_names(raw: bytes) -> bytes:
    """Take out of a message what names a person, and leave the rest byte by byte.

    PID is kept to PID-3 and PV1 to PV1-3, of the other segments about people only their name. A message whose header
    cannot be read tells no delimiters, so it loses those segments whole. Never raises.
    """
    try:
        separator = open_message(raw).delimiters.field.encode()
    except Hl7Error:
        return _BROKEN.sub(b"", raw)
    return _stretches(separator).sub(lambda found: _beginning(found[0], separator), raw)


def _beginning(stretch: bytes, separator: bytes) -> bytes:
    """What is kept of a segment about people and of all that follows it."""
    name = stretch[:3]
    line = re.split(rb"[\r\n]", stretch, maxsplit=1)[0]
    if line[3:4] != separator:
        return name
    return separator.join(line.split(separator)[: KEPT_FIELDS.get(name, 0) + 1])


@cache
def _stretches(separator: bytes) -> re.Pattern[bytes]:
    """From a segment about people, also where the end of line before it is missing, to the next that is not."""
    mark = re.escape(separator)
    private, any_name = _one_of(PRIVATE), _one_of(PRIVATE + PUBLIC)
    begins = rb"(?:(?<![^\r\n])%b(?![A-Za-z0-9])|%b%b)" % (private, private, mark)
    return re.compile(rb"%b.*?(?=[\r\n][ \t]*%b(?:%b|[\r\n]|\Z)|\Z)" % (begins, any_name, mark), re.DOTALL)


def _one_of(names: tuple[str, ...], between: bytes = b"") -> bytes:
    return rb"(?:%b)" % b"|".join(between.join(bytes([letter]) for letter in name.encode()) for name in names)


def _broken() -> re.Pattern[bytes]:
    """The same where nothing is sure: any separator, any case, and text of two bytes a character."""
    private, any_name = _one_of(PRIVATE, rb"\0*"), _one_of(PRIVATE + PUBLIC, rb"\0*")
    ends = rb"(?!\0*[A-Za-z0-9])"
    return re.compile(
        rb"%b%b.*?(?=[\r\n][\0 \t]*%b%b|\Z)" % (private, ends, any_name, ends),
        re.DOTALL | re.IGNORECASE,
    )


_BROKEN = _broken()
