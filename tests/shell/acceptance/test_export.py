"""A session that is over, taken out and verified by a script that imports nothing of ours; and what a touched byte does to that."""

import random
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner

from handrail.care import infuse, monitor, recover
from handrail.cli.record import export
from handrail.interop.hl7v2 import NO_VALUE, Observation, oru, receive
from handrail.units import MillilitresPerHour
from tests.faults.clinic import ROOT, seated
from tests.people import NOW, World, small_world

VERIFIER = ROOT / "docs" / "reference" / "verify_export.py"
MESSAGES = 200
SECOND = timedelta(seconds=1)
FILES = ("session", "samples")
TOUCHED = 24
"""Bytes of each file that are changed, one at a time; which ones is drawn."""


@dataclass(frozen=True)
class Exported:
    """A closed session in two files."""

    session: bytes
    samples: bytes

    def verified(self, folder: Path, **other: bytes) -> subprocess.CompletedProcess[str]:
        """What the script says: a process of its own, that finds nothing but Python's own library."""
        files = [folder / f"{name}.jsonl" for name in FILES]
        for name, file in zip(FILES, files, strict=True):
            file.write_bytes(other.get(name, getattr(self, name)))
        command = [sys.executable, "-I", "-S", str(VERIFIER), *map(str, files)]
        return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def exported(db: None) -> Exported:
    """A drip that was slowed, paused and ended, a monitor that spoke and fell silent, a patient who went home."""
    world = small_world()
    seated(world.ruths_visit, 3, world.monitor, world.mara, world.jonas, world.albrecht, now=NOW)
    for number in range(MESSAGES):
        speak(world, number, NOW + number * SECOND)
    be_treated(world, NOW + MESSAGES * SECOND)
    monitor.seal_minutes(world.ruths_visit.pk, at=NOW + timedelta(minutes=10))
    return Exported(*(taken_out(what, world.ruths_visit.pk) for what in FILES))


def speak(world: World, number: int, now: datetime) -> None:
    """A heart rate and a saturation that is not always there, and what the watch does about it."""
    spo2 = Observation("spo2", None, now, NO_VALUE) if number % 7 == 0 else Observation("spo2", Decimal(97), now)
    heart = Observation("hr", Decimal(60 + number % 20), now)
    raw = oru(sender=world.monitor.sender, control_id=f"e-{number}", sent_at=now, observations=[heart, spo2])
    assert [answer.code for answer in monitor.record_samples([receive(raw, now)], at=now).answers] == ["AA"]
    monitor.watch(world.ruths_visit.pk, at=now)
    monitor.seal_minutes(world.ruths_visit.pk, at=now)


def be_treated(world: World, now: datetime) -> None:
    """Slowed, marked and described, paused, stopped; then the patient leaves."""
    session, by = world.ruths_visit.pk, world.mara.pk
    infuse.change_rate(
        session=session, to=MillilitresPerHour("75.5"), prescriber=False, key=str(uuid4()), by=by, at=now
    )
    infuse.mark(session=session, mark="comfort", key=str(uuid4()), by=by, at=now)
    infuse.describe_mark(
        session=session,
        patient=world.ruths.pk,
        number=1,
        words="Eyes open, a hand to hold – better.",
        happened_at=now - SECOND,
        key=str(uuid4()),
        by=by,
        at=now,
    )
    infuse.pause(session=session, key=str(uuid4()), by=by, at=now)
    infuse.stop(session=session, key=str(uuid4()), by=by, at=now)
    recover.leave(visit=world.ruths_visit, key=str(uuid4()), by=by, at=now)


def taken_out(what: str, session: str) -> bytes:
    """What `handrail export` writes."""
    result = CliRunner().invoke(export, [what, session])
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout_bytes


class TestAnExportedSession:
    """Read by somebody who trusts nobody."""

    def test_is_verified_by_a_script_that_imports_nothing_of_ours(self, exported: Exported, tmp_path: Path) -> None:
        """Both files, whole: exit status 0, and nothing to say."""
        done = exported.verified(tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert exported.samples.count(b"\n") == 2 * MESSAGES
        assert b'"kind":"PatientLeft"' in exported.session

    def test_tells_no_words_about_the_patient(self, exported: Exported) -> None:
        """What a nurse wrote was locked before it was hashed."""
        assert b"a hand to hold" not in exported.session
        assert b'"words":"v1:' in exported.session


@pytest.mark.parametrize("which", FILES)
class TestATouchedExport:
    """Of a session that is over, every byte counts."""

    def test_is_not_verified_with_one_byte_changed(self, exported: Exported, tmp_path: Path, which: str) -> None:
        """Any byte, the first and the last as well, to any other."""
        whole, chance = getattr(exported, which), random.Random(which)
        for where in (0, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(TOUCHED))):
            touched = bytearray(whole)
            touched[where] ^= chance.randrange(1, 256)
            done = exported.verified(tmp_path, **{which: bytes(touched)})
            assert (done.returncode, bool(done.stderr)) == (1, True), (where, bytes(touched[where : where + 1]))

    def test_is_not_verified_with_a_line_left_out_or_two_exchanged(
        self, exported: Exported, tmp_path: Path, which: str
    ) -> None:
        """Nothing is missing, and order is a part of what was recorded."""
        lines = getattr(exported, which).splitlines(keepends=True)
        for line in (0, 5, len(lines) // 2, len(lines) - 3):
            left_out = [*lines[:line], *lines[line + 1 :]]
            exchanged = [*lines[:line], lines[line + 1], lines[line], *lines[line + 2 :]]
            for touched in (left_out, exchanged):
                assert exported.verified(tmp_path, **{which: b"".join(touched)}).returncode == 1


class TestAnExportWithoutItsEnd:
    """Cut off."""

    def test_is_not_verified_where_samples_are_missing(self, exported: Exported, tmp_path: Path) -> None:
        """What was sealed must be there, to the last."""
        lines = exported.samples.splitlines(keepends=True)
        for kept in (0, 1, len(lines) - 1):
            assert exported.verified(tmp_path, samples=b"".join(lines[:kept])).returncode == 1
