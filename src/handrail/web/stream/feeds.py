"""What listeners share: a feed for each session and each board that anybody looks at, and none for the others."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Protocol, TypeVar

from handrail.care.clock import Clock
from handrail.pathway.events.codec import written_time
from handrail.web.stream import metrics, wire
from handrail.web.stream.listener import Listener
from handrail.web.stream.position import Position
from handrail.web.stream.turn import BoardTurn, Known, SessionTurn, Sources, View, board_turn, session_turn

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 1.0
"""A lost hint costs this long at most, and values grow old on the screens this often."""

BETWEEN_LOOKS_S = 0.1
"""Ten messages a second a session are more than anybody sees."""

BEAT_S = 5.0
"""How often a feed that reads well says so. One that cannot read falls silent, and every browser notices."""

FRESH_S = 4.0
"""A chair that was last read longer ago than this silences its board."""

Answer = TypeVar("Answer")


class Desk(Protocol):
    """What a feed needs from its hub."""

    clock: Clock
    sources: Sources

    async def read(self, question: Callable[[], Answer]) -> Answer:
        """Ask the database, in a reader's thread."""

    def session(self, session_id: str) -> "SessionFeed":
        """The feed of a session, begun if nobody looked at it so far."""


class Feed(ABC):
    """Looks when hinted or once a second, tells its listeners, and ends when nobody listens any more."""

    def __init__(self, desk: Desk, topic: str) -> None:
        self.desk = desk
        self.topic = topic
        self.listeners: set[Listener] = set()
        self.looked_at: float | None = None
        self._beat_at = 0.0
        self._hinted = asyncio.Event()

    def hint(self) -> None:
        """Something may have changed: look soon."""
        self._hinted.set()

    @abstractmethod
    def concerned(self, hints: AbstractSet[str], *, anything: bool, unheard_of: bool) -> bool:
        """Whether these hints concern this feed: ids of streams, anything at all, a stream that nobody looks at."""

    @abstractmethod
    def join(self, listener: Listener, start: Position | None) -> None:
        """Somebody came, who has everything up to `start` or nothing."""

    @abstractmethod
    def leave(self, listener: Listener) -> None:
        """Somebody went."""

    @property
    def wanted(self) -> bool:
        """Whether anybody listens."""
        return bool(self.listeners)

    @property
    def fresh(self) -> bool:
        """Whether this feed has read what it shows a moment ago."""
        return self.looked_at is not None and _loop_time() - self.looked_at < FRESH_S

    async def follow(self) -> None:
        """Look again and again, for as long as somebody listens."""
        hinted = False
        while self.wanted:
            started = _loop_time()
            await self._look_or_fall_silent(hinted=hinted)
            await asyncio.sleep(max(0.0, started + BETWEEN_LOOKS_S - _loop_time()))
            hinted = await self._woken(started + LOOK_AGAIN_S)

    async def _look_or_fall_silent(self, *, hinted: bool) -> None:
        """Look; where that fails, by a locked database or a defect, nothing is said, the others go on, and it is tried again."""
        try:
            await self._look(hinted=hinted)
        except Exception:
            metrics.FAILED_LOOKS.inc()
            log.exception("The stream could not read %s. It looks again in a second.", self.topic)
            self._hinted.clear()
            return
        self.looked_at = _loop_time()
        self._beat_when_due()

    @abstractmethod
    async def _look(self, *, hinted: bool) -> None: ...

    def _tell(self, said: bytes | None) -> None:
        """Say this to everybody who listens; whoever cannot keep up is let go, to connect again."""
        if said is None:
            return
        for listener in list(self.listeners):
            metrics.MESSAGES.inc()
            if not listener.tell(said):
                metrics.LAGGED.inc()
                self.listeners.discard(listener)

    def _beat_when_due(self) -> None:
        if _loop_time() - self._beat_at >= BEAT_S:
            self._beat_at = _loop_time()
            self._tell(self._beat())

    def _beat(self) -> bytes:
        return wire.beat(written_time(self.desk.clock.now()), self.desk.clock.speed)

    async def _woken(self, latest: float) -> bool:
        """Wait for a hint, or until it is time to look anyway; say which."""
        try:
            async with asyncio.timeout_at(latest):
                await self._hinted.wait()
        except TimeoutError:
            return False
        finally:
            self._hinted.clear()
        return True


