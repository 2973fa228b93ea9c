"""Killed again and again under constant writing: whatever was acknowledged is there, once, and the screen says how long it was blind.

Outside processes write (`outside.py`) and keep their own ledgers; the server is killed at moments that nobody chose.
"""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.faults.browser import at_a_screen
from tests.faults.clinic import PASSWORD, Clinic, clinic_in
from tests.faults.server import Server
from tests.faults.waiting import PATIENCE_S, until

OUTSIDE = Path(__file__).with_name("outside.py")
CHAIRS = 4
SEED = 20261120
FEWEST_ACKNOWLEDGED = 2_000
BLIND_FROM = timedelta(seconds=3)  # as the protocol says: a shorter stretch is not told
LONG = [
    pytest.mark.long,
    pytest.mark.skipif(os.environ.get("HANDRAIL_LONG_TESTS") != "1", reason="the long form: make check-long"),
]


@dataclass(frozen=True)
class Absence:
    """Between the watch's last sign of life and a start, nobody watched. Known from outside.

    A start that was killed before it was ready may have told of it or not: the next one tells what is missing.
    """

    last_beat_at: datetime
    begun_at: datetime
    over_at: datetime
    told_for_sure: bool


@dataclass
class Aftermath:
    """What is left when all is over."""

    clinic: Clinic
    ledgers: Path
    exported: dict[str, Path] = field(default_factory=dict)
    samples: dict[str, Path] = field(default_factory=dict)
    blind: dict[str, list[tuple[datetime, datetime]]] = field(default_factory=dict)
    absences: list[Absence] = field(default_factory=list)
    kills: int = 0
    verified_meanwhile: subprocess.CompletedProcess[str] | None = None
    verified: subprocess.CompletedProcess[str] | None = None
    ended_with: int | None = None
    said: str = ""

    def acknowledged(self, session: str) -> list[dict[str, Any]]:
        """What a monitor was told is safe, each message once."""
        return [line for line in lines(self.ledgers / f"{session}.jsonl") if not line.get("again")]


def lines(path: Path) -> list[dict[str, Any]]:
    """A file of JSON lines; what is not finished yet is left out."""
    whole, _, _unfinished = path.read_text(encoding="utf-8").rpartition("\n") if path.exists() else ("", "", "")
    return [json.loads(line) for line in whole.splitlines()]


def written_down(ledgers: Path) -> int:
    """How many answers the monitors have written down so far."""
    return sum(path.read_bytes().count(b"\n") for path in ledgers.glob("ses_*.jsonl"))


