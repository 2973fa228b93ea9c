"""Whether one may still believe an entry once its numbers are others: a source read them, or its reason names them."""

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from handrail.web.asked import Asked

GRADE_STANDS = "grade_stands"
"""The tick that the source says the new number too."""

REASON_STANDS = "reason_stands"
"""The tick that the reason holds for the new number too."""

LIMIT = re.compile(r"(-?\d+(?:\.\d+)?) \S.*")
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\.?\d)")
NO_NUMBERS = frozenset({"rationale", "shown", "do", "says", "name", "route", "within", "limits"})


def doubts(entry: Mapping[str, Any], before: Mapping[str, Any], asked: Asked) -> dict[str, str]:
    """What has to be looked at again before the entry stands as it is typed, at its field; `before` is what is in force."""
    found: dict[str, str] = {}
    if not before or numbers(entry) == numbers(before):
        return found
    if before.get("grade") == "seen" == entry.get("grade") and asked.maybe(GRADE_STANDS) != "yes":
        found["at.grade"] = _(
            "The number that was read in this source is no longer the one that stands here. Choose how sure the new one is, "
            "or tick that the source says the new one too."
        )
    named = named_in_reason(entry, before)
    if named and asked.maybe(REASON_STANDS) != "yes":
        found["at.rationale"] = _(
            "This reason names %(numbers)s, which no longer stands here. Write the reason for the new number, or tick that "
            "the reason still holds."
        ) % {"numbers": ", ".join(named)}
    return found


def named_in_reason(entry: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    """The numbers that have been changed somewhere in the entry and still stand in its reason, as long as that is the same."""
    reason = before.get("rationale", "")
    if not reason or entry.get("rationale") != reason:
        return []
    gone = _values(before) - _values(entry)
    return [said for said in dict.fromkeys(NUMBER.findall(reason)) if Decimal(said) in gone]


def reason_names_numbers(entry: Mapping[str, Any]) -> bool:
    """Whether the reason names a number of the entry, so that it may have to follow it."""
    said = {Decimal(one) for one in NUMBER.findall(str(entry.get("rationale", "")))}
    return not said.isdisjoint(_values(entry))


def numbers(value: Any) -> list[Any]:
    """Every number of an entry, also those in its conditions; those in its words and where it may be set are none."""
    match value:
        case bool():
            return []
        case int() | Decimal():
            return [value]
        case Mapping():
            return [one for key, inner in value.items() if key not in NO_NUMBERS for one in numbers(inner)]
        case list():
            return [one for inner in value for one in numbers(inner)]
        case str() if LIMIT.fullmatch(value):
            return [value]
    return []


def _values(entry: Mapping[str, Any]) -> Counter[Decimal]:
    """The numbers by themselves, how often each stands there, without sign: a reason says "a fall of 20 %"."""
    found = (one.partition(" ")[0] if isinstance(one, str) else one for one in numbers(entry))
    return Counter(abs(Decimal(one)) for one in found)
