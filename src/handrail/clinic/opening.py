"""When a clinic's own telephone is answered: one stretch a day, by the clinic's clock.

opening_of({"1": ["08:00", "18:00"], "2": ["08:00", "14:00"]})   # Monday and Tuesday; a day that is not named is closed

A stretch from and to the same time is the whole day. Where nothing is written down nothing is known, and nothing is claimed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import groupby
from types import MappingProxyType

MONDAY, SUNDAY = 1, 7
WEEK = range(MONDAY, SUNDAY + 1)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when until when on one day; the same time twice is the whole day."""

    opens: time
    closes: time

    @property
    def whole_day(self) -> bool:
        """Whether it never closes on that day."""
        return self.opens == self.closes


@dataclass(frozen=True, slots=True)
class Opening:
    """The stretches by weekday, 1 is Monday."""

    days: Mapping[int, Stretch]

    @property
    def known(self) -> bool:
        """Whether anything was written down."""
        return bool(self.days)

    @property
    def always(self) -> bool:
        """Day and night, on every day."""
        return all(day in self.days and self.days[day].whole_day for day in WEEK)

    def is_open(self, moment: datetime, zone: tzinfo) -> bool:
        """Whether the telephone is answered at this moment."""
        there = moment.astimezone(zone)
        stretch = self.days.get(there.isoweekday())
        return stretch is not None and (stretch.whole_day or stretch.opens <= there.time() < stretch.closes)

    def next_opens(self, moment: datetime, zone: tzinfo) -> datetime | None:
        """When it is answered next, after a moment at which it is not; None where nothing is known."""
        today = moment.astimezone(zone).date()
        for ahead in range(SUNDAY + 1):
            on = today + ahead * ONE_DAY
            stretch = self.days.get(on.isoweekday())
            if stretch is not None:
                opens = datetime.combine(on, time() if stretch.whole_day else stretch.opens, zone)
                if opens > moment:
                    return opens
        return None

    def day_ends(self, moment: datetime, zone: tzinfo) -> datetime:
        """When the day of this moment ends for those who work there: as they close, else at midnight."""
        there = moment.astimezone(zone)
        stretch = self.days.get(there.isoweekday())
        if stretch is None or stretch.whole_day:
            return midnight_after(there.date(), zone)
        return datetime.combine(there.date(), stretch.closes, zone)

    def alike(self) -> Iterator[tuple[Sequence[int], Stretch]]:
        """Neighbouring days with the same stretch: Monday to Thursday, then Friday."""
        runs = groupby(WEEK, key=self.days.get)
        return ((list(days), stretch) for stretch, days in runs if stretch is not None)


def midnight_after(day: date, zone: tzinfo) -> datetime:
    """The end of a day of the calendar."""
    return datetime.combine(day + ONE_DAY, time(), zone)


def opening_of(written: Mapping[str, Sequence[str]]) -> Opening:
    """What a clinic's row holds."""
    days = {
        int(day): Stretch(time.fromisoformat(opens), time.fromisoformat(closes))
        for day, (opens, closes) in written.items()
    }
    return Opening(MappingProxyType(dict(sorted(days.items()))))


def as_written(opening: Opening) -> dict[str, list[str]]:
    """As a clinic's row holds it."""
    return {str(day): [one.opens.strftime("%H:%M"), one.closes.strftime("%H:%M")] for day, one in opening.days.items()}
