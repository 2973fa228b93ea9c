"""A recorded monitor speaks again through the real port."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from queue import Queue

import pytest
from click.testing import CliRunner, Result

from handrail.cli.replay import replay as command
from handrail.clinic import bindings
from handrail.devices.replay import messages, replay
from handrail.interop import csv
from handrail.interop.hl7v2 import NO_VALUE, Observation, parse_oru
from tests.people import NOW, World, small_world
from tests.shell.devices.port import AT, DEADLINE_S, Ledger, OpenPort, connect, play

TABLE = """minute,HR,RESP,SpO2,NBPSys,NBPDias,NBPMean,CVP
0.0,0.0,23.0,0.0,,,,4
1.0,62.8,12.7,0.0,120.0,72.0,89.0,4
3.0,57.8,0.0,96.0,,,,4
"""
ROWS = csv.read(TABLE.splitlines(keepends=True)).rows


@pytest.fixture
def world(db: None) -> World:
    """Two clinics with their people, chairs and devices."""
    return small_world()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A file with three rows of a recording."""
    file = tmp_path / "recording.csv"
    file.write_text(TABLE, encoding="utf-8")
    return file


def run(arguments: Sequence[str], ledger: Ledger) -> Result:
    """Run the command against a port that records into this ledger."""
    results: list[Result] = []

    async def scene(port: OpenPort) -> None:
        full = [*arguments, "--port", str(port.number), "--speed", "0"]
        results.append(await asyncio.to_thread(CliRunner().invoke, command, full))

    play(ledger, scene)
    return results[0]


class TestARow:
    """One row, one message."""

    def test_tells_a_zero_as_no_value_and_a_blank_not_at_all(self) -> None:
        """Status X for the sensor that had none; nothing for the cuff that did not inflate."""
        first = next(messages(ROWS, start_at=AT, sender="MON-3|WARD"))
        assert parse_oru(first.raw).observations == (
            Observation("hr", None, AT, NO_VALUE),
            Observation("resp", Decimal("23.0"), AT),
            Observation("spo2", None, AT, NO_VALUE),
        )
        assert b"|||||X|" in first.raw

    def test_is_due_when_the_recording_says(self) -> None:
        """So that a test can step its clock to it."""
        after = [message.at - AT for message in messages(ROWS, start_at=AT, sender="MON-3|WARD")]
        assert after == [timedelta(minutes=minute) for minute in (0, 1, 3)]

    def test_may_come_without_a_time_of_its_own(self) -> None:
        """At another speed than it was recorded, only the receipt counts."""
        for message in messages(ROWS, start_at=AT, sender="MON-3|WARD", device_clock=False):
            assert {one.device_at for one in parse_oru(message.raw).observations} == {None}

    def test_has_a_number_of_its_own_in_every_replay(self) -> None:
        """A second replay is not taken for the first one, sent again."""
        starts = (AT, AT + timedelta(microseconds=1))
        numbers = [one.control_id for at in starts for one in messages(ROWS, start_at=at, sender="MON-3|WARD")]
        assert len(set(numbers)) == 2 * len(ROWS)


class TestAReplay:
    """Through the real port, each row after the answer to the one before."""

    def test_gives_every_row_with_its_answer(self) -> None:
        """In the order of the recording."""
        ledger = Ledger()
        sent = list(messages(ROWS, start_at=AT, sender="MON-3|WARD"))

        async def scene(port: OpenPort) -> None:
            async with await connect(port) as device:
                answered = [(row, answer) async for row, answer in replay(sent, device, speed=1e6)]
            assert [row for row, _ in answered] == sent
            assert [(answer.control_id, answer.code) for _, answer in answered] == [
                (one.control_id, "AA") for one in sent
            ]

        play(ledger, scene)
        assert [one.raw for one in ledger.received] == [one.raw for one in sent]
        assert [len(batch) for batch in ledger.batches] == [1, 1, 1]


