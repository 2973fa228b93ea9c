"""What is wrong with a device rather than with a patient: a value that stands still, a clock that is off, another rate."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from typing import NamedTuple

from handrail.pathway.infuse.conditions.changes import Change, Condition, Known, written
from handrail.pathway.infuse.conditions.lasting import Manner, Step, lasting_changes
from handrail.pathway.infuse.conditions.look import Look, Stretch, Track, received, stretches
from handrail.pathway.infuse.signals import Sample
from handrail.pathway.session import Binding, Segment
from handrail.protocol.rules import PumpDiffersWatch, SkewWatch
from handrail.protocol.schema import FrozenAfter

HUNDRED = Decimal(100)
NO_FLOW = Decimal(0)
SECOND = timedelta(seconds=1)


# a value that stands still


def frozen_changes(look: Look, condition: Condition, known: Known) -> list[Change]:
    """Where a living value stood still for too many samples and too long. It began with the first of them."""
    track = look.track(condition.channel)
    frozen = track.rules.frozen if track else None
    if track is None or frozen is None or (not known.level and _longest_row(track.values) < frozen.samples):
        return []
    return list(_still(look, track, frozen, known))


def _longest_row(values: Sequence[Decimal]) -> int:
    return max((len(list(row)) for _, row in groupby(values)), default=0)


def _still(look: Look, track: Track, frozen: FrozenAfter, known: Known) -> Iterator[Change]:
    stands = look.stands(track)
    held, since = (known.value, known.since) if known.level else (None, None)
    row = _Row(None, look.now, 0, look.now)
    for at, value in zip(track.times, track.values, strict=True):
        joins = value == row.value and at - row.last <= stands
        row = _Row(value, row.began if joins else at, row.times + 1 if joins else 1, at)
        if known.at is not None and at <= known.at:
            continue
        if held is not None and written(value) != held:
            yield Change(at, 0, since or at, written(value), None)
            held = None
        if held is None and row.times >= frozen.samples and at - row.began >= frozen.lasting:
            held, since = written(value), row.began
            yield Change(at, 1, row.began, held, None)


class _Row(NamedTuple):
    """The same value over and over: since when, how often, until when."""

    value: Decimal | None
    began: datetime
    times: int
    last: datetime


# a clock that is off


def skew_changes(look: Look, condition: Condition, watch: SkewWatch, known: Known) -> list[Change]:
    """Where a device's clock was off by more than real time allows. The clinic's clock may run faster, and allows more."""
    binding = next((one for one in look.session.bindings if one.device_kind == condition.channel), None)
    if binding is None:
        return []
    tolerance = look.protocol.monitoring.skew.tolerance * look.clock_speed
    lanes = [lane for lane in _off(look, binding) if lane]
    if not known.level and all(-tolerance <= min(lane) and max(lane) <= tolerance for lane in lanes):
        return []
    interval = timedelta(seconds=binding.interval_s)
    steps: list[Step[timedelta]] = [
        Step(
            past=lambda by: abs(by) > tolerance,
            broken=lambda by: abs(by) <= tolerance,
            back=lambda by: abs(by) <= tolerance,
            lasting=level.lasting.over(interval),
            clear_lasting=level.clear_lasting,
            limit=lambda _: _seconds(tolerance),
        )
        for level in watch.levels
    ]
    manner = Manner(steps, lambda one, other: max(one, other, key=abs), _signed)
    times, off = _together(look, binding)
    stands = look.protocol.monitoring.continuous.fresh.over(interval)
    return lasting_changes(manner, stretches(times, off, stands), known, look.now)


def _samples(look: Look, binding: Binding) -> Iterator[Sequence[Sample]]:
    """What the device said, channel by channel, as far back as all of them are known.

    A cuff tells when it measured, so it is not asked for its clock.
    """
    for channel in binding.channels:
        track = look.track(channel)
        if track and track.rules.kind != "cuff":
            yield track.samples[bisect_left(track.samples, look.covered_from, key=received) :]


def _off(look: Look, binding: Binding) -> Iterator[list[timedelta]]:
    """By how much each message's own time is ahead of its receipt."""
    for samples in _samples(look, binding):
        yield [one.device_at - one.received_at for one in samples if one.device_at]


