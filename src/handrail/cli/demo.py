"""`handrail demo`: an invented clinic with live virtual infusions, in one command."""

import asyncio
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handrail.cli import django_setup
from handrail.cli.demo_clock import CLOCK_FILE, DemoClock, KeptClock
from handrail.cli.serve import Address, refuse_taken_ports, run

if TYPE_CHECKING:
    from handrail.clinic.models import Person

UNFINISHED = "demo-unfinished"
"""A file that lies in the data folder while the clinic is prepared, and no longer."""


@click.command(epilog="Example: handrail demo --speed 10")
@click.option("--port", envvar="HANDRAIL_PORT", default=8000, show_default=True, help="Where the browser connects.")
@click.option(
    "--mllp-port", envvar="HANDRAIL_MLLP_PORT", default=2575, show_default=True, help="Where devices connect."
)
@click.option(
    "--speed", envvar="SPEED", default=1.0, show_default=True, type=click.FloatRange(0.1, 60), help="How fast."
)
def demo(port: int, mllp_port: int, speed: float) -> None:
    """Run a clinic in which everybody is invented. Stop it with Ctrl-C; started again, it goes on where it was."""
    os.environ["HANDRAIL_DEMO"] = "1"
    django_setup.setup()
    from django.conf import settings
    from django.core.management import call_command

    address = Address("127.0.0.1", port, "127.0.0.1", mllp_port)
    refuse_taken_ports(address)
    data = Path(settings.DATA_DIR)
    take_away_unfinished(data)
    call_command("migrate", verbosity=0, interactive=False)
    kept = KeptClock(data / CLOCK_FILE)
    clock = kept.clock(speed)
    open_clinic(clock, data)
    beside = Bedsides(kept, clock, mllp_port)
    greeting = welcome(address)
    run(address, clock, ready=lambda: click.echo(greeting, err=True), beside=beside.run)
    kept.stopped(clock)
    click.echo("Stopped. Type the same command again, and the clinic goes on from here.", err=True)


def open_clinic(clock: DemoClock, data: Path) -> None:
    """The first time, make the clinic and play its past, up to the moment at which the clock stands."""
    from handrail.clinic.models import Clinic
    from handrail.virtual_clinic import opening, roster

    if roster.find() is not None:
        return
    if Clinic.objects.exists():
        raise click.ClickException(
            f"{data} holds a clinic that is no demonstration. Name another folder with HANDRAIL_DATA."
        )
    (data / UNFINISHED).touch()
    with click.progressbar(length=100, label="Preparing four rooms", file=sys.stderr) as bar:
        done = 0

        def progress(part: float) -> None:
            nonlocal done
            bar.update(int(100 * part) - done)
            done = int(100 * part)

        opening.play_past(clock.now().replace(microsecond=0), progress=progress)
    (data / UNFINISHED).unlink()


def take_away_unfinished(data: Path) -> None:
    """Begin anew where the clinic was broken off while it was prepared: nobody has seen it, and nobody real is in it."""
    from django.conf import settings

    if not (data / UNFINISHED).exists():
        return
    database = settings.DATABASES["default"]
    if "sqlite" not in database["ENGINE"]:
        raise click.ClickException(
            f"The demonstration was broken off while it was prepared. Empty the database {database['NAME']}, "
            f"take {data / UNFINISHED} away, and start again."
        )
    for ending in ("", "-wal", "-shm"):
        Path(f"{database['NAME']}{ending}").unlink(missing_ok=True)
    (data / UNFINISHED).unlink()


def welcome(address: Address) -> str:
    """Where to look, and as whom."""
    from handrail.clinic.people import invented_people
    from handrail.virtual_clinic import roster

    people = "\n".join(f"  {person.username:10} {person.name}, {_role(person)}" for person in invented_people())
    return (
        f"\nHandrail, a demonstration: everybody in it is invented.\n\n  {address.url}\n\n"
        f"Log in with one tap on the first page, or by name with the password {roster.document()['password']}:\n{people}"
        "\n\nCtrl-C stops it."
    )


def _role(person: "Person") -> str:
    membership = person.memberships.select_related("clinic").first()
    if membership is None:
        return "patient"
    return f"{membership.get_role_display()} of {membership.clinic.name.partition(' (')[0]}"


@dataclass(frozen=True, slots=True)
class Bedsides:
    """The virtual clinic's own process; started again if it ends. The clock goes once its devices can speak.

    It says that it is ready on its standard output, and is told to go on its standard input. The end of that input is
    its own end, so that it does not outlive a server that was killed.
    """

    kept: KeptClock
    clock: DemoClock
    mllp_port: int

    async def run(self, stop: asyncio.Event) -> None:
        """Keep the process running until `stop` is set; from then on the clock stands still."""
        async with asyncio.TaskGroup() as group:
            keeping = group.create_task(self._keep())
            await stop.wait()
            self.clock.stand()
            keeping.cancel()

    async def _keep(self) -> None:
        while True:
            await self._run_once()
            await asyncio.sleep(1)

    async def _run_once(self) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "handrail.cli.bedsides",
            str(self.kept.path),
            str(self.mllp_port),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=os.environ,
            start_new_session=True,  # Ctrl-C is for the server, which ends this process itself
        )
        assert process.stdin is not None, "a pipe was asked for"
        assert process.stdout is not None, "a pipe was asked for"
        try:
            await process.stdout.readline()  # it is ready; or it has ended, and the clinic goes on without it
            if self.clock.stands:
                self.kept.go(self.clock)
            process.stdin.write(b"go\n")
            await process.wait()
        finally:
            process.stdin.close()
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
