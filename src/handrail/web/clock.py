"""The clinic's time for views. `handrail serve` hands over the one clock it made; without it, the wall's time is it."""

from datetime import UTC, datetime

from handrail.care.clock import Clock


class WallClock:
    """The time of this machine."""

    speed = 1.0

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.now(UTC)


_clocks: list[Clock] = [WallClock()]


def use(clock: Clock) -> None:
    """From now on the views of this process go by this clock."""
    _clocks[:] = [clock]


def here() -> Clock:
    """The clock of this process."""
    return _clocks[0]


def now() -> datetime:
    """The clinic's time, in UTC."""
    return here().now()
