"""How much the device port takes on: so many connections, so many from one address, so many bytes at once.

Where it is full, the oldest connection of which nothing was ever taken gives way to whoever comes, so that idle
connections cannot keep a monitor out.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

TOLD_EVERY_S = 60.0  # of real time
ADDRESSES_TOLD = 20  # each time, those with the most refusals

Refused = Callable[[str, str, int], None]
"""Is told of connections that were refused: from which address, why, how many since it was last told."""


@dataclass(eq=False, slots=True)
class Guest:
    """One connection: where it comes from, whether it ever said a whole message and whether any was taken (AA).

    `holds_bytes` is how much of an unfinished message it has; `over` is done once it is to be read no more.
    """

    address: str
    over: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    has_spoken: bool = False
    is_known: bool = False
    holds_bytes: int = 0

    def let_go(self) -> None:
        """Read nothing more from it; what it sent is still answered."""
        self.holds_bytes = 0
        if not self.over.done():
            self.over.set_result(None)


class Room:
    """Who is connected."""

    def __init__(self, *, all_in_all: int, of_one_address: int, held_bytes: int) -> None:
        self._all_in_all = all_in_all
        self._of_one_address = of_one_address
        self._held_bytes = held_bytes
        self._guests: dict[Guest, None] = {}  # in the order in which they came

    def come_in(self, address: str) -> Guest | str:
        """Take somebody on; where there is no room and nobody unknown to give way, why not."""
        here = [guest for guest in self._guests if guest.address == address]
        if len(here) >= self._of_one_address and not self._make_room(here):
            return f"More than {self._of_one_address} connections from {address}."
        if len(self._guests) >= self._all_in_all and not self._make_room(list(self._guests)):
            return f"More than {self._all_in_all} connections."
        guest = Guest(address)
        self._guests[guest] = None
        return guest

    def leave(self, guest: Guest) -> None:
        """Somebody has gone."""
        self._guests.pop(guest, None)

    def holds(self, guest: Guest, size: int) -> None:
        """Somebody has so much of an unfinished message; who holds the most is let go where all hold too much together."""
        if guest.over.done():
            return
        guest.holds_bytes = size
        while sum(one.holds_bytes for one in self._guests) > self._held_bytes:
            max(self._guests, key=lambda one: one.holds_bytes).let_go()

    def _make_room(self, guests: list[Guest]) -> bool:
        unknown = next((guest for guest in guests if not guest.is_known), None)
        if unknown is not None:
            unknown.let_go()
            self.leave(unknown)
        return unknown is not None


class Line:
    """Bytes that wait to be recorded, of all connections together; nobody puts more in line than there is room for."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._shorter = asyncio.Condition()

    async def take(self, size: int) -> None:
        """Wait until there is room for so many bytes; a single message always finds room in an empty line."""
        async with self._shorter:
            await self._shorter.wait_for(lambda: not self._bytes or self._bytes + size <= self._most_bytes)
            self._bytes += size

    async def give_back(self, size: int) -> None:
        """So many bytes are recorded and answered."""
        async with self._shorter:
            self._bytes -= size
            self._shorter.notify_all()


class Complaints:
    """Refused connections, told at once and then once a minute, however many there are."""

    def __init__(self, tell: Refused) -> None:
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._refused: Counter[tuple[str, str]] = Counter()
        self._told_at: float | None = None
        self._later: asyncio.TimerHandle | None = None

    def add(self, address: str, why: str) -> None:
        """One more."""
        self._refused[address, why] += 1
        if self._later is None:
            since = None if self._told_at is None else self._loop.time() - self._told_at
            wait_s = 0.0 if since is None else max(0.0, TOLD_EVERY_S - since)
            self._later = self._loop.call_later(wait_s, self.tell)

    def tell(self) -> None:
        """Tell of all since the last time."""
        if self._later:
            self._later.cancel()
            self._later = None
        self._told_at = self._loop.time()
        refused, self._refused = self._refused, Counter()
        for (address, why), times in refused.most_common(ADDRESSES_TOLD):
            log.warning("The device port refused %d connections from %s: %s", times, address, why)
            self._tell(address, why, times)
