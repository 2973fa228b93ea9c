"""Reading monitoring.toml: what is expected of the signals."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import get_args

from handrail.protocol.document import Document
from handrail.protocol.entries import ProtocolError, Range
from handrail.protocol.reader import Table
from handrail.protocol.rules import Priority, Span
from handrail.protocol.schema import (
    ChannelRules,
    CuffSchedule,
    Freshness,
    FrozenAfter,
    LimitRanges,
    Monitoring,
    SignalKind,
    Skew,
)

PREFIX = "channel_"
RANGES = "limits_"
NEVER_FROZEN = frozenset({"spo2"})  # a healthy saturation stands still for minutes; it proves nothing


def read_monitoring(document: Document) -> Monitoring:
    """What is expected of the signals."""
    channel_ids = [entry_id for entry_id in document.left if entry_id.startswith(PREFIX)]
    if not channel_ids:
        raise ProtocolError(
            f"{document.file}: no channel is described. Add entries named {PREFIX}hr, {PREFIX}spo2 and so on."
        )
    channels = {one.name: one for one in (document.read(entry_id, _channel) for entry_id in channel_ids)}
    return Monitoring(
        channels=MappingProxyType(channels),
        limits=MappingProxyType(_limits(document, channels)),
        continuous=document.read("freshness_continuous", _freshness),
        cuff=document.read("freshness_cuff", _freshness),
        schedule=_schedule(document),
        skew=document.read("clock_skew_tolerance", _skew),
        window=document.read("window", lambda entry: entry.length()),
        blind_after=document.read("blind_after", lambda entry: entry.length()),
    )


def _channel(entry: Table) -> ChannelRules:
    unit = entry.text("channel_unit")
    channel = ChannelRules(
        name=entry.path.removeprefix(PREFIX),
        kind=entry.choice("kind", get_args(SignalKind)),
        unit=unit,
        interval=entry.length("interval"),
        lowest=entry.plain(unit, "lowest"),
        highest=entry.plain(unit, "highest"),
        frozen=_frozen(entry),
    )
    if not channel.interval:
        raise entry.error("'interval' is 0; write how often the channel speaks")
    if channel.lowest >= channel.highest:
        raise entry.error(f"'lowest' is {channel.lowest} and 'highest' {channel.highest}; nothing lies between them")
    return channel


def _frozen(entry: Table) -> FrozenAfter | None:
    if not entry.has("frozen_samples"):
        return None
    frozen = FrozenAfter(samples=entry.count("samples", "frozen_samples"), lasting=entry.length("frozen_lasting"))
    if entry.path.removeprefix(PREFIX) in NEVER_FROZEN:
        raise entry.error("this channel may stand still in health; remove 'frozen_samples' and 'frozen_lasting'")
    if frozen.samples == 1:
        raise entry.error("'frozen_samples' is 1, and one value cannot stand still; write at least 2")
    return frozen


def _limits(document: Document, channels: Mapping[str, ChannelRules]) -> dict[str, LimitRanges]:
    """Where the limits of alarms may be set, by the channel."""
    ranges: dict[str, LimitRanges] = {}
    for entry_id in [one for one in document.left if one.startswith(RANGES)]:
        found = document.read(entry_id, lambda entry: _ranges(entry, channels))
        for channel in found.channels:
            if channel in ranges:
                raise ProtocolError(
                    f"{document.file}: {entry_id}: {channel!r} stands in {ranges[channel].id} too. Take it out of one of them."
                )
            ranges[channel] = found
    return ranges


def _ranges(entry: Table, channels: Mapping[str, ChannelRules]) -> LimitRanges:
    names, unit = entry.texts("channels"), entry.text("unit")
    for name in names:
        if name not in channels:
            raise entry.error(f"the channel {name!r} is not described here; add it or correct the name")
        if channels[name].unit != unit:
            raise entry.error(f"'unit' is {unit!r}, but {name} is in {channels[name].unit!r}; write it in that unit")
    sides = {side: _by_priority(entry, side, unit, [channels[name] for name in names]) for side in ("above", "below")}
    if not any(sides.values()):
        raise entry.error("no range stands here; write 'above' or 'below', or both")
    return LimitRanges(id=entry.path, channels=names, above=sides["above"], below=sides["below"])


def _by_priority(entry: Table, side: str, unit: str, channels: list[ChannelRules]) -> Mapping[Priority, Range]:
    if not entry.has(side):
        return MappingProxyType({})
    part = entry.table(side)
    ranges = {priority: part.range(priority, unit) for priority in get_args(Priority) if part.has(priority)}
    part.done()
    for priority, allowed in ranges.items():
        entry.kept.ranges[f"{part.path}.{priority}"] = allowed
        for channel in channels:
            if not (channel.possible(allowed.lowest) and channel.possible(allowed.highest)):
                raise part.error(
                    f"{priority!r} goes from {allowed.lowest} to {allowed.highest} {unit}, "
                    f"but {channel.name} is possible from {channel.lowest} to {channel.highest}; narrow it"
                )
    return MappingProxyType(ranges)


def _freshness(entry: Table) -> Freshness:
    ages = Freshness(
        fresh=read_span(entry, "fresh"), ageing=read_span(entry, "ageing"), stale=read_span(entry, "stale")
    )
    for sooner, later in ((ages.fresh, ages.ageing), (ages.ageing, ages.stale)):
        if later.at_least < sooner.at_least or later.intervals <= sooner.intervals:
            raise entry.error(
                "fresh, ageing and stale must follow one another; lengthen the later or shorten the earlier"
            )
    return ages


def read_span(entry: Table, key: str) -> Span:
    """A length of time that grows with the interval of a channel; "at_least" stands where it has a least."""
    part = entry.table(key)
    least = part.length("at_least") if part.has("at_least") else timedelta()
    span = Span(least, part.plain("intervals", "grown"))
    part.done()
    if span.intervals < 0 or not (span.at_least or span.intervals):
        raise part.error("this is no time at all; write more than 0 in 'at_least' or 'grown'")
    return span


def _schedule(document: Document) -> CuffSchedule:
    schedule = CuffSchedule(
        during=document.read("cuff_during", lambda entry: entry.lengths()),
        after_end=document.read("cuff_after_end", lambda entry: entry.lengths()),
        cycle=document.read("cuff_cycle", lambda entry: entry.length()),
        closer=document.read("cuff_closer", lambda entry: entry.length()),
        closer_from_age_years=document.read("cuff_closer_from_age", lambda entry: entry.count("a")),
        recheck=document.read("cuff_recheck", lambda entry: entry.length()),
        may_wait=document.read("cuff_may_wait", lambda entry: entry.length()),
    )
    for entry_id, times in (("cuff_during", schedule.during), ("cuff_after_end", schedule.after_end)):
        if list(times) != sorted(times):
            raise ProtocolError(f"{document.file}: {entry_id}: the times do not follow one another. Put them in order.")
    if not schedule.closer < schedule.cycle:
        raise ProtocolError(f"{document.file}: cuff_closer: it is not closer than cuff_cycle. Shorten it.")
    return schedule


def _skew(entry: Table) -> Skew:
    skew = Skew(tolerance=entry.length("tolerance"), refuse_beyond=entry.length("refuse_beyond"))
    if not skew.tolerance < skew.refuse_beyond:
        raise entry.error("'refuse_beyond' must be more than 'tolerance'; otherwise a skew could never be a condition")
    return skew
