"""The parts of a server, each for itself: one that dies is told of and started again, and takes no other with it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import click

START_AGAIN_S = 1.0  # of real time
LONGEST_WAIT_S = 15.0

log = logging.getLogger(__name__)


async def kept_going(name: str, work: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Run a part until it ends, and start it again whenever it dies, until `stop` is set.

    Meanwhile `/readyz` says that it died and why. Each time it dies it is waited a little longer.

    Raises:
        click.ClickException: what a person has to mend, such as a port that is taken, where it comes of the first start.
    """
    from handrail.web.status import status

    wait_s = START_AGAIN_S
    first = True
    while True:
        try:
            await work()
            return
        except Exception as problem:
            if first and isinstance(problem, click.ClickException):
                raise
            log.exception("The part %s of this server died. It is started again in %g s.", name, wait_s)
            said = f"died: {problem}. It is started again in {wait_s:g} s."
        first = False
        with status.told(name, said):
            if await _set_within(stop, wait_s):
                return
        wait_s = min(2 * wait_s, LONGEST_WAIT_S)


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
