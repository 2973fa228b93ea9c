"""What was typed into an entry's form, read strictly: each refusal stands at its field and says what to write instead."""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from handrail.protocol.rulebook.facts import written
from handrail.web.asked import Asked, BadAsk
from handrail.web.protocol.places import Place

LONGEST_NUMBER = 20
LONGEST_TEXT = 2000
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,6})?")
SIDES = ("above", "at_least", "below", "at_most")
STANDS = "grade_stands"
"""The tick that the source says the new number too."""


@dataclass(slots=True)
class Typed:
    """A form as it was sent: the entry that it makes, what was typed, and what to mend at which field."""

    entry: dict[str, Any]
    texts: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


def read(
    asked: Asked, raw: Mapping[str, Any], drafted: Mapping[str, Any], offered: Iterable[Place], sources: Iterable[str]
) -> Typed:
    """The entry as the form would have it; `raw` is what is in force, `drafted` what the form was drawn from."""
    found = Typed(deepcopy(dict(drafted)))
    for place in offered:
        _take(found, asked, place, frozenset(sources))
    if not found.wrong:
        _follow(found.entry, drafted)
        _still_sure(found, asked, raw)
    return found


def _take(found: Typed, asked: Asked, place: Place, sources: frozenset[str]) -> None:
    """Put one field's text at its place."""
    try:
        text = asked.maybe(place.field, longest=LONGEST_NUMBER if place.is_number else LONGEST_TEXT)
    except BadAsk as problem:
        found.wrong[place.field] = str(problem).replace(place.field, place.label)
        return
    text = " ".join((text or "").split()) if not place.is_number else text or ""
    found.texts[place.field] = text
    if text == place.value:
        return
    refusal = _refusal(place, text, sources)
    if refusal:
        found.wrong[place.field] = refusal
    else:
        _put(found.entry, place, text)


def _refusal(place: Place, text: str, sources: frozenset[str]) -> str:
    match place.kind:
        case "number" | "limit":
            return _no_number(text, place.unit)
        case "words":
            return "" if any(sign.isalpha() for sign in text) else _("Write what it shall say, in words.")
        case "source":
            return "" if not text or text in sources else _("Choose one of the sources that are listed.")
        case "reason":
            return ""
    return "" if text in dict(place.choices) else _("Choose one.")


def _no_number(text: str, unit: str) -> str:
    if not text:
        return _("Enter a number. The unit stays: %(unit)s.") % {"unit": unit} if unit else _("Enter a number.")
    if "," in text:
        return _("Is %(text)s meant as %(point)s? Write it with a point.") % {
            "text": text[:20],
            "point": text.replace(",", ".")[:20],
        }
    if not text.isascii() or not NUMBER.fullmatch(text):
        return _("“%(text)s” is not a number. Write digits with a point, for example 0.5.") % {"text": text[:40]}
    return ""


def _put(entry: dict[str, Any], place: Place, text: str) -> None:
    *way, last = place.keys
    inner: Any = entry
    for key in way:
        inner = inner[int(key) if isinstance(inner, list) else key]
    at: Any = int(last) if isinstance(inner, list) else last
    match place.kind:
        case "number":
            inner[at] = _number(text)
        case "limit":
            inner[at] = f"{written(Decimal(text))} {str(inner[at]).partition(' ')[2]}"
        case "yes or no":
            inner[at] = text == "yes"
        case _ if text:
            inner[at] = text
        case _:
            inner.pop(at, None)


def _number(text: str) -> int | Decimal:
    value = Decimal(written(Decimal(text)))
    return int(value) if value == value.to_integral_value() else value


def _follow(entry: dict[str, Any], before: Mapping[str, Any]) -> None:
    """The words beside a value on the screens follow the limits that they show: 160/100 becomes 165/100."""
    for level, old in zip(entry.get("level", ()), before.get("level", ()), strict=True):
        _show(level, _lines(old), _lines(level))
        if "change" in level:
            _show(
                level["change"],
                _lines({"percent": old["change"]["percent"]}),
                _lines({"percent": level["change"]["percent"]}),
            )


def _show(table: dict[str, Any], old: Mapping[tuple[str, str], str], new: Mapping[tuple[str, str], str]) -> None:
    if isinstance(table.get("shown"), str):
        others = {old[line]: new[line] for line in old if old[line] != new.get(line, old[line])}
        table["shown"] = re.sub(r"\d+(\.\d+)?", lambda found: others.get(found[0], found[0]), table["shown"])


def _lines(level: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """The limits of a level, by what they are limits of, without their sign."""
    found: dict[tuple[str, str], str] = {}
    for name in ("systolic", "diastolic", "mean", "limit", "percent"):
        line = level.get(name, {})
        found |= {(name, side): written(abs(Decimal(line[side]))) for side in SIDES if side in line}
    return found


def _still_sure(found: Typed, asked: Asked, raw: Mapping[str, Any]) -> None:
    """A number that was read in a source is not read there any more once it is another."""
    stands = asked.maybe(STANDS) == "yes"
    if (
        raw.get("grade") == "seen"
        and found.entry.get("grade") == "seen"
        and not stands
        and numbers(found.entry) != numbers(raw)
    ):
        found.wrong["at.grade"] = _(
            "The number that was read in this source is no longer the one that stands here. Choose how sure the new one is, "
            "or tick that the source says the new one too."
        )


def numbers(value: Any) -> list[Any]:
    """Every number of an entry, also those in its conditions."""
    match value:
        case bool():
            return []
        case int() | Decimal():
            return [value]
        case Mapping():
            return [
                one
                for key, inner in value.items()
                if key not in {"rationale", "shown", "do", "name"}
                for one in numbers(inner)
            ]
        case list():
            return [one for inner in value for one in numbers(inner)]
        case str() if re.fullmatch(r"-?\d+(\.\d+)? \S.*", value):
            return [value]
    return []
