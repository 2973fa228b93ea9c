"""The places of an entry that can be changed on the page: numbers in their unit, limits of conditions, choices, words, why one may believe it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from handrail.protocol import Protocol
from handrail.protocol.called import PRIORITIES, ROLES
from handrail.protocol.called import place as place_called
from handrail.protocol.entries import GRADES
from handrail.protocol.rulebook.condition import SHOWN
from handrail.protocol.rulebook.facts import written
from handrail.protocol.rulebook.schema import ROLES as ROLE_CODES
from handrail.protocol.settable import range_at, said
from handrail.protocol.telling import RANGES
from handrail.protocol.units import unit_in
from handrail.web.protocol import names
from handrail.web.protocol.subjects import Subject

Kind = Literal[
    "id", "number", "limit", "medicine", "words", "yes or no", "priority", "means", "role", "grade", "source", "reason"
]
Keys = tuple[str, ...]
Choices = tuple[tuple[str, str], ...]

WORDS = ("name", "do", "says", "route")
CONDITIONS = ("when", "never", "ask")
NOT_HERE = RANGES | {"unit", "channels", "kind", "table", "for", "drugs", "step", "low_authority", "latching"}
LIMIT = re.compile(r"-?\d+(\.\d+)? \S.*")
PROVENANCE: tuple[tuple[str, Kind], ...] = (("grade", "grade"), ("source", "source"), ("rationale", "reason"))
NEW_ID = ("id",)
"""Where the id of a new entry is typed: a key that no entry has."""


@dataclass(frozen=True, slots=True)
class Place:
    """One field of the form, with what stands there now.

    `group` is the level of an alarm that it belongs to, `bounds` say where a number may be set at all.
    """

    keys: Keys
    kind: Kind
    label: str
    value: str
    unit: str = ""
    group: int = 0
    offered: Choices = ()
    bounds: str = ""

    @property
    def field(self) -> str:
        """The field's name in the form."""
        return ".".join(("at", *self.keys))

    @property
    def is_number(self) -> bool:
        """Whether it is a number, by itself or in a condition."""
        return self.kind in {"number", "limit"}

    @property
    def spoken(self) -> str:
        """The language of the words, for the browser; empty where it is no words."""
        return self.keys[-1] if self.kind == "words" else ""

    @property
    def choices(self) -> Choices:
        """What may be chosen, where it is a choice."""
        match self.kind:
            case "yes or no":
                return (("yes", _("yes")), ("no", _("no")))
            case "grade":
                return tuple((grade, capfirst(_(names.MEANS[grade]))) for grade in GRADES)
            case "priority":
                return tuple((code, names.priority(code)) for code in PRIORITIES)
        return self.offered


def places(protocol: Protocol, subject: Subject) -> list[Place]:
    """Every place of an entry that can be changed, in the order in which a person reads it."""
    raw = subject.drafted
    return [
        *_id(subject),
        *_means(protocol, subject),
        *_numbers(subject, raw),
        *_conditions(protocol, subject),
        *_roles(raw),
        *_words(raw),
        *_provenance(raw),
    ]


def _id(subject: Subject) -> Iterator[Place]:
    if not subject.id:
        yield Place(NEW_ID, "id", _("Short name for the record"), "")


def _means(protocol: Protocol, subject: Subject) -> Iterator[Place]:
    means = subject.drafted.get("means")
    if isinstance(means, str):
        outcomes = protocol.rulebook.books[subject.document].outcomes
        offered = tuple((code, one.name.in_language(names.language())) for code, one in outcomes.items())
        yield Place(("means",), "means", _label(("means",)), means, offered=offered)


def _roles(raw: Mapping[str, Any]) -> Iterator[Place]:
    held = raw.get("for")
    for role in ROLE_CODES if isinstance(held, list) else ():
        label = capfirst(ROLES[role].in_language(names.language()))
        yield Place(("for", role), "role", label, "yes" if role in (held or ()) else "")


