"""Small facts, samples and messages to record, and ways to do things at the same moment."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from typing import TypeVar

from django.db import connection
from hypothesis import HealthCheck, settings

from handrail.pathway.events import EventMarked
from handrail.pathway.infuse.signals import Sample
from handrail.record import log
from handrail.record.log import Committed
from handrail.record.messages import Outcome
from handrail.record.telemetry import DeviceMessage
from tests.databases import address

AT = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
"""Half past two, when the infusion of these tests began."""

MARA = "per_mara"
JONAS = "per_jonas"
WAIT_S = 120

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Properties are looked for until they have been looked for, on however slow a machine."""

ROOT = Path(__file__).parents[3]

T = TypeVar("T")


def opened(*, clinic_id: str = "cli_riverside", subject_id: str | None = "pat_ruth") -> str:
    """Open a session's stream under an id that nobody else has."""
    stream_id = f"ses_{secrets.token_hex(8)}"
    log.open_stream("session", clinic_id=clinic_id, subject_id=subject_id, stream_id=stream_id)
    return stream_id


def seconds(count: float) -> datetime:
    """So many seconds after the beginning."""
    return AT + timedelta(seconds=count)


def mark(number: int = 1, words: str = "comfort") -> EventMarked:
    """A small fact."""
    return EventMarked(number=number, mark=words)


def marked(stream: str, *numbers: int, key: str | None = None, at: datetime = AT) -> Committed:
    """Record marks with these numbers."""
    return log.commit(
        stream, lambda _: [mark(number) for number in numbers], key=key or secrets.token_hex(8), by=MARA, at=at
    )


def sample(after_s: float = 0, value: str | None = "92", channel: str = "hr") -> Sample:
    """A value that the monitor sent so many seconds after the beginning."""
    return Sample(
        channel=channel,
        value=None if value is None else Decimal(value),
        received_at=seconds(after_s),
        device_at=seconds(after_s - 0.25),
        device="dev_monitor_3",
        absent="no value" if value is None else None,
    )


def message(
    control_id: str = "", *, session: str | None = None, outcome: Outcome = "AA", raw: bytes = b"MSH|"
) -> DeviceMessage:
    """A message of the monitor at chair 3."""
    return DeviceMessage(
        sender="MONITOR|RIVERSIDE",
        control_id=control_id,
        received_at=AT,
        raw=raw,
        outcome=outcome,
        reason="" if outcome == "AA" else "Nobody has bound this device to a chair. Bind it, then send again.",
        clinic_id="cli_riverside",
        session=session,
        device="dev_monitor_3",
    )


def at_once(deeds: Sequence[Callable[[], T]]) -> list[T]:
    """Do these at the same moment, each in a thread with a connection of its own; their results, in order."""
    start = Barrier(len(deeds))

    def done(deed: Callable[[], T]) -> T:
        start.wait(WAIT_S)
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return [future.result(WAIT_S) for future in [threads.submit(done, deed) for deed in deeds]]


class Other:
    """Another process, which runs a script of these tests on the same database."""

    def __init__(self, script: str, *arguments: object) -> None:
        settings = {"DATABASE_URL": address(), "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / script), *map(str, arguments)],
            env={**os.environ, **settings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def says(self) -> str:
        """The next line that it writes; empty once it has ended."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def go_on(self) -> None:
        """Let it do what it waits for."""
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self.process.kill()
        self.end()

    def end(self) -> int:
        """Wait for its end; the exit status."""
        status = self.process.wait(WAIT_S)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()
        return status


def say(words: str) -> None:
    """In a process that a test started: tell the test."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def wait_for_a_word() -> None:
    """In a process that a test started: wait until the test says go."""
    sys.stdin.readline()


def numbers(recorded: Iterable[log.Recorded]) -> list[int]:
    """The numbers of these events."""
    return [event.seq for event in recorded]
