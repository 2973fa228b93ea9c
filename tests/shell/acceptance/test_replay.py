"""A real bedside record, replayed through the device port: what the screens say of its gaps is what its table says."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias
from uuid import uuid4

import pytest

from handrail.care import monitor, prepare, rules
from handrail.care.clock import SteppedClock
from handrail.care.prepare import Watching
from handrail.devices import replay
from handrail.interop import csv as tables
from handrail.pathway.events import AlarmCleared, AlarmRaised, AlarmWorsened, CuffCharted
from handrail.pathway.events.codec import read_time
from handrail.record import log, telemetry
from handrail.units import MilligramsPerKilogram, Minutes
from handrail.web.infuse.screen import chair_view
from handrail.web.infuse.trends import trends
from tests.faults.wire import plugged_in
from tests.people import NOW, World, small_world
from tests.shell.acceptance.bedside import Port

ROOT = Path(__file__).resolve().parents[3]
RECORD = ROOT.parent / "shared" / "data" / "icu_numerics" / "long_record.csv"
OTHER_OPINION = ROOT / "tests" / "shell" / "devices" / "gaps_from_csv.py"

MINUTE = timedelta(minutes=1)
CUFF_CYCLE_S = 13 * 60
RECHECK = rules.shipped().recheck_after()
LANES = {"hr": "HR", "spo2": "SpO2", "resp": "RESP"}
CUFF = ("NBPSys", "NBPDias", "NBPMean")
BOUND = ("hr", "spo2", "resp", "nibp_sys", "nibp_dia", "nibp_mean")

Report: TypeAlias = dict[str, Any]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not RECORD.is_file(), reason=f"the recording {RECORD.name} is not beside the repository, in shared/data"
    ),
]


@dataclass
class Played:
    """What came of a stretch of the recording."""

    session: str
    began_at: datetime
    ended_at: datetime
    rows: list[dict[str, str]]
    report: Report
    cuffs: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list)

    @property
    def events(self) -> list[object]:
        """Everything in the log."""
        return [recorded.fact.event for recorded in log.after(self.session, 0)]

    def second(self, moment: datetime) -> float:
        """Seconds since the first row."""
        return (moment - self.began_at).total_seconds()

    def row_at(self, row: dict[str, str]) -> datetime:
        """When a row was received."""
        return self.began_at + MINUTE * (Decimal(row["minute"]) - Decimal(self.rows[0]["minute"])).__int__()


def other_opinion(first_minute: int, minutes: int) -> Report:
    """What a program that knows nothing of the product works out from the table."""
    asked = [str(RECORD), "--from-minute", str(first_minute), "--minutes", str(minutes)]
    done = subprocess.run([sys.executable, "-I", str(OTHER_OPINION), *asked], check=True, capture_output=True)
    report: Report = json.loads(done.stdout)
    return report


def seated_with_a_monitor(world: World) -> str:
    """Ruth in chair 3, her infusion ordered; a monitor that speaks once a minute and measures the pressure every 13."""
    prepare.order_infusion(
        visit=world.ruths_visit,
        dose_per_weight=MilligramsPerKilogram("0.5"),
        length=Minutes("40"),
        key=f"order-{uuid4()}",
        by=world.albrecht.pk,
        at=NOW,
    )
    prepare.bind_device(
        visit=world.ruths_visit,
        device=world.monitor,
        watching=Watching(BOUND, interval_s=60, cuff_interval_s=CUFF_CYCLE_S),
        key=f"bind-{uuid4()}",
        by=world.mara.pk,
        at=NOW,
    )
    return world.ruths_visit.pk


def play(first_minute: int, minutes: int) -> Played:
    """Replay a stretch over the wire, a stepped minute a row, and look and seal at every step as the watch does."""
    world = small_world()
    session, clock = seated_with_a_monitor(world), SteppedClock(NOW)
    lines = RECORD.read_text(encoding="utf-8").splitlines(keepends=True)
    lines = [lines[0], *lines[1 + first_minute : 1 + first_minute + minutes]]
    start_at = NOW - first_minute * MINUTE
    sent = replay.messages(tables.read(lines).rows, start_at=start_at, sender=world.monitor.sender)
    played = Played(
        session, NOW, NOW + minutes * MINUTE, list(csv.DictReader(lines)), other_opinion(first_minute, minutes)
    )
    with Port(clock) as port, plugged_in(port.number) as wire:
        for message in sent:
            clock.step(message.at - clock.now())
            assert wire.send(message.raw).code == "AA"
            look(played, clock.now())
    look(played, clock.step(MINUTE))
    return played


def look(played: Played, now: datetime) -> None:
    """What the watch does at this moment, and what stands beside the cuff then."""
    monitor.watch(played.session, at=now)
    monitor.seal_minutes(played.session, at=now)
    played.cuffs.append((now, chair_view(played.session, now)["numerics"]["nibp"]))


def gaps_on_screen(played: Played, channel: str) -> list[tuple[float, float | None]]:
    """Where the lane is drawn without a line, in seconds from the first row."""
    began_s = played.began_at.timestamp()
    drawn = trends(played.session, played.ended_at)["gaps"][channel]
    return [(from_s - began_s, None if to_s is None else to_s - began_s) for from_s, to_s in drawn]


def gap_before_first_value(played: Played, column: str) -> list[tuple[float, float | None]]:
    """A lane that is bound and has not spoken yet is drawn as a gap as well; the table alone cannot know of that."""
    first = next((played.row_at(row) for row in played.rows if has_value(row, column)), None)
    late = first is not None and first - played.began_at > 1.5 * MINUTE
    return [(60.0, played.second(first))] if first and late else []


def has_value(row: dict[str, str], column: str) -> bool:
    """Whether there is something in this cell that is no zero."""
    return bool(row[column].strip()) and Decimal(row[column]) != 0


def alarms(played: Played, condition: str) -> list[dict[str, float | None]]:
    """A condition's appearances in the log: raised, worsened, cleared, in seconds from the first row."""
    found: list[dict[str, float | None]] = []
    for event in played.events:
        match event:
            case AlarmRaised(condition=name, raised_at=at) if name == condition:
                found.append({"raised_s": played.second(at), "worsened_s": None, "cleared_s": None})
            case AlarmWorsened(condition=name, at=at) if name == condition:
                found[-1]["worsened_s"] = played.second(at)
            case AlarmCleared(condition=name, cleared_at=at) if name == condition:
                found[-1]["cleared_s"] = played.second(at)
            case _:
                pass
    return found


