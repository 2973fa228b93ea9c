"""Reading monitoring.toml: what is expected of the signals."""

from datetime import timedelta
from types import MappingProxyType
from typing import get_args

from handrail.protocol.document import Document
from handrail.protocol.entries import ProtocolError
from handrail.protocol.reader import Table
from handrail.protocol.rules import Span
from handrail.protocol.schema import ChannelRules, CuffSchedule, Freshness, FrozenAfter, Monitoring, SignalKind, Skew

PREFIX = "channel_"
NEVER_FROZEN = frozenset({"spo2"})  # a healthy saturation stands still for minutes; it proves nothing


def read_monitoring(document: Document) -> Monitoring:
    """What is expected of the signals."""
    channel_ids = [entry_id for entry_id in document.left if entry_id.startswith(PREFIX)]
    if not channel_ids:
        raise ProtocolError(
            f"{document.file}: no channel is described. Add entries named {PREFIX}hr, {PREFIX}spo2 and so on."
        )
    channels = [document.read(entry_id, _channel) for entry_id in channel_ids]
    return Monitoring(
        channels=MappingProxyType({channel.name: channel for channel in channels}),
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
