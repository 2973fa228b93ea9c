"""`handrail check`: whether this installation is fit to serve, in sentences."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import click

from handrail.cli.check_outgoing import said_of
from handrail.cli.django_setup import setup

EXAMPLE = """\b
Example:
  handrail check && handrail serve
"""
GIGABYTE = 10**9
ROOM_FOR_A_YEAR = 10 * GIGABYTE
"""A year of a four-chair clinic's samples and log stays below this; less is worth a word, not a refusal."""
LEAST_ROOM = 1 * GIGABYTE


class Finding(NamedTuple):
    """One thing that was looked at: it is well, or somebody should know about it, or it has to be mended first."""

    worth: Literal["ok", "note", "mend"]
    says: str


@click.command(epilog=EXAMPLE)
@click.pass_context
def check(context: click.Context) -> None:
    """Say whether this installation is fit to serve: settings, keys, database, its form, and room on the disk.

    Every sentence goes to standard error. Exit status 1 when something has to be mended first.
    """
    findings = []
    for finding in _findings():
        findings.append(finding)
        click.echo(f"{finding.worth:>4}  {finding.says}", err=True)
    if any(finding.worth == "mend" for finding in findings):
        context.exit(1)


def _findings() -> Iterator[Finding]:
    """Look at one thing after the other, and at none that needs what was found broken."""
    setup()
    from django.conf import settings

    yield from _settings()
    yield from (Finding(worth, says) for worth, says in said_of(settings.OUTGOING))
    yield from _folder(Path(settings.DATA_DIR))
    reached = _database()
    yield reached
    if reached.worth == "ok":
        yield _form()
        yield from _clinics()


def _settings() -> Iterator[Finding]:
    from django.conf import settings
    from django.core.checks import WARNING, run_checks

    found = [message for message in run_checks() if message.level >= WARNING]
    yield from (Finding("mend", f"{message.msg} {message.hint or ''}".strip()) for message in found)
    if not found:
        yield Finding("ok", "The settings fit together.")
    if settings.DEMO:
        yield Finding("note", "HANDRAIL_DEMO is set: invented people can be tapped in on the log-in page.")
    if not settings.TLS:
        yield Finding("note", "Browsers on other machines need HTTPS: serve with --tls-cert, or behind a proxy.")


def _folder(data: Path) -> Iterator[Finding]:
    place = next(folder for folder in (data, *data.parents) if folder.exists())
    if not os.access(place, os.W_OK):
        yield Finding("mend", f"{data} cannot be written to. Give the folder to the account that runs Handrail.")
        return
    free = shutil.disk_usage(place).free
    said = f"{data} has {free / GIGABYTE:.1f} GB of room"
    if free < LEAST_ROOM:
        yield Finding("mend", f"{said}. Make room: a full disk stops the record.")
    else:
        yield Finding("ok" if free >= ROOM_FOR_A_YEAR else "note", f"{said}.")
    yield from _keys(data / "keys")


def _keys(keys: Path) -> Iterator[Finding]:
    open_to_others = [key for key in sorted(keys.glob("*.key")) if key.stat().st_mode & 0o077]
    for key in open_to_others:
        yield Finding("mend", f"{key} can be read by others on this machine. Run: chmod 600 {key}")
    if not open_to_others:
        yield Finding("ok", f"The keys in {keys} are its owner's alone. Keep a copy of them elsewhere.")


def _database() -> Finding:
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Finding("mend", f"The database does not answer: {error}. Is it running, and is DATABASE_URL right?")
    return Finding("ok", f"The database answers ({connection.vendor}).")


def _form() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        return Finding(
            "mend", f"The database is not in the form this version needs ({missing} steps). Run: handrail migrate"
        )
    return Finding("ok", "The database is in the form this version needs.")


def _clinics() -> Iterator[Finding]:
    from django.db import DatabaseError

    from handrail.clinic.models import Clinic

    try:
        names = list(Clinic.objects.order_by("name").values_list("name", flat=True))
    except DatabaseError:
        return  # the form was found wanting above
    yield (
        Finding("ok", f"Clinics: {', '.join(names)}.")
        if names
        else Finding("note", "There is no clinic yet. Run: handrail init")
    )
