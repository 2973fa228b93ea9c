"""`handrail serve`: the web, the device port, the watch and the hub in one process, put together in one place."""

import asyncio
import errno
import logging
import os
import resource
import signal
import socket
import ssl
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handrail.care.clock import ClinicClock, Clock
from handrail.cli.django_setup import need_database, own_connection, setup
from handrail.cli.getting_ready import get_ready
from handrail.cli.parts import kept_going
from handrail.cli.steady import SteadyTime

if TYPE_CHECKING:
    import uvicorn

    from handrail.interop.hl7v2 import Answer, Received
    from handrail.jobs.watch import Watch

PARTS = ("web", "devices", "jobs")
WATCH_THREADS = 2
CLOSE_WITHIN_S = 2
WEB_CONNECTIONS = 2_000
"""So many browsers and streams at once; whoever comes after that is told to come again. Screens need a few each."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens."""

    host: str
    port: int
    mllp_host: str
    mllp_port: int
    tls_cert: Path | None = None
    tls_key: Path | None = None
    device_connections: int = 256
    device_connections_from_one: int = 64

    @property
    def url(self) -> str:
        """What a person types into a browser."""
        shown = "127.0.0.1" if self.host in {"0.0.0.0", "::", ""} else self.host  # noqa: S104 - what is shown, not bound
        return f"{'https' if self.tls_cert else 'http'}://{shown}:{self.port}"


