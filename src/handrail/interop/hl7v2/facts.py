"""What a device's message says, and what is answered: plain values, above them no bytes."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

AnswerCode = Literal["AA", "AE", "AR"]
"""AA: kept for good. AE: understood as HL7, but cannot be used, for the reason given. AR: not HL7."""


class Hl7Error(Exception):
    """A message that cannot be used; `reason` says what to mend at the sender."""

    def __init__(self, code: Literal["AE", "AR"], reason: str) -> None:
        """Keep the answer's code and the reason in words."""
        super().__init__(reason)
        self.code: Literal["AE", "AR"] = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Observation:
    """One channel in one message. `value` None: the device says that there is none, and `absent` says why.

    `device_at` (UTC) is what the device's clock claims; None where it told no second or no zone.
    """

    channel: str
    value: Decimal | None
    device_at: datetime | None
    absent: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One ORU^R01. `equipment` is every OBX-18, `patients` every identifier of PID-3, `formerly` that of PID-2.

    `called` are the names of PID-5, family and given, as they came: held against the patient where there is no identifier,
    and never stored.

    `sender` is MSH-3|MSH-4; where both are empty it is the one equipment that the message names.
    `ignored` names the observations that Handrail has no channel for; they stay in the raw message.
    """

    control_id: str
    sender: str
    sent_at: datetime | None
    equipment: tuple[str, ...]
    patients: tuple[str, ...]
    observations: tuple[Observation, ...]
    ignored: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a message cannot be used, before anybody asked whom it belongs to."""

    code: Literal["AE", "AR"]
    reason: str


@dataclass(frozen=True, slots=True)
class Received:
    """What came in one frame: either a report, or the reason why there is none.

    `sender` and `control_id` are read as far as they can be, also of a refused message. An empty `control_id`
    means that it has none that counts: two such messages are two, never one repeated. `raw` may hold anything.
    """

    sender: str
    control_id: str
    raw: bytes
    received_at: datetime
    report: Report | None
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told to the sender, once it is durable."""

    code: AnswerCode
    reason: str = ""