@contextmanager
def beside(ledger: Ledger) -> Iterator[int]:
    """A port in another thread, as it runs in another process; gives its number."""
    numbers: Queue[int] = Queue()
    done = threading.Event()

    async def scene(port: OpenPort) -> None:
        numbers.put(port.number)
        await asyncio.to_thread(done.wait)

    with ThreadPoolExecutor(1) as thread:
        played = thread.submit(play, ledger, scene)
        try:
            yield numbers.get(timeout=DEADLINE_S)
        finally:
            done.set()
            played.result()


class TestTheCommand:
    """`handrail replay`."""

    def test_sends_a_table_as_the_named_monitor(self, table: Path) -> None:
        """And says what it left out, and how much it sent."""
        ledger = Ledger()
        result = run([str(table), "--device", "MON-3|WARD", "--equipment", "E-9"], ledger)
        assert (result.exit_code, result.stdout) == (0, "")
        assert "CVP" in result.stderr
        assert "3 rows sent, 0 refused." in result.stderr
        reports = [one.report for one in ledger.received]
        assert [(report.sender, report.equipment) for report in reports if report] == [("MON-3|WARD", ("E-9",))] * 3

    def test_says_once_why_rows_were_refused(self, table: Path) -> None:
        """Exit status 1, each reason once."""
        result = run([str(table), "--device", "MON-3|WARD"], Ledger(down=True))
        assert result.exit_code == 1
        assert result.stderr.count("not stored") == 1
        assert "3 rows sent, 3 refused." in result.stderr

    def test_says_which_line_cannot_be_read(self, tmp_path: Path) -> None:
        """Nothing is sent of half a table."""
        file = tmp_path / "bad.csv"
        file.write_text('minute,HR\n0,60\n1,"60,5"\n', encoding="utf-8")
        ledger = Ledger()
        result = run([str(file), "--device", "MON-3|WARD"], ledger)
        assert result.exit_code == 1
        assert "Line 3, HR" in result.stderr
        assert ledger.received == []

    @pytest.mark.parametrize("who", [[], ["--device", "MON-3"], ["--device", "A|B", "--chair", "3"]])
    def test_asks_as_whom_to_speak(self, table: Path, who: list[str]) -> None:
        """Either a chair or a device, never a guess."""
        result = CliRunner().invoke(command, [str(table), *who])
        assert result.exit_code == 2

    def test_speaks_as_the_monitor_at_a_chair(self, table: Path, world: World) -> None:
        """Whichever is bound there now."""
        bindings.bind(world.ruths_visit, world.monitor, at=NOW, interval_s=60)
        ledger = Ledger()
        with beside(ledger) as port:
            arguments = [str(table), "--chair", "3", "--port", str(port), "--speed", "0"]
            result = CliRunner().invoke(command, arguments)
        assert (result.exit_code, result.stdout) == (0, "")
        assert {one.sender for one in ledger.received} == {"MON3|RIVERSIDE"}

    def test_does_not_guess_a_monitor(self, table: Path, world: World) -> None:
        """Nothing is bound at that chair, or in that clinic."""
        bindings.bind(world.ruths_visit, world.monitor, at=NOW, interval_s=60)
        for who in (["--chair", "4"], ["--chair", "3", "--clinic", world.hillside.pk]):
            result = CliRunner().invoke(command, [str(table), *who])
            assert result.exit_code == 1
            assert "No monitor is bound at chair" in result.stderr

    def test_says_when_nobody_listens(self, table: Path) -> None:
        """With what to start."""

        async def scene(port: OpenPort) -> None:
            await port.stop()
            arguments = [str(table), "--device", "MON-3|WARD", "--port", str(port.number)]
            result = await asyncio.to_thread(CliRunner().invoke, command, arguments)
            assert result.exit_code == 1
            assert "make demo" in result.stderr

        play(Ledger(), scene)
