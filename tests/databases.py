"""What tests need to know of the database: how its guards are lifted for a moment, and how another process finds it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

APPEND_ONLY = (
    "record_stream",
    "record_event",
    "record_answer",
    "record_sample",
    "record_samplehead",
    "record_message",
    "record_aside",
)


@contextmanager
def guards_lifted() -> Iterator[None]:
    """Let a test change what the database refuses to change: to empty it afterwards, or to tamper as an intruder would."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            _postgresql_triggers("DISABLE")
            yield
            _postgresql_triggers("ENABLE")
        else:
            triggers = _sqlite_triggers()
            _run(f"DROP TRIGGER {name}" for name in triggers)
            yield
            _run(triggers.values())


def tamper(statement: str, *parameters: str | int) -> int:
    """Change the record behind its guards; returns how many rows that touched."""
    with guards_lifted(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def address() -> str:
    """The DATABASE_URL under which another process finds the test database."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    password = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    return f"postgres://{settings['USER']}{password}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


def _sqlite_triggers() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'record%'")
        return dict(cursor.fetchall())


def _postgresql_triggers(action: str) -> None:
    """A table is altered only once nothing is left to be checked at the transaction's end."""
    _run(["SET CONSTRAINTS ALL IMMEDIATE"])
    _run(f"ALTER TABLE {table} {action} TRIGGER USER" for table in APPEND_ONLY)
    _run(["SET CONSTRAINTS ALL DEFERRED"])


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
