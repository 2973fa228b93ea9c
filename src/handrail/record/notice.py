"""Waking those who wait for something new: a hint to read the log again, never the truth.

A commit in this process wakes at once. A commit in another process wakes through LISTEN/NOTIFY on PostgreSQL and, on SQLite, by
asking `PRAGMA data_version` every quarter of a second, which says that something changed and not what: `EVERYTHING`. A lost or a
needless hint costs a moment. Who subscribes must be quick: hand the id to a queue and return.
"""

import logging
import secrets
from collections.abc import Callable, Iterable
from functools import partial
from threading import Event, Lock, Thread

import psycopg
from django.db import DatabaseError, connection, transaction

EVERYTHING = "*"
CHANNEL = "handrail_record"
SAY = "SELECT pg_notify(%s, said) FROM unnest(%s::text[]) AS said"
POLL_S = 0.25
PATIENCE_S = 2.0
"""How long to wait before a listener that lost its database tries again."""

Callback = Callable[[str], None]

log = logging.getLogger(__name__)


class Notices:
    """Who wants to be woken in this process, and the thread that hears of other processes."""

    def __init__(self) -> None:
        self._callbacks: dict[int, Callback] = {}
        self._number = 0
        self._lock = Lock()
        self._stop = Event()
        self._thread: Thread | None = None
        self.token = secrets.token_hex(8)

    def subscribe(self, callback: Callback) -> Callable[[], None]:
        """Call `callback` with a stream's id, or EVERYTHING, from whichever thread noticed; returns how to unsubscribe."""
        with self._lock:
            self._number += 1
            number = self._number
            self._callbacks[number] = callback
        return partial(self._unsubscribe, number)

    def _unsubscribe(self, number: int) -> None:
        with self._lock:
            self._callbacks.pop(number, None)

    def tell(self, stream: str) -> None:
        """Wake everybody; one who fails does not keep the hint from the others."""
        with self._lock:
            callbacks = list(self._callbacks.values())
        for callback in callbacks:
            try:
                callback(stream)
            except Exception:  # a reader's fault must not reach the writer, whose commit is done
                log.exception("A reader could not be woken")

    def start(self) -> None:
        """Begin to hear of other processes. Starting twice changes nothing."""
        with self._lock:
            if self._thread is not None:
                return
            self._stop.clear()
            listen = _listen_postgresql if connection.vendor == "postgresql" else _poll_sqlite
            self._thread = Thread(target=self._run, args=(listen,), name="record-notice", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop hearing of other processes; returns when the thread has ended and its connection is closed."""
        with self._lock:
            thread, self._thread = self._thread, None
        self._stop.set()
        if thread is not None:
            thread.join()

    def _run(self, listen: Callable[["Notices", Event], None]) -> None:
        while not self._stop.is_set():
            try:
                listen(self, self._stop)
            except (DatabaseError, psycopg.Error):
                log.warning("The record cannot be listened to; trying again in %s s", PATIENCE_S, exc_info=True)
                self._stop.wait(PATIENCE_S)
            finally:
                connection.close()


NOTICES = Notices()


def announce(streams: Iterable[str]) -> None:
    """Inside a transaction: have readers of these streams woken once it commits, here and in other processes."""
    named = list(streams)
    if connection.vendor == "postgresql" and named:
        with connection.cursor() as cursor:
            cursor.execute(SAY, [CHANNEL, [f"{NOTICES.token} {stream}" for stream in named]])
    for stream in named:
        transaction.on_commit(partial(NOTICES.tell, stream))


def subscribe(callback: Callback) -> Callable[[], None]:
    """Have `callback` woken by every commit to the record; see Notices.subscribe."""
    return NOTICES.subscribe(callback)


def start() -> None:
    """Hear of other processes from now on."""
    NOTICES.start()


def stop() -> None:
    """Hear of other processes no more."""
    NOTICES.stop()


def _poll_sqlite(notices: Notices, stop: Event) -> None:
    known = _data_version()
    notices.tell(EVERYTHING)
    while not stop.wait(POLL_S):
        version = _data_version()
        if version != known:
            known = version
            notices.tell(EVERYTHING)


def _data_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])


def _listen_postgresql(notices: Notices, stop: Event) -> None:
    # A connection of its own beside the pool's, since one that listens is never free.
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        notices.tell(EVERYTHING)  # what was said while nobody listened
        while not stop.is_set():
            for notification in listener.notifies(timeout=POLL_S):
                token, _, stream = notification.payload.partition(" ")
                if token != notices.token:
                    notices.tell(stream)
