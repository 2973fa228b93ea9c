"""Streams for tests: a hub on its own loop, what a listener hears, and the real server with both."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from threading import Event, Thread
from typing import Any

import uvicorn
from django.core.asgi import get_asgi_application
from django.db import connections

from handrail.care.clock import Clock
from handrail.clinic.models import Binding, Chair, Clinic, Device, Membership, Patient, Room, Visit
from handrail.web import clock as web_clock
from handrail.web.stream import Hub, Position
from handrail.web.stream.turn import Sources

PATIENCE_S = 20
"""How long a test waits for what must come; nothing is measured by it."""


@dataclass
class Message:
    """One server-sent event."""

    name: str = ""
    id: str | None = None
    data: Any = None


@dataclass
class Ear:
    """Takes the bytes of a stream apart."""

    _rest: bytes = b""
    comments: int = 0
    heard: list[Message] = field(default_factory=list)

    def take(self, said: bytes) -> list[Message]:
        """The messages that are complete now."""
        *blocks, self._rest = (self._rest + said).split(b"\n\n")
        messages = [self._read(block.decode()) for block in blocks]
        new = [message for message in messages if message.name]
        self.heard += new
        return new

    def _read(self, block: str) -> Message:
        message = Message()
        for line in block.splitlines():
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            match name:
                case "":
                    self.comments += 1
                case "event":
                    message.name = value
                case "id":
                    message.id = value
                case "data":
                    message.data = json.loads(value)
        return message


class Listener:
    """Somebody who follows a topic of a hub."""

    def __init__(self, hub: Hub, topic: str, after: Position | None = None) -> None:
        self.ear = Ear()
        self._stream: AsyncGenerator[bytes, None] = hub.subscribe(topic, after)
        self._messages = self._read()

    async def _read(self) -> AsyncIterator[Message]:
        async for said in self._stream:
            for message in self.ear.take(said):
                yield message

    async def hears(self, *names: str) -> Message:
        """The next message of one of these names (any, where none is given)."""
        async with asyncio.timeout(PATIENCE_S):
            async for message in self._messages:
                if not names or message.name in names:
                    return message
        raise AssertionError(f"The stream ended without {names}.")

    async def hears_until(self, done: Callable[[Message], bool]) -> list[Message]:
        """Every message up to and with the one that is waited for."""
        heard = [await self.hears()]
        while not done(heard[-1]):
            heard.append(await self.hears())
        return heard

    async def hears_the_end(self) -> None:
        """Waits until the stream ends."""
        async with asyncio.timeout(PATIENCE_S):
            async for _ in self._messages:
                pass

    async def leaves(self) -> None:
        """Closes the page."""
        await self._stream.aclose()


@asynccontextmanager
async def running(hub: Hub) -> AsyncIterator[Hub]:
    """A hub that runs for as long as the block."""
    running_hub = asyncio.create_task(hub.run())
    await asyncio.sleep(0)
    try:
        yield hub
    finally:
        hub.stop()
        async with asyncio.timeout(PATIENCE_S):
            await running_hub


async def until(true: Callable[[], bool]) -> None:
    """Waits for a condition, with a deadline."""
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110 - what is waited for is somebody else's, and sets no event
            await asyncio.sleep(0)


def close_the_clinics(but: Clinic | None = None) -> None:
    """Empty the clinics in the order in which their rows lean on each other, which Django's own flush does not know."""
    for model in (Binding, Visit, Device, Chair, Room, Patient, Membership):
        model._default_manager.exclude(clinic=but).delete()


class Server:
    """Web and hub on a loop in a thread of its own, as `handrail serve` has them."""

    def __init__(self, clock: Clock, sources: Sources | None = None) -> None:
        self.clock = clock
        self.sources = sources
        self.port = 0
        self._up = Event()
        self._thread: Thread | None = None
        self._end: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Come up; a second time at the same address."""
        self._up.clear()
        self._thread = Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        assert self._up.wait(PATIENCE_S), "the server did not come up"

    def stop(self) -> None:
        """Go down, and wait for it."""
        if self._thread is not None:
            self._end()
            self._thread.join(PATIENCE_S)
            assert not self._thread.is_alive(), "the server hangs"
            self._thread = None

    async def _serve(self) -> None:
        web_clock.use(self.clock)
        hub = Hub(self.clock, self.sources)
        config = uvicorn.Config(get_asgi_application(), port=0, lifespan="off", log_config=None)
        server = _Telling(config, self._up)
        loop = asyncio.get_running_loop()

        def end() -> None:
            hub.stop()
            server.should_exit = True

        self._end = lambda: loop.call_soon_threadsafe(end)  # type: ignore[assignment]  # nobody asks for the handle
        listening = socket.create_server(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        async with asyncio.TaskGroup() as group:
            group.create_task(hub.run())
            group.create_task(server.serve(sockets=[listening]))
        listening.close()
        await asyncio.to_thread(connections.close_all)


class _Telling(uvicorn.Server):
    """Says when it is up."""

    def __init__(self, config: uvicorn.Config, up: Event) -> None:
        super().__init__(config)
        self._up = up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._up.set()


@contextmanager
def serving(clock: Clock, sources: Sources | None = None) -> Iterator[Server]:
    """A server for as long as the block."""
    before = web_clock.here()
    server = Server(clock, sources)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        web_clock.use(before)


class Stream:
    """A stream over HTTP, as a browser opens it."""

    def __init__(self, server: Server, path: str, *, cookie: str = "", last_id: str | None = None) -> None:
        self.ear = Ear()
        self._connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
        headers = {"Accept": "text/event-stream", "Cookie": f"sessionid={cookie}"}
        if last_id is not None:
            headers["Last-Event-ID"] = last_id
        self._connection.request("GET", path, headers=headers)
        self.response: HTTPResponse = self._connection.getresponse()
        self._waiting: list[Message] = []

    def hears(self, *names: str) -> Message:
        """The next message of one of these names."""
        while True:
            while self._waiting:
                message = self._waiting.pop(0)
                if not names or message.name in names:
                    return message
            said = self.response.read1(65_536)
            assert said, f"the stream ended without {names}"
            self._waiting += self.ear.take(said)

    def hears_the_end(self) -> list[Message]:
        """What comes until the server ends the stream."""
        with suppress(ConnectionError):
            while said := self.response.read1(65_536):
                self._waiting += self.ear.take(said)
        return self._waiting

    def close(self) -> None:
        """The page is closed."""
        self.response.close()
        self._connection.close()
