"""`handrail replay FILE`: a recorded monitor speaks again, through the device port of a running Handrail."""

import asyncio
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO

import click

from handrail.devices.replay import Replayed, messages
from handrail.devices.replay import replay as send_all
from handrail.devices.sender import Sender
from handrail.interop import csv
from handrail.interop.hl7v2 import Acknowledgement, Hl7Error

EXAMPLE = """\b
Example (a row a minute, sixty times as fast, as the monitor that is bound at chair 3):
  handrail replay long_record.csv --chair 3 --speed 60
"""
DEFAULT_PORT = 2575


@dataclass(frozen=True, slots=True)
class Monitor:
    """How a monitor names itself in its messages."""

    sender: str
    equipment: str


@click.command(epilog=EXAMPLE)
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
@click.option("--chair", type=int, help="Speak as the monitor that is bound at this chair.")
@click.option("--clinic", help="The clinic of the chair, where an installation has several.")
@click.option("--device", metavar="APP|FACILITY", help="Speak as the monitor that names itself so (MSH-3|MSH-4).")
@click.option("--equipment", default="", help="Its equipment identifier (OBX-18), if it has one.")
@click.option("--speed", type=click.FloatRange(min=0), default=1.0, show_default=True, help="0: as fast as answered.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where the device port is.")
@click.option(
    "--port",
    type=int,
    envvar="HANDRAIL_MLLP_PORT",
    default=DEFAULT_PORT,
    show_default=True,
    help="Where the device port is.",
)
@click.pass_context
def replay(
    context: click.Context,
    file: IO[str],
    chair: int | None,
    clinic: str | None,
    device: str | None,
    equipment: str,
    speed: float,
    host: str,
    port: int,
) -> None:
    """Send a table of a monitor's values (CSV) through the device port, a message a row.

    The first line names the columns: minute or second, and some of HR, PULSE, RESP, SpO2, ABPSys, ABPDias, ABPMean,
    NBPSys, NBPDias, NBPMean. A zero is sent as "no value", a blank not at all. Values carry no time of their own, so
    that any speed will do; what counts is when they are received. Exit status 1 when a row was refused.
    """
    recording = _recording(file)
    monitor = _monitor(chair, clinic, device, equipment)
    rows = messages(
        recording.rows,
        start_at=datetime.now(UTC),
        sender=monitor.sender,
        equipment=monitor.equipment,
        device_clock=False,
    )
    try:
        refused = asyncio.run(_sent(rows, len(recording.rows), host, port, speed))
    except (OSError, Hl7Error) as error:
        raise click.ClickException(
            f"The device port at {host}:{port} does not answer ({error}). Start `handrail serve` or `make demo`, "
            "or give --host and --port."
        ) from error
    click.echo(f"{len(recording.rows)} rows sent, {refused} refused.", err=True)
    if refused:
        context.exit(1)


def _recording(file: IO[str]) -> csv.Recording:
    try:
        recording = csv.read(file)
    except (csv.CsvError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file.name} cannot be read. {error}") from error
    if recording.unknown:
        click.echo(f"Left out, since no channel stands for them: {', '.join(recording.unknown)}", err=True)
    return recording


def _monitor(chair: int | None, clinic: str | None, device: str | None, equipment: str) -> Monitor:
    if (chair is None) == (device is None and not equipment):
        raise click.UsageError("Say as whom to speak: either --chair, or --device with or without --equipment.")
    if chair is not None:
        return _bound_at(chair, clinic)
    sender = device or "|"
    if sender.count("|") != 1 or not sender.isprintable():
        raise click.BadParameter("Write it as APP|FACILITY, with one |.", param_hint="--device")
    return Monitor(sender, equipment)


def _bound_at(chair: int, clinic: str | None) -> Monitor:
    """The monitor that is bound at a chair now, from this installation's database."""
    from handrail.cli.django_setup import setup

    setup()
    from django.db import DatabaseError

    from handrail.clinic.bindings import open_bindings

    found = open_bindings(kind="monitor").filter(visit__chair__number=chair)
    try:
        bound = list(found.filter(clinic_id=clinic) if clinic else found)
    except DatabaseError as error:
        raise click.ClickException(
            f"The bindings cannot be read ({error}). Run this where Handrail runs, with the same HANDRAIL_DATA or "
            "DATABASE_URL, or give --device."
        ) from error
    if len(bound) != 1:
        why = "No monitor is bound at" if not bound else "Several clinics have a monitor at"
        raise click.ClickException(f"{why} chair {chair}. Bind one there, or give --clinic or --device.")
    return Monitor(bound[0].device.sender or "|", bound[0].device.equipment_id)


async def _sent(rows: Iterator[Replayed], count: int, host: str, port: int, speed: float) -> int:
    """Send every row; the number of those that were refused. Each reason is told once."""
    reasons: Counter[str] = Counter()
    bar = click.progressbar(length=count, label="Replaying", file=sys.stderr, hidden=not sys.stderr.isatty())
    async with await Sender.connect(host, port) as sender:
        with bar:
            async for row, answer in send_all(rows, sender, speed=speed):
                if answer.code != "AA":
                    _tell(row, answer, reasons)
                bar.update(1)
    return reasons.total()


def _tell(row: Replayed, answer: Acknowledgement, reasons: Counter[str]) -> None:
    if not reasons[answer.reason]:
        click.echo(f"\n{row.control_id} was refused ({answer.code}): {answer.reason}", err=True)
    reasons[answer.reason] += 1
