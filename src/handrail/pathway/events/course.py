"""What is recorded of a patient's whole treatment, across visits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from handrail.pathway.events.base import Event, Sealed

AnsweredBy = Literal["patient", "staff", "on behalf"]
"""The patient themselves; staff who judged what they saw; staff who typed what the patient said."""

CameOf = Literal["spoke", "handed_over", "unreachable"]
"""What came of an answer that needs a person: spoken with the patient, taken over by somebody named, or not reached yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseLearned(Event):
    """What a session taught of how this patient responds: the next session's forecast begins there.

    `mean` and `spread` by property, in standard deviations of the crowd; `data` is the digest of the models' and
    effects' files that gave them their meaning: under other files they are not used.
    """

    session: str
    data: str
    mean: dict[str, str]
    spread: dict[str, str]
    readings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleAsked(Event):
    """Somebody of the clinic asks for a scale to be filled in. `asking` is its id: one asking is answered once.

    `read_today` says that who asked has promised to read the answer on the same day: nobody asks a patient without it about
    wishing to be dead.
    """

    asking: str
    scale: str
    scale_version: str
    read_today: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPromised(Event):
    """Somebody promises to read on this day what was asked on an earlier one and not answered yet."""

    asking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleTakenBack(Event):
    """The scale that was asked for shall not be answered any more."""

    asking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleAnswered(Event):
    """A scale was filled in: what was answered, by item, and which items were left out. What it comes to follows from that.

    `form` and `form_version` are the address and the version of the words that were read, in this language; `typed_by`
    are all who typed an answer in, the last of whom sent them.
    """

    asking: str
    scale: str
    scale_version: str
    form: str
    form_version: str
    language: str
    answers: dict[str, str]
    left_out: tuple[str, ...]
    answered_by: AnsweredBy
    typed_by: tuple[str, ...]
    began_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRead(Event):
    """Somebody of the clinic has read what was answered.

    `sent` says whether all of it had been sent, or only the answers to the questions about wishing to be dead were seen;
    `said` are those answers as they stood then, by item: whoever answers otherwise later is read again.
    """

    asking: str
    sent: bool
    said: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFollowedUp(Event):
    """What came of an answer about wishing to be dead. `said` as in `AnswerRead`; `to` is who took it over."""

    asking: str
    said: dict[str, str]
    came_of: CameOf
    to: str | None
    words: Sealed | None
