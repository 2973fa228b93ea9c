"""The places of an entry that can be changed on the page: numbers in their unit, limits of conditions, words, why one may believe it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from handrail.protocol import Protocol
from handrail.protocol.entries import GRADES
from handrail.protocol.rulebook.condition import SHOWN
from handrail.protocol.rulebook.facts import written
from handrail.protocol.units import unit_in
from handrail.protocol.wording import PLACES
from handrail.web.protocol import names

Kind = Literal["number", "limit", "words", "yes or no", "grade", "source", "reason"]
Keys = tuple[str, ...]

WORDS = ("name", "do", "says", "route")
CONDITIONS = ("when", "never", "ask")
NOT_HERE = frozenset({"unit", "channels", "kind", "table", "for", "drugs", "step", "low_authority", "latching"})
LIMIT = re.compile(r"-?\d+(\.\d+)? \S.*")
PROVENANCE: tuple[tuple[str, Kind], ...] = (("grade", "grade"), ("source", "source"), ("rationale", "reason"))


@dataclass(frozen=True, slots=True)
class Place:
    """One field of the form. `value` is as it stands there now; `group` is the level of an alarm that it belongs to."""

    keys: Keys
    kind: Kind
    label: str
    value: str
    unit: str = ""
    group: int = 0

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
    def choices(self) -> list[tuple[str, str]]:
        """What may be chosen, where it is a choice."""
        match self.kind:
            case "yes or no":
                return [("yes", _("yes")), ("no", _("no"))]
            case "grade":
                return [(grade, capfirst(_(names.MEANS[grade]))) for grade in GRADES]
        return []


def places(protocol: Protocol, raw: Mapping[str, Any]) -> list[Place]:
    """Every place of an entry that can be changed, in the order in which a person reads it."""
    return [*_numbers(raw), *_limits(protocol, raw), *_words(raw), *_provenance(raw)]


def _numbers(raw: Mapping[str, Any], before: Keys = (), group: int = 0) -> Iterator[Place]:
    unit = str(raw.get("unit", ""))
    for key, value in raw.items():
        keys = (*before, key)
        match value:
            case _ if key in NOT_HERE or key in CONDITIONS or (not before and key in WORDS):
                continue
            case bool():
                yield Place(keys, "yes or no", _label(keys), "yes" if value else "no", group=group)
            case int() | Decimal():
                yield _number(keys, value, unit, group)
            case list() if key == "level":
                for number, level in enumerate(value):
                    yield from _numbers(level, (*keys, str(number)), number + 1)
                    yield from _words(level, (*keys, str(number)), number + 1)
            case list() if all(isinstance(one, int | Decimal) for one in value):
                yield from (_number((*keys, str(number)), one, unit, group) for number, one in enumerate(value))
            case Mapping() if key not in WORDS:
                yield from _numbers(value, keys, group)


def _number(keys: Keys, value: int | Decimal, unit: str, group: int) -> Place:
    return Place(keys, "number", _label(keys), written(Decimal(value)), unit_in(unit, names.language()), group)


def _limits(protocol: Protocol, raw: Mapping[str, Any]) -> Iterator[Place]:
    for key in CONDITIONS:
        if key in raw:
            yield from _of_condition(protocol, raw[key], (key,))


def _of_condition(protocol: Protocol, condition: Any, keys: Keys) -> Iterator[Place]:
    match condition:
        case Mapping():
            for sign, parts in condition.items():
                yield from _compared(protocol, sign, parts, (*keys, sign))
        case list():
            for number, part in enumerate(condition):
                yield from _of_condition(protocol, part, (*keys, str(number)))


def _compared(protocol: Protocol, sign: str, parts: Any, keys: Keys) -> Iterator[Place]:
    match parts:
        case [{"var": str(fact)}, str(limit)] if sign in SHOWN and LIMIT.fullmatch(limit):
            number, _space, unit = limit.partition(" ")
            named = protocol.rulebook.facts[fact].name.in_language(names.language())
            shown = unit_in(unit, names.language())
            yield Place((*keys, "1"), "limit", f"{_label(keys[:1])}: {named} {SHOWN[sign]}", number, shown)
        case Mapping() | list():
            yield from _of_condition(protocol, parts, keys)


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
            words.append(PLACES[key].in_language(language) if key in PLACES else key)
    said = " ".join(words)
    return said[:1].upper() + said[1:]
