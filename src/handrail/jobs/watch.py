"""The watch: every second, every live session is looked at, and every finished minute of samples is sealed.

Rules look at what is stored, so a watch that stood still for a while finds what it missed, with the moments at which
it happened. What nobody could have seen meanwhile is written into each session as a stretch without a watch.
"""

import asyncio
import logging
import time
from collections.abc import Collection, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import close_old_connections

from handrail.care import monitor
from handrail.care.clock import Clock
from handrail.clinic.models import Visit
from handrail.jobs import sealing
from handrail.record import pulse

LOOK_EVERY_S = 1.0  # of real time: at every live session
LOOK_AGAIN_S = 0.2  # of real time: at sessions whose devices have just spoken, no more often than this
MISSED = timedelta(
    seconds=2 * LOOK_EVERY_S
)  # without a beat for so long, each session's protocol says whether it matters
LATE_AFTER_S = 5.0  # of real time: a watch that has not looked for so long is not on duty

log = logging.getLogger(__name__)


class WatchFailed(Exception):
    """Some sessions could not be looked at; the others were. No sign of life is given, so that every screen says so."""


@dataclass(slots=True)
class Watch:
    """One process's watch over all live sessions."""

    clock: Clock
    threads: Executor
    looked_at: float | None = None
    failed: str | None = None
    signed_on: date | None = None
    _spoken: set[str] = field(default_factory=set)
    _hinted: asyncio.Event = field(default_factory=asyncio.Event)
    _ending: bool = False

    def spoken(self, sessions: Iterable[str]) -> None:
        """Devices of these sessions have just spoken: look at them soon. To be called on the loop."""
        self._spoken.update(sessions)
        self._hinted.set()

    def end(self) -> None:
        """Look a last time, at what came until now, and then leave the watch. To be called on the loop."""
        self._ending = True
        self._hinted.set()

    async def run(self) -> None:
        """Look, beat, seal, again and again, until `end` or until cancelled."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self.threads, begin, self.clock.now(), self.clock.speed)
        whole_at = loop.time()
        last = False
        while not last:
            started = loop.time()
            last = self._ending
            whole = last or started >= whole_at
            if whole:
                whole_at = started + LOOK_EVERY_S
            spoken, self._spoken = self._spoken, set()
            self._hinted.clear()
            await self._look(None if whole else spoken)
            if not last:
                await asyncio.sleep(max(0.0, started + LOOK_AGAIN_S - loop.time()))
                await self._woken(whole_at)

    async def _look(self, sessions: set[str] | None) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self.threads, look, self.clock.now(), self.clock.speed, sessions)
            if sessions is None:
                self.signed_on = await loop.run_in_executor(
                    self.threads, sealing.sign_daily, self.clock.now(), self.signed_on
                )
                self.failed = None  # only who has looked at all of them knows that all can be looked at again
            self.looked_at = time.monotonic()
        except Exception as problem:  # the watch goes on: one bad look must not end it
            self.failed = f"The last look failed: {problem}"
            log.exception("A look at the live sessions failed. The watch looks again in a second.")

    async def _woken(self, latest: float) -> None:
        try:
            async with asyncio.timeout_at(latest):
                await self._hinted.wait()
        except TimeoutError:
            return

    def problem(self) -> str | None:
        """Why the watch is not on duty; None while it is."""
        if self.failed:
            return self.failed
        if self.looked_at is None:
            return "has not looked yet"
        late = time.monotonic() - self.looked_at
        return f"has not looked for {late:.0f} s" if late > LATE_AFTER_S else None


def begin(now: datetime, speed: float) -> None:
    """Take up the watch: say in every live session how long nobody watched."""
    close_old_connections()
    last = pulse.last_beat()
    _tell_blind(now, speed)
    sealing.seal(now, since=last)
    pulse.beat(now)


def look(now: datetime, speed: float, sessions: Collection[str] | None = None) -> None:
    """Look once at these sessions; at every live one where none is named, and then seal what is due and beat."""
    close_old_connections()
    failed = [
        session
        for session in live_sessions()
        if (sessions is None or session in sessions) and not _looked_at(session, now, speed)
    ]
    if sessions is None:
        sealing.seal(now)
        if not failed:
            _tell_blind(now, speed)
            pulse.beat(now)
    if failed:
        raise WatchFailed(f"{', '.join(failed)} could not be looked at. Go by the bedside monitors there.")


def _tell_blind(now: datetime, speed: float) -> None:
    """Say in every live session how long nobody watched, where the watch failed or stood still and is back."""
    last = pulse.last_beat()
    if last is not None and now - last >= MISSED * speed:
        for session in live_sessions():
            monitor.note_blind(session=session, from_at=last, to_at=now, clock_speed=speed)


def _looked_at(session: str, now: datetime, speed: float) -> bool:
    """Look at one session. What goes wrong there must not take the watch from the others."""
    try:
        monitor.watch(session, at=now, clock_speed=speed)
    except Exception:
        log.exception("The session %s could not be looked at.", session)
        return False
    return True


def live_sessions() -> list[str]:
    """The visits that are not over."""
    return list(Visit.objects.filter(closed_at__isnull=True).values_list("pk", flat=True))
