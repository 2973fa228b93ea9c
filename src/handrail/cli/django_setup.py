"""Django made ready for a command, only when the command needs it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import django

PRIVATE = 0o077
"""Whatever a command makes, database, keys and signed heads, nobody reads but the account that runs it."""


def setup() -> None:
    """Load the settings and the apps. Doing it again changes nothing.

    Raises:
        click.ClickException: where the data folder cannot be used; the text says what to do.
    """
    os.umask(PRIVATE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.web.settings")
    try:
        django.setup()
    except OSError as error:
        raise click.ClickException(
            f"{error.filename}: {error.strerror}. Give the folder to the account that runs Handrail, "
            "or name another one with HANDRAIL_DATA."
        ) from error


def need_database() -> None:
    """Stop with a sentence where there is no database yet, or it does not answer; none is made by looking for it.

    Raises:
        click.ClickException: the text says what to do.
    """
    from django.conf import settings
    from django.db import DatabaseError, connection

    none = "Run `handrail init` for a new clinic, or name the folder of yours with HANDRAIL_DATA."
    where = settings.DATABASES["default"]["NAME"]
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        raise click.ClickException(f"There is no database at {where}. {none}")
    try:
        tables = connection.introspection.table_names()
    except DatabaseError as problem:
        raise click.ClickException(
            f"The database does not answer: {str(problem).strip()}. Is it running, and is DATABASE_URL right?"
        ) from problem
    if "record_stream" not in tables:
        raise click.ClickException(f"The database {where} holds nothing of Handrail. {none}")


@contextmanager
def own_connection() -> Iterator[None]:
    """What this thread asks the database, apart from any request: a connection that failed is not used again.

    PostgreSQL's goes back to the pool, which looks whether a connection still lives before it hands it out.
    """
    from django.db import connection

    try:
        yield
    except Exception:
        connection.close()
        raise
    if connection.vendor == "postgresql":
        connection.close()
