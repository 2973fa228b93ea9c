"""A course is one patient's whole treatment. What is so about it follows from its events alone, one after the other."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile

from handrail.pathway.events import (
    AnswerFollowedUp,
    AnswerRead,
    Fact,
    ReadingPromised,
    ResponseLearned,
    ScaleAnswered,
    ScaleAsked,
    ScaleTakenBack,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A scale that was asked for: by whom, when; and who promised when to read the answer on that same day, if anybody."""

    id: str
    scale: str
    by: str
    at: datetime
    reader: str | None
    promised_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A scale that was filled in: what was answered, when, who sent it, and what it answers."""

    said: ScaleAnswered
    at: datetime
    by: str
    asked: Asking


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Somebody has read answers: which, by whom, when."""

    said: AnswerRead
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedUp:
    """Somebody has written what came of an answer."""

    said: AnswerFollowedUp
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of a patient across visits. `learned` is what the last session taught, one for each session.

    `asked` are the scales that wait for an answer, `answered` those that have one, both the oldest first; `taken_back` are the
    askings that nobody shall answer any more. `read` and `followed_up` are what staff did about answers, the oldest first.
    """

    seq: int = 0
    learned: tuple[ResponseLearned, ...] = ()
    asked: tuple[Asking, ...] = ()
    answered: tuple[Answered, ...] = ()
    taken_back: tuple[str, ...] = ()
    read: tuple[Read, ...] = ()
    followed_up: tuple[FollowedUp, ...] = ()

    def known_before(self, session: str) -> ResponseLearned | None:
        """What the forecast of this session may begin with: never what it or a later one has taught."""
        earlier = list(takewhile(lambda one: one.session != session, self.learned))
        return earlier[-1] if earlier else None

    def asking(self, asking_id: str) -> Asking | None:
        """The asking of this id, while it waits for an answer."""
        return next((one for one in self.asked if one.id == asking_id), None)

    def asking_for(self, scale: str) -> Asking | None:
        """The asking for this scale that waits for an answer: there is one at most."""
        return next((one for one in self.asked if one.scale == scale), None)

    def answer_to(self, asking_id: str) -> Answered | None:
        """What this asking was answered with."""
        return next((one for one in self.answered if one.asked.id == asking_id), None)

    def answers_of(self, scale: str) -> tuple[Answered, ...]:
        """Every time this scale was filled in, the oldest first."""
        return tuple(one for one in self.answered if one.said.scale == scale)


EMPTY = Course()


def fold(course: Course, fact: Fact) -> Course:
    """The course after this fact."""
    match fact.event:
        case ResponseLearned() as learned:
            course = replace(course, learned=(*course.learned, learned))
        case ScaleAsked() as asked:
            course = replace(course, asked=(*course.asked, _asking(asked, fact)))
        case ReadingPromised(asking=asking):
            asked_for = tuple(_promised(one, fact) if one.id == asking else one for one in course.asked)
            course = replace(course, asked=asked_for)
        case ScaleTakenBack(asking=asking):
            course = replace(_without(course, asking), taken_back=(*course.taken_back, asking))
        case ScaleAnswered() as said:
            course = _answered(course, said, fact)
        case AnswerRead() as read:
            course = replace(course, read=(*course.read, Read(said=read, by=fact.actor, at=fact.occurred_at)))
        case AnswerFollowedUp() as told:
            deed = FollowedUp(said=told, by=fact.actor, at=fact.occurred_at)
            course = replace(course, followed_up=(*course.followed_up, deed))
        case _:
            pass
    return replace(course, seq=fact.seq)


def _asking(asked: ScaleAsked, fact: Fact) -> Asking:
    asking = Asking(
        id=asked.asking, scale=asked.scale, by=fact.actor, at=fact.occurred_at, reader=None, promised_at=None
    )
    return _promised(asking, fact) if asked.read_today else asking


def _promised(asking: Asking, fact: Fact) -> Asking:
    return replace(asking, reader=fact.actor, promised_at=fact.occurred_at)


def _without(course: Course, asking: str) -> Course:
    return replace(course, asked=tuple(one for one in course.asked if one.id != asking))


def _answered(course: Course, said: ScaleAnswered, fact: Fact) -> Course:
    """An answer to what nobody waits for any more changes nothing: the first one stands."""
    asked = course.asking(said.asking)
    if asked is None:
        return course
    answer = Answered(said=said, at=fact.occurred_at, by=fact.actor, asked=asked)
    return replace(_without(course, said.asking), answered=(*course.answered, answer))
