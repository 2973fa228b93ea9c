"""Every alarm condition, from the protocol that is shipped: when it begins, worsens and ends, what to do, and why so."""

from datetime import timedelta
from decimal import Decimal
from functools import singledispatch

from handrail.protocol import Entry, Protocol, load
from handrail.protocol.rules import (
    Change,
    FrozenWatch,
    LastingLevel,
    Level,
    Limit,
    LimitLevel,
    PressureLevel,
    Rule,
    Span,
    SpanLevel,
)
from handrail_reference.table import table

SIDES = {"above": "above", "at_least": "at least", "below": "below", "at_most": "at most"}


def page() -> str:
    """A heading for each condition."""
    protocol = load()
    head = f"Shipped protocol: {protocol.version.text}."
    return "\n\n".join([head, *(_rule(rule, protocol) for rule in protocol.alarms.rules.values())])


def provenance(entry: Entry, protocol: Protocol) -> str:
    """How sure an entry is, where it comes from, why, and who may change it."""
    source = protocol.sources[entry.source] if entry.source else None
    cites = f" Source: {source.cites}{' (low authority)' if source.low_authority else ''}." if source else ""
    reason = f" {entry.rationale}" if entry.rationale else ""
    return f"*{entry.grade.capitalize()}.*{cites}{reason} May be changed by: {entry.may_change}."


def length(span: timedelta) -> str:
    """A length of time in the largest unit that leaves no rest."""
    seconds = span.total_seconds()
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds / size:g} {unit}"
    return f"{seconds:g} s"


def number(value: Decimal, unit: str) -> str:
    """A number with its unit as a person reads it."""
    return {"1": f"{value}", "%": f"{value}%", "1/min": f"{value} per minute"}.get(unit, f"{value} {unit}")


def _rule(rule: Rule, protocol: Protocol) -> str:
    channels = ", ".join(f"`{name}`" for name in getattr(rule.watch, "channels", ()))
    watches = f" Watches {channels}." if channels else ""
    begins = [_stands_still() if isinstance(rule.watch, FrozenWatch) else _begins(level) for level in rule.watch.levels]
    rows = [
        (level.priority, start, _ends(level), level.do.en)
        for level, start in zip(rule.watch.levels, begins, strict=True)
    ]
    return (
        f"## {rule.id}\n\n**{rule.name.en}**, {rule.kind}.{watches}\n\n"
        f"{table(('priority', 'begins', 'ends', 'what to do'), rows)}\n{provenance(protocol.entries[rule.id], protocol)}"
    )


def _stands_still() -> str:
    return "the same value for as many readings and as long as [the protocol](protocol.md#monitoring) gives the channel"


@singledispatch
def _begins(level: Level) -> str:
    return "at once"


@_begins.register
def _(level: LimitLevel) -> str:
    return f"{_limit(level.limit)} for {length(level.lasting)}" if level.lasting else f"{_limit(level.limit)}, at once"


@_begins.register
def _(level: SpanLevel) -> str:
    return f"{_span(level.after)} after the last value"


@_begins.register
def _(level: LastingLevel) -> str:
    return f"after {_span(level.lasting)}" if level.lasting.at_least or level.lasting.intervals else "at once"


@_begins.register
def _(level: PressureLevel) -> str:
    lines = [
        f"{name} {_limit(limit)}"
        for name, limit in (("systolic", level.systolic), ("diastolic", level.diastolic), ("mean", level.mean))
        if limit
    ]
    if level.change:
        lines.append(_change(level.change))
    readings = "one reading" if level.readings == 1 else f"{level.readings} readings in a row"
    apart = f", {length(level.apart)} apart" if level.apart else ""
    rising = f", at once where it rises by {number(level.rising, 'mmHg')}" if level.rising else ""
    return f"{readings} with {' or '.join(lines)}{apart}{rising}"


@singledispatch
def _ends(level: Level) -> str:
    return "when it is no longer so"


@_ends.register
def _(level: LimitLevel) -> str:
    return f"{_limit(level.clear)} for {length(level.clear_lasting)}"


@_ends.register
def _(_level: SpanLevel) -> str:
    return "with the next value"


@_ends.register
def _(level: LastingLevel) -> str:
    return f"right for {length(level.clear_lasting)}" if level.clear_lasting else "as soon as it is right"


@_ends.register
def _(level: PressureLevel) -> str:
    lines = (
        ("systolic", level.clear_systolic),
        ("diastolic", level.clear_diastolic),
        ("mean", level.clear_mean),
    )
    return "one reading with " + " and ".join(f"{name} {_limit(limit)}" for name, limit in lines if limit)


def _change(change: Change) -> str:
    only = f" and is {_limit(change.only)}" if change.only else ""
    how = "risen" if change.limit.upward else "fallen"
    amount = Limit(change.limit.side, abs(change.limit.value), change.limit.unit)
    by = _limit(amount) if change.limit.upward else f"more than {number(amount.value, amount.unit)}"
    return f"systolic that has {how} by {by} since the first reading{only}"


def _limit(limit: Limit) -> str:
    return f"{SIDES[limit.side]} {number(limit.value, limit.unit)}"


def _span(span: Span) -> str:
    if not span.intervals:
        return length(span.at_least)
    grown = f"{span.intervals} intervals"
    return f"{length(span.at_least)} or {grown} (the longer)" if span.at_least else grown
