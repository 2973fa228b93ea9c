"""The watch over the signals: which conditions are there, since when, how urgent, and which of that is news.

Nothing here counts down. Every look works the conditions out anew from the window of samples, the chart and the record of
what was told before, with the exact moments at which they began, worsened, eased and ended. A restart in the middle of a
delay therefore loses nothing, and looking twice tells nothing twice.

Limits hold from the moment a device is bound, cuff limits from the first reading, until the patient has left. A channel
that nobody bound is "not monitored", never silent.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from handrail.pathway.events import AlarmCleared, AlarmEased, AlarmRaised, AlarmWorsened, Event
from handrail.pathway.infuse.conditions.changes import Change, Condition, Known, known
from handrail.pathway.infuse.conditions.devices import frozen_changes, pump_changes, skew_changes
from handrail.pathway.infuse.conditions.impossible_cuff import impossible_cuff_changes
from handrail.pathway.infuse.conditions.limits import impossible_changes, limit_changes
from handrail.pathway.infuse.conditions.look import Look, Window
from handrail.pathway.infuse.conditions.other_patient import other_patient_changes
from handrail.pathway.infuse.conditions.pressure import pressure_changes
from handrail.pathway.infuse.conditions.silence import (
    cuff_overdue_changes,
    not_monitored_changes,
    silence_changes,
)
from handrail.pathway.session import Session
from handrail.protocol import Protocol
from handrail.protocol.rules import (
    SIGN,
    CuffOverdueWatch,
    FrozenWatch,
    ImpossibleCuffWatch,
    ImpossibleWatch,
    LimitWatch,
    NotMonitoredWatch,
    OtherPatientWatch,
    PressureWatch,
    PumpDiffersWatch,
    Rule,
    SilenceWatch,
    SkewWatch,
)

__all__ = ["Window", "limits_beside", "observe"]

CUFF = "nibp"
UNBOUND = "unbound"


def observe(
    session: Session,
    window: Window,
    protocol: Protocol,
    now: datetime,
    *,
    clock_speed: float = 1.0,
) -> tuple[Event, ...]:
    """What there is to say of the alarms up to now that the session does not know yet, in the order in which it came about.

    All that began, worsened, eased or ended since is told with its own moment, whenever and however often somebody looks.
    `clock_speed` is clinic seconds in a real one: device clocks run in real time.
    """
    if not session.live:
        return ()
    look = Look(session, window, protocol, now, clock_speed)
    found: list[tuple[datetime, Event]] = []
    watched = {condition.name: condition for condition in _watched(session, protocol)}
    for condition in watched.values():
        so_far = known(session, condition)
        found += _events(condition, so_far, _changes(look, condition, so_far))
    for alarm in session.alarms:
        if alarm.condition not in watched:
            found.append((now, AlarmCleared(condition=alarm.condition, cleared_at=now, value=UNBOUND)))
    return tuple(event for _, event in sorted(found, key=lambda one: one[0]))


def _watched(session: Session, protocol: Protocol) -> Iterator[Condition]:
    """What is watched now: the rules, each about the channels that are bound."""
    for rule in protocol.alarms.rules.values():
        match rule.watch:
            case LimitWatch(channels=channels):
                bound = next((channel for channel in channels if session.binding(channel)), None)
                if bound:
                    yield Condition(rule.id, rule, bound)
            case SilenceWatch(channels=channels) | FrozenWatch(channels=channels) | ImpossibleWatch(channels=channels):
                yield from (_about(rule, channel) for channel in channels if session.binding(channel))
            case NotMonitoredWatch(channels=channels):
                yield from (_about(rule, channel) for channel in channels)
            case SkewWatch() | OtherPatientWatch():
                yield from (
                    _about(rule, kind) for kind in sorted({binding.device_kind for binding in session.bindings})
                )
            case PumpDiffersWatch():
                if session.binding("pump_rate"):
                    yield Condition(rule.id, rule, "pump_rate")
            case PressureWatch() | CuffOverdueWatch() | ImpossibleCuffWatch():
                yield Condition(rule.id, rule, CUFF)


def _about(rule: Rule, channel: str) -> Condition:
    return Condition(f"{rule.id}{SIGN}{channel}", rule, channel)


def _changes(look: Look, condition: Condition, so_far: Known) -> Sequence[Change]:
    match condition.rule.watch:
        case LimitWatch() as watch:
            return limit_changes(look, condition, watch, so_far)
        case PressureWatch() as watch:
            return pressure_changes(look, watch, so_far)
        case SilenceWatch() as watch:
            return silence_changes(look, condition, watch, so_far)
        case CuffOverdueWatch() as watch:
            return cuff_overdue_changes(look, watch, so_far)
        case FrozenWatch():
            return frozen_changes(look, condition, so_far)
        case ImpossibleWatch() as watch:
            return impossible_changes(look, condition, watch, so_far)
        case ImpossibleCuffWatch() as watch:
            return impossible_cuff_changes(look, watch, so_far)
        case SkewWatch() as watch:
            return skew_changes(look, condition, watch, so_far)
        case OtherPatientWatch():
            return other_patient_changes(look, condition, so_far)
        case PumpDiffersWatch() as watch:
            return pump_changes(look, condition, watch, so_far)
        case NotMonitoredWatch() as watch:
            return not_monitored_changes(look, condition, watch, so_far)


def _events(condition: Condition, so_far: Known, changes: Sequence[Change]) -> Iterator[tuple[datetime, Event]]:
    level = so_far.level
    for change in changes:
        if change.level != level:
            yield change.at, _event(condition, level, change)
            level = change.level


def _event(condition: Condition, before: int, change: Change) -> Event:
    if not change.level:
        return AlarmCleared(condition=condition.name, cleared_at=change.at, value=change.value)
    priority = condition.rule.watch.levels[change.level - 1].priority
    if not before:
        return AlarmRaised(
            condition=condition.name,
            alarm_kind=condition.rule.kind,
            channel=condition.channel,
            priority=priority,
            since=change.since,
            raised_at=change.at,
            value=change.value,
            limit=change.limit,
        )
    kind = AlarmWorsened if change.level > before else AlarmEased
    return kind(condition=condition.name, priority=priority, at=change.at, value=change.value, limit=change.limit)


def limits_beside(channel: str, protocol: Protocol) -> tuple[str | None, str | None]:
    """The limits that stand small beside a value: lower and upper; of the cuff ("nibp") systolic and diastolic."""
    shown: dict[bool, str] = {}
    for rule in protocol.alarms.rules.values():
        match rule.watch:
            case PressureWatch(levels=levels) if channel == CUFF and levels[0].systolic and levels[0].systolic.upward:
                systolic, _, diastolic = (levels[0].shown or "").partition("/")
                return systolic or None, diastolic or None
            case LimitWatch(channels=channels, levels=levels) if channel in channels:
                shown[levels[0].limit.upward] = levels[0].shown or ""
            case _:
                continue
    return shown.get(False), shown.get(True)
