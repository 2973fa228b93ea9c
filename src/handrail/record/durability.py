"""Every connection to the record proves that what it commits will be there after a power cut."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

SQLITE_FULL = 2
"""`PRAGMA synchronous`: 2 is FULL, 3 is EXTRA; below it a power cut can lose an acknowledged commit."""


class NotDurable(ImproperlyConfigured):
    """This connection could lose what it has acknowledged; the message says which setting to mend."""


def require(sender: object, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Refuse a connection that could lose an acknowledged commit.

    Raises:
        NotDurable: the connection is closed before, so that a second try cannot slip through.
    """
    problem = _problem(connection)
    if problem:
        connection.close()
        raise NotDurable(problem)


def _problem(connection: BaseDatabaseWrapper) -> str | None:
    if connection.vendor == "sqlite":
        return _sqlite_problem(connection)
    if connection.vendor == "postgresql":
        return _postgresql_problem(connection)
    return f"Handrail keeps its record in SQLite or PostgreSQL, not in {connection.vendor}. Change DATABASE_URL."


def _sqlite_problem(connection: BaseDatabaseWrapper) -> str | None:
    if int(_asked(connection, "PRAGMA synchronous")) < SQLITE_FULL:
        return "SQLite would not sync every commit. Set PRAGMA synchronous = FULL for the connection."
    if _asked(connection, "PRAGMA journal_mode") != "wal":
        return "SQLite is not in WAL mode. Keep the database in a file on a local disk, with PRAGMA journal_mode = WAL."
    if int(_asked(connection, "PRAGMA foreign_keys")) != 1:
        return "SQLite would not check foreign keys. Set PRAGMA foreign_keys = ON for the connection."
    return None


def _postgresql_problem(connection: BaseDatabaseWrapper) -> str | None:
    if _asked(connection, "SHOW synchronous_commit") == "off":
        return "PostgreSQL would acknowledge commits before they are safe. Set synchronous_commit = on."
    return None


def _asked(connection: BaseDatabaseWrapper, question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])