def assert_same_gaps(played: Played) -> None:
    """The lanes' gaps, and one lost signal told for each that lasted, at the same second."""
    for channel, column in LANES.items():
        told = played.report["channels"][channel]
        computed = [(gap["from_s"], gap["to_s"]) for gap in told["gaps"]]
        assert gaps_on_screen(played, channel) == [*gap_before_first_value(played, column), *computed], channel
        assert alarms(played, f"silent:{channel}") == [
            {"raised_s": one["low_at_s"], "worsened_s": one["medium_at_s"], "cleared_s": one["cleared_at_s"]}
            for one in told["lost"]
        ], channel


def assert_same_cuff(played: Played) -> None:
    """An alarm for each reading that was a cycle late, and beside every figure whether it had begun to age by then."""
    lost = played.report["channels"]["cuff"]["lost"]
    assert alarms(played, "cuff_overdue") == [
        {"raised_s": one["technical_at_s"], "worsened_s": None, "cleared_s": one["cleared_at_s"]}
        for one in lost
        if one["technical_at_s"] is not None
    ]
    shown = [(now, cuff["status"]) for now, cuff in played.cuffs if cuff["at"] is not None]
    assert [(now, status != "fresh") for now, status in shown] == [
        (now, any(begun(one["ageing_at_s"], one["cleared_at_s"], played.second(now)) for one in lost))
        for now, _ in shown
    ]


def begun(from_s: float, to_s: float | None, now_s: float) -> bool:
    """Whether it is so at this moment."""
    return from_s < now_s and (to_s is None or now_s < to_s)


