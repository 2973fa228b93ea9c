"""A device port as `handrail serve` has it, on a loop in a thread of its own."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self

from django.db import connection

from handrail.care import monitor
from handrail.care.clock import Clock
from handrail.devices.mllp import Limits, listen
from handrail.interop.hl7v2 import Answer, Received
from tests.faults.waiting import PATIENCE_S


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
