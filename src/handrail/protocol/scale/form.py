"""The words of a scale: a FHIR R4 Questionnaire, checked against the scale that it asks for."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from handrail.protocol.entries import ProtocolError
from handrail.protocol.scale.schema import Item, Scale

TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
ORDINAL = ("http://hl7.org/fhir/StructureDefinition/ordinalValue", "http://hl7.org/fhir/StructureDefinition/itemWeight")
WORDS_ONLY = ("display", "group")
NUMBERS = ("integer", "decimal", "quantity")
YES_OR_NO = (Decimal(0), Decimal(1))

Texts = Mapping[str, str]
"""The same words by language."""

Asks = Literal["item", "total", "nothing scored"]


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that may be chosen: its coding, what it is worth, its words."""

    system: str
    code: str
    value: Decimal
    words: Texts


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a form: the scale's item that it asks for, or the declared total. Without options, a number."""

    link_id: str
    asks: Asks
    item: str | None
    words: Texts
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A scale's words as they are asked. `said` are headings and instructions, by linkId.

    `under` names for a question the instruction that stands over it: the last one before it, as long as the questions since
    are answered alike.
    """

    url: str
    version: str
    notice: Texts
    title: Texts
    said: Mapping[str, Texts]
    questions: Mapping[str, Question]
    under: Mapping[str, str] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which every word of the form stands."""
        everything = [
            *filter(None, self.said.values()),
            *(one.words for one in self.questions.values() if one.asks == "item"),
        ]
        everything += [option.words for one in self.questions.values() for option in one.options]
        return tuple(sorted(set(self.title).intersection(*everything)))


def read_form(scale: Scale, file: str, content: bytes) -> Form:
    """Read the Questionnaire that asks for this scale.

    Raises:
        ProtocolError: where it lacks an item, asks for something else, or values an answer differently.
    """
    resource = _json(file, content)
    try:
        return Reader(scale, file).form(resource)
    except ProtocolError:
        raise
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError, StopIteration) as problem:
        raise ProtocolError(
            f"{file}: this is not built as a FHIR Questionnaire is ({problem!r}). Check the file."
        ) from problem


def form_of_codes(scale: Scale) -> Form:
    """A form without words, by the scale's own codes: what a response is read with until a clinic has its own file.

    Its linkIds are those of published LOINC forms, "/44250-9"; an item without a code has its own name.
    """
    questions = [_bare(item) for item in scale.items.values()]
    totals = [Question(f"/{code}", "total", None, {}, ()) for code in (scale.total.codes if scale.total else ())]
    totals += [Question(f"/{code}", "nothing scored", None, {}, ()) for code in scale.declares]
    return Form(
        url="",
        version=scale.version,
        notice={},
        title={},
        said={},
        questions={one.link_id: one for one in [*questions, *totals]},
    )


def _bare(item: Item) -> Question:
    values = zip(item.answers.codes, item.answers.values, strict=True) if item.answers.codes else ()
    options = tuple(Option("http://loinc.org", code, value, {}) for code, value in values)
    return Question(f"/{item.codes[0]}" if item.codes else item.id, "item", item.id, {}, options)


def _json(file: str, content: bytes) -> Mapping[str, Any]:
    try:
        resource = json.loads(content, parse_float=Decimal)
    except ValueError as problem:
        raise ProtocolError(
            f"{file}: this cannot be read as JSON: {problem}. Mend the file at that place."
        ) from problem
    if not isinstance(resource, dict) or resource.get("resourceType") != "Questionnaire":
        raise ProtocolError(f"{file}: this is no FHIR Questionnaire; put the scale's Questionnaire here.")
    return resource


