"""The threads that read the database for all feeds."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection, connections

READERS = 4
"""The database is asked by so many at once and no more, however many look."""

Answer = TypeVar("Answer")


class Readers:
    """A few threads, each with its own connection, and a way to close them all."""

    def __init__(self, count: int = READERS) -> None:
        self._count = count
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="stream-reader")

    async def ask(self, question: Callable[[], Answer]) -> Answer:
        """Ask in one of the threads, without holding up the loop."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, _asked, question)

    def close(self) -> None:
        """Wait for what is being read, then close every thread's connection. To be called in a thread of its own."""
        together = Barrier(self._count)
        for _ in range(self._count):
            self._threads.submit(_leave, together)
        self._threads.shutdown()


def _asked(question: Callable[[], Answer]) -> Answer:
    try:
        return question()
    except Exception:
        connections.close_all()  # it may be the connection that is broken: the next question opens another
        raise
    finally:
        if connection.vendor != "sqlite":  # a pooled connection goes back; a file stays open, ten looks a second long
            connection.close()


def _leave(together: Barrier) -> None:
    """Close this thread's connection once every thread is here: so that none is asked twice and none left out."""
    together.wait()
    connections.close_all()