def _numbers(subject: Subject, raw: Mapping[str, Any], before: Keys = (), group: int = 0) -> Iterator[Place]:
    unit = str(raw.get("unit", ""))
    for key, value in raw.items():
        keys = (*before, key)
        match value:
            case _ if key in NOT_HERE or key in CONDITIONS or (not before and key in WORDS):
                continue
            case bool():
                yield Place(keys, "yes or no", _label(keys), "yes" if value else "no", group=group)
            case int() | Decimal():
                yield _number(subject, keys, value, unit, group)
            case str() if key == "priority":
                yield Place(keys, "priority", _label(keys), value, group=group)
            case list() if key == "level":
                for number, level in enumerate(value):
                    yield from _numbers(subject, level, (*keys, str(number)), number + 1)
                    yield from _words(level, (*keys, str(number)), number + 1)
            case list() if all(isinstance(one, int | Decimal) for one in value):
                yield from (
                    _number(subject, (*keys, str(number)), one, unit, group) for number, one in enumerate(value)
                )
            case Mapping() if key not in WORDS:
                yield from _numbers(subject, value, keys, group)


def _number(subject: Subject, keys: Keys, value: int | Decimal, unit: str, group: int) -> Place:
    shown = unit_in(unit, names.language())
    bounds = _bounds(subject, keys[:-1] if keys[-1].isdigit() else keys)
    return Place(keys, "number", _label(keys), written(Decimal(value)), shown, group, bounds=bounds)


def _bounds(subject: Subject, keys: Keys) -> str:
    """Where the number at this place may be set at all, in words; empty where nothing says so."""
    known = subject.ruled_by
    found = range_at(known, subject.drafted, keys) if known is not None else None
    return said(found, names.language()) if found is not None else ""


def _conditions(protocol: Protocol, subject: Subject) -> Iterator[Place]:
    for key in CONDITIONS:
        if key in subject.drafted:
            yield from _of_condition(protocol, subject, subject.drafted[key], (key,))


def _of_condition(protocol: Protocol, subject: Subject, condition: Any, keys: Keys) -> Iterator[Place]:
    match condition:
        case Mapping():
            for sign, parts in condition.items():
                yield from _compared(protocol, subject, sign, parts, (*keys, sign))
        case list():
            for number, part in enumerate(condition):
                yield from _of_condition(protocol, subject, part, (*keys, str(number)))


def _compared(protocol: Protocol, subject: Subject, sign: str, parts: Any, keys: Keys) -> Iterator[Place]:
    facts, language = protocol.rulebook.facts, names.language()
    match parts:
        case [{"var": str(fact)}, str(limit)] if sign in SHOWN and LIMIT.fullmatch(limit):
            number, _space, unit = limit.partition(" ")
            label = f"{_label(keys[:1])}: {facts[fact].name.in_language(language)} {SHOWN[sign]}"
            bounds = _bounds(subject, (*keys, "1"))
            yield Place((*keys, "1"), "limit", label, number, unit_in(unit, language), bounds=bounds)
        case [str(code), {"var": str(fact)}] if sign == "in":
            label = f"{_label(keys[:1])}: {facts[fact].name.in_language(language)}"
            called = facts[fact].medicines[code].name.in_language(language) if code in facts[fact].medicines else ""
            yield Place((*keys, "0"), "medicine", label, code, called)
        case Mapping() | list():
            yield from _of_condition(protocol, subject, parts, keys)


def _words(raw: Mapping[str, Any], before: Keys = (), group: int = 0) -> Iterator[Place]:
    for key in WORDS:
        if isinstance(raw.get(key), Mapping):
            for spoken in ("en", "es"):
                keys = (*before, key, spoken)
                yield Place(keys, "words", _label(keys), str(raw[key][spoken]), group=group)


def _provenance(raw: Mapping[str, Any]) -> Iterator[Place]:
    for key, kind in PROVENANCE:
        yield Place((key,), kind, _label((key,)), str(raw.get(key, "")))


def _label(keys: Keys) -> str:
    """What a place is called, within its entry or its level."""
    inner = keys[2:] if keys[0] == "level" else keys
    words, language = [], names.language()
    for position, key in enumerate(inner):
        if key.isdigit():
            words.append(str(int(key) + 1))
        elif not (key == "value" and position == len(inner) - 1 and words):
            words.append(place_called(key).in_language(language))
    return str(capfirst(" ".join(words)))
