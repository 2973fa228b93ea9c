"""The device port: HL7 v2 over MLLP, many monitors and pumps at once.

What all connections sent in about a tenth of a second is recorded in one go, in a thread of its own; each message is
answered only after that, in the order in which its connection sent it. A broken message, a dead connection, a slow
reader or a crowd of idle connections disturbs nobody else.
"""

import asyncio
import logging
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handrail.care.clock import Clock
from handrail.devices.framing import LONGEST_MESSAGE_BYTES, Deframer, Fault, Frame, framed
from handrail.devices.room import Complaints, Guest, Line, Refused, Room
from handrail.interop.hl7v2 import Answer, Received, acknowledge, read_control_id, receive, receive_broken

log = logging.getLogger(__name__)

READ_BYTES = 1 << 16
NOT_STORED = Answer("AE", "This message was not stored. Send it again.")
FAILURES_TRIED = 2  # messages of a failed batch that fail alone too: then the store is taken to be down

Record = Callable[[Sequence[Received]], Sequence[Answer]]
"""Makes messages durable and says what to answer to each, in their order. Called in one thread, never twice at once."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the port takes on. Seconds are real ones, whatever the clinic's clock does."""

    longest_message_bytes: int = LONGEST_MESSAGE_BYTES
    waiting_messages: int = 256  # read but not yet recorded; nothing more is read from anybody while there are as many
    waiting_bytes: int = 32 << 20  # the same in bytes, of all connections together
    held_bytes: int = 32 << 20  # of messages that have begun and not ended, of all connections together
    connections: int = 256
    connections_from_one: int = 64  # address
    gather_s: float = 0.1
    first_message_s: float = 60  # a connection that has not said a whole message by then is closed
    idle_s: float = 600  # a connection that says nothing for so long is taken to be dead; a monitor connects again
    close_within_s: float = 10  # for what is held when the port stops


async def listen(
    host: str,
    port: int,
    *,
    record: Record,
    clock: Clock,
    ready: Callable[[int], None],
    limits: Limits | None = None,
    refused: Refused = lambda _address, _why, _times: None,
) -> None:
    """Serve the device port until cancelled, then finish: record and answer what was read, and close.

    `ready` is told the port number once devices can connect; asked for port 0, the system chooses one. `refused` is told,
    on the loop and at most once a minute, of connections for which there was no room.

    Raises:
        OSError: the address cannot be listened on, for example because another process does.
    """
    door = _Port(record, clock, limits or Limits(), refused)
    server = await asyncio.start_server(door.begin, host, port, limit=READ_BYTES)
    recorder = asyncio.create_task(door.record_forever())
    ready(server.sockets[0].getsockname()[1])
    try:
        await asyncio.shield(recorder)  # it ends only by a defect, which is then heard of
    finally:
        server.close()
        await door.finish()
        recorder.cancel()
        await server.wait_closed()


