"""Answers about wishing to be dead: who reads them, whether somebody has, and what came of them.

Whoever asks such a scale promises to read the answer on the same day. What was answered above the lowest, or left out, needs a
person: it stays in sight until somebody has written what came of it. The answer to such a question counts as soon as it is
given, also where the rest was never sent; of everything else nothing is seen before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from handrail.pathway.course import Answered, Asking, Course, FollowedUp, Read
from handrail.pathway.events import AnswerFollowedUp, AnswerRead, CameOf, Event, Sealed
from handrail.pathway.questionnaire import watched
from handrail.protocol.scale import AnswerError, Scale, score


class NothingToRead(LookupError):
    """Nothing was answered there, or it was taken back."""


class ReadFirst(ValueError):
    """What was answered so far needs a person, and nobody has written what came of it: it cannot be thrown away."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that is kept and not sent."""

    answer: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What there is to read under one asking.

    `said` are the answers to its questions about wishing to be dead, as they stand; `above` those of them above the lowest,
    `left_out` those that were left out of what was sent. `came_at` is when it was sent; before, when such an answer was given.
    """

    asked: Asking
    sent: bool
    came_at: datetime | None
    came_by: str | None
    said: Mapping[str, str]
    above: tuple[str, ...]
    left_out: tuple[str, ...]
    read: Read | None
    followed_up: FollowedUp | None

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody still has to speak with the patient, or to write that somebody did."""
        return bool(self.above or self.left_out) and self.followed_up is None

    @property
    def unread(self) -> bool:
        """Whether something came that nobody has read."""
        return (self.sent or bool(self.above)) and self.read is None

    @property
    def open(self) -> bool:
        """Whether anybody has to do anything about it."""
        return self.unread or self.needs_a_person

    @property
    def reader(self) -> str | None:
        """Who is to read it: who promised; else who has it before them."""
        return self.asked.reader or (self.read.by if self.read else self.came_by)


def readings(
    course: Course, scales: Mapping[str, Scale], drafts: Mapping[str, Mapping[str, Given]]
) -> Iterator[Reading]:
    """All that there is to read of one patient, the oldest first: what was sent, then what is asked. `drafts` by asking."""
    for answer in course.answered:
        scale = scales.get(answer.said.scale)
        if scale is not None and watched(scale):
            yield _sent(course, scale, answer)
    for asking in course.asked:
        scale = scales.get(asking.scale)
        if scale is not None and watched(scale):
            yield _begun(course, scale, asking, drafts.get(asking.id, {}))


def _sent(course: Course, scale: Scale, answer: Answered) -> Reading:
    said = {item: answer.said.answers[item] for item in watched(scale) if item in answer.said.answers}
    return Reading(
        asked=answer.asked,
        sent=True,
        came_at=answer.at,
        came_by=answer.by,
        said=said,
        above=_above(scale, said),
        left_out=_left_out(scale, answer.said.answers),
        read=_read(course, answer.asked, said, sent=True),
        followed_up=_followed_up(course, answer.asked, said),
    )


def _begun(course: Course, scale: Scale, asking: Asking, given: Mapping[str, Given]) -> Reading:
    answered = {item: given[item] for item in watched(scale) if item in given and given[item].answer}
    said = {item: one.answer for item, one in answered.items()}
    above = _above(scale, said)
    return Reading(
        asked=asking,
        sent=False,
        came_at=max((answered[item].at for item in above), default=None),
        came_by=None,
        said=said,
        above=above,
        left_out=(),
        read=_read(course, asking, said, sent=False),
        followed_up=_followed_up(course, asking, said),
    )


def _above(scale: Scale, said: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(item for item, text in said.items() if Decimal(text) > scale.items[item].answers.lowest)


def _left_out(scale: Scale, answers: Mapping[str, str]) -> tuple[str, ...]:
    """Those without an answer; one that is not asked after such other answers is not missing."""
    try:
        missing = score(scale, {item: Decimal(text) for item, text in answers.items()}).missing
    except AnswerError:  # given to another version of the scale
        missing = tuple(item for item in scale.items if item not in answers)
    return tuple(item for item in watched(scale) if item in missing)


def _read(course: Course, asking: Asking, said: Mapping[str, str], *, sent: bool) -> Read | None:
    """The first that read these answers: of what was sent, all of it."""
    return next(
        (
            one
            for one in course.read
            if one.said.asking == asking.id and (one.said.sent or not sent) and one.said.said == said
        ),
        None,
    )


def _followed_up(course: Course, asking: Asking, said: Mapping[str, str]) -> FollowedUp | None:
    same = (one for one in course.followed_up if one.said.asking == asking.id and one.said.said == said)
    return next(same, None)


def mark_read(reading: Reading) -> list[Event]:
    """Somebody has read it; nothing where somebody had.

    Raises:
        NothingToRead: nothing has come yet.
    """
    if reading.came_at is None:
        raise NothingToRead
    if reading.read is not None:
        return []
    return [AnswerRead(asking=reading.asked.id, sent=reading.sent, said=dict(reading.said))]


def follow_up(reading: Reading, came_of: CameOf, *, to: str | None, words: Sealed | None) -> list[Event]:
    """What came of it; whoever writes that has read it.

    Raises:
        NothingToRead: nothing has come that needs a person.
    """
    if not (reading.above or reading.left_out):
        raise NothingToRead
    done = AnswerFollowedUp(asking=reading.asked.id, said=dict(reading.said), came_of=came_of, to=to, words=words)
    return [*mark_read(reading), done]


def for_everybody_from(reading: Reading, *, day_ends: datetime, before_the_end: timedelta) -> datetime | None:
    """From when everybody who reads sees it, not only who promised: some time before that day ends."""
    if reading.came_at is None or not reading.open:
        return None
    return max(reading.came_at, day_ends - before_the_end)
