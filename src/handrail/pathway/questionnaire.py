"""Which scales may be asked for now, and what becomes of the answers. It says why not; the words are the screens'."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Literal

from handrail.pathway.course import Answered, Asking, Course
from handrail.pathway.events import (
    AnsweredBy,
    AnswerRead,
    Event,
    ReadingPromised,
    ScaleAnswered,
    ScaleAsked,
    ScaleTakenBack,
)
from handrail.protocol.scale import Form, Item, Question, Scale, Score, overlaps, score

WhyNot = Literal["asked_already", "too_soon", "numbers_missing", "promise_missing"]


class NotAsked(ValueError):
    """A scale that cannot be asked for now, and why: `again_at` is when it can, where time alone is in the way."""

    def __init__(self, because: WhyNot, again_at: datetime | None = None) -> None:
        super().__init__(because)
        self.because = because
        self.again_at = again_at


class NotOpen(LookupError):
    """What is answered was never asked, was taken back, or has its answer already, which `answer` then holds."""

    def __init__(self, answer: Answered | None) -> None:
        super().__init__("not open")
        self.answer = answer


class NotAnAnswer(ValueError):
    """An answer to a question that the scale does not have, or one that the question does not have: `item` where it has."""

    def __init__(self, item: Item | None) -> None:
        super().__init__("not an answer")
        self.item = item


def watched(scale: Scale) -> tuple[str, ...]:
    """The items about wishing to be dead: where one was left out it is asked in person, never made up."""
    return scale.missing.never


def ask(
    course: Course, scale: Scale, *, asking: str, read_today: bool, numbers_known: bool, at: datetime
) -> list[Event]:
    """Ask for a scale. `numbers_known` says that the patient can be told whom to call.

    Raises:
        NotAsked: it waits for an answer already; its last answers look back on days that these would look back on; or it
            asks about wishing to be dead, and the clinic has written down nobody to call, or nobody has promised to read
            the answer today.
    """
    if course.asking_for(scale.id) is not None:
        raise NotAsked("asked_already")
    again_at = free_from(course, scale, at)
    if again_at is not None:
        raise NotAsked("too_soon", again_at)
    if needs_promise(scale) and not numbers_known:
        raise NotAsked("numbers_missing")
    if needs_promise(scale) and not read_today:
        raise NotAsked("promise_missing")
    return [ScaleAsked(asking=asking, scale=scale.id, scale_version=scale.version, read_today=read_today)]


def needs_promise(scale: Scale) -> bool:
    """Whether who asks must promise to read the answer today: the patient may be alone with it."""
    return scale.filled_by == "patient" and bool(watched(scale))


def is_promised(asking: Asking, at: datetime, zone: tzinfo) -> bool:
    """Whether somebody has promised to read the answer on this day of the clinic."""
    promised_at = asking.promised_at
    return promised_at is not None and promised_at.astimezone(zone).date() == at.astimezone(zone).date()


def waits_for_a_reader(asking: Asking, scale: Scale, at: datetime, zone: tzinfo) -> bool:
    """Whether the patient does not answer it now, since nobody has promised to read it today."""
    return needs_promise(scale) and not is_promised(asking, at, zone)


def promise(course: Course, asking: str) -> list[Event]:
    """Promise to read the answer today.

    Raises:
        NotOpen: it waits for no answer.
    """
    open_asking(course, asking)
    return [ReadingPromised(asking=asking)]


def free_from(course: Course, scale: Scale, at: datetime) -> datetime | None:
    """From when the scale can be asked again, where its last answers are too near; None where it can be asked now."""
    answers = course.answers_of(scale.id)
    if not answers or not overlaps(scale, answers[-1].at, at):
        return None
    return answers[-1].at + scale.look_back


def take_back(course: Course, asking: str) -> list[Event]:
    """Nobody shall answer this any more; nothing where it waits for no answer."""
    return [ScaleTakenBack(asking=asking)] if course.asking(asking) is not None else []


def answer_of(scale: Scale, item_id: str, text: str) -> Decimal:
    """An answer as it was sent.

    Raises:
        NotAnAnswer: the scale has no such item, or the item no such answer.
    """
    item = scale.items.get(item_id)
    if item is None:
        raise NotAnAnswer(None)
    for value in item.answers.values:
        if text == str(value):
            return value
    raise NotAnAnswer(item)


def answer(
    course: Course,
    scale: Scale,
    form: Form,
    *,
    asking: str,
    language: str,
    answers: Mapping[str, str],
    answered_by: AnsweredBy,
    typed_by: tuple[str, ...],
    began_at: datetime,
) -> list[Event]:
    """Answer what was asked; items of the form without an answer are left out. Staff who type the answers have read them.

    Raises:
        NotOpen: it waits for no answer.
        NotAnAnswer: one of the answers is none of this scale.
    """
    open_asking(course, asking)
    for item_id, text in answers.items():
        answer_of(scale, item_id, text)
    items = items_of(form)
    said = ScaleAnswered(
        asking=asking,
        scale=scale.id,
        scale_version=scale.version,
        form=form.url,
        form_version=form.version,
        language=language,
        answers={item: answers[item] for item in items if item in answers},
        left_out=tuple(item for item in items if item not in answers),
        answered_by=answered_by,
        typed_by=typed_by,
        began_at=began_at,
    )
    if answered_by == "patient" or not watched(scale):
        return [said]
    dark = {item: answers[item] for item in watched(scale) if item in answers}
    return [said, AnswerRead(asking=asking, sent=True, said=dark)]


def open_asking(course: Course, asking_id: str) -> Asking:
    """The asking that is being answered.

    Raises:
        NotOpen: it waits for no answer.
    """
    asking = course.asking(asking_id)
    if asking is None:
        raise NotOpen(course.answer_to(asking_id))
    return asking


def questions_of(form: Form) -> tuple[Question, ...]:
    """What a form asks people: a declared total is reckoned here, not asked."""
    return tuple(one for one in form.questions.values() if one.asks == "item")


def items_of(form: Form) -> tuple[str, ...]:
    """The items that a form asks for, in its order."""
    return tuple(one.item for one in questions_of(form) if one.item is not None)


def scored(scale: Scale, said: ScaleAnswered, *, group: str) -> Score:
    """What the answers come to, by the scale as it is now."""
    return score(scale, {item: Decimal(text) for item, text in said.answers.items()}, group=group)
