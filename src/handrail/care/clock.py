"""The clinic's time. One clock is made in cli and passed down; a demonstration's may run faster than the wall's."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What time it is in the clinic, and how fast that time runs against the wall's."""

    @property
    def speed(self) -> float:
        """Clinic seconds in a real second."""
        ...

    def now(self) -> datetime:
        """The clinic's time, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class ClinicClock:
    """A clock that began at `clinic_origin` when the wall's said `real_origin`, and runs at `speed`."""

    read_real: Callable[[], datetime]
    real_origin: datetime
    clinic_origin: datetime
    speed: float = 1.0

    def now(self) -> datetime:
        """The clinic's time, in UTC."""
        return self.clinic_origin + (self.read_real() - self.real_origin) * self.speed


@dataclass(slots=True)
class SteppedClock:
    """A clock that stands still until it is told to go on: whole sessions are played on it."""

    at: datetime
    speed: float = field(default=1.0)

    def now(self) -> datetime:
        """The clinic's time, in UTC."""
        return self.at

    def step(self, length: timedelta) -> datetime:
        """Go on by this much."""
        self.at += length
        return self.at