class _Conversation:
    """One connection, as far as answers are concerned: how many it still waits for, and when it has them all."""

    def __init__(self, writer: asyncio.StreamWriter, guest: Guest) -> None:
        self._writer = writer
        self._guest = guest
        self._waiting = 0
        self.answered = asyncio.Event()
        self.answered.set()

    def asked(self) -> None:
        self._waiting += 1
        self.answered.clear()

    def answer(self, raw: bytes, *, taken: bool) -> None:
        self._waiting -= 1
        self._guest.is_known = self._guest.is_known or taken
        if not self._writer.is_closing():
            self._writer.write(framed(raw))
        if not self._waiting:
            self.answered.set()


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A frame that was read, and who waits for its answer."""

    conversation: _Conversation
    read: Callable[[], Received]  # called in the recording thread, since a large message takes time
    size_bytes: int


class _Port:
    def __init__(self, record: Record, clock: Clock, limits: Limits, refused: Refused) -> None:
        self._record = record
        self._clock = clock
        self._limits = limits
        self._arrivals: asyncio.Queue[_Arrival] = asyncio.Queue(limits.waiting_messages)
        self._line = Line(limits.waiting_bytes)
        self._room = Room(
            all_in_all=limits.connections, of_one_address=limits.connections_from_one, held_bytes=limits.held_bytes
        )
        self._complaints = Complaints(refused)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="device-port")
        self._conversations: set[asyncio.Task[None]] = set()
        self._stopping: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    # -------------------------------------------------------------- one connection

    def begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a connection on, if there is room for it."""
        address = str((writer.get_extra_info("peername") or ("?",))[0])
        guest = self._room.come_in(address)
        if isinstance(guest, str):
            writer.transport.abort()
            self._complaints.add(address, guest)
            return
        task = asyncio.create_task(self._converse(reader, writer, guest))
        self._conversations.add(task)
        task.add_done_callback(self._conversations.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, guest: Guest) -> None:
        """Read a connection's frames until it ends, is silent for too long, or the port stops; answer, and close it."""
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        conversation = _Conversation(writer, guest)
        try:
            await self._listen(reader, writer, conversation, guest)
            await conversation.answered.wait()
        finally:
            await self._close(writer)
            self._room.leave(guest)

    async def _listen(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, conversation: _Conversation, guest: Guest
    ) -> None:
        deframer = Deframer(self._limits.longest_message_bytes)
        speak_by = asyncio.get_running_loop().time() + self._limits.first_message_s
        while data := await self._read(reader, writer, guest, speak_by):
            for frame in deframer.feed(data):
                guest.has_spoken = guest.has_spoken or frame.fault is None
                await self._take(frame, conversation)
            self._room.holds(guest, deframer.held_bytes)
        if not self._stopping.done():
            for frame in deframer.end():
                await self._take(frame, conversation)

    async def _read(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, guest: Guest, speak_by: float
    ) -> bytes:
        """The next bytes; none when no more will be read. Waits for a peer who does not read its answers."""
        patience_s = self._limits.idle_s
        if not guest.has_spoken:
            patience_s = min(patience_s, max(0.0, speak_by - asyncio.get_running_loop().time()))
        ends = (self._stopping, guest.over)
        read = asyncio.create_task(_drained_read(reader, writer))
        try:
            either: list[asyncio.Future[Any]] = [read, *ends]
            await asyncio.wait(either, timeout=patience_s, return_when=asyncio.FIRST_COMPLETED)
            return read.result() if read.done() and not any(end.done() for end in ends) else b""
        except OSError:
            return b""
        finally:
            read.cancel()

    async def _take(self, frame: Frame, conversation: _Conversation) -> None:
        """Put a frame in line, once there is room; meanwhile nothing is read from this connection."""
        received_at = self._clock.now()
        conversation.asked()
        await self._line.take(len(frame.raw))
        await self._arrivals.put(_Arrival(conversation, lambda: _received(frame, received_at), len(frame.raw)))

    async def _close(self, writer: asyncio.StreamWriter) -> None:
        writer.close()
        try:
            async with asyncio.timeout(self._limits.close_within_s):
                await writer.wait_closed()
        except OSError:  # also a TimeoutError: the peer does not take its answers, or is gone
            writer.transport.abort()

    # -------------------------------------------------------------- all together

    async def record_forever(self) -> None:
        """Record what has come, a tenth of a second's worth at a time, and answer it."""
        loop = asyncio.get_running_loop()
        while True:
            batch = [await self._arrivals.get()]
            await asyncio.sleep(self._limits.gather_s)
            while not self._arrivals.empty() and len(batch) < self._limits.waiting_messages:
                batch.append(self._arrivals.get_nowait())
            answers = await loop.run_in_executor(self._thread, self._recorded, batch)
            for arrival, (answer, taken) in zip(batch, answers, strict=True):
                arrival.conversation.answer(answer, taken=taken)
            await self._line.give_back(sum(arrival.size_bytes for arrival in batch))

    async def finish(self) -> None:
        """Read nothing more, answer what was read, and let go of the connections; give up after a while."""
        self._stopping.set_result(None)
        self._complaints.tell()
        if self._conversations:
            _, late = await asyncio.wait(self._conversations, timeout=self._limits.close_within_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._thread.shutdown(wait=False)

    # -------------------------------------------------------------- in the recording thread

    def _recorded(self, batch: Sequence[_Arrival]) -> list[tuple[bytes, bool]]:
        """What is answered to each, and whether that is AA."""
        received = [arrival.read() for arrival in batch]
        answers = self._answers(received)
        at = self._clock.now()
        return [(_written(one, answer, at), answer.code == "AA") for one, answer in zip(received, answers, strict=True)]

    def _answers(self, received: Sequence[Received]) -> Sequence[Answer]:
        """What to answer. A message that cannot be recorded must not keep the others from it: each is tried alone."""
        together = self._tried(received)
        if together is not None:
            return together
        if len(received) == 1:
            return [NOT_STORED]
        return list(self._one_by_one(received))

    def _one_by_one(self, received: Sequence[Received]) -> Iterator[Answer]:
        failed = 0
        for one in received:
            alone = self._tried([one]) if failed < FAILURES_TRIED else None
            failed += alone is None
            yield alone[0] if alone else NOT_STORED

    def _tried(self, received: Sequence[Received]) -> Sequence[Answer] | None:
        try:
            answers = self._record(received)
        except Exception:
            log.exception("Device messages could not be recorded: %d at once", len(received))
            return None
        if len(answers) != len(received):
            log.error("%d device messages got %d answers", len(received), len(answers))
            return None
        return answers


async def _drained_read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    await writer.drain()
    return await reader.read(READ_BYTES)


def _received(frame: Frame, received_at: datetime) -> Received:
    if frame.fault is None:
        return receive(frame.raw, received_at)
    return receive_broken(frame.raw, received_at, frame.fault.value, whole=frame.fault is Fault.TOO_LONG)


def _written(received: Received, answer: Answer, at: datetime) -> bytes:
    control_id = received.control_id or read_control_id(received.raw)
    return acknowledge(answer.code, answer.reason, control_id, to=received.sender, at=at)
