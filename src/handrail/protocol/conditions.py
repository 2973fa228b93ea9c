"""Reading alarms.toml and devices.toml: the conditions that are watched for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, TypeVar, get_args

from handrail.protocol.checks import CUFF, check_rule, known
from handrail.protocol.document import Document
from handrail.protocol.entries import ProtocolError, Range
from handrail.protocol.reader import Table
from handrail.protocol.rules import (
    UPWARD,
    Alarms,
    Behaviour,
    Change,
    CuffOverdueWatch,
    FrozenWatch,
    ImpossibleCuffWatch,
    ImpossibleWatch,
    LastingLevel,
    Level,
    Limit,
    LimitLevel,
    LimitWatch,
    NotMonitoredWatch,
    OtherPatientWatch,
    PressureLevel,
    PressureWatch,
    Priority,
    PumpDiffersWatch,
    ReadingsLevel,
    Rule,
    RuleKind,
    Side,
    SilenceWatch,
    SkewWatch,
    Span,
    SpanLevel,
    Watch,
)
from handrail.protocol.schema import LimitRanges, Monitoring
from handrail.protocol.signals import read_span

AnyLevel = TypeVar("AnyLevel", bound=Level)
SIDES: tuple[Side, ...] = get_args(Side)
BREAKERS: tuple[Literal["limit", "clear"], ...] = ("limit", "clear")
PRESSURE = "mmHg"


def read_alarms(document: Document, devices: Document, monitoring: Monitoring) -> Alarms:
    """The conditions that are watched for, each checked: it can begin, it can end, no level hides another."""
    behaviour = Behaviour(
        longest_sound_pause=document.read("sound_pause_longest", _length),
        sounds_again_after=document.read("sounds_again_after", _length),
        sound_repeats={
            "high": document.read("sound_repeat_high", _length),
            "medium": document.read("sound_repeat_medium", _length),
        },
    )
    rules = {**_rules(document, monitoring), **_rules(devices, monitoring)}
    return Alarms(rules=MappingProxyType(rules), behaviour=behaviour)


def _rules(document: Document, monitoring: Monitoring) -> dict[str, Rule]:
    rules = {rule_id: _rule(document, rule_id, monitoring) for rule_id in tuple(document.left)}
    if not rules:
        raise ProtocolError(f"{document.file}: no condition is described. Add at least one.")
    return rules


def _rule(document: Document, rule_id: str, monitoring: Monitoring) -> Rule:
    table, kind, latching, watch = document.read(rule_id, lambda entry: _described(entry, monitoring))
    rule = Rule(id=rule_id, name=document.entries[rule_id].name, table=table, kind=kind, latching=latching, watch=watch)
    check_rule(rule, monitoring.channels, Table(document.file, rule_id, {}).error)
    return rule


def _described(entry: Table, monitoring: Monitoring) -> tuple[str, RuleKind, bool, Watch]:
    reader = WATCHES[entry.choice("watches", tuple(WATCHES))]
    kind, latching = entry.choice("kind", get_args(RuleKind)), entry.yes_or_no("latching")
    return entry.text("table"), kind, latching, reader(entry, monitoring)


def _length(entry: Table) -> timedelta:
    return entry.length()


# what is watched


def _limits(entry: Table, monitoring: Monitoring) -> LimitWatch:
    channels = entry.texts("channels")
    known(channels, monitoring.channels, entry.error)
    ranges = {_ranges(entry, monitoring, channel).id: channel for channel in channels}
    if len(ranges) > 1:
        raise entry.error(f"{' and '.join(ranges.values())} may be set differently; make a condition of each")
    where = monitoring.limits[channels[0]]
    return LimitWatch(
        channels=channels, levels=_levels(entry, lambda part, priority: _limit_level(part, priority, where))
    )


def _pressures(entry: Table, monitoring: Monitoring) -> PressureWatch:
    ranges = {name: _ranges(entry, monitoring, channel) for name, channel in CUFF.items()}
    return PressureWatch(levels=_levels(entry, lambda part, priority: _pressure_level(part, priority, ranges)))


def _ranges(entry: Table, monitoring: Monitoring, channel: str) -> LimitRanges:
    if channel not in monitoring.limits:
        raise entry.error(f"nothing says where an alarm of {channel} may be set; add its ranges to monitoring.toml")
    return monitoring.limits[channel]


def _silence(entry: Table, _monitoring: Monitoring) -> SilenceWatch:
    return SilenceWatch(channels=entry.texts("channels"), levels=_levels(entry, _span_level))


def _cuff_overdue(entry: Table, _monitoring: Monitoring) -> CuffOverdueWatch:
    return CuffOverdueWatch(levels=_levels(entry, _span_level))


def _frozen(entry: Table, _monitoring: Monitoring) -> FrozenWatch:
    return FrozenWatch(channels=entry.texts("channels"), levels=_levels(entry, _plain_level))


def _impossible(entry: Table, _monitoring: Monitoring) -> ImpossibleWatch:
    return ImpossibleWatch(channels=entry.texts("channels"), levels=_levels(entry, _lasting_level))


def _impossible_cuff(entry: Table, _monitoring: Monitoring) -> ImpossibleCuffWatch:
    return ImpossibleCuffWatch(levels=_levels(entry, _readings_level))


def _skew(entry: Table, _monitoring: Monitoring) -> SkewWatch:
    return SkewWatch(levels=_levels(entry, _lasting_level))


def _other_patient(entry: Table, _monitoring: Monitoring) -> OtherPatientWatch:
    return OtherPatientWatch(levels=_levels(entry, _plain_level))


def _pump_differs(entry: Table, _monitoring: Monitoring) -> PumpDiffersWatch:
    return PumpDiffersWatch(
        apart=entry.plain("mL/h", "apart"),
        apart_percent=entry.plain("%", "apart_part"),
        levels=_levels(entry, _lasting_level),
    )


def _not_monitored(entry: Table, _monitoring: Monitoring) -> NotMonitoredWatch:
    return NotMonitoredWatch(channels=entry.texts("channels"), levels=_levels(entry, _plain_level))


WATCHES: dict[str, Callable[[Table, Monitoring], Watch]] = {
    "limit": _limits,
    "pressure": _pressures,
    "silence": _silence,
    "cuff overdue": _cuff_overdue,
    "frozen": _frozen,
    "impossible": _impossible,
    "impossible cuff": _impossible_cuff,
    "clock skew": _skew,
    "other patient": _other_patient,
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


def _readings_level(part: Table, priority: Priority) -> ReadingsLevel:
    return ReadingsLevel(
        priority=priority,
        shown=None,
        do=part.words("do"),
        readings=part.count("readings", "readings"),
        or_beyond_high=part.yes_or_no("or_beyond_high"),
    )


def _lasting_level(part: Table, priority: Priority) -> LastingLevel:
    return LastingLevel(
        priority=priority,
        shown=None,
        do=part.words("do"),
        lasting=_lasting(part),
        clear_lasting=part.length("clear_lasting"),
    )


def _limit_level(part: Table, priority: Priority, where: LimitRanges) -> LimitLevel:
    lines = _Lines(part, priority, where)
    limit = lines.begins("limit")
    return LimitLevel(
        priority=priority,
        shown=part.text("shown"),
        do=part.words("do"),
        limit=limit,
        lasting=part.length("lasting"),
        broken_by=part.choice("broken_by", BREAKERS),
        clear=lines.ends("clear", limit),
        clear_lasting=part.length("clear_lasting"),
    )


def _pressure_level(part: Table, priority: Priority, where: Mapping[str, LimitRanges]) -> PressureLevel:
    lines = {name: _Lines(part, priority, ranges) for name, ranges in where.items()}
    limits = {name: line.begins(name) if part.has(name) else None for name, line in lines.items()}
    ends = {
        name: line.ends(f"clear_{name}", limits[name]) if part.has(f"clear_{name}") else None
        for name, line in lines.items()
    }
    return PressureLevel(
        priority=priority,
        shown=part.text("shown"),
        do=part.words("do"),
        systolic=limits["systolic"],
        diastolic=limits["diastolic"],
        mean=limits["mean"],
        change=_change(part, lines["systolic"]) if part.has("change") else None,
        readings=part.count("readings", "readings"),
        apart=part.length("apart"),
        rising=part.plain(PRESSURE, "rising") if part.has("rising") else None,
        clear_systolic=ends["systolic"],
        clear_diastolic=ends["diastolic"],
        clear_mean=ends["mean"],
    )


# their lines


def _lasting(part: Table) -> Span:
    """How long something lasts before it counts: a length, or one that grows with the interval."""
    if _is_plain(part.left.get("lasting")):
        return Span(part.length("lasting"), Decimal(0))
    return read_span(part, "lasting")


def _is_plain(content: object) -> bool:
    return isinstance(content, dict) and "value" in content


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a level, each where alarms of its signal and priority may be set."""

    part: Table
    priority: Priority
    where: LimitRanges

    def begins(self, key: str, part: Table | None = None) -> Limit:
        """Where the alarm begins."""
        line, side = _open(part or self.part, key)
        return _read(line, side, self._allowed(upward=side in UPWARD))

    def ends(self, key: str, begins: Limit | None) -> Limit:
        """Where it ends: on the other side of where it begins, and in the same range."""
        line, side = _open(self.part, key)
        return _read(line, side, self._allowed(upward=begins.upward if begins else side not in UPWARD))

    def _allowed(self, *, upward: bool) -> Range:
        side, ranges = ("above", self.where.above) if upward else ("below", self.where.below)
        if self.priority not in ranges:
            raise self.part.error(
                f"nothing says where this alarm may be set; add {self.priority!r} to {side!r} of {self.where.id} in monitoring.toml"
            )
        return ranges[self.priority]


def _open(part: Table, key: str) -> tuple[Table, Side]:
    line = part.table(key)
    sides = [side for side in SIDES if line.has(side)]
    if len(sides) != 1:
        raise line.error(f"write one line with its side: {' | '.join(SIDES)}")
    return line, sides[0]


def _read(line: Table, side: Side, allowed: Range | None = None) -> Limit:
    number = line.said(side, allowed)
    line.done()
    return Limit(side, number.value, number.unit)


def _change(part: Table, lines: _Lines) -> Change:
    inner = part.table("change")
    change = Change(
        limit=_read(*_open(inner, "percent")),
        only=lines.begins("only", inner) if inner.has("only") else None,
        shown=inner.text("shown"),
    )
    inner.done()
    return change
