"""Reading alarms.toml and devices.toml: the conditions that are watched for."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, TypeVar, get_args

from handrail.protocol.checks import check_rule
from handrail.protocol.document import Document
from handrail.protocol.entries import ProtocolError
from handrail.protocol.reader import Table
from handrail.protocol.rules import (
    Alarms,
    Behaviour,
    Change,
    CuffOverdueWatch,
    FrozenWatch,
    ImpossibleWatch,
    LastingLevel,
    Level,
    Limit,
    LimitLevel,
    LimitWatch,
    NotMonitoredWatch,
    PressureLevel,
    PressureWatch,
    Priority,
    PumpDiffersWatch,
    Rule,
    RuleKind,
    Side,
    SilenceWatch,
    SkewWatch,
    Span,
    SpanLevel,
    Watch,
)
from handrail.protocol.schema import ChannelRules
from handrail.protocol.signals import read_span

AnyLevel = TypeVar("AnyLevel", bound=Level)
SIDES: tuple[Side, ...] = get_args(Side)
BREAKERS: tuple[Literal["limit", "clear"], ...] = ("limit", "clear")
PRESSURE = "mmHg"


def read_alarms(document: Document, devices: Document, channels: Mapping[str, ChannelRules]) -> Alarms:
    """The conditions that are watched for, each checked: it can begin, it can end, no level hides another."""
    behaviour = Behaviour(
        longest_sound_pause=document.read("sound_pause_longest", _length),
        sounds_again_after=document.read("sounds_again_after", _length),
        sound_repeats={
            "high": document.read("sound_repeat_high", _length),
            "medium": document.read("sound_repeat_medium", _length),
        },
    )
    rules = {**_rules(document, channels), **_rules(devices, channels)}
    return Alarms(rules=MappingProxyType(rules), behaviour=behaviour)


def _rules(document: Document, channels: Mapping[str, ChannelRules]) -> dict[str, Rule]:
    rules = {rule_id: _rule(document, rule_id, channels) for rule_id in tuple(document.left)}
    if not rules:
        raise ProtocolError(f"{document.file}: no condition is described. Add at least one.")
    return rules


def _rule(document: Document, rule_id: str, channels: Mapping[str, ChannelRules]) -> Rule:
    table, kind, latching, watch = document.read(rule_id, _described)
    rule = Rule(id=rule_id, name=document.entries[rule_id].name, table=table, kind=kind, latching=latching, watch=watch)
    check_rule(rule, channels, Table(document.file, rule_id, {}).error)
    return rule


def _described(entry: Table) -> tuple[str, RuleKind, bool, Watch]:
    reader = WATCHES[entry.choice("watches", tuple(WATCHES))]
    return entry.text("table"), entry.choice("kind", get_args(RuleKind)), entry.yes_or_no("latching"), reader(entry)


def _length(entry: Table) -> timedelta:
    return entry.length()


# what is watched


def _limits(entry: Table) -> LimitWatch:
    return LimitWatch(channels=entry.texts("channels"), levels=_levels(entry, _limit_level))


def _pressures(entry: Table) -> PressureWatch:
    return PressureWatch(levels=_levels(entry, _pressure_level))


def _silence(entry: Table) -> SilenceWatch:
    return SilenceWatch(channels=entry.texts("channels"), levels=_levels(entry, _span_level))


def _cuff_overdue(entry: Table) -> CuffOverdueWatch:
    return CuffOverdueWatch(levels=_levels(entry, _span_level))


def _frozen(entry: Table) -> FrozenWatch:
    return FrozenWatch(channels=entry.texts("channels"), levels=_levels(entry, _plain_level))


def _impossible(entry: Table) -> ImpossibleWatch:
    return ImpossibleWatch(channels=entry.texts("channels"), levels=_levels(entry, _lasting_level))


def _skew(entry: Table) -> SkewWatch:
    return SkewWatch(levels=_levels(entry, _lasting_level))


def _pump_differs(entry: Table) -> PumpDiffersWatch:
    return PumpDiffersWatch(
        apart=entry.plain("mL/h", "apart"),
        apart_percent=entry.plain("%", "apart_part"),
        levels=_levels(entry, _lasting_level),
    )


def _not_monitored(entry: Table) -> NotMonitoredWatch:
    return NotMonitoredWatch(channels=entry.texts("channels"), levels=_levels(entry, _plain_level))


WATCHES: dict[str, Callable[[Table], Watch]] = {
    "limit": _limits,
    "pressure": _pressures,
    "silence": _silence,
    "cuff overdue": _cuff_overdue,
    "frozen": _frozen,
    "impossible": _impossible,
    "clock skew": _skew,
    "pump differs": _pump_differs,
    "not monitored": _not_monitored,
}


# their levels


def _levels(entry: Table, read: Callable[[Table, Priority], AnyLevel]) -> tuple[AnyLevel, ...]:
    levels = []
    for part in entry.tables("level"):
        levels.append(read(part, part.choice("priority", get_args(Priority))))
        part.done()
    return tuple(levels)


def _plain_level(part: Table, priority: Priority) -> Level:
    return Level(priority=priority, shown=None, do=part.words("do"))


def _span_level(part: Table, priority: Priority) -> SpanLevel:
    return SpanLevel(priority=priority, shown=None, do=part.words("do"), after=read_span(part, "after"))


def _lasting_level(part: Table, priority: Priority) -> LastingLevel:
    return LastingLevel(
        priority=priority,
        shown=None,
        do=part.words("do"),
        lasting=_lasting(part),
        clear_lasting=part.length("clear_lasting"),
    )


def _limit_level(part: Table, priority: Priority) -> LimitLevel:
    return LimitLevel(
        priority=priority,
        shown=part.text("shown"),
        do=part.words("do"),
        limit=_limit(part, "limit"),
        lasting=part.length("lasting"),
        broken_by=part.choice("broken_by", BREAKERS),
        clear=_limit(part, "clear"),
        clear_lasting=part.length("clear_lasting"),
    )


def _pressure_level(part: Table, priority: Priority) -> PressureLevel:
    return PressureLevel(
        priority=priority,
        shown=part.text("shown"),
        do=part.words("do"),
        systolic=_limit_if_any(part, "systolic"),
        diastolic=_limit_if_any(part, "diastolic"),
        mean=_limit_if_any(part, "mean"),
        change=_change(part) if part.has("change") else None,
        readings=part.count("readings", "readings"),
        apart=part.length("apart"),
        rising=part.plain(PRESSURE, "rising") if part.has("rising") else None,
        clear_systolic=_limit_if_any(part, "clear_systolic"),
        clear_diastolic=_limit_if_any(part, "clear_diastolic"),
        clear_mean=_limit_if_any(part, "clear_mean"),
    )


# their lines


def _lasting(part: Table) -> Span:
    """How long something lasts before it counts: a length, or one that grows with the interval."""
    if _is_plain(part.left.get("lasting")):
        return Span(part.length("lasting"), Decimal(0))
    return read_span(part, "lasting")


def _is_plain(content: object) -> bool:
    return isinstance(content, dict) and "value" in content


def _limit(part: Table, key: str) -> Limit:
    line = part.table(key)
    sides = [side for side in SIDES if line.has(side)]
    if len(sides) != 1:
        raise line.error(f"write one line with its side: {' | '.join(SIDES)}")
    number = line.said(sides[0])
    line.done()
    return Limit(sides[0], number.value, number.unit)


def _limit_if_any(part: Table, key: str) -> Limit | None:
    return _limit(part, key) if part.has(key) else None


def _change(part: Table) -> Change:
    inner = part.table("change")
    change = Change(limit=_limit(inner, "percent"), only=_limit_if_any(inner, "only"), shown=inner.text("shown"))
    inner.done()
    return change
