"""Cuff readings past a limit: counted in readings and in the time between them, since a cuff speaks every few minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from handrail.pathway.infuse.conditions.changes import Change, Known, caught_up, written
from handrail.pathway.infuse.conditions.look import Look
from handrail.pathway.session import Cuff, Session
from handrail.protocol import Protocol
from handrail.protocol.rules import Limit, PressureLevel, PressureWatch

HUNDRED = Decimal(100)


def counted(session: Session, protocol: Protocol, now: datetime) -> list[Cuff]:
    """The readings that count by now, in the order they were taken: none set aside, none impossible."""
    return [cuff for cuff in taken(session, now) if possible(cuff, protocol)]


def taken(session: Session, now: datetime) -> list[Cuff]:
    """The readings by now that nobody has set aside, possible or not, in the order they were taken."""
    readings = (cuff for cuff in session.cuffs if not cuff.set_aside and cuff.at <= now)
    return sorted(readings, key=lambda cuff: cuff.at)


def possible(cuff: Cuff, protocol: Protocol) -> bool:
    """Whether a living patient could have given this reading: each part within its range, systolic above diastolic."""
    channels = protocol.monitoring.channels
    mean = cuff.mean is None or channels["nibp_mean"].possible(cuff.mean.value)
    parts = channels["nibp_sys"].possible(cuff.systolic.value) and channels["nibp_dia"].possible(cuff.diastolic.value)
    return parts and mean and cuff.systolic > cuff.diastolic


def beyond_high(cuff: Cuff, protocol: Protocol) -> bool:
    """Whether one of its numbers alone lies past a limit of a high pressure alarm, to either side."""
    levels = [
        level
        for rule in protocol.alarms.rules.values()
        if isinstance(rule.watch, PressureWatch)
        for level in rule.watch.levels
        if level.priority == "high"
    ]
    return any(
        limit is not None and value is not None and limit.passed(value.value)
        for level in levels
        for limit, value in (
            (level.systolic, cuff.systolic),
            (level.diastolic, cuff.diastolic),
            (level.mean, cuff.mean),
        )
    )


def first_reading(session: Session, readings: Sequence[Cuff]) -> Cuff | None:
    """What this patient's pressure was on arrival: the first reading that counts, if it was before the drip ran."""
    first = readings[0] if readings else None
    return first if first and (session.started_at is None or first.at <= session.started_at) else None


def pressure_changes(look: Look, watch: PressureWatch, known: Known) -> list[Change]:
    """Where readings went past the limits, and back."""
    readings = counted(look.session, look.protocol, look.now)
    rows = _Rows(watch.levels, first_reading(look.session, readings))
    found: list[Change] = []
    for reading in readings:
        change = rows.take(reading)
        if change:
            found.append(change)
    return caught_up(known, found, look.now)


@dataclass(frozen=True, slots=True)
class _Past:
    """A reading past a level, and which of the level's limits it passed, as it is shown."""

    reading: Cuff
    shown: str | None


class _Rows:
    """For each level the readings in a row that were past it."""

    def __init__(self, levels: Sequence[PressureLevel], first: Cuff | None) -> None:
        self.levels = levels
        self.first = first
        self.rows: list[list[_Past]] = [[] for _ in levels]
        self.level = 0
        self.since: datetime | None = None

    def take(self, reading: Cuff) -> Change | None:
        """What a further reading changes."""
        reached = 0
        for number, level in enumerate(self.levels, 1):
            shown = self._passed(level, reading)
            self.rows[number - 1] = [*self.rows[number - 1], _Past(reading, shown)] if shown else []
            if shown and self._enough(level, self.rows[number - 1]):
                reached = number
        if reached > self.level:
            return self._rise(reached)
        if self.level and self._back(self.levels[self.level - 1], reading):
            return self._fall(reading)
        return None

    def _rise(self, reached: int) -> Change:
        row = self.rows[reached - 1]
        worst = (
            max(row, key=lambda past: (past.reading.systolic, past.reading.diastolic))
            if self._upward(reached)
            else row[-1]
        )
        self.level, self.since = reached, row[0].reading.at
        return Change(row[-1].reading.at, reached, row[0].reading.at, text(worst.reading), worst.shown)

    def _upward(self, number: int) -> bool:
        limit = self.levels[number - 1].systolic or self.levels[number - 1].diastolic or self.levels[number - 1].mean
        return limit is None or limit.upward

    def _fall(self, reading: Cuff) -> Change:
        """Down to the highest lower level that this reading does not end as well."""
        lower = range(self.level - 1, 0, -1)
        self.level = next((number for number in lower if not self._back(self.levels[number - 1], reading)), 0)
        limit = self.levels[self.level - 1].shown if self.level else None
        return Change(reading.at, self.level, self.since or reading.at, text(reading), limit)

    def _passed(self, level: PressureLevel, reading: Cuff) -> str | None:
        """How the limit that a reading passes is shown; None where it passes none."""
        pairs = ((level.systolic, reading.systolic), (level.diastolic, reading.diastolic), (level.mean, reading.mean))
        if any(limit and value and limit.passed(value.value) for limit, value in pairs):
            return level.shown
        change = level.change
        if change is None or self.first is None:
            return None
        systolic, start = reading.systolic.value, self.first.systolic.value
        moved = change.limit.passed((systolic - start) * HUNDRED / start)
        return change.shown if moved and (change.only is None or change.only.passed(systolic)) else None

    @staticmethod
    def _enough(level: PressureLevel, row: Sequence[_Past]) -> bool:
        if len(row) < level.readings:
            return False
        first, last = row[0].reading, row[-1].reading
        rising = level.rising is not None and last.systolic.value - first.systolic.value >= level.rising
        return rising or last.at - first.at >= level.apart

    def _back(self, level: PressureLevel, reading: Cuff) -> bool:
        pairs = (
            (level.clear_systolic, reading.systolic),
            (level.clear_diastolic, reading.diastolic),
            (level.clear_mean, reading.mean),
        )
        return self._passed(level, reading) is None and all(
            _is_past(line, value.value if value else None) for line, value in pairs
        )


def _is_past(line: Limit | None, value: Decimal | None) -> bool:
    """Whether a value is past a line; where there is no line or no value, nothing stands against it."""
    return line is None or value is None or line.passed(value)


def text(reading: Cuff) -> str:
    """A reading as it is written: 164/98."""
    return f"{written(reading.systolic.value)}/{written(reading.diastolic.value)}"
