"""The demonstration through its real command: opened, interrupted, gone on, killed, in the way of others, and fast."""

import json
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.faults.browser import Person, at_a_screen
from tests.faults.clinic import PASSWORD
from tests.faults.server import Server
from tests.faults.waiting import until

ROOMS = 4
FAST_FOR = timedelta(minutes=6)  # of clinic time
UNWATCHED = timedelta(seconds=4)  # long enough to be told
SILENCE = timedelta(seconds=10)  # without a value, of a device that speaks every second: the first alarm of silence
SILENCES = ("silent", "pump_silent")
OTHERS = ("cuff_overdue", "frozen", "impossible", "clock_skew", "pump_differs", "not_monitored")

INIT = "init --clinic Riverside --timezone Europe/Berlin --rooms 1 --username brandt --name Brandt --password-stdin"

Board = dict[str, Any]
Event = dict[str, Any]


@dataclass(frozen=True)
class Opened:
    """A demonstration that was opened once and stopped in order: what it said, and its folder, to be copied."""

    data: Path
    first_seen: Board
    later_seen: Board
    ended_with: int
    said: str


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Opened in a fresh folder, though the first try was killed while it prepared the rooms."""
    data = tmp_path_factory.mktemp("opened") / "data"
    with Server(data, "demo") as server:
        server.begin()
        until(lambda: (data / "demo-unfinished").exists() and sessions_in(data), "it has begun to prepare")
        server.kill()
        server.start()
        with at_a_screen(server, "mara", None) as mara:
            first = board(mara)
            later = until(lambda: changed(first, board(mara)), "the values of all four chairs have changed")
        return Opened(data, first, later, server.interrupt(), server.said)


@contextmanager
def going_on(opened: Opened, folder: Path, *options: str) -> Iterator[Server]:
    """The same demonstration started again, in a copy of its folder."""
    data = folder / "data"
    shutil.copytree(opened.data, data)
    with Server(data, "demo", *options) as server:
        yield server.start()


def sessions_in(data: Path) -> bool:
    """Whether the database has been made and holds something."""
    wal = data / "handrail.sqlite3-wal"
    return wal.exists() and wal.stat().st_size > 1_000_000


def board(person: Person) -> Board:
    """What the board says."""
    found: Board = person.reads("/board/state")
    return found


def chairs(seen: Board) -> list[dict[str, Any]]:
    """What the board says of each chair in which somebody sits."""
    return [chair["view"] for chair in seen["chairs"] if chair["view"]]


def changed(before: Board, after: Board) -> Board | None:
    """The board, once each chair tells newer and other values than before."""
    pairs = zip(chairs(before), chairs(after), strict=True)
    return after if all(_newer(one, other) for one, other in pairs) else None


def _newer(one: dict[str, Any], other: dict[str, Any]) -> bool:
    shown = [(view["numerics"]["hr"]["value"], view["numerics"]["resp"]["value"]) for view in (one, other)]
    return other["cursor"] > one["cursor"] and shown[0] != shown[1]


def streams(server: Server) -> dict[str, str]:
    """Every stream's events as they are exported, after `handrail verify` has found all of them whole."""
    verified = server.handrail("verify")
    assert (verified.returncode, verified.stderr) == (0, "")
    names = [line.partition(":")[0] for line in verified.stdout.splitlines()]
    return {name: server.handrail("export", "session", name).stdout for name in names}


def events(exported: str, *kinds: str) -> list[Event]:
    """The events of these kinds."""
    found: list[Event] = [json.loads(line) for line in exported.splitlines()]
    return [event for event in found if event["kind"] in kinds]


