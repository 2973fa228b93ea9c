"""A server that has been at it for a while: its memory and its open files do not grow with what it has done."""

import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from handrail.devices.framing import framed
from handrail.interop.hl7v2 import Observation, oru
from tests.faults.browser import Person, at_a_screen
from tests.faults.clinic import Clinic, clinic_in
from tests.faults.server import Server
from tests.faults.waiting import until
from tests.faults.wire import plugged_in

NUMBERS = count(1)
WARM, MORE = 1_500, 4_500
AT_ONCE = 100
ROOM_FOR_FILES = 4  # a connection that is just being opened or closed
ROOM_FOR_MEMORY_MB = (
    24  # what has come in the last ten minutes is kept in memory on purpose: 4,500 values are a small part of it
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Clinic]]:
    """A server with two chairs."""
    data = tmp_path_factory.mktemp("day") / "data"
    clinic = clinic_in(data, 2)
    with Server(data) as started:
        yield started.start(), clinic


def message(sender: str) -> bytes:
    """One value."""
    now = datetime.now(UTC)
    observation = Observation("hr", Decimal(60 + now.second % 20), now)
    return oru(sender=sender, control_id=f"day-{next(NUMBERS)}", sent_at=now, observations=[observation])


def memory_mb(server: Server) -> float:
    """How much memory the process holds."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(server.pid)], capture_output=True, check=True)
    return int(told.stdout) / 1024


def open_files(server: Server) -> int:
    """How many files and sockets the process has open."""
    folder = Path("/proc") / str(server.pid) / "fd"
    if folder.is_dir():
        return len(list(folder.iterdir()))
    told = subprocess.run(["lsof", "-p", str(server.pid)], capture_output=True, check=True)
    return told.stdout.count(b"\n")


def speak(server: Server, clinic: Clinic, messages: int) -> None:
    """So many messages, over one line, many at once."""
    with plugged_in(server.mllp_port) as line:
        for _ in range(messages // AT_ONCE):
            line.put(b"".join(framed(message(seat.sender)) for seat in clinic.seats for _ in range(AT_ONCE // 2)))
            assert {line.answer().code for _ in range(AT_ONCE)} == {"AA"}


def come_and_go(server: Server, clinic: Clinic, times: int) -> None:
    """Devices that connect and vanish, in the middle of a message too; people who look at a stream and leave."""
    for number in range(times):
        with socket.create_connection(("127.0.0.1", server.mllp_port)) as line:
            line.sendall(framed(message(clinic.seats[0].sender))[: 40 + number])
    with at_a_screen(server, "mara") as mara:
        for _ in range(times // 4):
            look_for_a_moment(mara, clinic.seats[0].session)


def look_for_a_moment(person: Person, session: str) -> None:
    """Open the session's stream, hear its first line, and leave."""
    with person.http.stream("GET", f"/sessions/{session}/stream", headers={"Accept": "text/event-stream"}) as stream:
        assert next(stream.iter_lines())


class TestAServerThatHasBeenAtItForAWhile:
    """Thousands of messages, hundreds of connections."""

    def test_holds_no_more_files_than_before(self, server: tuple[Server, Clinic]) -> None:
        """Every connection that ended has been let go."""
        running, clinic = server
        come_and_go(running, clinic, 40)
        before = open_files(running)
        come_and_go(running, clinic, 200)
        until(lambda: open_files(running) <= before + ROOM_FOR_FILES, "the connections that ended have been let go")

    def test_holds_no_more_memory_than_what_it_keeps_on_purpose(self, server: tuple[Server, Clinic]) -> None:
        """Messages that were stored are not kept."""
        running, clinic = server
        speak(running, clinic, WARM)
        before = memory_mb(running)
        speak(running, clinic, MORE)
        assert memory_mb(running) <= before + ROOM_FOR_MEMORY_MB
