"""The database itself refuses to change or to take away what was recorded, whoever asks and with whatever program."""

import pytest
from django.db import IntegrityError, connection, transaction

from handrail.record import telemetry
from tests.shell.record.makers import marked, message, sample

CHANGES = [
    "UPDATE record_event SET actor = 'per_nobody'",
    "UPDATE record_event SET payload = payload",
    "DELETE FROM record_event",
    "UPDATE record_answer SET through_seq = 2",
    "DELETE FROM record_answer",
    "UPDATE record_sample SET value = '60'",
    "DELETE FROM record_sample",
    "UPDATE record_samplehead SET cursor = 0",
    "DELETE FROM record_samplehead",
    "UPDATE record_stream SET head_seq = 0",
    "UPDATE record_stream SET clinic_id = 'cli_hillside'",
    "UPDATE record_stream SET subject_id = 'pat_lena'",
    "DELETE FROM record_stream",
    "UPDATE record_message SET outcome = 'AE'",
    "UPDATE record_message SET sender = 'OTHER'",
    "DELETE FROM record_message",
]


@pytest.fixture
def recorded(session: str) -> str:
    """A session with events, samples and a message."""
    marked(session, 1, 2)
    telemetry.append({session: [sample(0), sample(1)]}, [message("1", session=session)])
    return session


def _refused(statement: str, *parameters: str | int | bytes) -> str:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    return str(refusal.value)


@pytest.mark.django_db
class TestTheDatabase:
    @pytest.mark.parametrize("change", CHANGES)
    def test_refuses_a_change_to_what_was_recorded(self, recorded: str, change: str) -> None:
        """Neither an update nor a deletion gets through, and the refusal says why."""
        assert any(word in _refused(change) for word in ("append-only", "only moves forward", "as it was answered"))

    def test_refuses_an_event_that_is_not_the_next(self, recorded: str) -> None:
        """A number cannot be left out, nor used again."""
        copied = "SELECT stream_id, %s, kind, version, occurred_at, recorded_at, actor, payload, prev, %s"
        names = "stream_id, seq, kind, version, occurred_at, recorded_at, actor, payload, prev, hash"
        for seq in (2, 4):
            statement = (
                f"INSERT INTO record_event ({names}) {copied} FROM record_event WHERE stream_id = %s AND seq = 2"
            )
            assert "next of its stream" in _refused(statement, seq, "f" * 64, recorded)

    def test_refuses_an_event_that_does_not_carry_the_hash_of_the_one_before(self, recorded: str) -> None:
        """A chain cannot be continued from anywhere but its end."""
        copied = "SELECT stream_id, 3, kind, version, occurred_at, recorded_at, actor, payload, prev, %s"
        names = "stream_id, seq, kind, version, occurred_at, recorded_at, actor, payload, prev, hash"
        statement = f"INSERT INTO record_event ({names}) {copied} FROM record_event WHERE stream_id = %s AND seq = 2"
        assert "hash of the one before" in _refused(statement, "f" * 64, recorded)

    def test_refuses_a_sample_that_is_not_the_next(self, recorded: str) -> None:
        """A cursor cannot be left out, nor used again."""
        statement = "INSERT INTO record_sample (session, cursor, received_us, channel, device) VALUES (%s, %s, 0, 'hr', 'dev_1')"
        for cursor in (1, 4):
            assert "next cursor" in _refused(statement, recorded, cursor)

    def test_lets_the_raw_bytes_of_a_message_be_emptied_and_not_be_replaced(self, recorded: str) -> None:
        """They can carry a name, and a name must be erasable; the answer stays."""
        with connection.cursor() as cursor:
            _refused("UPDATE record_message SET raw = %s", b"MSH|something else")
            cursor.execute("UPDATE record_message SET raw = %s", [b""])
        kept = telemetry.answered("MONITOR|RIVERSIDE", "1")
        assert kept is not None
        assert (kept.raw, kept.outcome) == (b"", "AA")

    def test_refuses_to_replace_a_row_by_inserting_it_again(self, recorded: str) -> None:
        """SQLite's INSERT OR REPLACE deletes without asking the guard of deletions, and is refused all the same."""
        if connection.vendor != "sqlite":
            pytest.skip("Only SQLite replaces on insertion.")
        for table in ("record_event", "record_sample"):
            assert "next" in _refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.django_db(transaction=True)
class TestPostgreSQL:
    def test_refuses_to_truncate_what_was_recorded(self, recorded: str) -> None:
        """TRUNCATE goes around the guards of rows, and is refused all the same."""
        if connection.vendor != "postgresql":
            pytest.skip("Only PostgreSQL truncates.")
        for table in ("record_event", "record_sample", "record_message"):
            assert "append-only" in _refused(f"TRUNCATE {table} CASCADE")
