"""How fast the record writes and reads: facts, samples of a whole clinic, seals, verification.

On a database of its own: SQLite in a temporary folder, or in a test database of the PostgreSQL that DATABASE_URL names. Every
write is as durable as in a clinic, so the figures are those of this machine's disk as much as of the program.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.db import connection

from benchmarks.table import Row
from handrail.pathway.events import EventMarked
from handrail.pathway.infuse.signals import Sample

if TYPE_CHECKING:
    from handrail.record.telemetry import DeviceMessage

CHAIRS = 12
CHANNELS = ("hr", "spo2", "pulse", "resp", "nibp_sys", "nibp_dia", "nibp_mean", "pump_rate")
BATCHES = 400  # a batch is one second of the clinic
COMMITS = 400
LONG_SESSION = 400  # events
BULK = 20_000
AT = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)


def measure(*, batches: int = BATCHES, commits: int = COMMITS) -> list[Row]:
    """Measure everything once, on an empty database of its own."""
    with _database() as name:
        return [*_facts(commits, name), *_samples(batches, name), *_bulk(name)]


@contextmanager
def _database() -> Iterator[str]:
    """A database that is gone afterwards; its name for the notes."""
    with tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder:
        if not settings.configured:
            os.environ.update(HANDRAIL_DATA=folder, DJANGO_SETTINGS_MODULE="handrail.web.settings")
            django.setup()
        usual, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
        test["NAME"] = str(Path(folder) / "bench.sqlite3") if connection.vendor == "sqlite" else "handrail_bench"
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            yield {"sqlite": "SQLite, WAL, synchronous=FULL", "postgresql": "PostgreSQL"}[connection.vendor]
        finally:
            connection.creation.destroy_test_db(usual, verbosity=0)


def _facts(commits: int, database: str) -> list[Row]:
    from handrail.record import log  # noqa: PLC0415  # after Django is set up

    log.open_stream("session", clinic_id="cli_bench", subject_id=None, stream_id="ses_facts")

    def commit(number: int) -> None:
        log.commit(
            "ses_facts", lambda _: [EventMarked(number=number, mark="comfort")], key=f"k{number}", by="per", at=AT
        )

    for number in range(LONG_SESSION):
        commit(number)
    took_s = [_seconds(partial(commit, number)) for number in range(LONG_SESSION, LONG_SESSION + commits)]
    return [
        Row(
            "facts committed, one after the other",
            len(took_s) / sum(took_s),
            "1/s",
            f"{database}; one transaction each",
        ),
        Row(
            "a fact committed, median",
            1000 * sorted(took_s)[len(took_s) // 2],
            "ms",
            f"session of {LONG_SESSION} events",
        ),
        Row("a fact committed, p99", 1000 * sorted(took_s)[len(took_s) * 99 // 100], "ms", database),
    ]


def _samples(batches: int, database: str) -> list[Row]:
    from handrail.record import telemetry  # noqa: PLC0415  # after Django is set up

    sessions = [f"ses_{chair:026d}" for chair in range(CHAIRS)]
    made = [(_second(sessions, number), _messages(sessions, number)) for number in range(batches)]
    before_s = time.process_time()
    took_s = [_seconds(partial(telemetry.append, *one)) for one in made]
    cpu_s = time.process_time() - before_s
    rows = batches * CHAIRS * len(CHANNELS)
    note = f"{database}; {CHAIRS} chairs x {len(CHANNELS)} channels and {CHAIRS} messages a transaction"
    return [
        Row("samples stored in batches of a second", rows / sum(took_s), "1/s", note),
        Row("a batch of the whole clinic stored, median", 1000 * sorted(took_s)[len(took_s) // 2], "ms", note),
        Row("a batch of the whole clinic stored, p99", 1000 * sorted(took_s)[len(took_s) * 99 // 100], "ms", note),
        Row("share of one core for such a clinic at 1 Hz", 100 * cpu_s / batches, "%", "this process only"),
    ]


def _bulk(database: str) -> list[Row]:
    from handrail.record import log, sealing, telemetry  # noqa: PLC0415  # after Django is set up

    log.open_stream("session", clinic_id="cli_bench", subject_id=None, stream_id="ses_bulk")
    batch = [sample for number in range(BULK // len(CHANNELS)) for sample in _chair(number)]
    store_s = _seconds(lambda: telemetry.append({"ses_bulk": batch}, []))
    read_s = _seconds(lambda: telemetry.after("ses_bulk", 0))
    seal_s = _seconds(
        lambda: log.commit(
            "ses_bulk", lambda state: sealing.due("ses_bulk", state, AT + timedelta(days=1)), key="s", by="bench", at=AT
        )
    )
    verify_s = _seconds(lambda: log.verify("ses_bulk"))
    return [
        Row("samples stored in one transaction", len(batch) / store_s, "1/s", f"{database}; {len(batch)} samples"),
        Row("samples read", len(batch) / read_s, "1/s", database),
        Row("samples sealed", len(batch) / seal_s, "1/s", database),
        Row("samples verified against their seals", len(batch) / verify_s, "1/s", database),
    ]


def _second(sessions: Sequence[str], number: int) -> dict[str, list[Sample]]:
    return {session: _chair(number) for session in sessions}


def _chair(number: int) -> list[Sample]:
    at = AT + timedelta(seconds=number)
    return [Sample(channel, Decimal(80 + number % 40), at, at, f"dev_{1:026d}") for channel in CHANNELS]


def _messages(sessions: Sequence[str], number: int) -> "list[DeviceMessage]":
    from handrail.record.telemetry import DeviceMessage  # noqa: PLC0415  # after Django is set up

    return [
        DeviceMessage(
            sender=f"MONITOR{chair}|BENCH",
            control_id=str(number),
            received_at=AT + timedelta(seconds=number),
            raw=b"",
            outcome="AA",
            reason="",
            clinic_id="cli_bench",
            session=session,
            device=f"dev_{chair}",
        )
        for chair, session in enumerate(sessions)
    ]


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    for row in measure():
        print(f"{row.name:48} {row.value:12.1f} {row.unit:5} {row.note}")
