"""One open stream: what waits to be sent to it, and its end."""

import asyncio
from collections.abc import AsyncIterator

from handrail.web.stream import wire

WAITING_AT_MOST = 256
"""Messages that may wait for one browser. Whoever is further behind connects again and reads on from the log."""

LAGGED = wire.message("resume", b"{}")
"""Said to a browser that could not keep up: connect again, nothing is lost."""


class Listener:
    """What one browser is still to be told. Filled by the hub, emptied by the response, both on the loop."""

    def __init__(self) -> None:
        self.lagged = False
        self._ended = False
        self._waiting: list[bytes] = []
        self._something = asyncio.Event()

    def tell(self, said: bytes) -> bool:
        """Leave a message; False where this browser is too far behind, and is now told to connect again."""
        if self._ended:
            return not self.lagged
        self._waiting.append(said)
        if len(self._waiting) > WAITING_AT_MOST:
            self.lagged = True
            self._waiting = [LAGGED]
            self._ended = True
        self._something.set()
        return not self.lagged

    def end(self) -> None:
        """Nothing more will come: the stream ends now, whatever still waits."""
        if not self.lagged:
            self._waiting = []
        self._ended = True
        self._something.set()

    async def heard(self) -> AsyncIterator[bytes]:
        """Everything it is told, until the end."""
        while self._waiting or not self._ended:
            await self._something.wait()
            self._something.clear()
            said, self._waiting = self._waiting, []
            if said:
                yield b"".join(said)
