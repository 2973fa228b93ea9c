"""Answers to a scale from a FHIR R4 QuestionnaireResponse. One that contradicts itself or its form is not scored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from handrail.protocol.scale import EVERYBODY, AnswerError, Form, Question, Scale, Score, form_of_codes, score

FINISHED = ("completed", "amended")
TWO_ANSWERS = 2


class ResponseError(ValueError):
    """A response that cannot be taken; the text says which part of it, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The answers by the scale's items, what they come to, and the time the response says it was written."""

    answers: Mapping[str, Decimal]
    score: Score
    declared: Decimal | None
    authored: str | None


def read(scale: Scale, form: Form, response: Mapping[str, Any], *, group: str = EVERYBODY) -> Answered:
    """Read a response to this form of this scale.

    Raises:
        ResponseError: for a response that is unfinished, asks by other linkIds than the form, answers outside the value
            set, answers twice, or declares a total that its answers do not come to.
    """
    try:
        answers, declared = _answers(scale, form, response)
    except (AttributeError, KeyError, TypeError) as problem:
        raise ResponseError(f"This is not built as a FHIR QuestionnaireResponse is ({problem!r}).") from problem
    try:
        result = score(scale, answers, group=group)
    except AnswerError as problem:
        raise ResponseError(str(problem)) from problem
    if declared is not None:
        _agrees(declared, result)
    authored = response.get("authored")
    return Answered(
        answers=answers, score=result, declared=declared, authored=None if authored is None else str(authored)
    )


def _answers(scale: Scale, form: Form, response: Mapping[str, Any]) -> tuple[dict[str, Decimal], Decimal | None]:
    """The answers by item, and the total that the response declares."""
    _finished(response)
    answers: dict[str, Decimal] = {}
    declared: Decimal | None = None
    questions = _stated(scale) | dict(form.questions)
    for link_id, values in _given(response, form, scale, questions).items():
        question = questions[link_id]
        if question.asks == "total":
            declared = _number(link_id, values[0])
        elif question.item is not None:
            answers[question.item] = _answer(question, values[0])
    return answers, declared


def _finished(response: Mapping[str, Any]) -> None:
    if response.get("resourceType") != "QuestionnaireResponse":
        raise ResponseError(f"This is a {response.get('resourceType')}, not a QuestionnaireResponse.")
    if response.get("status") not in FINISHED:
        raise ResponseError(f"The response is {response.get('status')!r}; it is scored once it is completed.")


def _stated(scale: Scale) -> dict[str, Question]:
    """What responses state beside their answers, by the usual linkIds: a total, a level."""
    return {link_id: one for link_id, one in form_of_codes(scale).questions.items() if one.item is None}


def _given(
    response: Mapping[str, Any], form: Form, scale: Scale, questions: Mapping[str, Question]
) -> dict[str, list[Mapping[str, Any]]]:
    """What was answered, by linkId; each asked by the form, each answered once."""
    given: dict[str, list[Mapping[str, Any]]] = {}
    for item in _flat(response.get("item", [])):
        link_id, values = str(item.get("linkId")), item.get("answer", [])
        if link_id in form.said and not values:
            continue
        if link_id not in questions:
            raise ResponseError(
                f"linkId {link_id!r} is not asked by this form of {scale.id}, which asks {', '.join(map(repr, form.questions))}. "
                "Send the response with the form it was filled in on."
            )
        if link_id in given or len(values) >= TWO_ANSWERS:
            raise ResponseError(f"linkId {link_id!r} is answered more than once; one answer counts.")
        if values:
            given[link_id] = values
    return given


def _flat(items: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for item in items:
        yield item
        yield from _flat(item.get("item", []))
        for answer in item.get("answer", []):
            yield from _flat(answer.get("item", []))


def _answer(question: Question, value: Mapping[str, Any]) -> Decimal:
    if "valueCoding" not in value:
        return _number(question.link_id, value)
    system, code = value["valueCoding"].get("system", ""), value["valueCoding"].get("code")
    for option in question.options:
        if option.code == code and option.system in {"", system}:
            return option.value
    known = ", ".join(f"{option.code} ({option.value})" for option in question.options) or "numbers"
    raise ResponseError(
        f"linkId {question.link_id!r} is answered {code!r} of {system!r}, which is not among its answers: {known}."
    )


def _number(link_id: str, value: Mapping[str, Any]) -> Decimal:
    """The number of an answer; a yes is one, a no is none."""
    holder = value.get("valueQuantity", value)
    for key in ("value", "valueInteger", "valueDecimal", "valueBoolean"):
        if isinstance(number := holder.get(key), int | float | Decimal) and Decimal(number).is_finite():
            return Decimal(str(int(number) if isinstance(number, bool) else number))
    raise ResponseError(
        f"linkId {link_id!r} is answered by {', '.join(value) or 'nothing'}, where a number or one of its answers is due."
    )


def _agrees(declared: Decimal, result: Score) -> None:
    if result.total is None:
        raise ResponseError(
            f"The response declares a total of {declared}, but unanswered are {', '.join(result.missing)}: there is none."
        )
    if declared != result.total:
        raise ResponseError(
            f"The response declares a total of {declared}, and its answers come to {result.total}. Ask who sent it which is right."
        )
