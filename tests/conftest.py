"""What the tests of every part share about databases.

DATABASE_URL chooses the database: SQLite in a file of its own where it is not set, or a PostgreSQL, in which a test database is
made. Tests that commit (`django_db(transaction=True)`) have their database emptied by Django afterwards.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone, translation

from tests.databases import guards_lifted


@pytest.fixture(scope="session")
def left_behind() -> Iterator[list[Path]]:
    """What SQLite leaves beside a database that is deleted while a server's thread still has it open; gone at the very end."""
    paths: list[Path] = []
    yield paths
    for path in paths:
        path.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_setup(left_behind: list[Path], django_db_setup: None) -> Iterator[None]:
    """Let Django empty the append-only tables between tests: the guards that refuse it to everybody are lifted meanwhile."""
    if connection.vendor == "sqlite":
        left_behind.extend(Path(f"{connection.settings_dict['NAME']}{ending}") for ending in ("-wal", "-shm"))
    operations = connection.ops
    flush = operations.execute_sql_flush

    def flush_behind_the_guards(statements: Sequence[str]) -> None:
        with guards_lifted():
            flush(statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "execute_sql_flush", flush_behind_the_guards)
        yield


@pytest.fixture(scope="session", autouse=True)
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keys and signed heads of the tests lie in a folder of their own, never in the installation's."""
    folder = Path(tmp_path_factory.mktemp("installation"))
    with pytest.MonkeyPatch.context() as patch:
        if settings.configured:
            patch.setattr(settings, "DATA_DIR", folder)
        yield folder


@pytest.fixture(autouse=True)
def own_words() -> Iterator[None]:
    """A request of one test leaves its language and time zone to no other: in a server each request brings its own."""
    yield
    if settings.configured:
        translation.deactivate()
        timezone.deactivate()
