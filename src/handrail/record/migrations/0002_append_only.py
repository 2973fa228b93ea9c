"""Append only, held by the database itself: events, answers, samples and messages refuse UPDATE and DELETE.

An event is taken only as the next of its stream, with the hash of the one before; a sample only with the next cursor of its
session. A message's raw bytes may be emptied (they can carry a name), nothing else of it changes.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FIRST_PREV = "0" * 64

APPEND_ONLY = "The record is append-only: write a later fact instead."
NOT_NEXT = "An event must be the next of its stream and carry the hash of the one before."
NOT_NEXT_SAMPLE = "A sample must have the next cursor of its session."
HEAD_BACK = "The head of a stream only moves forward, and a stream keeps its kind, clinic and subject."
MESSAGE_KEPT = "A message is kept as it was answered; only its raw bytes may be emptied."

FROZEN = ("record_event", "record_answer", "record_sample")
KEPT = (*FROZEN, "record_stream", "record_samplehead", "record_message")
MESSAGE_FROZEN = "sender, control_id, received_at, cut, outcome, reason, clinic_id, session, device"

NEXT_EVENT = """
    NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM record_event WHERE stream_id = NEW.stream_id)
    OR NEW.prev <> coalesce(
        (SELECT hash FROM record_event WHERE stream_id = NEW.stream_id AND seq = NEW.seq - 1), 'FIRST_PREV')
""".replace("FIRST_PREV", FIRST_PREV)
NEXT_SAMPLE = "NEW.cursor <> (SELECT coalesce(max(cursor), 0) + 1 FROM record_sample WHERE session = NEW.session)"
STREAM_MOVED_BACK = """
    NEW.head_seq < OLD.head_seq OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.clinic_id <> OLD.clinic_id
    OR coalesce(NEW.subject_id, '') <> coalesce(OLD.subject_id, '')
"""
SAMPLES_MOVED_BACK = "NEW.cursor < OLD.cursor OR NEW.session <> OLD.session"


def _sqlite(name: str, when: str, condition: str, words: str) -> str:
    test = f"WHEN {condition}" if condition else ""
    return f"CREATE TRIGGER {name} BEFORE {when} FOR EACH ROW {test} BEGIN SELECT RAISE(ABORT, '{words}'); END"


def _sqlite_statements() -> list[str]:
    return [
        *(_sqlite(f"{table}_no_update", f"UPDATE ON {table}", "", APPEND_ONLY) for table in FROZEN),
        *(_sqlite(f"{table}_no_delete", f"DELETE ON {table}", "", APPEND_ONLY) for table in KEPT),
        _sqlite("record_event_next", "INSERT ON record_event", NEXT_EVENT, NOT_NEXT),
        _sqlite("record_sample_next", "INSERT ON record_sample", NEXT_SAMPLE, NOT_NEXT_SAMPLE),
        _sqlite("record_stream_forward", "UPDATE ON record_stream", STREAM_MOVED_BACK, HEAD_BACK),
        _sqlite("record_samplehead_forward", "UPDATE ON record_samplehead", SAMPLES_MOVED_BACK, APPEND_ONLY),
        _sqlite("record_message_kept", f"UPDATE OF {MESSAGE_FROZEN} ON record_message", "", MESSAGE_KEPT),
        _sqlite("record_message_emptied", "UPDATE OF raw ON record_message", "length(NEW.raw) > 0", MESSAGE_KEPT),
    ]


REFUSE = """
CREATE FUNCTION record_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _check_function(name: str, condition: str, words: str) -> str:
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {condition} THEN
        RAISE EXCEPTION USING MESSAGE = '{words}', ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""


def _refusal(name: str, when: str, words: str, condition: str = "") -> str:
    test = f"WHEN ({condition})" if condition else ""
    return f"CREATE TRIGGER {name} BEFORE {when} FOR EACH ROW {test} EXECUTE FUNCTION record_refuse('{words}')"


def _postgresql_statements() -> list[str]:
    return [
        REFUSE,
        _check_function("record_event_is_next", NEXT_EVENT, NOT_NEXT),
        _check_function("record_sample_is_next", NEXT_SAMPLE, NOT_NEXT_SAMPLE),
        *(_refusal(f"{table}_no_update", f"UPDATE ON {table}", APPEND_ONLY) for table in FROZEN),
        *(_refusal(f"{table}_no_delete", f"DELETE ON {table}", APPEND_ONLY) for table in KEPT),
        *(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION record_refuse('{APPEND_ONLY}')"
            for table in KEPT
        ),
        "CREATE TRIGGER record_event_next BEFORE INSERT ON record_event FOR EACH ROW EXECUTE FUNCTION record_event_is_next()",
        "CREATE TRIGGER record_sample_next BEFORE INSERT ON record_sample FOR EACH ROW EXECUTE FUNCTION record_sample_is_next()",
        _refusal("record_stream_forward", "UPDATE ON record_stream", HEAD_BACK, STREAM_MOVED_BACK),
        _refusal("record_samplehead_forward", "UPDATE ON record_samplehead", APPEND_ONLY, SAMPLES_MOVED_BACK),
        _refusal("record_message_kept", f"UPDATE OF {MESSAGE_FROZEN} ON record_message", MESSAGE_KEPT),
        _refusal("record_message_emptied", "UPDATE OF raw ON record_message", MESSAGE_KEPT, "length(NEW.raw) > 0"),
    ]


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the guards up."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in _sqlite_statements() if sqlite else _postgresql_statements():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    """Triggers; there is no way back, since without them the record would not be one."""

    dependencies = [("record", "0001_initial")]
    operations = [migrations.RunPython(guard)]
