"""A device port as `handrail serve` has it, on a loop in a thread of its own, and a monitor at the other end of the wire."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self

from django.db import connection

from handrail.care import monitor
from handrail.care.clock import Clock
from handrail.devices.framing import Deframer, framed
from handrail.devices.mllp import Limits, listen
from handrail.interop.hl7v2 import Acknowledgement, Answer, Received, parse_acknowledgement

PATIENCE_S = 60
"""How long a test waits for what comes at once unless something is broken; nothing is measured by it."""


class Port:
    """The real device port on a free port of this machine, recording into the record."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.number = 0
        self._up = Event()
        self._thread = Thread(target=lambda: asyncio.run(self._listen()), name="port-of-the-test")

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._up.wait(PATIENCE_S), "the device port did not come up"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._listening.cancel)
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive(), "the device port hangs"

    async def _listen(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._listening = asyncio.create_task(
            listen("127.0.0.1", 0, record=self._record, clock=self.clock, ready=self._ready, limits=Limits(gather_s=0))
        )
        with suppress(asyncio.CancelledError):
            await self._listening

    def _ready(self, number: int) -> None:
        self.number = number
        self._up.set()

    def _record(self, received: Sequence[Received]) -> Sequence[Answer]:
        """As `handrail serve` records; the thread gives its connection back, since the test's database goes before it."""
        try:
            return monitor.record_samples(received, at=self.clock.now()).answers
        finally:
            connection.close()


@contextmanager
def plugged_in(port: Port) -> Iterator["Wire"]:
    """A device's connection to the port."""
    with socket.create_connection(("127.0.0.1", port.number), PATIENCE_S) as connected:
        yield Wire(connected)


class Wire:
    """One device's end of a connection: sends a message, waits for its answer."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._deframer = Deframer()
        self._answers: list[bytes] = []

    def send(self, raw: bytes) -> Acknowledgement:
        """Send one message and wait for its answer."""
        self._socket.sendall(framed(raw))
        while not self._answers:
            data = self._socket.recv(1 << 16)
            assert data, "the port closed the connection before it answered"
            self._answers += [frame.raw for frame in self._deframer.feed(data)]
        return parse_acknowledgement(self._answers.pop(0))
