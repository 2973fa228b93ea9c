"""A private PostgreSQL for the tests: made in a temporary folder, gone afterwards. Standard library only."""

import contextlib
import os
import pwd
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from machine import Trouble

READY_WITHIN_S = 60
STOPPED_WITHIN_S = 20
READY = "database system is ready to accept connections"
# The data live for one test run: a crash of the machine may lose them, a crash of our own server still may not.
SETTINGS = ("fsync=off", "full_page_writes=off", "max_connections=100", "unix_socket_directories=")


class Cluster:
    """A PostgreSQL of our own, which can be stopped and started again on the same port with the same data."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._data = folder / "data"
        self._owner = _owner()
        self._port = _free_port()
        self._server: subprocess.Popen[bytes] | None = None
        if self._owner is not None:
            os.chown(folder, self._owner.pw_uid, self._owner.pw_gid)
        _make(programs, self._data, self._owner)

    @property
    def address(self) -> str:
        """Its DATABASE_URL."""
        return f"postgresql://handrail@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        starts_before = _starts(self._data)
        self._server = _start(self._programs, self._data, self._port, self._owner)
        _wait_until_ready(self._server, self._port, self._data, starts_before)

    def stop(self, sign: signal.Signals = signal.SIGQUIT) -> None:
        """Stop it at once, without a checkpoint; with SIGINT in order, as its own service does."""
        server, self._server = self._server, None
        if server is not None:
            _stop(server, sign)


@contextlib.contextmanager
def private_cluster(programs: Path) -> Iterator[str]:
    """Start a PostgreSQL of our own and give its address; stopped and removed at the end.

    Raises:
        Trouble: when it does not start; the text holds PostgreSQL's own last words.
    """
    with restartable_cluster(programs) as cluster:
        yield cluster.address


@contextlib.contextmanager
def restartable_cluster(programs: Path) -> Iterator[Cluster]:
    """The same, to be stopped and started meanwhile."""
    with tempfile.TemporaryDirectory(prefix="handrail-postgresql-") as name:
        cluster = Cluster(programs, Path(name))
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()


def _owner() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: root hands it to the user that the package made."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Trouble("PostgreSQL does not run as root and there is no user postgres: run the tests as another user.")


def _make(programs: Path, data: Path, owner: pwd.struct_passwd | None) -> None:
    options = f"-D {data} -U handrail --auth=trust -E UTF8 --locale=C -N".split()
    with _started([f"{programs}/initdb", *options], data.parent, owner) as making:
        status = making.wait(READY_WITHIN_S)
    if status:
        raise Trouble(f"PostgreSQL could not make a database in {data}: {_words(data)}")


def _start(programs: Path, data: Path, port: int, owner: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    options = f"-D {data} -h 127.0.0.1 -p {port}".split()
    settings = [word for setting in SETTINGS for word in ("-c", setting)]
    return _started([f"{programs}/postgres", *options, *settings], data.parent, owner)


def _started(command: list[str], folder: Path, owner: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    """A program of PostgreSQL, run as its owner, writing into the folder's log."""
    user, group = (owner.pw_uid, owner.pw_gid) if owner else (None, None)
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, start_new_session=True, user=user, group=group
        )


def _words(data: Path) -> str:
    """What PostgreSQL said so far."""
    return (data.parent / "log").read_text(errors="replace")[-2000:].strip()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _starts(data: Path) -> int:
    return (data.parent / "log").read_text(errors="replace").count(READY)


def _wait_until_ready(server: subprocess.Popen[bytes], port: int, data: Path, starts_before: int) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and server.poll() is None:
        if _starts(data) > starts_before:
            return
        time.sleep(0.05)
    raise Trouble(f"PostgreSQL did not start on port {port}: {_words(data)}")


def _stop(server: subprocess.Popen[bytes], sign: signal.Signals) -> None:
    server.send_signal(sign)
    try:
        server.wait(STOPPED_WITHIN_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
