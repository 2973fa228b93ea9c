"""The process of the virtual clinic beside a demonstration's server: `python -m handrail.cli.bedsides CLOCK PORT`."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from handrail.care.clock import ClinicClock
from handrail.cli import django_setup

LOOK_FOR_PARENT_S = 1.0


def main() -> None:
    """Run until the server ends it, or is no more."""
    from handrail.cli.demo import KeptClock

    django_setup.setup()
    clock = KeptClock(Path(sys.argv[1])).running()
    asyncio.run(_run(clock, int(sys.argv[2]), os.getppid()))


async def _run(clock: ClinicClock, port: int, parent: int) -> None:
    from handrail.virtual_clinic import roster
    from handrail.virtual_clinic.day import Day
    from handrail.virtual_clinic.live import Live

    clinic = await asyncio.to_thread(roster.find)
    if clinic is None:
        sys.exit("There is no demonstration here. Start it with: handrail demo")
    live = asyncio.create_task(Live(Day(clinic), clock, "127.0.0.1", port).run())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, live.cancel)
    orphaned = asyncio.create_task(_orphaned(parent))
    await asyncio.wait([live, orphaned], return_when=asyncio.FIRST_COMPLETED)
    if not live.done():
        live.cancel()
    elif not live.cancelled():
        live.result()


async def _orphaned(parent: int) -> None:
    """Return once the server is no more, also when it was killed: virtual patients do not outlive their clinic."""
    while os.getppid() == parent:  # noqa: ASYNC110 - the system tells nobody that a parent is gone
        await asyncio.sleep(LOOK_FOR_PARENT_S)


if __name__ == "__main__":
    main()
