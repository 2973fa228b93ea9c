"""HL7 v2: what monitors and pumps send over MLLP, in IHE PCD-01 form (ORU^R01, 11073 codes), and the answers to it.

Read: `receive` and `receive_broken` (they never raise) or `parse_oru`. Write: `oru`, `acknowledge`. Read an answer: `parse_acknowledgement`.
Keep a message: `without_names`.

Only the fields that are used are taken apart: a library that builds the whole tree needs seconds and hundreds of
megabytes for one hostile message of a mebibyte. The tests read what is written here with such a library as well.
"""

from handrail.interop.hl7v2.answers import Acknowledgement, acknowledge, parse_acknowledgement
from handrail.interop.hl7v2.facts import Answer, AnswerCode, Hl7Error, Observation, Received, Refusal, Report
from handrail.interop.hl7v2.privacy import without_names
from handrail.interop.hl7v2.reading import (
    NO_VALUE,
    parse_oru,
    read_control_id,
    receive,
    receive_broken,
    unstamped,
)
from handrail.interop.hl7v2.writing import oru

__all__ = [
    "NO_VALUE",
    "Acknowledgement",
    "Answer",
    "AnswerCode",
    "Hl7Error",
    "Observation",
    "Received",
    "Refusal",
    "Report",
    "acknowledge",
    "oru",
    "parse_acknowledgement",
    "parse_oru",
    "read_control_id",
    "receive",
    "receive_broken",
    "unstamped",
    "without_names",
]