@click.command(
    epilog="Example: handrail serve --host 0.0.0.0 --tls-cert /etc/handrail/cert.pem --tls-key /etc/handrail/key.pem"
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where browsers connect.")
@click.option("--port", envvar="HANDRAIL_PORT", default=8000, show_default=True, help="Where browsers connect.")
@click.option("--mllp-host", default="127.0.0.1", show_default=True, help="Where devices connect.")
@click.option(
    "--mllp-port", envvar="HANDRAIL_MLLP_PORT", default=2575, show_default=True, help="Where devices connect."
)
@click.option(
    "--device-connections",
    envvar="HANDRAIL_DEVICE_CONNECTIONS",
    default=256,
    show_default=True,
    type=click.IntRange(1),
    help="So many devices at once.",
)
@click.option(
    "--device-connections-from-one",
    envvar="HANDRAIL_DEVICE_CONNECTIONS_FROM_ONE",
    default=64,
    show_default=True,
    type=click.IntRange(1),
    help="So many devices at once from one address.",
)
@click.option("--tls-cert", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Certificate, PEM.")
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Its key, PEM.")
@click.option("--only", type=click.Choice(PARTS), multiple=True, help="Only this part; may be given more than once.")
def serve(
    host: str,
    port: int,
    mllp_host: str,
    mllp_port: int,
    device_connections: int,
    device_connections_from_one: int,
    tls_cert: Path | None,
    tls_key: Path | None,
    only: tuple[str, ...],
) -> None:
    """Run the clinic's server until it is interrupted."""
    if tls_cert:
        os.environ["HANDRAIL_TLS"] = "1"
    setup()
    need_database()
    refuse_unmigrated()
    clock = wall_clock()
    address = Address(
        host, port, mllp_host, mllp_port, tls_cert, tls_key, device_connections, device_connections_from_one
    )
    run(address, clock, only or PARTS, ready=lambda: click.echo(f"Handrail is at {address.url}", err=True))


def wall_clock() -> ClinicClock:
    """The machine's time, never before what open visits have on record."""
    from handrail.clinic.models import Visit
    from handrail.record import pulse

    last = pulse.last_beat()
    if last is not None and Visit.objects.filter(closed_at__isnull=True).exists():
        read_real.not_before(last)
    now = read_real()
    return ClinicClock(read_real, now, now)


read_real = SteadyTime()
"""The machine's time in this process."""


def refuse_unmigrated() -> None:
    """Stop with a sentence where the database is not as this version needs it."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        click.echo("The database is not up to date with this version. Run: handrail migrate", err=True)
        sys.exit(1)


def refuse_taken_ports(address: Address, parts: Sequence[str] = PARTS) -> None:
    """Stop with a sentence, before anything is touched, where a port cannot be had."""
    if "web" in parts:
        _web_socket(address).close()
    if "devices" in parts:
        _device_socket(address).close()


def _web_socket(address: Address) -> socket.socket:
    return _listening(address.host, address.port, "--port (or HANDRAIL_PORT)")


def _device_socket(address: Address) -> socket.socket:
    return _listening(address.mllp_host, address.mllp_port, "--mllp-port (or HANDRAIL_MLLP_PORT)")


def _listening(host: str, port: int, option: str) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError) as problem:
        taken = isinstance(problem, OSError) and problem.errno == errno.EADDRINUSE
        why = "is in use: end the program that has it, or choose" if taken else f"cannot be used ({problem}). Choose"
        raise click.ClickException(f"Port {port} on {host} {why} another port with {option}.") from problem


def run(
    address: Address,
    clock: Clock,
    parts: Sequence[str] = PARTS,
    *,
    ready: Callable[[], None] = lambda: None,
    beside: Callable[[asyncio.Event], Awaitable[None]] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, then end everything in order: streams, web, device port, watch.

    A part that dies meanwhile is told of, by the log and by `/readyz`, and started again; the others go on.

    `beside` runs along with the rest once all of it is up. It is given the event that stops the server, and must end
    when that is set; the rest ends after it.

    Raises:
        click.ClickException: where a port cannot be had; the text says what to do.
    """
    refuse_taken_ports(address, parts)
    open_files_as_allowed()
    refused: list[click.ClickException] = []
    try:
        asyncio.run(_run(address, clock, parts, ready, beside))
    except* click.ClickException as problems:
        refused = [one for one in problems.exceptions if isinstance(one, click.ClickException)]
    if refused:
        raise refused[0]


async def _run(
    address: Address,
    clock: Clock,
    parts: Sequence[str],
    ready: Callable[[], None],
    beside: Callable[[asyncio.Event], Awaitable[None]] | None,
) -> None:
    from handrail.jobs.forecasts import Forecasts
    from handrail.jobs.messages.rounds import Messages
    from handrail.jobs.watch import Watch
    from handrail.web import clock as web_clock
    from handrail.web.status import CLOCK_WORKER, DEVICE_PORT, status

    web_clock.use(clock)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    with (
        ThreadPoolExecutor(WATCH_THREADS, thread_name_prefix="watch") as threads,
        ThreadPoolExecutor(1, thread_name_prefix="forecasts") as beside_the_watch,
        ThreadPoolExecutor(1, thread_name_prefix="messages") as outward,
    ):
        await loop.run_in_executor(threads, get_ready, clock)
        async with asyncio.TaskGroup() as group:
            watch = Watch(clock, threads) if "jobs" in parts else None
            forecasts = Forecasts(clock, beside_the_watch) if "jobs" in parts else None
            messages = Messages(clock, outward) if "jobs" in parts else None
            if watch and forecasts and messages:
                status.watch(CLOCK_WORKER, watch.problem)
                group.create_task(kept_going(CLOCK_WORKER, watch.run, stop))
                group.create_task(kept_going("forecasts", forecasts.run, stop))
                group.create_task(kept_going("messages", messages.run, stop))
            device_port = None
            if "devices" in parts:
                device_port = group.create_task(kept_going(DEVICE_PORT, lambda: _devices(address, clock, watch), stop))
            web = await _web(group, address, clock, stop) if "web" in parts else None
            other = group.create_task(kept_going("beside", lambda: beside(stop), stop)) if beside else None
            ready()
            await stop.wait()
            if forecasts:
                forecasts.end()
            if messages:
                messages.end()
            if other:
                await asyncio.wait([other])
            if web:
                await web()
            if device_port:
                device_port.cancel()
                await asyncio.wait([device_port])
            if watch:
                watch.end()
    status.forget(CLOCK_WORKER)


async def _devices(address: Address, clock: Clock, watch: "Watch | None") -> None:
    from handrail.care import monitor
    from handrail.devices import mllp
    from handrail.web.status import DEVICE_PORT, status

    listening: list[int] = []
    loop = asyncio.get_running_loop()
    status.watch(DEVICE_PORT, lambda: None if listening else "does not listen yet")

    def record(received: "Sequence[Received]") -> "Sequence[Answer]":
        with own_connection():
            recording = monitor.record_samples(received, at=clock.now())
        if watch:
            loop.call_soon_threadsafe(watch.spoken, recording.sessions)
        return recording.answers

    def refused(who: str, why: str, times: int) -> None:
        noting = loop.run_in_executor(None, _note_refused, who, why, times, clock)
        noting.add_done_callback(_log_failure)

    limits = mllp.Limits(
        connections=address.device_connections, connections_from_one=address.device_connections_from_one
    )
    try:
        await mllp.listen(
            address.mllp_host,
            address.mllp_port,
            record=record,
            clock=clock,
            ready=listening.append,
            limits=limits,
            refused=refused,
        )
    except OSError:
        if not listening:  # somebody was quicker since the port was tried
            _device_socket(address).close()
        raise
    finally:
        status.forget(DEVICE_PORT)


def _note_refused(address: str, why: str, times: int, clock: Clock) -> None:
    from django.db import connection

    from handrail.care import monitor

    try:
        monitor.note_refused_connections(address=address, reason=why, times=times, at=clock.now())
    finally:
        connection.close()


def _log_failure(noting: "asyncio.Future[None]") -> None:
    if not noting.cancelled() and noting.exception():
        log.error("Refused connections could not be kept for the devices page.", exc_info=noting.exception())


async def _web(
    group: asyncio.TaskGroup, address: Address, clock: Clock, stop: asyncio.Event
) -> Callable[[], Awaitable[None]]:
    """Start the hub and the web server; the answer ends both."""
    from handrail.web.stream.hub import Hub

    hubs: list[Hub] = []
    servers: list[uvicorn.Server] = []

    async def follow() -> None:
        hubs.append(Hub(clock))
        await hubs[-1].run()

    async def serve_web() -> None:
        with _web_socket(address) as listening:
            servers.append(_web_server(address))
            await servers[-1].serve(sockets=[listening])

    following = group.create_task(kept_going("live_values", follow, stop))
    serving = group.create_task(kept_going("web", serve_web, stop))

    async def end() -> None:
        for hub in hubs:
            hub.stop()
        for server in servers:
            server.should_exit = True
        await asyncio.wait([serving, following])

    while not (servers and servers[-1].started) and not serving.done():  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.02)
    return end


def _web_server(address: Address) -> "uvicorn.Server":
    import uvicorn

    from handrail.web.asgi import application

    class Server(uvicorn.Server):
        """Leaves the signals to the one place that ends everything in order."""

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    return Server(
        uvicorn.Config(
            application,
            lifespan="off",
            http="httptools",
            ws="none",
            log_config=None,
            access_log=False,
            limit_concurrency=WEB_CONNECTIONS,
            timeout_graceful_shutdown=CLOSE_WITHIN_S,
            ssl_certfile=address.tls_cert,
            ssl_keyfile=str(address.tls_key) if address.tls_key else None,
            ssl_version=ssl.PROTOCOL_TLS_SERVER,
        )
    )


def open_files_as_allowed() -> None:
    """Let this process have as many connections and files open as the machine allows it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError):  # macOS allows less than it says
        log.info("The limit of open files stays as it is.", exc_info=True)
