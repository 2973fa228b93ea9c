"""A whole clinic that runs: the real command, its own folder and ports, ready to be looked at."""

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

READY_WITHIN_S = 180
HANDRAIL = (str(Path(sys.executable).with_name("handrail")),)


@dataclass(frozen=True, slots=True)
class Running:
    """Where it is, and how to ask it from the command line."""

    url: str
    mllp_port: int
    environment: dict[str, str]

    def command(self, *arguments: str) -> str:
        """What `handrail ARGUMENTS` prints, in this clinic's folder."""
        done = subprocess.run([*HANDRAIL, *arguments], env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout


@contextmanager
def demonstration(folder: Path, *, speed: float = 1) -> Iterator[Running]:
    """`handrail demo` until the block ends."""
    port, mllp_port = free_port(), free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "HANDRAIL_DATA"}},
        "HANDRAIL_DATA": str(folder),
        "HANDRAIL_DEMO": "1",
        "HANDRAIL_PORT": str(port),
        "HANDRAIL_MLLP_PORT": str(mllp_port),
        "SPEED": str(speed),
    }
    with (folder / "server.log").open("w") as said:
        server = subprocess.Popen([*HANDRAIL, "demo"], env=environment, stdout=said, stderr=said)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_ready(url, server, folder / "server.log")
            yield Running(url, mllp_port, environment)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=60)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Ask until the server says that every part of it works."""
    pause = threading.Event()
    for _ in range(READY_WITHIN_S * 4):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/readyz") as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            pass
        pause.wait(0.25)
    raise AssertionError(f"The clinic did not become ready. It said:\n{log.read_text()[-2000:]}")
