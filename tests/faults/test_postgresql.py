"""PostgreSQL goes away and comes back under a running server: nobody waits for ever, and nothing has to be started again."""

import importlib
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import httpx
import pytest

from handrail.interop.hl7v2 import Observation, oru
from tests.faults.browser import Person, at_a_screen
from tests.faults.clinic import ROOT, Clinic, clinic_in
from tests.faults.server import Server
from tests.faults.waiting import until
from tests.faults.wire import Wire, plugged_in

ANSWERED_WITHIN_S = 30  # while PostgreSQL is away, on however slow a machine: seconds, and not for ever


@dataclass(frozen=True)
class Ward:
    """A clinic whose record lies in a PostgreSQL that the test may stop."""

    postgresql: Any
    server: Server
    clinic: Clinic
    mara: Person


@contextmanager
def own_postgresql() -> Iterator[Any]:
    """A private PostgreSQL; the test is left out where its programs are missing."""
    sys.path.append(str(ROOT / "tools"))
    try:
        machine, postgres = importlib.import_module("machine"), importlib.import_module("postgres")
    finally:
        sys.path.remove(str(ROOT / "tools"))
    programs = machine.postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs (initdb, postgres) are not on this machine.")
    with postgres.restartable_cluster(programs) as cluster:
        yield cluster


@pytest.fixture
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    data = tmp_path_factory.mktemp("ward") / "data"
    with own_postgresql() as postgresql:
        clinic = clinic_in(data, 1, DATABASE_URL=postgresql.address)
        with (
            Server(data, DATABASE_URL=postgresql.address) as server,
            at_a_screen(server.start(), "mara") as mara,
        ):
            yield Ward(postgresql, server, clinic, mara)


def reading(ward: Ward, number: int) -> bytes:
    """Ruth's monitor says a heart rate."""
    now = datetime.now(UTC)
    told = [Observation("hr", Decimal(60 + number), now)]
    return oru(sender=ward.clinic.seats[0].sender, control_id=f"pg-{number}", sent_at=now, observations=told)


def is_taken(line: Wire, raw: bytes) -> bool:
    """Whether this was answered AA."""
    return line.send(raw).code == "AA"


def ready(ward: Ward) -> int:
    """What /readyz says."""
    return httpx.get(f"{ward.server.url}/readyz", timeout=ANSWERED_WITHIN_S).status_code


class TestAServerWhosePostgreSQLIsStartedAgain:
    """As an update of the machine does it at night."""

    def test_goes_on_by_itself(self, ward: Ward) -> None:
        """Devices are told to send again meanwhile, screens say so in words, and afterwards all of it works."""
        session = ward.clinic.seats[0].session
        held = reading(ward, 2)
        with plugged_in(ward.server.mllp_port) as line:
            assert is_taken(line, reading(ward, 1))
            ward.postgresql.stop(signal.SIGINT)
            assert (line.send(held).code, ward.server.runs) == ("AE", True)
            away = ward.mara.http.get("/board/", timeout=ANSWERED_WITHIN_S)
            assert (away.status_code, "Go by the bedside monitor" in away.text) == (503, True)
            press = ward.mara.posts(f"/sessions/{session}/pause", json={"key": "k"}, timeout=ANSWERED_WITHIN_S)
            assert (press.status_code, "Nothing was written down" in press.json()["error"]) == (503, True)
            until(lambda: ready(ward) == httpx.codes.SERVICE_UNAVAILABLE, "the server says that it is not ready")
            ward.postgresql.start()
            until(partial(is_taken, line, held), "the message is taken")
            assert is_taken(line, reading(ward, 3))
        until(lambda: ready(ward) == httpx.codes.OK, "the server is ready again")
        view = until(lambda: ward.mara.view(session), "the screen is there")
        assert view["numerics"]["hr"]["value"] == "63"
        assert "Ruth" in ward.mara.page("/board/")
        samples = ward.server.handrail("export", "samples", session).stdout
        assert samples.count('"value":"62"') == 1
        assert ward.server.interrupt() == 0

    def test_that_is_killed_has_nobody_wait(self, ward: Ward) -> None:
        """Its backends die in the middle of what they did; the connections that are left over are thrown away."""
        with plugged_in(ward.server.mllp_port) as line:
            for number in (1, 2):
                until(partial(is_taken, line, reading(ward, number)), "the message is taken")
                ward.postgresql.stop(signal.SIGQUIT)
                ward.postgresql.start()
            until(partial(is_taken, line, reading(ward, 3)), "the message is taken")
        until(lambda: ready(ward) == httpx.codes.OK, "the server is ready again")
        assert ward.mara.page("/board/")
        assert ward.server.runs
