"""The machine's time as a clinic can use it: it never goes back, whatever somebody does to the machine's clock.

Ages, delays and silences are differences of this time. Were it set back by a quarter of an hour, what comes in that
quarter would look older than what came before, and no alarm would wait for it.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

TOLD_FROM = timedelta(seconds=5)  # what a machine's clock is corrected by in passing is not worth a word
TOLD_EVERY_S = 60.0

log = logging.getLogger(__name__)


def read_wall() -> datetime:
    """What the machine's clock says, in UTC."""
    return datetime.now(UTC)


class SteadyTime:
    """Runs with the machine's steady counter; follows its clock forward (after sleep, after a correction), never back."""

    def __init__(
        self,
        wall: Callable[[], datetime] = read_wall,
        counter_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._counter_s = counter_s
        self._lock = threading.Lock()
        self._at, self._counted_s = wall(), counter_s()
        self._told_s = -TOLD_EVERY_S

    def __call__(self) -> datetime:
        """The time, in UTC."""
        with self._lock:
            counted_s, wall = self._counter_s(), self._wall()
            steady = self._at + timedelta(seconds=counted_s - self._counted_s)
            self._at, self._counted_s = max(steady, wall), counted_s
            self._tell(self._at - wall, counted_s)
            return self._at

    def not_before(self, moment: datetime) -> None:
        """Go on from this moment, where the machine's clock has fallen behind what is on record."""
        with self._lock:
            self._at = max(self._at, moment)

    def _tell(self, ahead: timedelta, counted_s: float) -> None:
        if ahead >= TOLD_FROM and counted_s - self._told_s >= TOLD_EVERY_S:
            self._told_s = counted_s
            log.error(
                "This machine's clock was set back: it is %.0f s behind the clinic's time, which goes on. Set the clock right, "
                "and start the server again once no visit is open.",
                ahead.total_seconds(),
            )
