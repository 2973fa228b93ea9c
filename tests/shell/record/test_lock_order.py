"""Two servers that touch the same two things never wait for each other: whatever order they are named in, they are locked in one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from handrail.record import log, messages, telemetry
from tests.faults.waiting import until
from tests.shell.record.makers import AT, MARA, WAIT_S, mark, message, opened, sample


def _lock(table: str, column: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE {column} = %s FOR UPDATE", [name])
        assert cursor.fetchone() == (1,)


def _somebody_waits() -> bool | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0 or None


def _while_it_waits_for_the_first(deed: Callable[[], object], table: str, column: str, first: str, second: str) -> None:
    """Lock the first, let the deed wait for it, then lock the second: were it locked by the deed already, both would hang."""

    def done() -> None:
        try:
            deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            _lock(table, column, first)
            waiting = threads.submit(done)
            until(_somebody_waits, "the deed to wait for the first lock")
            _lock(table, column, second)
        waiting.result(WAIT_S)


@pytest.mark.django_db(transaction=True)
class TestTwoServers:
    @pytest.fixture(autouse=True)
    def _locks_of_rows(self) -> None:
        if connection.vendor != "postgresql":
            pytest.skip("SQLite has one lock for everything.")

    def test_lock_streams_in_the_order_of_their_ids(self) -> None:
        """A draw from stock and session meets another one."""
        first, second = sorted([opened(), opened()])
        deeds = {second: lambda _: [mark()], first: lambda _: [mark()]}
        _while_it_waits_for_the_first(
            lambda: log.commit_many(deeds, key="draw", by=MARA, at=AT), "record_stream", "id", first, second
        )
        assert (log.head(first), log.head(second)) == (1, 1)

    def test_lock_chairs_in_the_order_of_their_sessions(self) -> None:
        """A batch of two chairs meets another one."""
        first, second = sorted([opened(), opened()])
        telemetry.append({first: [sample()], second: [sample()]}, [])
        _while_it_waits_for_the_first(
            lambda: telemetry.append({second: [sample(1)], first: [sample(1)]}, []),
            "record_samplehead",
            "session",
            first,
            second,
        )
        assert (telemetry.head(first), telemetry.head(second)) == (2, 2)

    def test_keep_messages_in_the_order_of_their_ids(self) -> None:
        """Two processes get the same two messages, in opposite order, at the same moment."""
        with ThreadPoolExecutor(1) as threads:
            with transaction.atomic():
                messages.keep([message("1")])
                waiting = threads.submit(self._both)
                until(_somebody_waits, "the other to wait for message 1")
                messages.keep([message("2")])
            assert waiting.result(WAIT_S) == {0, 1}

    def _both(self) -> frozenset[int]:
        try:
            telemetry.append({}, [message("2"), message("1")])
        except telemetry.Redelivered as again:
            return again.positions
        finally:
            connection.close()
        return frozenset()