class SessionFeed(Feed):
    """One session: its listeners hear what came since they looked, boards hear how the chair is."""

    def __init__(self, desk: Desk, session_id: str) -> None:
        super().__init__(desk, f"session:{session_id}")
        self.session_id = session_id
        self.boards: set[BoardFeed] = set()
        self._newcomers: dict[Listener, Position | None] = {}
        self._known: Known | None = None

    @property
    def wanted(self) -> bool:
        return bool(self.listeners or self._newcomers or self.boards)

    def concerned(self, hints: AbstractSet[str], *, anything: bool, unheard_of: bool) -> bool:
        return anything or self.session_id in hints

    def join(self, listener: Listener, start: Position | None) -> None:
        self._newcomers[listener] = start
        self.hint()

    def leave(self, listener: Listener) -> None:
        self.listeners.discard(listener)
        self._newcomers.pop(listener, None)

    async def _look(self, *, hinted: bool) -> None:
        waiting = dict(self._newcomers)
        turn = await self.desk.read(
            lambda: session_turn(
                self.desk.sources,
                self.session_id,
                self.desk.clock.now(),
                known=self._known,
                newcomers=waiting.values(),
                hinted=hinted,
            )
        )
        if turn:
            self._take(turn, waiting)

    def _take(self, turn: SessionTurn, waiting: dict[Listener, Position | None]) -> None:
        self._known = turn.known
        self._tell(turn.news)
        if turn.chair:
            for board in self.boards:
                board.chair_changed(turn.chair)
        for listener, start in waiting.items():
            if self._newcomers.pop(listener, self) is not self:
                listener.tell(turn.first[start] + self._beat())
                self.listeners.add(listener)


class BoardFeed(Feed):
    """One clinic's board: the whole to whoever comes and whenever somebody sits down or leaves, then chair by chair."""

    def __init__(self, desk: Desk, clinic_id: str) -> None:
        super().__init__(desk, f"board:{clinic_id}")
        self.clinic_id = clinic_id
        self._newcomers: set[Listener] = set()
        self._chairs: dict[str, SessionFeed] = {}
        self._frame: View | None = None

    @property
    def wanted(self) -> bool:
        return bool(self.listeners or self._newcomers)

    def concerned(self, hints: AbstractSet[str], *, anything: bool, unheard_of: bool) -> bool:
        """Somebody may have come whose session nobody looked at; the chairs' own news come from their feeds."""
        return unheard_of

    def join(self, listener: Listener, start: Position | None) -> None:
        self._newcomers.add(listener)
        self.hint()

    def leave(self, listener: Listener) -> None:
        self.listeners.discard(listener)
        self._newcomers.discard(listener)

    def chair_changed(self, said: bytes) -> None:
        """One chair has something new."""
        self._tell(said)

    async def follow(self) -> None:
        try:
            await super().follow()
        finally:
            self._follow_chairs(frozenset())

    async def _look(self, *, hinted: bool) -> None:
        waiting = set(self._newcomers)
        turn = await self.desk.read(
            lambda: board_turn(
                self.desk.sources, self.clinic_id, self.desk.clock.now(), known=self._frame, newcomers=bool(waiting)
            )
        )
        self._take(turn, waiting)

    def _take(self, turn: BoardTurn, waiting: set[Listener]) -> None:
        self._frame = turn.frame
        self._follow_chairs(turn.sessions)
        if turn.changed:
            self._tell(turn.whole)
        for listener in waiting & self._newcomers:
            self._newcomers.discard(listener)
            listener.tell((turn.whole or b"") + self._beat())
            self.listeners.add(listener)

    def _follow_chairs(self, sessions: frozenset[str]) -> None:
        for gone in self._chairs.keys() - sessions:
            self._chairs.pop(gone).boards.discard(self)
        for come in sessions - self._chairs.keys():
            feed = self.desk.session(come)
            feed.boards.add(self)
            self._chairs[come] = feed

    def _beat_when_due(self) -> None:
        """A board is alive when each of its chairs is."""
        if all(chair.fresh for chair in self._chairs.values()):
            super()._beat_when_due()


def _loop_time() -> float:
    return asyncio.get_running_loop().time()
