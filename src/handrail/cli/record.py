"""`handrail verify`, `export session`, `export samples`, `migrate`: the record from the command line."""

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from handrail.cli.django_setup import need_database, setup

if TYPE_CHECKING:
    from handrail.record.log import Verification

SAMPLES_AT_ONCE = 5_000

VERIFY_EXAMPLE = """\b
Example (one session, then everything):
  handrail verify ses_01k9zv3m8w4q6t2y5b7d0f1h3j
  handrail verify
"""
EXPORT_EXAMPLE = """\b
Example (take a session out, and verify it without Handrail):
  handrail export session ses_01k9zv3m8w4q6t2y5b7d0f1h3j > session.jsonl
  handrail export samples ses_01k9zv3m8w4q6t2y5b7d0f1h3j > samples.jsonl
  python3 verify_export.py session.jsonl samples.jsonl
"""
MIGRATE_EXAMPLE = """\b
Example (after an update, before serving again):
  handrail migrate
"""


@click.command(epilog=VERIFY_EXAMPLE)
@click.argument("stream", required=False)
@click.pass_context
def verify(context: click.Context, stream: str | None) -> None:
    """Check that the record is what was written.

    Every event's number, hash and payload, the chain, the signed heads, and the samples against their seals; of STREAM or of
    all streams. Prints a line a stream, with the hash of its last event, to be kept elsewhere. Exit status 1 when something is
    wrong; what it is goes to standard error.
    """
    setup()
    need_database()
    wrong = sum(_told(found) for found in _verified([stream] if stream else None))
    if wrong:
        click.echo(f"Streams that are not what was written: {wrong}.", err=True)
        context.exit(1)


def _verified(streams: Iterable[str] | None) -> "Iterator[Verification]":
    from handrail.record import heads, log

    try:
        signed = heads.read()
    except heads.BadHead as problem:
        raise click.ClickException(str(problem)) from problem
    chosen = sorted({*signed, *log.all_streams()}) if streams is None else list(streams)
    with click.progressbar(chosen, label="Verifying", file=sys.stderr, hidden=not sys.stderr.isatty()) as shown:
        for stream in shown:
            yield log.verify(stream, signed=signed)


def _told(found: "Verification") -> bool:
    """Print what was found; whether it is wrong."""
    if found.problem is not None:
        click.echo(f"{found.stream}: {found.problem}", err=True)
        return True
    counts = f"{found.events} events, {found.samples} samples, {found.unsealed} not sealed yet"
    click.echo(f"{found.stream}: {counts}, head {found.head}")
    return False


@click.group(epilog=EXPORT_EXAMPLE)
def export() -> None:
    """Take data out."""


@export.command("session", epilog=EXPORT_EXAMPLE)
@click.argument("stream", metavar="ID")
def session(stream: str) -> None:
    """Print the events of the session ID.

    In order, one JSON object a line, each with its hash.
    """
    setup()
    need_database()
    from handrail.record import log

    _must_exist(stream)
    out = sys.stdout.buffer
    for event in log.after(stream, 0):
        out.write(f"{event.text()}\n".encode())


@export.command("samples", epilog=EXPORT_EXAMPLE)
@click.argument("stream", metavar="ID")
def samples(stream: str) -> None:
    """Print the raw samples of the session ID.

    In order, in the bytes that the seals of its minutes digest.
    """
    setup()
    need_database()
    _must_exist(stream)
    out = sys.stdout.buffer
    for line in _sample_lines(stream):
        out.write(line)


def _sample_lines(stream: str) -> Iterator[bytes]:
    from handrail.record import telemetry

    head, cursor = telemetry.head(stream), 0
    with click.progressbar(length=head, label="Samples", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        while stored := telemetry.after(stream, cursor, limit=SAMPLES_AT_ONCE):
            yield from (telemetry.line(stream, one) for one in stored)
            cursor = stored[-1].cursor
            bar.update(len(stored))


def _must_exist(stream: str) -> None:
    from handrail.record import log

    try:
        log.head(stream)
    except log.NoSuchStream as problem:
        raise click.ClickException(f"{problem} `handrail verify` lists those there are.") from problem


@click.command(epilog=MIGRATE_EXAMPLE)
def migrate() -> None:
    """Bring the database to the form that this version needs, making it where there is none. Doing it again changes nothing."""
    setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=1, stdout=sys.stderr)