def assert_cuffs_carry_their_age(played: Played) -> None:
    """At every minute the figure is the last one in the table, with the moment at which that came."""
    last: dict[str, str] | None = None
    rows = iter([*played.rows, None])
    for now, cuff in played.cuffs:
        row = next(rows)
        last = row if row and has_value(row, "NBPSys") else last
        if last is None:
            assert (cuff["systolic"], cuff["at"], cuff["status"]) == (None, None, "never")
            continue
        assert read_time(cuff["at"]) == played.row_at(last)
        assert [Decimal(cuff[name]) for name in ("systolic", "diastolic", "mean")] == values(last, *CUFF)
        due_at = played.row_at(last) + (RECHECK if asked_again(played, now) else timedelta(seconds=CUFF_CYCLE_S))
        assert read_time(cuff["next_due_at"]) == due_at
        assert now >= played.row_at(last)


def asked_again(played: Played, now: datetime) -> bool:
    """Whether an alarm of pressure asks for another reading at this moment."""
    second = played.second(now)
    return any(
        one["raised_s"] is not None
        and one["raised_s"] <= second
        and (one["cleared_s"] is None or second < one["cleared_s"])
        for condition in ("pressure_high", "pressure_low")
        for one in alarms(played, condition)
    )


def values(row: dict[str, str], *columns: str) -> list[Decimal]:
    """The numbers in these cells."""
    return [Decimal(row[column]) for column in columns]


def assert_same_values(played: Played) -> None:
    """Every cell is a sample: a zero one without a value, a blank none at all. What is drawn and charted are those."""
    stored = [
        (one.sample.received_at, one.sample.channel, one.sample.value) for one in telemetry.after(played.session, 0)
    ]
    assert stored == list(cells(played))
    drawn = trends(played.session, played.ended_at)
    for channel, column in LANES.items():
        assert drawn["trends"][channel] == [
            [played.row_at(row).timestamp(), float(row[column])] for row in played.rows if has_value(row, column)
        ]
    readings = [row for row in played.rows if has_value(row, "NBPSys")]
    assert drawn["cuffs"] == [[played.row_at(row).timestamp(), *map(float, values(row, *CUFF))] for row in readings]
    charted = [event for event in played.events if isinstance(event, CuffCharted)]
    assert [[one.systolic.value, one.diastolic.value, one.mean and one.mean.value] for one in charted] == [
        values(row, *CUFF) for row in readings
    ]


def cells(played: Played) -> Iterator[tuple[datetime, str, Decimal | None]]:
    """What each row says."""
    for row in played.rows:
        for column, channel in tables.CHANNEL_OF.items():
            if row[column].strip():
                yield played.row_at(row), channel, Decimal(row[column]) or None


def assert_all_of_it(played: Played) -> None:
    """Gaps, lost signals, cuffs, values; and a record that verifies."""
    assert_same_gaps(played)
    assert_same_cuff(played)
    assert_cuffs_carry_their_age(played)
    assert_same_values(played)
    found = log.verify(played.session)
    assert (found.problem, found.samples) == (None, len(list(cells(played))))


class TestARealBedsideRecord:
    """One row a minute, with the real thing's dropouts, gaps and cuff readings about every 13 minutes."""

    @pytest.mark.parametrize("first_minute", [440, 1360])
    def test_shows_three_hours_with_the_gaps_that_its_table_has(self, first_minute: int) -> None:
        """The two stretches of the recording with the most gaps."""
        played = play(first_minute, 180)
        assert sum(len(told["gaps"]) for told in played.report["channels"].values()) >= 9
        assert_all_of_it(played)

    @pytest.mark.long
    @pytest.mark.skipif(os.environ.get("HANDRAIL_LONG_TESTS") != "1", reason="the long form: make check-long")
    def test_shows_the_whole_recording_with_the_gaps_that_its_table_has(self) -> None:
        """A day and eight hours."""
        assert_all_of_it(play(0, 1936))
