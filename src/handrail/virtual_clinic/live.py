"""The demonstration going on: invented staff act, virtual monitors and pumps speak to the real device port.

Runs in a process of its own beside the server, on the same clock.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handrail.care.clock import Clock
from handrail.devices.sender import Sender
from handrail.interop.hl7v2 import Hl7Error
from handrail.virtual_clinic.chairside import Chairside
from handrail.virtual_clinic.day import Day

log = logging.getLogger(__name__)

ONE_SECOND = timedelta(seconds=1)
SHORTEST_TURN_S = 0.25  # of real time; at a higher speed only the last second of a turn is told, and every cuff reading
MOST_BEHIND = timedelta(seconds=4)
"""Of real time, less than a device's clock may be off: after a longer standstill devices go on from now, they do not catch up."""
WAITING = 64  # messages of one device; one that cannot send keeps the newest


@dataclass(slots=True)
class Line:
    """One device's own connection to the port."""

    host: str
    port: int
    queue: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(WAITING))
    unanswered: bytes | None = None

    def say(self, message: bytes) -> None:
        """Put a message in line; the oldest gives way."""
        if self.queue.full():
            self.queue.get_nowait()
        self.queue.put_nowait(message)

    async def run(self) -> None:
        """Send what is in line, connect again whenever the port was away."""
        while True:
            try:
                with suppress(OSError):
                    async with await Sender.connect(self.host, self.port) as sender:
                        while True:
                            self.unanswered = self.unanswered or await self.queue.get()
                            await self._send(sender, self.unanswered)
                            self.unanswered = None
            except Exception:  # one device's trouble stays its own: it connects again, and the others go on
                log.exception("A device's line broke off.")
            await asyncio.sleep(1)

    @staticmethod
    async def _send(sender: Sender, message: bytes) -> None:
        try:
            answer = await sender.send(message)
        except Hl7Error:
            log.exception("The answer of the device port was no acknowledgement.")
            return
        if answer.code != "AA":
            log.info("The device port answered %s: %s", answer.code, answer.reason)


class Live:
    """The virtual clinic beside a running server."""

    def __init__(self, day: Day, clock: Clock, host: str, port: int) -> None:
        self.day = day
        self.clock = clock
        self.host, self.port = host, port
        self.lines: dict[str, Line] = {}
        # What was on its way when the clinic was stopped is said again: the port knows by its number what it has taken.
        self.told_until = self._second(clock.now()) - self._most_behind()

    async def run(self) -> None:
        """Go on until cancelled."""
        turn_s = max(SHORTEST_TURN_S, 1 / self.clock.speed)
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            while True:
                started = loop.time()
                now = self._second(self.clock.now())
                said = await self._said_since(now)
                for device, message in said:
                    if device not in self.lines:
                        self.lines[device] = Line(self.host, self.port)
                        group.create_task(self.lines[device].run())
                    self.lines[device].say(message)
                await asyncio.sleep(max(0.0, started + turn_s - loop.time()))

    async def _said_since(self, now: datetime) -> list[tuple[str, bytes]]:
        """What the devices say; nothing where that fails, as while the database is away: the next turn tries again."""
        try:
            return await asyncio.to_thread(self._turn, now)
        except Exception:
            log.exception("The devices could not be heard in this turn.")
            return []

    def _turn(self, now: datetime) -> list[tuple[str, bytes]]:
        """Act, then say what the devices say in the seconds since the last turn."""
        start = max(self.told_until, now - self._most_behind())
        try:
            chairs = self.day.act(now)
        except Exception:  # the demonstration goes on: the next turn tries again
            log.exception("The invented staff could not act.")
            chairs = list(self.day.chairs.values())
        said = [told for chair in chairs for told in _said(chair, start, now)]
        self.told_until = now
        return said

    def _most_behind(self) -> timedelta:
        return self._whole(MOST_BEHIND * max(1.0, self.clock.speed))

    @staticmethod
    def _whole(length: timedelta) -> timedelta:
        return timedelta(seconds=length // ONE_SECOND)

    @staticmethod
    def _second(moment: datetime) -> datetime:
        return moment.replace(microsecond=0)


def _said(chair: Chairside, after: datetime, until: datetime) -> Iterator[tuple[str, bytes]]:
    """What a chair's devices say: everything of the last second, and of those before what would not come again."""
    session = chair.session
    moment = after + ONE_SECOND
    while moment <= until:
        last = moment == until
        for device, message in chair.messages(moment, session):
            if last or device == chair.pump_device.pk or b"MDC_PRESS_" in message:
                yield device, message
        moment += ONE_SECOND
