"""What the devices have said in a session, read once from the telemetry and kept up with, for rules and screens alike."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

from handrail.pathway.infuse.charting import Numbered
from handrail.pathway.infuse.signals import Sample
from handrail.record import telemetry

MOST_SESSIONS = 256  # kept at once; a session that nobody asked about for longest is read again when needed


@dataclass(slots=True)
class Readings:
    """One session's samples: the last value of each channel, and everything received lately.

    `cursor` is the number of the last sample that is in here.
    """

    session: str
    kept_for: timedelta
    cursor: int = 0
    latest: dict[str, Sample] = field(default_factory=dict)
    latest_value: dict[str, Sample] = field(default_factory=dict)
    recent: dict[str, deque[Numbered]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def catch_up(self) -> None:
        """Take in what has been stored since."""
        with self.lock:
            stored = telemetry.after(self.session, self.cursor)
            self._take(Numbered(one.cursor, one.sample) for one in stored)

    def _take(self, samples: Iterable[Numbered]) -> None:
        for numbered in samples:
            sample = numbered.sample
            self.cursor = numbered.cursor
            self.latest[sample.channel] = sample
            if sample.value is not None:
                self.latest_value[sample.channel] = sample
            lane = self.recent.setdefault(sample.channel, deque())
            lane.append(numbered)
            oldest = sample.received_at - self.kept_for
            while lane[0].sample.received_at < oldest:
                lane.popleft()

    def window(self) -> dict[str, tuple[Sample, ...]]:
        """The recent samples of every channel, in the order they came, and its last value however old that is."""
        with self.lock:
            return {channel: self._lane(channel) for channel in self.recent}

    def _lane(self, channel: str) -> tuple[Sample, ...]:
        lane = tuple(one.sample for one in self.recent[channel])
        last = self.latest_value.get(channel)
        if last is None or last.received_at >= lane[0].received_at:
            return lane
        return (last, *lane)

    def numbered(self, channels: Iterable[str]) -> list[Numbered]:
        """The recent samples of some channels, by their numbers."""
        with self.lock:
            found = [one for channel in channels for one in self.recent.get(channel, ())]
        return sorted(found, key=lambda one: one.cursor)


class AllReadings:
    """The readings of the sessions that are looked at now. Safe to ask from several threads."""

    def __init__(self) -> None:
        self._known: dict[str, Readings] = {}
        self._lock = Lock()

    def of(self, session: str, back: timedelta) -> Readings:
        """A session's readings, up to date, and at least so far back: where less was kept, they are read anew."""
        with self._lock:
            readings = self._known.pop(session, None)
            if readings is None or readings.kept_for < back:
                readings = Readings(session, back)
            self._known[session] = readings
            while len(self._known) > MOST_SESSIONS:
                self._known.pop(next(iter(self._known)))
        readings.catch_up()
        return readings

    def forget(self, session: str) -> None:
        """Let a session's readings go; they are read again if anybody asks."""
        with self._lock:
            self._known.pop(session, None)
