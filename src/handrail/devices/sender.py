"""The other end of the port: sends messages over MLLP, one at a time, and waits for the answer to each."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

from handrail.devices.framing import Deframer, framed
from handrail.interop.hl7v2 import Acknowledgement, parse_acknowledgement

READ_BYTES = 1 << 16


class Sender:
    """A connection to a device port, used as `async with await Sender.connect(host, port) as sender`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak over a connection that is there; usually made by `connect`."""
        self._reader = reader
        self._writer = writer
        self._deframer = Deframer()
        self._answers: list[bytes] = []

    @classmethod
    async def connect(cls, host: str, port: int) -> Self:
        """Connect to a device port.

        Raises:
            OSError: nobody listens there.
        """
        return cls(*await asyncio.open_connection(host, port))

    async def send(self, raw: bytes) -> Acknowledgement:
        """Send one message and wait for its answer. Use `asyncio.timeout` around it where waiting must end.

        Raises:
            ConnectionError: the port closed before it answered: nobody knows whether the message was kept. Send it
                again, with the same control id: it is kept once.
            Hl7Error: the answer is no acknowledgement.
        """
        self._writer.write(framed(raw))
        await self._writer.drain()
        while not self._answers:
            data = await self._reader.read(READ_BYTES)
            if not data:
                raise ConnectionResetError("The device port closed the connection before it answered.")
            self._answers += [frame.raw for frame in self._deframer.feed(data)]
        return parse_acknowledgement(self._answers.pop(0))

    async def close(self) -> None:
        """Close the connection."""
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def __aenter__(self) -> Self:
        """Give the connection."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        await self.close()