class TestTheDemonstration:
    """`handrail demo`, in a folder in which there was nothing."""

    def test_shows_four_chairs_whose_values_change(self, opened: Opened) -> None:
        """At different minutes of their visits, and visibly a demonstration."""
        assert len(chairs(opened.first_seen)) == ROOMS
        assert {view["demo"] for view in chairs(opened.later_seen)} == {True}
        assert {view["phase"] for view in chairs(opened.first_seen)} == {"infusing", "recovering"}
        assert len({view["times"]["started_at"] for view in chairs(opened.first_seen)}) == ROOMS

    def test_begins_anew_where_it_was_broken_off_while_it_was_prepared(self, opened: Opened) -> None:
        """Half a past is no clinic; the second start made the whole of it, and left no mark behind."""
        assert opened.said.count("Preparing four rooms") == 2
        assert not (opened.data / "demo-unfinished").exists()

    def test_has_watched_from_its_first_moment_on(self, opened: Opened) -> None:
        """However long the rooms took to prepare, nobody in them was unwatched meanwhile."""
        assert [view["blind"] for view in chairs(opened.later_seen)] == [[]] * ROOMS
        assert [view["alarms"] for view in chairs(opened.first_seen) if _technical(view)] == []

    def test_tells_where_to_look_and_ends_in_order(self, opened: Opened) -> None:
        """On Ctrl-C, with exit status 0 and without a traceback."""
        assert opened.ended_with == 0
        assert "http://127.0.0.1:" in opened.said
        assert "mara       Mara Lind" in opened.said
        assert opened.said.rstrip().endswith("Type the same command again, and the clinic goes on from here.")
        assert "Traceback" not in opened.said


def _technical(view: dict[str, Any]) -> bool:
    return any(alarm["condition"].partition(":")[0] in {*SILENCES, *OTHERS} for alarm in view["alarms"])


class TestTheDemonstrationStartedAgain:
    """The same command, the same folder."""

    def test_goes_on_where_it_was_stopped(self, opened: Opened, tmp_path: Path) -> None:
        """The same sessions, their events going on behind those that were there; the clinic's time stood still."""
        with going_on(opened, tmp_path) as server, at_a_screen(server, "mara", None) as mara:
            first = board(mara)
            until(lambda: changed(first, board(mara)), "the values have changed since the second start")
            assert server.interrupt(signal.SIGINT) == 0
            before = streams(server)
            server.start()
            again = board(mara)
            until(lambda: changed(again, board(mara)), "the values have changed since the third start")
            assert server.interrupt(signal.SIGTERM) == 0
            after = streams(server)
        assert before.keys() <= after.keys()
        assert [name for name in before if not after[name].startswith(before[name])] == []
        assert [view["session"] for view in chairs(first)] == [view["session"] for view in chairs(again)]
        assert {
            name: events(text, "WatchInterrupted") for name, text in after.items() if "WatchInterrupted" in text
        } == {}
        assert [view["alarms"] for view in chairs(again) if _technical(view)] == []
        assert "Traceback" not in server.said

    def test_tells_the_gap_that_a_kill_left(self, opened: Opened, tmp_path: Path) -> None:
        """Killed, the clinic's time went on and nobody watched: every chair says from when to when."""
        with going_on(opened, tmp_path) as server, at_a_screen(server, "mara", None) as mara:
            first = board(mara)
            until(lambda: changed(first, board(mara)), "the values have changed")
            last = board(mara)
            server.kill()
            killed_at = datetime.now(UTC)
            until(lambda: datetime.now(UTC) > killed_at + UNWATCHED, "nobody has watched for a while")
            server.start()
            again = board(mara)
            assert server.interrupt() == 0
            streams(server)
        for view in chairs(again):
            (gap,) = view["blind"]
            assert datetime.fromisoformat(gap["from"]) >= datetime.fromisoformat(first["now"])
            assert datetime.fromisoformat(gap["to"]) > datetime.fromisoformat(last["now"])
            assert gap["from"] < gap["to"] <= again["now"]