@contextmanager
def outside(server: Server, clinic: Clinic, ledgers: Path) -> Iterator[None]:
    """The world outside, for as long as the block; at its end all that is on its way is still answered."""
    plan = {
        "mllp_port": server.mllp_port,
        "ledgers": str(ledgers),
        "monitors": {seat.session: seat.sender for seat in clinic.seats},
        "deeds": {
            "port": server.port,
            "session": clinic.seats[0].session,
            "log_in": {"username": "albrecht", "password": PASSWORD},
        },
    }
    (ledgers / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-I", OUTSIDE, ledgers / "plan.json"], stdin=subprocess.PIPE)
    try:
        yield
        process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0
    finally:
        process.kill()
        process.wait()


def last_beat(server: Server) -> datetime:
    """The watch's last sign of life, read from the database that the dead server left."""
    ((text,),) = server.rows("SELECT beat_at FROM record_pulse")
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def kill_again_and_again(server: Server, aftermath: Aftermath, kills: int) -> None:
    """Killed after any number of messages; some starts are killed before they are done, and some come late."""
    chance = random.Random(SEED)
    each = FEWEST_ACKNOWLEDGED // kills + 1
    for number in range(kills):
        enough = written_down(aftermath.ledgers) + chance.randrange(each, 2 * each)
        until(partial(_has_grown, aftermath.ledgers, enough), "more messages are acknowledged")
        server.kill()
        if number % 3 == 1:
            aftermath.absences.append(start_and_kill(server))
        if number % 3 == 0:
            until(partial(_is_past, last_beat(server) + BLIND_FROM), "nobody has watched for a while")
        aftermath.absences.append(start(server))
    aftermath.kills = kills


def start(server: Server) -> Absence:
    """Start again what was killed."""
    beat, begun_at = last_beat(server), datetime.now(UTC)
    server.start()
    return Absence(beat, begun_at, datetime.now(UTC), told_for_sure=True)


def start_and_kill(server: Server) -> Absence:
    """Start it, and kill it while it still starts."""
    beat, begun_at = last_beat(server), datetime.now(UTC)
    server.begin()
    server.wait_until_listening()
    server.kill()
    return Absence(beat, begun_at, datetime.now(UTC), told_for_sure=False)


def _has_grown(ledgers: Path, enough: int) -> bool:
    return written_down(ledgers) >= enough


def _is_past(moment: datetime) -> bool:
    return datetime.now(UTC) > moment


def look_around(server: Server, aftermath: Aftermath) -> None:
    """What the screens say, and then what the record says, once the server has ended in order."""
    with at_a_screen(server, "mara") as mara:
        for seat in aftermath.clinic.seats:
            told = mara.view(seat.session)["blind"]
            aftermath.blind[seat.session] = joined(
                [(datetime.fromisoformat(one["from"]), datetime.fromisoformat(one["to"])) for one in told]
            )
    aftermath.ended_with = server.interrupt()
    aftermath.said = server.said
    aftermath.verified = server.handrail("verify")
    for seat in aftermath.clinic.seats:
        aftermath.exported[seat.session] = export(server, "session", seat.session)
        aftermath.samples[seat.session] = export(server, "samples", seat.session)


def export(server: Server, what: str, session: str) -> Path:
    """A session or its samples in a file."""
    done = server.handrail("export", what, session)
    assert done.returncode == 0, done.stderr
    path = server.data / f"{session}-{what}.jsonl"
    path.write_text(done.stdout, encoding="utf-8")
    return path


def joined(stretches: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Stretches that touch, as one: a start that was killed while it told may have told a part."""
    whole: list[tuple[datetime, datetime]] = []
    for from_at, to_at in stretches:
        touching = whole and whole[-1][1] == from_at
        whole.append((whole.pop()[0] if touching else from_at, to_at))
    return whole


@pytest.fixture(scope="module", params=[10, pytest.param(30, marks=LONG)], ids=["ten kills", "thirty kills"])
def aftermath(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    """All of it, once for the tests that look at what is left."""
    folder = tmp_path_factory.mktemp("killed")
    data, ledgers = folder / "data", folder / "ledgers"
    ledgers.mkdir()
    left = Aftermath(clinic_in(data, CHAIRS), ledgers)
    with Server(data) as server:
        server.start()
        with outside(server, left.clinic, ledgers):
            kill_again_and_again(server, left, request.param)
            left.verified_meanwhile = server.handrail("verify")
        look_around(server, left)
    return left


class TestAKilledServer:
    """Killed with -9 at any moment, by a world that goes on writing."""

    def test_has_everything_that_it_acknowledged(self, aftermath: Aftermath) -> None:
        """Every sample of every acknowledged message, once."""
        told = 0
        for seat in aftermath.clinic.seats:
            acknowledged = aftermath.acknowledged(seat.session)
            assert {(line["code"], line["answers"] == line["control_id"]) for line in acknowledged} == {("AA", True)}
            expected = Counter(
                (channel, line["device_at"], str(line[channel])) for line in acknowledged for channel in ("hr", "spo2")
            )
            stored = lines(aftermath.samples[seat.session])
            assert Counter((one["channel"], one["device_at"], one["value"]) for one in stored) == expected
            assert set(expected.values()) == {1}
            told += len(acknowledged)
        assert told >= FEWEST_ACKNOWLEDGED

    def test_gives_what_is_sent_again_the_same_answer(self, aftermath: Aftermath) -> None:
        """Also where an earlier process gave the first one."""
        again = [
            line
            for seat in aftermath.clinic.seats
            for line in lines(aftermath.ledgers / f"{seat.session}.jsonl")
            if line.get("again")
        ]
        assert len(again) > aftermath.kills
        assert {(line["code"], line["answers"] == line["control_id"]) for line in again} == {("AA", True)}

    def test_has_every_deed_that_it_answered(self, aftermath: Aftermath) -> None:
        """Each rate that a prescriber was told is set stands in the log, once, in the order of the presses."""
        answered = lines(aftermath.ledgers / "deeds.jsonl")
        assert {line["status"] for line in answered} == {200}
        assert {json.loads(line["answer"])["refused"] for line in answered} == {None}
        session = lines(aftermath.exported[aftermath.clinic.seats[0].session])
        set_to = [event["payload"]["rate"] for event in session if event["kind"] == "RateChanged"]
        assert set_to == [f"{line['ml_per_h']} mL/h" for line in answered]
        assert len(set_to) > aftermath.kills

    def test_keeps_every_chain_whole(self, aftermath: Aftermath) -> None:
        """`handrail verify` finds nothing wrong in any stream, while the others write on and when all is over."""
        for verified in (aftermath.verified_meanwhile, aftermath.verified):
            assert verified is not None
            assert (verified.returncode, verified.stderr) == (0, "")
            assert [seat for seat in aftermath.clinic.seats if f"{seat.session}: " not in verified.stdout] == []

    def test_says_on_the_screen_how_long_nobody_watched(self, aftermath: Aftermath) -> None:
        """From the watch's last sign of life until it looked again, for every absence of three seconds and more."""
        absences = aftermath.absences
        for shown in aftermath.blind.values():
            for from_at, to_at in shown:
                assert from_at in {one.last_beat_at for one in absences}
                assert any(one.begun_at <= to_at <= one.over_at for one in absences)
                assert to_at - from_at >= BLIND_FROM
            for one in absences:
                if one.told_for_sure and one.begun_at - one.last_beat_at >= BLIND_FROM:
                    assert any(from_at <= one.last_beat_at and one.begun_at <= to_at for from_at, to_at in shown), one
        long = [one for one in absences if one.begun_at - one.last_beat_at >= BLIND_FROM]
        assert len(long) >= aftermath.kills // 3

    def test_ends_in_order_when_it_is_asked_to(self, aftermath: Aftermath) -> None:
        """After all that, Ctrl-C ends it cleanly, and it never fell over by itself."""
        assert aftermath.ended_with == 0
        assert "Traceback" not in aftermath.said
