"""`handrail demo`: an invented clinic with live virtual infusions, in one command."""

import asyncio
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from handrail.care.clock import ClinicClock
from handrail.cli import django_setup
from handrail.cli.serve import Address, read_real, run

CLOCK_FILE = "demo-clock.json"


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

    data = Path(settings.DATA_DIR)
    call_command("migrate", verbosity=0, interactive=False)
    kept = KeptClock(data / CLOCK_FILE)
    clock = kept.clock(speed)
    open_clinic(clock)
    address = Address("127.0.0.1", port, "127.0.0.1", mllp_port)
    beside = Bedsides(kept, mllp_port)
    kept.going(clock)
    greeting = welcome(address)
    run(address, clock, ready=lambda: click.echo(greeting, err=True), beside=beside.run)
    kept.stopped(clock)
    click.echo("Stopped. Type the same command again, and the clinic goes on from here.", err=True)


def open_clinic(clock: ClinicClock) -> None:
    """The first time, make the clinic and play its past."""
    from handrail.virtual_clinic import opening, roster

    if roster.find() is not None:
        return
    with click.progressbar(length=100, label="Preparing four rooms", file=sys.stderr) as bar:
        done = 0

        def progress(part: float) -> None:
            nonlocal done
            bar.update(int(100 * part) - done)
            done = int(100 * part)

        opening.play_past(clock.now().replace(microsecond=0), progress=progress)


def welcome(address: Address) -> str:
    """Where to look, and as whom."""
    from handrail.clinic.people import invented_people

    people = "\n".join(f"  {person.username:10} {person.name}" for person in invented_people())
    return (
        f"\nHandrail, a demonstration: everybody in it is invented.\n\n  {address.url}\n\n"
        f"Log in with one tap on the first page, as one of:\n{people}\n\nCtrl-C stops it."
    )


@dataclass(frozen=True, slots=True)
class KeptClock:
    """The demonstration's clock across restarts: a clean stop freezes it, a kill leaves a gap."""

    path: Path

    def clock(self, speed: float) -> ClinicClock:
        """The clock to go on with."""
        real = read_real()
        kept = self._read()
        if kept is None:
            return ClinicClock(read_real, real, real, speed)
        if kept["stopped_at"]:
            return ClinicClock(read_real, real, datetime.fromisoformat(kept["stopped_at"]), speed)
        return ClinicClock(read_real, real, self.running().now(), speed)

    def running(self) -> ClinicClock:
        """The clock as it runs in the server now."""
        kept = self._read()
        if kept is None:
            raise click.ClickException(f"{self.path} is missing. Start the demonstration with: handrail demo")
        return ClinicClock(
            read_real,
            datetime.fromisoformat(kept["real_origin"]),
            datetime.fromisoformat(kept["clinic_origin"]),
            kept["speed"],
        )

    def going(self, clock: ClinicClock) -> None:
        """Write down how the clock runs, so that a kill cannot lose it."""
        self._write(clock, None)

    def stopped(self, clock: ClinicClock) -> None:
        """Write down where the clock stood when it was stopped."""
        self._write(clock, clock.now().isoformat())

    def _read(self) -> dict[str, Any] | None:
        with suppress(FileNotFoundError, ValueError):
            kept: dict[str, Any] = json.loads(self.path.read_text("utf-8"))
            return kept
        return None

    def _write(self, clock: ClinicClock, stopped_at: str | None) -> None:
        kept = {
            "real_origin": clock.real_origin.isoformat(),
            "clinic_origin": clock.clinic_origin.isoformat(),
            "speed": clock.speed,
            "stopped_at": stopped_at,
        }
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps(kept), "utf-8")
        draft.replace(self.path)


@dataclass(frozen=True, slots=True)
class Bedsides:
    """The virtual clinic's own process; started again if it ends."""

    kept: KeptClock
    mllp_port: int

    async def run(self, stop: asyncio.Event) -> None:
        """Keep the process running until cancelled."""
        while not stop.is_set():
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "handrail.cli.bedsides",
                str(self.kept.path),
                str(self.mllp_port),
                env=os.environ,
                start_new_session=True,  # Ctrl-C is for the server, which ends this process itself
            )
            try:
                await process.wait()
            finally:
                with suppress(ProcessLookupError):
                    process.terminate()
                await process.wait()
            await asyncio.sleep(1)