class TestTheDemonstrationMadeFast:
    """`make demo SPEED=10`."""

    def test_raises_no_false_alarm(self, opened: Opened, tmp_path: Path) -> None:
        """No skew, frozen value or overdue cuff; no silence that lasts, of one device while others speak; no gap at its starts."""
        with going_on(opened, tmp_path, "--speed", "10") as server, at_a_screen(server, "mara", None) as mara:
            begun = clinic_time(mara)
            until(lambda: clinic_time(mara) > begun + FAST_FOR / 2, "half of the time has passed")
            assert server.interrupt() == 0
            server.start()
            until(lambda: clinic_time(mara) > begun + FAST_FOR, "all of the time has passed")
            until(lambda: all(map(_all_fresh, chairs(board(mara)))), "every value of every chair is fresh")
            assert server.interrupt() == 0
            told = streams(server)
            heard = [moment for name in told for moment in values_received(server, name)]
        changes = [event for text in told.values() for event in events(text, "AlarmRaised", "AlarmWorsened")]
        changes = [event for event in changes if datetime.fromisoformat(event["recorded_at"]) > begun]
        assert [event["payload"] for event in changes if _is(event, *OTHERS)] == []
        lasting = [event for event in changes if _is(event, *SILENCES) and event["kind"] == "AlarmWorsened"]
        assert [event["payload"] for event in lasting if not nobody_spoke(heard, event)] == []
        assert [text for text in told.values() if "WatchInterrupted" in text] == []
        assert "Traceback" not in server.said


def clinic_time(person: Person) -> datetime:
    """What time it is in the clinic."""
    return datetime.fromisoformat(board(person)["now"])


def _all_fresh(view: dict[str, Any]) -> bool:
    numerics = view["numerics"].values()
    return all(one["status"] == "fresh" for one in numerics if one["bound"]) and not _technical(view)


def _is(event: Event, *conditions: str) -> bool:
    """Whether an alarm is about one of these, of whatever channel."""
    return event["payload"]["condition"].partition(":")[0] in conditions


def values_received(server: Server, session: str) -> list[tuple[datetime, bool]]:
    """When a sample was received, and whether it had a value."""
    samples = map(json.loads, server.handrail("export", "samples", session).stdout.splitlines())
    return [(datetime.fromisoformat(one["received_at"]), one["value"] is not None) for one in samples]


def nobody_spoke(heard: list[tuple[datetime, bool]], alarm: Event) -> bool:
    """Whether the alarm is true: the machine itself stood still just then, or a device had just said that it has no value."""
    at = datetime.fromisoformat(alarm["payload"]["at"])
    lately = [has_value for moment, has_value in heard if at - SILENCE < moment < at]
    return not all(lately) or not lately


class TestAPortThatIsTaken:
    """Another program has it already."""

    @pytest.mark.parametrize("command", ["serve", "demo"])
    @pytest.mark.parametrize("option", ["--port", "--mllp-port"])
    def test_is_told_in_one_sentence_that_says_what_to_do(
        self, opened: Opened, tmp_path: Path, command: str, option: str
    ) -> None:
        """With exit status 1, and nothing else is touched."""
        data = tmp_path / "data"
        shutil.copytree(opened.data, data)
        with socket.create_server(("127.0.0.1", 0)) as taken, Server(data, command) as server:
            number = taken.getsockname()[1]
            if option == "--port":
                server.port = number
            else:
                server.mllp_port = number
            server.begin()
            assert server.wait_until_ended() == 1
        said = server.said.strip()
        assert said.startswith(
            f"Error: Port {number} on 127.0.0.1 is in use: end the program that has it, or choose another"
        )
        assert option in said
        assert "\n" not in said

    def test_is_told_before_any_room_is_prepared(self, tmp_path: Path) -> None:
        """Nobody waits for a past that cannot be shown."""
        with socket.create_server(("127.0.0.1", 0)) as taken, Server(tmp_path / "data", "demo") as server:
            server.mllp_port = taken.getsockname()[1]
            server.begin()
            assert server.wait_until_ended() == 1
            assert "Preparing" not in server.said
            assert not (server.data / "handrail.sqlite3").exists()


class TestARealClinicsFolder:
    """Nobody real is in a demonstration."""

    def test_is_no_place_for_a_demonstration(self, tmp_path: Path) -> None:
        """Refused with a sentence, and nothing invented is written."""
        with Server(tmp_path / "data", "demo") as server:
            made = server.handrail(*INIT.split(), typed=PASSWORD)
            assert made.returncode == 0
            server.begin()
            assert server.wait_until_ended() == 1
            assert "holds a clinic that is no demonstration. Name another folder with HANDRAIL_DATA." in server.said
            assert [line[:4] for line in server.handrail("verify").stdout.splitlines()] == ["pro_"]
