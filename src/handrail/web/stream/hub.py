"""The hub: one in a process. It reads a change once, makes it into bytes once, and hands it to everybody who looks."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from typing import TypeVar

from handrail.care.clock import Clock
from handrail.record import notice
from handrail.web.stream import metrics
from handrail.web.stream.feeds import BoardFeed, Feed, SessionFeed
from handrail.web.stream.listener import Listener
from handrail.web.stream.position import Position
from handrail.web.stream.readers import Readers
from handrail.web.stream.reading import LogSources
from handrail.web.stream.turn import Sources

Answer = TypeVar("Answer")


class HubIsAway(Exception):
    """No hub runs in this process: live updates are off until the server is up again."""


class Hub:
    """Serves every open stream of this process.

    `run` belongs into the server's task group, on the loop that answers requests. `stop` ends all streams at once, and
    has to be called before the server waits for open responses.
    """

    def __init__(self, clock: Clock, sources: Sources | None = None) -> None:
        self.clock = clock
        self.sources = sources or LogSources()
        self._feeds: dict[str, Feed] = {}
        self._following: dict[str, asyncio.Task[None]] = {}
        self._open: set[Listener] = set()
        self._group: asyncio.TaskGroup | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._readers: Readers | None = None
        self._stopping = asyncio.Event()
        self._hints: set[str] = set()
        self._hints_lock = threading.Lock()

    async def run(self) -> None:
        """Serve until `stop` or until cancelled; either way all streams end at once."""
        self._loop = asyncio.get_running_loop()
        readers = self._readers = Readers()
        unsubscribe = notice.subscribe(self._hint_from_any_thread)
        notice.start()
        try:
            async with asyncio.TaskGroup() as self._group:
                _running.append(self)
                await self._stopping.wait()
                self.stop()
        finally:
            self.stop()
            _running.remove(self)
            unsubscribe()
            await asyncio.to_thread(notice.stop)
            await asyncio.to_thread(readers.close)

    def stop(self) -> None:
        """End all streams at once and let `run` return. To be called on the loop."""
        self._stopping.set()
        for listener in self._open:
            listener.end()
        for task in self._following.values():
            task.cancel()

    async def subscribe(self, topic: str, after: Position | None = None) -> AsyncGenerator[bytes, None]:
        """What happens on `session:<id>` or `board:<clinic id>`, as bytes of server-sent events.

        The first is the whole current view, with everything after `after`; then what comes, as it comes. Ends when the
        hub stops or this listener cannot keep up.

        Raises:
            HubIsAway: where the hub does not run.
        """
        listener = Listener()
        feed = self._feed(topic)
        feed.join(listener, after)
        self._open.add(listener)
        follows = metrics.LISTENERS.labels(topic.partition(":")[0])
        follows.inc()
        try:
            async for said in listener.heard():
                yield said
        finally:
            follows.dec()
            self._open.discard(listener)
            feed.leave(listener)

    def listeners(self) -> dict[str, int]:
        """How many look at each topic now."""
        return {topic: len(feed.listeners) for topic, feed in self._feeds.items() if feed.listeners}

    def session(self, session_id: str) -> SessionFeed:
        """The feed of a session, begun if nobody looked at it so far."""
        feed = self._feed(f"session:{session_id}")
        assert isinstance(feed, SessionFeed)  # the topic says so, and mypy cannot know
        return feed

    async def read(self, question: Callable[[], Answer]) -> Answer:
        """Ask the database in a reader's thread.

        Raises:
            HubIsAway: where the hub does not run.
        """
        if self._readers is None or self._stopping.is_set():
            raise HubIsAway
        return await self._readers.ask(question)

    def _feed(self, topic: str) -> Feed:
        if self._group is None or self._stopping.is_set():
            raise HubIsAway
        feed = self._feeds.get(topic)
        if feed is None:
            feed = self._feeds[topic] = self._new_feed(topic)
            self._following[topic] = self._group.create_task(self._follow(feed), name=f"stream {topic}")
        return feed

    def _new_feed(self, topic: str) -> Feed:
        match topic.split(":", 1):
            case ["session", session_id]:
                return SessionFeed(self, session_id)
            case ["board", clinic_id]:
                return BoardFeed(self, clinic_id)
            case _:
                raise ValueError(f"{topic} is not a topic. There are session:<id> and board:<clinic id>.")

    async def _follow(self, feed: Feed) -> None:
        try:
            await feed.follow()
        finally:
            del self._feeds[feed.topic]
            del self._following[feed.topic]

    def _hint_from_any_thread(self, stream_id: str) -> None:
        with self._hints_lock:
            first = not self._hints
            self._hints.add(stream_id)
        if first and self._loop and not self._stopping.is_set():
            self._loop.call_soon_threadsafe(self._pass_hints_on)

    def _pass_hints_on(self) -> None:
        with self._hints_lock:
            hints, self._hints = self._hints, set()
        unheard_of = any(f"session:{hint}" not in self._feeds for hint in hints - {notice.EVERYTHING})
        for feed in self._feeds.values():
            if feed.concerned(hints, anything=notice.EVERYTHING in hints, unheard_of=unheard_of):
                feed.hint()


_running: list[Hub] = []


def here() -> Hub:
    """The hub of this process. Django hands a view nothing but the request, so the hub is found by name.

    Raises:
        HubIsAway: where none runs.
    """
    if not _running:
        raise HubIsAway
    return _running[-1]