def _together(look: Look, binding: Binding) -> tuple[list[datetime], list[timedelta]]:
    """The same for the whole device: at each receipt the furthest."""
    furthest: dict[datetime, timedelta] = {}
    for samples in _samples(look, binding):
        for one in samples:
            if one.device_at:
                by = one.device_at - one.received_at
                furthest[one.received_at] = max(furthest.get(one.received_at, by), by, key=abs)
    times = sorted(furthest)
    return times, [furthest[at] for at in times]


def _seconds(length: timedelta) -> str:
    return f"{length // SECOND} s"


def _signed(by: timedelta) -> str:
    return f"{'-' if by < timedelta() else '+'}{abs(by) // SECOND} s"


# a pump at another rate


def pump_changes(look: Look, condition: Condition, watch: PumpDiffersWatch, known: Known) -> list[Change]:
    """Where the pump reported another rate than the chart had then. Before the start, in a pause and after the end that is 0."""
    track = look.track(condition.channel)
    if track is None or not track.values:
        return []
    stands = look.stands(track)
    charted = list(_charted(look.session.segments, track.times[0]))
    lasting = [level.lasting.over(track.interval) for level in watch.levels]
    if not known.level and min(lasting) >= stands and _agree(watch, track, charted):
        return []
    steps: list[Step[_Rates]] = [
        Step(
            past=lambda rates: _differ(watch, rates),
            broken=lambda rates: not _differ(watch, rates),
            back=lambda rates: not _differ(watch, rates),
            lasting=delay,
            clear_lasting=level.clear_lasting,
            limit=lambda rates: written(rates[1]),
        )
        for level, delay in zip(watch.levels, lasting, strict=True)
    ]
    manner = Manner(steps, lambda _, latest: latest, lambda rates: written(rates[0]))
    pieces = _pieces(stretches(track.times, track.values, stands), charted)
    return lasting_changes(manner, pieces, known, look.now)


_Rates = tuple[Decimal, Decimal]
"""What the pump reports, and what is charted."""


def _differ(watch: PumpDiffersWatch, rates: _Rates) -> bool:
    reported, charted = rates
    return abs(reported - charted) > max(watch.apart, charted * watch.apart_percent / HUNDRED)


def _charted(segments: Sequence[Segment], begin: datetime) -> Iterator[tuple[datetime, Decimal]]:
    """The charted rate from each moment on, as far back as the pump has reported."""
    yield min([begin, *(segment.from_at for segment in segments)]), NO_FLOW
    for segment, following in pairwise([*segments, None]):
        if segment is not None:
            yield segment.from_at, segment.rate.value
            if segment.to_at and (following is None or following.from_at > segment.to_at):
                yield segment.to_at, NO_FLOW


def _agree(watch: PumpDiffersWatch, track: Track, charted: Sequence[tuple[datetime, Decimal]]) -> bool:
    """Whether all that was reported under each charted rate agrees with it: the quick answer, which is nearly always so."""
    bounds = [*(bisect_left(track.times, at) for at, _ in charted), len(track.times)]
    return all(
        not any(_differ(watch, (extreme(track.values[begin:end]), rate)) for extreme in (min, max))
        for (begin, end), (_, rate) in zip(pairwise(bounds), charted, strict=True)
        if begin < end
    )


def _pieces(
    reports: Iterator[Stretch[Decimal]], charted: Sequence[tuple[datetime, Decimal]]
) -> Iterator[Stretch[_Rates]]:
    """What was reported beside what was charted, cut wherever either changes."""
    place = 0
    for report in reports:
        start = report.start
        while start < report.end:
            while place + 1 < len(charted) and charted[place + 1][0] <= start:
                place += 1
            end = min(report.end, charted[place + 1][0]) if place + 1 < len(charted) else report.end
            yield Stretch(start, end, (report.what, charted[place][1]))
            start = end
