"""What was typed into an entry's form, read strictly: each refusal stands at its field and says what to write instead."""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from handrail.protocol import Protocol
from handrail.protocol.medicine_names import codes_called
from handrail.protocol.rulebook.facts import written
from handrail.protocol.rulebook.schema import ROLES
from handrail.web.asked import Asked, BadAsk
from handrail.web.protocol.places import Place
from handrail.web.protocol.subjects import Subject
from handrail.web.protocol.sure import doubts

LONGEST_NUMBER = 20
LONGEST_TEXT = 2000
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,6})?")
SIDES = ("above", "at_least", "below", "at_most")
ROLES_DRAWN = "for_drawn"
"""Sent by a form that offers who acts: a box without its tick is not sent, and means that these people do not."""

NAMED_AT_MOST = 3


@dataclass(slots=True)
class Typed:
    """A form as it was sent: the entry that it makes, what was typed, and what to mend or to look at again at which field."""

    entry: dict[str, Any]
    texts: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)


def read(asked: Asked, protocol: Protocol, subject: Subject, offered: Iterable[Place]) -> Typed:
    """The entry as the form would have it."""
    found = Typed(deepcopy(dict(subject.drafted)))
    for place in offered:
        if place.kind != "role" or asked.maybe(ROLES_DRAWN):
            _take(found, asked, place, protocol)
    if "for" in found.entry and not found.entry["for"]:
        found.wrong["at.for"] = _("Choose who acts: at least one.")
    if not found.wrong:
        _follow(found.entry, subject.drafted)
        found.doubts = doubts(found.entry, subject.in_force, asked)
    return found


def _take(found: Typed, asked: Asked, place: Place, protocol: Protocol) -> None:
    """Put one field's text at its place."""
    try:
        text = asked.maybe(place.field, longest=LONGEST_NUMBER if place.is_number else LONGEST_TEXT)
    except BadAsk as problem:
        found.wrong[place.field] = str(problem).replace(place.field, place.label)
        return
    text = " ".join((text or "").split()) if not place.is_number else text or ""
    found.texts[place.field] = text
    if text == place.value and text:
        return
    refusal = _refusal(place, text, protocol)
    if refusal:
        found.wrong[place.field] = refusal
    elif text != place.value and place.kind != "id":
        _put(found.entry, place, text, protocol)


def _refusal(place: Place, text: str, protocol: Protocol) -> str:
    match place.kind:
        case "number" | "limit":
            return _no_number(text, place.unit)
        case "words":
            return "" if any(sign.isalpha() for sign in text) else _("Write what it shall say, in words.")
        case "source":
            return "" if not text or text in protocol.sources else _("Choose one of the sources that are listed.")
        case "medicine":
            return _no_medicine(text, protocol)
        case "reason" | "id":
            return ""
        case "role":
            return "" if text in {"", "yes"} else _("Choose one.")
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


def _no_medicine(text: str, protocol: Protocol) -> str:
    """A class or substance by its code, or by a name that only one of them has."""
    codes = _codes(text, protocol)
    if len(codes) == 1:
        return ""
    if not codes:
        return _("No medicine is known here as “%(text)s”. Write its ATC code or its name.") % {"text": text[:40]}
    listed = [protocol.rulebook.medicines[code].said("en") for code in sorted(codes)][:NAMED_AT_MOST]
    return _("Several are meant by “%(text)s”: %(names)s. Write the code of one.") % {
        "text": text[:40],
        "names": ", ".join(listed),
    }


def _codes(text: str, protocol: Protocol) -> frozenset[str]:
    names = protocol.rulebook.medicines
    return frozenset({text.upper()}) if text.upper() in names else codes_called(names, text) if text else frozenset()


def _put(entry: dict[str, Any], place: Place, text: str, protocol: Protocol) -> None:
    if place.kind == "role":
        held = {*entry["for"], place.keys[-1]} if text else {*entry["for"]} - {place.keys[-1]}
        entry["for"] = [role for role in ROLES if role in held]
        return
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
        case "medicine":
            (code,) = _codes(text, protocol)
            _other_medicine(entry, str(inner[at]), code)
            inner[at] = code
        case _ if text:
            inner[at] = text
        case _:
            inner.pop(at, None)


def _other_medicine(entry: dict[str, Any], old: str, new: str) -> None:
    """The medicines that an entry is found by follow those of its condition."""
    if old in entry.get("drugs", ()):
        entry["drugs"] = list(dict.fromkeys(new if code == old else code for code in entry["drugs"]))


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
