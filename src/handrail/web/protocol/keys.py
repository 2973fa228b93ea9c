"""What an entry says in one line: its number, what it means, its levels, or how its words begin."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from textwrap import shorten
from typing import Any

from django.utils.translation import gettext as _

from handrail.protocol.rulebook.facts import written
from handrail.protocol.rulebook.schema import AnyPart, Duty, Medicine, Rule, Saying, Value
from handrail.protocol.rules import URGENCY, Priority
from handrail.protocol.rules import Rule as Alarm
from handrail.protocol.telling import Told
from handrail.protocol.units import unit_in
from handrail.web.protocol import names

LONGEST = 68
"""So many signs of a text stand on one line of a desk; it is cut between words."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The number of an entry: what may be said before it, itself, its unit."""

    before: str
    number: str
    unit: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A limit of an alarm, with the priority that it comes to."""

    priority: str
    name: str
    stars: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What stands beside the name. One of them is there; of `marks`, several."""

    figure: Figure | None = None
    means: str = ""
    marks: tuple[Mark, ...] = ()
    words: str = ""


def key(part: AnyPart | None, alarm: Alarm | None, figure: Figure | None, told: Told) -> Key:
    """An entry in one line, in the reader's language."""
    language = names.language()
    if figure is not None:
        return Key(figure=figure)
    if alarm is not None:
        return Key(marks=tuple(marks(alarm)))
    match part:
        case Rule(means=means):
            return Key(means=means.name.in_language(language))
        case Medicine(least=least, most=most):
            low, high = written(least.value), written(most.value)
            span = low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
            return Key(figure=Figure("", span, unit_in(most.unit, language)))
        case Duty(do=do):
            return Key(words=_begins(do.in_language(language)))
        case Saying(says=says):
            return Key(words=_begins(says.in_language(language)))
    return Key(words=_begins("; ".join(told.numbers)))


def _begins(text: str) -> str:
    return shorten(text, LONGEST, placeholder=" …")


def marks(alarm: Alarm) -> list[Mark]:
    """Its limits, each once, with the most urgent priority that it can come to; without limits, its priorities."""
    found: dict[str, Priority] = {}
    for level in alarm.watch.levels:
        shown = level.shown or ("" if any(one.shown for one in alarm.watch.levels) else level.priority)
        if shown and URGENCY[level.priority] >= URGENCY[found.get(shown, level.priority)]:
            found[shown] = level.priority
    return [
        Mark(priority, names.priority(priority), names.STARS[priority], "" if shown == priority else shown)
        for shown, priority in found.items()
    ]


def figure(part: AnyPart | None, raw: Mapping[str, Any]) -> Figure | None:
    """The number of an entry that is one number, or a list of them."""
    value, unit = raw.get("value"), unit_in(str(raw.get("unit", "")), names.language())
    bound = part.bound if isinstance(part, Value) else "exactly"
    match value:
        case bool():
            return Figure("", _("yes") if value else _("no"), "")
        case int() | Decimal():
            return Figure(
                {"at least": _("at least"), "at most": _("at most")}.get(bound, ""), written(Decimal(value)), unit
            )
        case [low, high] if bound == "between":
            return Figure(
                "", _("%(low)s to %(high)s") % {"low": written(Decimal(low)), "high": written(Decimal(high))}, unit
            )
        case list():
            return Figure("", ", ".join(written(Decimal(one)) for one in value), unit)
    if isinstance(raw.get("shown"), bool):
        return Figure("", _("yes") if raw["shown"] else _("no"), "")
    return None
