"""The levels of an alarm as a person reads them: from when, until when, what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.protocol.rulebook.facts import written
from handrail.protocol.rules import (
    Change,
    LastingLevel,
    Level,
    Limit,
    LimitLevel,
    PressureLevel,
    PumpDiffersWatch,
    Rule,
    Span,
    SpanLevel,
    Watch,
)
from handrail.protocol.units import unit_in
from handrail.web.protocol import names

SIGNS = {"above": ">", "at_least": "≥", "below": "<", "at_most": "≤"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One level. `fires`: an alarm of the session that is looked at stands on it now."""

    number: int
    priority: str
    priority_name: str
    stars: str
    shown: str
    begins: str
    ends: str
    do: str
    fires: bool


def levels(rule: Rule, firing: frozenset[int]) -> list[Shown]:
    """The levels of a rule, from the least to the most urgent."""
    return [
        Shown(
            number=number,
            priority=level.priority,
            priority_name=names.priority(level.priority),
            stars=names.STARS[level.priority],
            shown=level.shown or "",
            begins=begins(level, rule.watch),
            ends=ends(level),
            do=level.do.in_language(names.language()),
            fires=number in firing,
        )
        for number, level in enumerate(rule.watch.levels, 1)
    ]


def begins(level: Level, watch: Watch) -> str:
    """What must be so for it to begin."""
    match level:
        case LimitLevel():
            return _lasting(limit(level.limit), level.lasting.total_seconds(), names.length(level.lasting))
        case PressureLevel():
            return _pressure(level)
        case SpanLevel(after=after):
            return _("no value for %(length)s") % {"length": span(after)}
        case LastingLevel(lasting=lasting):
            return _differing(watch) + _("for %(length)s") % {"length": span(lasting)}
    return _("as soon as it is so")


def ends(level: Level) -> str:
    """What ends it."""
    match level:
        case LimitLevel():
            return _lasting(limit(level.clear), level.clear_lasting.total_seconds(), names.length(level.clear_lasting))
        case PressureLevel():
            lines = (
                (_("systolic"), level.clear_systolic),
                (_("diastolic"), level.clear_diastolic),
                (_("mean"), level.clear_mean),
            )
            return _(" and ").join(f"{name} {limit(line)}" for name, line in lines if line is not None)
        case LastingLevel(clear_lasting=lasting):
            return _("right for %(length)s") % {"length": names.length(lasting)}
        case SpanLevel():
            return _("the next value")
    return _("as soon as it is no longer so")


def limit(line: Limit) -> str:
    """A line and its side: "> 160 mmHg"."""
    return f"{SIGNS[line.side]} {written(line.value)} {unit_in(line.unit, names.language())}"


def span(of: Span) -> str:
    """A length that may grow with the interval at which a device speaks."""
    grown = ngettext("%(times)s interval of the device", "%(times)s intervals of the device", int(of.intervals)) % {
        "times": written(of.intervals)
    }
    if not of.intervals:
        return names.length(of.at_least)
    if not of.at_least:
        return grown
    return _("%(length)s, or %(grown)s where that is longer") % {"length": names.length(of.at_least), "grown": grown}


def _lasting(line: str, seconds: float, length: str) -> str:
    return (
        _("%(limit)s for %(length)s") % {"limit": line, "length": length}
        if seconds
        else _("%(limit)s, at once") % {"limit": line}
    )


def _pressure(level: PressureLevel) -> str:
    lines = (
        (_("systolic"), level.systolic),
        (_("diastolic"), level.diastolic),
        (_("mean"), level.mean),
    )
    said = [f"{name} {limit(line)}" for name, line in lines if line is not None]
    if level.change is not None:
        said.append(_change(level.change))
    any_of = _(" or ").join(said)
    return f"{any_of}; {_readings(level)}"


def _change(change: Change) -> str:
    percent = abs(change.limit.value)
    rise = (
        _("%(percent)s %% or more above the first reading")
        if change.limit.value > 0
        else _("%(percent)s %% or more below the first reading")
    )
    strict = change.limit.side in {"above", "below"}
    if strict:
        rise = (
            _("more than %(percent)s %% above the first reading")
            if change.limit.value > 0
            else _("more than %(percent)s %% below the first reading")
        )
    said = rise % {"percent": written(percent)}
    return (
        _("(%(change)s, and systolic %(limit)s)") % {"change": said, "limit": limit(change.only)}
        if change.only
        else said
    )


def _readings(level: PressureLevel) -> str:
    said = ngettext("in one reading", "in %(number)d readings in a row", level.readings) % {"number": level.readings}
    if level.apart:
        said = _("%(readings)s, at least %(length)s apart") % {"readings": said, "length": names.length(level.apart)}
    if level.rising is not None:
        said = _("%(readings)s, or sooner where systolic has risen by %(rise)s mmHg") % {
            "readings": said,
            "rise": written(level.rising),
        }
    return said


def _differing(watch: Watch) -> str:
    if not isinstance(watch, PumpDiffersWatch):
        return ""
    return _("pump and chart differ by more than %(amount)s mL/h and %(part)s %%, ") % {
        "amount": written(watch.apart),
        "part": written(watch.apart_percent),
    }


def channels(names_of: Iterable[str], catalogue: dict[str, str]) -> str:
    """The signals that are watched, by the names that the screens give them."""
    return ", ".join(catalogue.get(f"channel.{name}", name) for name in names_of)


def number(value: Decimal, unit: str) -> str:
    """A number with its unit, as a person writes it."""
    return f"{written(value)} {unit_in(unit, names.language())}".strip()