class Reader:
    """A Questionnaire while it is read."""

    def __init__(self, scale: Scale, file: str) -> None:
        self.scale, self.file = scale, file
        self.totals = scale.total.codes if scale.total else ()

    def form(self, resource: Mapping[str, Any]) -> Form:
        """The form, once every item of the scale is asked for and nothing else."""
        language = str(resource.get("language", "en"))
        items = list(_flat(resource.get("item", [])))
        self._nothing_missing(items)
        said = {one["linkId"]: _texts(one, "text", language) for one in items if one.get("type") in WORDS_ONLY}
        questions = [self._question(one, language) for one in items if one.get("type") not in WORDS_ONLY]
        for place, one in enumerate(questions):
            if one.link_id in [other.link_id for other in questions[:place]]:
                raise self.error(f"the linkId {one.link_id!r} stands twice; give each question its own")
        return Form(
            url=str(resource.get("url", "")),
            version=str(resource.get("version", "")),
            notice=_texts(resource, "copyright", language),
            title=_texts(resource, "title", language),
            said=said,
            questions={one.link_id: one for one in questions},
            under=_under(items, questions),
        )

    def error(self, problem: str) -> ProtocolError:
        """The sentence that says where and what."""
        return ProtocolError(f"{self.file}: {problem}.")

    def _nothing_missing(self, items: list[Mapping[str, Any]]) -> None:
        asked = [item.id for one in items if (item := self._item(one)) is not None]
        for item in self.scale.items.values():
            if item.scored and item.id not in asked:
                raise self.error(f"it does not ask for {item} of {self.scale.id}; a form without it cannot be scored")
            if asked.count(item.id) > 1:
                raise self.error(f"it asks for {item} of {self.scale.id} more than once; keep one")

    def _item(self, one: Mapping[str, Any]) -> Item | None:
        """The scale's item that a question asks for: by its codes, else by its linkId."""
        codes = [coding.get("code") for coding in one.get("code", [])]
        for item in self.scale.items.values():
            if any(code in item.codes for code in codes) or (not codes and self._is_linked(one, item)):
                return item
        return None

    def _is_linked(self, one: Mapping[str, Any], item: Item) -> bool:
        return one.get("linkId") in {item.id, *(f"/{code}" for code in item.codes)}

    def _question(self, one: Mapping[str, Any], language: str) -> Question:
        link_id, kind = str(one.get("linkId")), one.get("type")
        words = _texts(one, "text", language)
        item = self._item(one)
        if item is None:
            codes = {link_id.removeprefix("/"), *(coding.get("code") for coding in one.get("code", []))}
            if codes & {*self.totals, *self.scale.declares}:
                return Question(link_id, "total" if codes & {*self.totals} else "nothing scored", None, words, ())
            raise self.error(f"{link_id!r} asks for something that is no item of {self.scale.id}; remove it")
        if kind in NUMBERS or (kind == "boolean" and item.answers.values == YES_OR_NO):
            return Question(link_id, "item", item.id, words, ())
        options = self._options(one, item, language)
        worth = sorted(option.value for option in options)
        if worth != sorted(item.answers.values):
            raise self.error(
                f"{link_id!r}: its answers are worth {_said(worth)}, and {item} of {self.scale.id} has {_said(item.answers.values)}"
            )
        return Question(link_id, "item", item.id, words, options)

    def _options(self, one: Mapping[str, Any], item: Item, language: str) -> tuple[Option, ...]:
        answers = item.answers
        if "answerValueSet" in one:
            if answers.value_set is None or one["answerValueSet"] != answers.value_set:
                raise self.error(
                    f"{one['linkId']!r}: the answers are in {one['answerValueSet']!r}, which is not here; write them as answerOption"
                )
            pairs = zip(answers.codes, answers.values, strict=True)
            return tuple(Option("http://loinc.org", code, value, {}) for code, value in pairs)
        return tuple(self._option(option, one, item, language) for option in one.get("answerOption", []))

    def _option(self, option: Mapping[str, Any], one: Mapping[str, Any], item: Item, language: str) -> Option:
        coding = option.get("valueCoding", {})
        code = str(coding.get("code", coding.get("display", "")))
        stated = next((value for holder in (option, coding) if (value := _ordinal(holder)) is not None), None)
        known = item.answers.value_of(code)
        if stated is None and known is None:
            raise self.error(f"{one['linkId']!r}: the answer {code!r} has no value; add its ordinalValue")
        if stated is not None and known is not None and stated != known:
            raise self.error(f"{one['linkId']!r}: the answer {code!r} is worth {stated} here and {known} in the scale")
        value = known if stated is None else stated
        assert value is not None, "one of the two was there"
        return Option(str(coding.get("system", "")), code, value, _texts(coding, "display", language))


def _flat(items: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for one in items:
        yield one
        yield from _flat(one.get("item", []))


def _ordinal(holder: Mapping[str, Any]) -> Decimal | None:
    found = [
        one.get("valueDecimal", one.get("valueInteger"))
        for one in holder.get("extension", [])
        if one.get("url") in ORDINAL
    ]
    return None if not found or found[0] is None else Decimal(found[0])


def _texts(holder: Mapping[str, Any], key: str, language: str) -> Texts:
    """The words under a key, and their translations by FHIR's own extension."""
    texts = {language: str(holder[key])} if holder.get(key) else {}
    for one in holder.get(f"_{key}", {}).get("extension", []):
        if one.get("url") == TRANSLATION:
            inner = {part["url"]: part for part in one.get("extension", [])}
            texts[str(inner["lang"]["valueCode"])] = str(next(v for k, v in inner["content"].items() if k != "url"))
    return texts


def _under(items: list[Mapping[str, Any]], questions: list[Question]) -> dict[str, str]:
    """The instruction over each question; one that is answered otherwise than the first below it has a question of its own."""
    known = {one.link_id: one for one in questions}
    found: dict[str, str] = {}
    over, alike = None, None
    for one in items:
        if one.get("type") in WORDS_ONLY and one.get("text"):
            over, alike = str(one["linkId"]), None
        question = known.get(str(one.get("linkId")))
        if question is None or over is None:
            continue
        answers = tuple(option.code for option in question.options)
        alike = answers if alike is None else alike
        if answers == alike:
            found[question.link_id] = over
    return found


def _said(values: object) -> str:
    assert isinstance(values, list | tuple)
    return ", ".join(str(value) for value in values)
