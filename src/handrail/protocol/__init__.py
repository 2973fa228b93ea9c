"""Clinical knowledge as data: every limit, dose and time with its unit, its source and how sure it is.

`load` reads the documents of a clinic or the shipped ones and gives a typed, frozen `Protocol`; whatever is incomplete or
contradicts itself is refused by file and entry.
"""

from handrail.protocol.entries import Changer, Entry, Grade, Number, ProtocolError, Source, Words
from handrail.protocol.loader import load, read
from handrail.protocol.schema import Protocol, Version

__all__ = [
    "Changer",
    "Entry",
    "Grade",
    "Number",
    "Protocol",
    "ProtocolError",
    "Source",
    "Version",
    "Words",
    "load",
    "read",
]
