"""The process of the virtual clinic beside a demonstration's server: `python -m handrail.cli.bedsides CLOCK PORT`."""

import asyncio
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from handrail.care.clock import ClinicClock
from handrail.cli import django_setup

if TYPE_CHECKING:
    from handrail.virtual_clinic.live import Live


def main() -> None:
    """Get ready and say so; then run on the server's clock until the server ends it, or is no more."""
    from handrail.cli.demo_clock import KeptClock

    django_setup.setup()
    open_up = _prepared(int(sys.argv[2]))
    print("ready", flush=True)  # noqa: T201 - the server waits for it, and its clock stands still until then
    if sys.stdin.readline():
        asyncio.run(_run(open_up(KeptClock(Path(sys.argv[1])).running())))


def _prepared(port: int) -> "Callable[[ClinicClock], Live]":
    """All that takes time before the clock goes."""
    from handrail.virtual_clinic import roster
    from handrail.virtual_clinic.day import Day
    from handrail.virtual_clinic.live import Live

    clinic = roster.find()
    if clinic is None:
        sys.exit("There is no demonstration here. Start it with: handrail demo")
    day = Day(clinic)
    return lambda clock: Live(day, clock, "127.0.0.1", port)


async def _run(live: "Live") -> None:
    loop = asyncio.get_running_loop()
    running = asyncio.create_task(live.run())
    loop.add_signal_handler(signal.SIGTERM, running.cancel)
    loop.add_reader(sys.stdin, running.cancel)  # nothing more is said there: it has ended, and so has the server
    await asyncio.wait([running])
    loop.remove_reader(sys.stdin)
    if not running.cancelled():
        running.result()


if __name__ == "__main__":
    main()
