"""Refusing conditions that contradict themselves: that can never begin, never end, or hide one another.

A level must be passable by some possible value and passable back by another; a later, more urgent level must need
more than the one before, or the one before would never be seen.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from handrail.protocol.entries import ProtocolError
from handrail.protocol.rules import (
    URGENCY,
    Alarms,
    Change,
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
    PumpDiffersWatch,
    ReadingsLevel,
    Rule,
    SilenceWatch,
    Span,
    SpanLevel,
)
from handrail.protocol.schema import ChannelRules

Fail = Callable[[str], ProtocolError]
AnyLevel = TypeVar("AnyLevel", bound=Level)

NUMBER = re.compile(r"\d+(?:\.\d+)?")
CUFF = {"systolic": "nibp_sys", "diastolic": "nibp_dia", "mean": "nibp_mean"}


def check_rule(rule: Rule, channels: Mapping[str, ChannelRules], fail: Fail) -> None:
    """Refuse a rule that could never do what it is there for.

    Raises:
        ProtocolError: naming the rule, the level and what to change.
    """
    if rule.latching:
        raise fail("'latching' is true, but an alarm here ends when its condition does; write false")
    watch = rule.watch
    match watch:
        case LimitWatch(levels=levels):
            for channel in known(watch.channels, channels, fail):
                _check_limits(levels, channel, fail)
        case PressureWatch(levels=levels):
            _check_pressures(levels, channels, fail)
        case SilenceWatch():
            known(watch.channels, channels, fail)
        case FrozenWatch():
            _check_frozen(watch, channels, fail)
        case ImpossibleWatch() | NotMonitoredWatch():
            known(watch.channels, channels, fail)
        case PumpDiffersWatch():
            if watch.apart <= 0 or watch.apart_percent < 0:
                raise fail("'apart' must be more than 0 mL/h, and 'apart_part' not less than 0 %")
        case _:
            pass
    _check_order(watch.levels, fail)


def known(names: tuple[str, ...], channels: Mapping[str, ChannelRules], fail: Fail) -> list[ChannelRules]:
    """The channels of these names.

    Raises:
        ProtocolError: one of them is not described.
    """
    for name in names:
        if name not in channels:
            raise fail(f"the channel {name!r} is not described in monitoring.toml; add it there or correct the name")
    return [channels[name] for name in names]


def _check_order(levels: tuple[Level, ...], fail: Fail) -> None:
    """Levels go from the least to the most urgent, and can be told apart in a record."""
    seen: set[tuple[str, str | None]] = set()
    for level in levels:
        changed = level.change.shown if isinstance(level, PressureLevel) and level.change else None
        for shown in {level.shown, changed or level.shown}:
            if (level.priority, shown) in seen:
                raise fail(f"two levels are {level.priority} and show {shown!r}; give one of them another 'shown'")
            seen.add((level.priority, shown))
    for lower, upper in pairwise(levels):
        if URGENCY[lower.priority] > URGENCY[upper.priority]:
            raise fail(f"a {upper.priority} level follows a {lower.priority} one; put the most urgent last")
        if isinstance(lower, SpanLevel) and isinstance(upper, SpanLevel) and not _longer(lower.after, upper.after):
            raise fail(
                f"the {lower.priority} level would never be seen: the {upper.priority} one begins no later; lengthen it"
            )
        if (
            isinstance(lower, ReadingsLevel)
            and isinstance(upper, ReadingsLevel)
            and not (lower.readings < upper.readings and upper.or_beyond_high >= lower.or_beyond_high)
        ):
            raise fail(
                f"the {lower.priority} level would never be seen: the {upper.priority} one asks for no more; ask for more readings"
            )
        if (
            isinstance(lower, LastingLevel)
            and isinstance(upper, LastingLevel)
            and not _longer(lower.lasting, upper.lasting)
        ):
            raise fail(
                f"the {lower.priority} level would never be seen: the {upper.priority} one begins no later; lengthen it"
            )


def _longer(shorter: Span, longer: Span) -> bool:
    return (
        longer.at_least >= shorter.at_least
        and longer.intervals >= shorter.intervals
        and (longer.at_least, longer.intervals) != (shorter.at_least, shorter.intervals)
    )


def _check_frozen(watch: FrozenWatch, channels: Mapping[str, ChannelRules], fail: Fail) -> None:
    for channel in known(watch.channels, channels, fail):
        if channel.frozen is None:
            raise fail(
                f"{channel.name!r} can never be frozen: monitoring.toml gives it no 'frozen_samples'; add them or remove it"
            )


# limits of a continuous value


def _check_limits(levels: tuple[LimitLevel, ...], channel: ChannelRules, fail: Fail) -> None:
    for level in levels:
        _check_line("limit", level.limit, channel, fail)
        _check_line("clear", level.clear, channel, fail)
        _check_clearing(level.limit, level.clear, fail)
    for lower, upper in pairwise(levels):
        if lower.limit.upward is not upper.limit.upward:
            raise fail("its levels look to different sides; make two conditions of it")
        if _further(lower.limit, upper.limit):
            raise fail(
                f"{upper.limit.value} is not further than {lower.limit.value} of the level before; put them in order"
            )
        if not _further(upper.limit, lower.limit) and lower.lasting >= upper.lasting:
            raise fail(
                f"the {lower.priority} level at {lower.limit.value} would never be seen; lengthen the one after it"
            )


def _check_line(name: str, line: Limit, channel: ChannelRules, fail: Fail) -> None:
    if line.unit != channel.unit:
        raise fail(f"{name!r} is in {line.unit!r}, but {channel.name} is in {channel.unit!r}; write it in that unit")
    reachable = line.passed(channel.highest if line.upward else channel.lowest)
    beside = line.passed(channel.lowest if line.upward else channel.highest)
    if not reachable:
        raise fail(
            f"{name!r} at {line.value} {line.unit} can never be passed: possible are {channel.lowest} to {channel.highest}; change it"
        )
    if beside:
        raise fail(
            f"{name!r} at {line.value} {line.unit} is passed by every possible value, {channel.lowest} to {channel.highest}; change it"
        )


def _check_clearing(limit: Limit, clear: Limit, fail: Fail) -> None:
    """The clearing line must look the other way and leave a distance, or the alarm would flap or never end."""
    if limit.upward is clear.upward:
        raise fail(f"the clearing line at {clear.value} {clear.unit} lies on the alarm's own side; turn it round")
    apart = limit.value - clear.value if limit.upward else clear.value - limit.value
    if apart <= 0:
        raise fail(
            f"the alarm at {limit.value} {limit.unit} would end at {clear.value}: leave a distance, so that it does not flap"
        )


def _further(one: Limit, other: Limit) -> bool:
    """Whether the first line is harder to pass than the second."""
    if one.value != other.value:
        return one.value > other.value if one.upward else one.value < other.value
    return one.side in {"above", "below"} and other.side in {"at_least", "at_most"}


# limits of cuff readings


def _check_pressures(levels: tuple[PressureLevel, ...], channels: Mapping[str, ChannelRules], fail: Fail) -> None:
    for name in CUFF.values():
        known((name,), channels, fail)
    for level in levels:
        pairs = _pairs(level)
        if not any(limit for limit, _ in pairs.values()) and not level.change:
            raise fail("a level has no limit; write 'systolic', 'diastolic', 'mean' or 'change'")
        for part, (limit, clear) in pairs.items():
            _check_pair(part, limit, clear, channels[CUFF[part]], fail)
        if level.change:
            _check_change(level.change, level.clear_systolic, channels[CUFF["systolic"]], fail)
        if level.readings < 2 and (level.apart or level.rising is not None):
            raise fail("a single reading has no other to be apart from or to rise above; ask for 2 'readings'")
        if level.rising is not None and level.rising <= 0:
            raise fail(f"'rising' is {level.rising}; a rise is more than 0")
    for lower, upper in pairwise(levels):
        _check_follow(lower, upper, fail)


def _pairs(level: PressureLevel) -> dict[str, tuple[Limit | None, Limit | None]]:
    return {
        "systolic": (level.systolic, level.clear_systolic),
        "diastolic": (level.diastolic, level.clear_diastolic),
        "mean": (level.mean, level.clear_mean),
    }


def _check_pair(part: str, limit: Limit | None, clear: Limit | None, channel: ChannelRules, fail: Fail) -> None:
    if limit is None:
        if clear is not None and part != "systolic":
            raise fail(f"'clear_{part}' has no '{part}' that it could end; remove it")
        return
    if clear is None:
        raise fail(f"'{part}' could never end; add 'clear_{part}'")
    _check_line(part, limit, channel, fail)
    _check_line(f"clear_{part}", clear, channel, fail)
    _check_clearing(limit, clear, fail)


def _check_change(change: Change, clear: Limit | None, channel: ChannelRules, fail: Fail) -> None:
    if change.limit.unit != "%" or change.limit.value == 0:
        raise fail("'change' must be in %, above 0 for a rise and below 0 for a fall")
    if change.limit.upward is not (change.limit.value > 0):
        raise fail("'change' looks the wrong way: a rise is at_least or above, a fall at_most or below with a minus")
    if clear is None:
        raise fail("'change' could never end; add 'clear_systolic'")
    if change.only is not None:
        _check_line("change.only", change.only, channel, fail)


def _check_follow(lower: PressureLevel, upper: PressureLevel, fail: Fail) -> None:
    """The later level must not be weaker in any limit, and stronger in something."""
    stronger = (upper.readings, upper.apart) > (lower.readings, lower.apart)
    for part, (one, _) in _pairs(lower).items():
        other = _pairs(upper)[part][0]
        if one and other and _further(one, other):
            raise fail(
                f"'{part}' of a later level, {other.value}, is weaker than {one.value} before it; put them in order"
            )
        stronger = stronger or (one is not None and other is not None and _further(other, one))
    if not stronger:
        raise fail(
            f"the {lower.priority} level at {lower.shown} would never be seen; the one after it asks for no more"
        )


# what stands beside a value on the screens


def check_shown(alarms: Alarms) -> None:
    """Refuse a level that would be shown with another limit than it has: 160/100 beside a value that alarms from 165 on.

    Raises:
        ProtocolError: naming the rule and what it shows.
    """
    for rule in alarms.rules.values():
        for level in rule.watch.levels:
            for shown, limits in _shown(level):
                told = {Decimal(number) for number in NUMBER.findall(shown)}
                missing = [limit for limit in limits if limit is not None and abs(limit.value) not in told]
                if missing:
                    raise ProtocolError(
                        f"{rule.id}: a level shows {shown!r}, but its limit is {missing[0].value} {missing[0].unit}; change 'shown' too."
                    )


def _shown(level: Level) -> Iterator[tuple[str, tuple[Limit | None, ...]]]:
    match level:
        case LimitLevel(shown=str(shown), limit=limit):
            yield shown, (limit,)
        case PressureLevel(shown=str(shown)):
            yield shown, (level.systolic, level.diastolic, level.mean)
            if level.change is not None:
                yield level.change.shown, (level.change.limit,)
        case _:
            return
