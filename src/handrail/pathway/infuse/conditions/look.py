"""One look at a session: its state, its window of samples, the protocol, the moment. Sorted and sifted once, as needed."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from operator import attrgetter, gt
from typing import Generic, TypeVar

from handrail.pathway.infuse.signals import Sample
from handrail.pathway.session import Binding, Session
from handrail.protocol import Protocol
from handrail.protocol.schema import ChannelRules

M = TypeVar("M")
received = attrgetter("received_at")


@dataclass(frozen=True, slots=True)
class Window:
    """The samples of a session, by channel, in the order they were received.

    Holds everything received from `since` on (where that is not said: the last `protocol.monitoring.window`), and each
    channel's last value however old. With more of it, a late look finds more of what it missed. `astray` is by device when
    it last named another patient: those messages bring no samples.
    """

    samples: Mapping[str, Sequence[Sample]]
    since: datetime | None = None
    astray: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stretch(Generic[M]):
    """What was so from one moment until just before another."""

    start: datetime
    end: datetime
    what: M


@dataclass(frozen=True, slots=True)
class Track:
    """The values of a bound channel since it was bound, with the moments they came."""

    binding: Binding
    rules: ChannelRules
    samples: Sequence[Sample]
    times: list[datetime]
    values: list[Decimal]
    lowest: Decimal | None
    highest: Decimal | None

    @property
    def interval(self) -> timedelta:
        """How often the channel speaks, by its binding."""
        return interval_of(self.binding, self.rules)

    @property
    def bound_at(self) -> datetime:
        """Since when it is bound."""
        return self.binding.bound_at

    def possible(self) -> "Track":
        """The same without the impossible values, which no limit looks at."""
        if all(value is None or self.rules.possible(value) for value in (self.lowest, self.highest)):
            return self
        kept = [(at, value) for at, value in zip(self.times, self.values, strict=True) if self.rules.possible(value)]
        return track(self.binding, self.rules, self.samples, [at for at, _ in kept], [value for _, value in kept])

    def extreme(self, *, upward: bool, after: datetime | None) -> Decimal | None:
        """The highest or lowest value in force after a moment: among those received later, and the one before them."""
        if after is None:
            return self.highest if upward else self.lowest
        values = self.values[max(bisect_right(self.times, after) - 1, 0) :]
        return (max if upward else min)(values, default=None)


def track(
    binding: Binding, rules: ChannelRules, samples: Sequence[Sample], times: list[datetime], values: list[Decimal]
) -> Track:
    """The values of a bound channel."""
    return Track(binding, rules, samples, times, values, min(values, default=None), max(values, default=None))


@dataclass(frozen=True)
class Look:
    """Everything that a condition may look at."""

    session: Session
    window: Window
    protocol: Protocol
    now: datetime
    clock_speed: float
    _tracks: dict[str, Track | None] = field(default_factory=dict)

    def track(self, channel: str) -> Track | None:
        """The values of a channel, where it is bound."""
        if channel not in self._tracks:
            self._tracks[channel] = self._track(channel)
        return self._tracks[channel]

    def _track(self, channel: str) -> Track | None:
        binding = self.session.binding(channel)
        if binding is None or channel not in self.protocol.monitoring.channels:
            return None
        samples = in_order(self.window.samples.get(channel, ()), binding.bound_at, self.now)
        return track(
            binding,
            self.protocol.monitoring.channels[channel],
            samples,
            [sample.received_at for sample in samples if sample.value is not None],
            [sample.value for sample in samples if sample.value is not None],
        )

    def stands(self, track: Track) -> timedelta:
        """How long a value is looked at when no other follows: as long as it is fresh."""
        return self.protocol.monitoring.freshness(track.rules.kind).fresh.over(track.interval)

    @property
    def covered_from(self) -> datetime:
        """Since when the window is sure to hold everything."""
        return self.window.since or self.now - self.protocol.monitoring.window


def interval_of(binding: Binding, rules: ChannelRules) -> timedelta:
    """How often a channel speaks: as its binding declares, else as the protocol expects."""
    if rules.kind == "cuff":
        return timedelta(seconds=binding.cuff_interval_s) if binding.cuff_interval_s else rules.interval
    return timedelta(seconds=binding.interval_s)


def in_order(samples: Sequence[Sample], since: datetime, until: datetime) -> Sequence[Sample]:
    """The samples received from one moment until another, both included, in the order of receipt."""
    if not samples:
        return ()
    times = list(map(received, samples))
    if any(map(gt, times, times[1:])):
        samples = sorted(samples, key=received)
        times = list(map(received, samples))
    return samples[bisect_left(times, since) : bisect_right(times, until)]


def stretches(times: Sequence[datetime], whats: Sequence[M], stands: timedelta) -> Iterator[Stretch[M]]:
    """Each value from its receipt until another's, but no longer than it stands; the same value over again is one stretch."""
    begun: datetime | None = None
    for place, (start, what) in enumerate(zip(times, whats, strict=True)):
        end = start + stands
        follows = place + 1 < len(times) and times[place + 1] <= end
        if follows and whats[place + 1] == what:
            begun = begun or start
            continue
        yield Stretch(begun or start, times[place + 1] if follows else end, what)
        begun = None
