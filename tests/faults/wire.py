"""A device's end of a real connection to a device port: sends bytes, waits for the answer to each message."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from handrail.devices.framing import Deframer, framed
from handrail.interop.hl7v2 import Acknowledgement, parse_acknowledgement
from tests.faults.waiting import PATIENCE_S


class Wire:
    """One connection."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._deframer = Deframer()
        self._answers: list[bytes] = []

    def send(self, raw: bytes) -> Acknowledgement:
        """Send one message in its frame, and wait for its answer."""
        self.put(framed(raw))
        return self.answer()

    def put(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._socket.sendall(data)

    def answer(self) -> Acknowledgement:
        """The next answer."""
        while not self._answers:
            data = self._socket.recv(1 << 16)
            assert data, "the port closed the connection before it answered"
            self._answers += [frame.raw for frame in self._deframer.feed(data)]
        return parse_acknowledgement(self._answers.pop(0))

    def hang_up(self) -> None:
        """Say that nothing more will be sent; answers still come."""
        self._socket.shutdown(socket.SHUT_WR)


@contextmanager
def plugged_in(port: int) -> Iterator[Wire]:
    """A connection to the device port of this machine, for as long as the block."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as connected:
        yield Wire(connected)
