"""A real device port on a socket of this machine, and something to record into."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from handrail.devices.mllp import Limits, listen
from handrail.devices.room import Refused
from handrail.devices.sender import Sender
from handrail.interop.hl7v2 import Acknowledgement, Answer, Observation, Received, oru

AT = datetime(2026, 11, 20, 14, 30, 24, tzinfo=UTC)
DEADLINE_S = 60  # for conditions that come at once unless something is broken


def message(control_id: object, value: object = 98, *, sender: str = "MON-3|WARD") -> bytes:
    """One SpO2 of a monitor."""
    observations = [Observation("spo2", Decimal(str(value)), AT)]
    return oru(sender=sender, control_id=str(control_id), sent_at=AT, observations=observations)


class WatchedClock:
    """A clock that stands still and says how often somebody looked at it: the port does so for every frame it takes."""

    speed = 1.0

    def __init__(self) -> None:
        """Nobody has looked yet."""
        self.looks = 0
        self._looked = asyncio.Condition()
        self._loop = asyncio.get_running_loop()

    def now(self) -> datetime:
        """The time, and one look more."""
        self.looks += 1
        self._loop.call_soon_threadsafe(lambda: self._loop.create_task(self._tell()))
        return AT

    async def _tell(self) -> None:
        async with self._looked:
            self._looked.notify_all()

    async def until(self, looks: int) -> None:
        """Wait until somebody looked so often."""
        async with self._looked:
            await self._looked.wait_for(lambda: self.looks >= looks)


@dataclass
class Ledger:
    """Keeps every message once, as the record does, and gives the same message the same answer.

    Closed with `close`, it holds every batch until `open`: a store that is slow. Messages of `poison` make it raise,
    and so does everything while it is `down`.
    """

    batches: list[list[Received]] = field(default_factory=list)
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    poison: set[str] = field(default_factory=set)
    down: bool = False
    asked: threading.Event = field(default_factory=threading.Event)
    may_go_on: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Open."""
        self.may_go_on.set()

    def close(self) -> None:
        """Hold what comes."""
        self.may_go_on.clear()

    def open(self) -> None:
        """Let it go."""
        self.may_go_on.set()

    async def until_asked(self) -> None:
        """Wait until a batch has come."""
        await asyncio.to_thread(self.asked.wait, DEADLINE_S)

    @property
    def received(self) -> list[Received]:
        """Everything that came, in order."""
        return [one for batch in self.batches for one in batch]

    def record(self, received: Sequence[Received]) -> list[Answer]:
        """Keep, and answer."""
        self.asked.set()
        assert self.may_go_on.wait(DEADLINE_S)
        if self.down or any(one.control_id in self.poison for one in received):
            raise OSError("disk full")
        self.batches.append(list(received))
        return [self._answer(one) for one in received]

    def _answer(self, one: Received) -> Answer:
        fresh = Answer(one.refusal.code, one.refusal.reason) if one.refusal else Answer("AA")
        return self.answers.setdefault((one.sender, one.control_id), fresh) if one.control_id else fresh


@dataclass(frozen=True)
class OpenPort:
    """A port that listens, and the task that keeps it open."""

    number: int
    clock: WatchedClock
    task: asyncio.Task[None]

    async def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task


@asynccontextmanager
async def open_port(
    ledger: Ledger, limits: Limits | None = None, refused: Refused = lambda *_: None
) -> AsyncIterator[OpenPort]:
    """Listen on a free port of this machine until the test is done, which has a minute for it."""
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[int] = loop.create_future()
    clock = WatchedClock()
    task = asyncio.create_task(
        listen(
            "127.0.0.1",
            0,
            record=ledger.record,
            clock=clock,
            ready=ready.set_result,
            limits=limits or Limits(gather_s=0),
            refused=refused,
        )
    )
    port = OpenPort(await ready, clock, task)
    try:
        async with asyncio.timeout(DEADLINE_S):
            yield port
    finally:
        ledger.open()
        await port.stop()


Scene = Callable[[OpenPort], Awaitable[None]]


def play(ledger: Ledger, scene: Scene, limits: Limits | None = None, refused: Refused = lambda *_: None) -> None:
    """Play a scene at a port that records into this ledger."""

    async def played() -> None:
        async with open_port(ledger, limits, refused) as port:
            await scene(port)

    asyncio.run(played())


async def connect(port: OpenPort) -> Sender:
    """A device at the port."""
    return await Sender.connect("127.0.0.1", port.number)


async def plug(port: OpenPort) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A bare connection, to send what no device should."""
    return await asyncio.open_connection("127.0.0.1", port.number)


async def answers(reader: asyncio.StreamReader, count: int) -> list[bytes]:
    """So many answers, as they came."""
    return [await reader.readuntil(b"\x1c\r") for _ in range(count)]


def told(answer: Acknowledgement) -> tuple[str, str]:
    """Which message got which code."""
    return answer.control_id, answer.code
