"""The real server in a process of its own, to be killed: `handrail serve`, `handrail demo` or `make demo` on free ports."""

import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from tests.faults.clinic import ROOT, surroundings
from tests.faults.waiting import PATIENCE_S, until

HANDRAIL = Path(sys.executable).with_name("handrail")
"""The command as it is installed."""

BELOW_OUTGOING = range(20_000, 32_000)
"""Ports that Linux and macOS leave to servers."""


def free_port() -> int:
    """A port that nobody has, and that the system gives to nobody's outgoing connection while its server is dead."""
    for port in random.Random().sample(BELOW_OUTGOING, len(BELOW_OUTGOING)):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("every port is taken")


class Server:
    """One installation's server. It can be started again, on the same ports, after it was ended or killed."""

    program = HANDRAIL
    root = ROOT

    def __init__(self, data: Path, *command: str, **settings: str) -> None:
        self.data = data
        self.settings = settings
        self.command = command or ("serve",)
        self.port, self.mllp_port = free_port(), free_port()
        self.log = data.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where browsers connect."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process is not None, "nothing was started"
        return self._process.pid

    @property
    def said(self) -> str:
        """Everything it has written so far, over all its starts."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    @property
    def runs(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def begin(self) -> None:
        """Start the process, and do not wait for anything."""
        assert not self.runs, "it runs already"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._words(),
                env=self._surroundings(),
                cwd=self.root,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _words(self) -> list[str | Path]:
        return [HANDRAIL, *self.command, "--port", str(self.port), "--mllp-port", str(self.mllp_port)]

    def _surroundings(self) -> dict[str, str]:
        return surroundings(self.data, **self.settings)

    def wait_until_ready(self, within_s: float = PATIENCE_S) -> None:
        """Wait until every part of it works."""
        until(self._is_ready, "the server is ready", within_s=within_s)

    def wait_until_listening(self) -> None:
        """Wait until devices can connect, whatever else works by then."""
        until(self._listens, "devices can connect")

    def start(self) -> Self:
        """Start, and wait until it is ready."""
        self.begin()
        self.wait_until_ready()
        return self

    def kill(self) -> None:
        """As the power does it."""
        assert self._process is not None, "nothing was started"
        self._process.kill()
        self._process.wait(PATIENCE_S)

    def interrupt(self, sign: signal.Signals = signal.SIGINT) -> int:
        """As Ctrl-C does it; gives the exit status."""
        assert self._process is not None, "nothing was started"
        self._process.send_signal(sign)
        return self._process.wait(PATIENCE_S)

    def wait_until_ended(self) -> int:
        """Wait until it has ended by itself; gives the exit status."""
        assert self._process is not None, "nothing was started"
        return self._process.wait(PATIENCE_S)

    def handrail(self, *command: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run another command on the same installation, with this on its standard input."""
        return subprocess.run(
            [self.program, *command],
            env=self._surroundings(),
            cwd=self.root,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_S,
        )

    def rows(self, question: str, *parameters: str) -> list[tuple[Any, ...]]:
        """What stands in the database, also of a server that is dead, read by nobody else's code."""
        with closing(sqlite3.connect(self.data / "handrail.sqlite3", timeout=PATIENCE_S)) as database:
            return database.execute(question, parameters).fetchall()

    def _is_ready(self) -> bool:
        assert self.runs, f"the server has ended:\n{self.said}"
        try:
            return httpx.get(f"{self.url}/readyz", timeout=PATIENCE_S).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def _listens(self) -> bool:
        assert self.runs, f"the server has ended:\n{self.said}"
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.mllp_port), 1):
            return True
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing behind."""
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(PATIENCE_S)


class MadeFromAClone(Server):
    """The demonstration as a newcomer starts it: `make demo` in a folder that holds the project and nothing else."""

    def __init__(self, clone: Path) -> None:
        super().__init__(clone / "var")
        self.root = clone
        self.log = clone.with_suffix(".log")
        self.program = clone / ".venv" / "bin" / "handrail"

    def _words(self) -> list[str | Path]:
        return ["make", "demo"]

    def _surroundings(self) -> dict[str, str]:
        known = surroundings(self.data, HANDRAIL_PORT=str(self.port), HANDRAIL_MLLP_PORT=str(self.mllp_port))
        return {
            name: value for name, value in known.items() if name not in ("HANDRAIL_DATA", "PYTHONPATH", "VIRTUAL_ENV")
        }

    def interrupt(self, sign: signal.Signals = signal.SIGINT) -> int:
        """As a terminal does it, which tells every process of the command at once."""
        os.killpg(self.pid, sign)
        return self.wait_until_ended()
