"""A session that is over, taken out and verified by a script that imports nothing of ours; and what happens when a byte is touched."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.interop.hl7v2 import NO_VALUE, Observation, oru
from tests.faults.browser import Person, at_a_screen
from tests.faults.clinic import ROOT, Seat, clinic_in
from tests.faults.server import Server
from tests.faults.waiting import until
from tests.faults.wire import plugged_in

VERIFIER = ROOT / "docs" / "reference" / "verify_export.py"
MESSAGES = 40


@dataclass(frozen=True)
class Exported:
    """A closed session in two files."""

    session: Path
    samples: Path


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """A drip that was slowed, paused and ended, a monitor that spoke and fell silent, a patient who went home."""
    folder = tmp_path_factory.mktemp("exported")
    (seat,) = clinic_in(folder / "data", 1).seats
    with Server(folder / "data") as server, at_a_screen(server.start(), "mara") as mara:
        speak(server, seat)
        be_treated(mara, seat)
        until(lambda: "0 not sealed yet" in server.handrail("verify", seat.session).stdout, "every sample is sealed")
        files = Exported(folder / "session.jsonl", folder / "samples.jsonl")
        for what, path in (("session", files.session), ("samples", files.samples)):
            done = server.handrail("export", what, seat.session)
            assert (done.returncode, done.stderr) == (0, "")
            path.write_text(done.stdout, encoding="utf-8")
    return files


def speak(server: Server, seat: Seat) -> None:
    """Values of several channels, and some that are none."""
    with plugged_in(server.mllp_port) as line:
        for number in range(MESSAGES):
            now = datetime.now(UTC)
            spo2 = Observation("spo2", None, now, NO_VALUE) if number % 7 == 0 else Observation("spo2", Decimal(97), now)
            heart = Observation("hr", Decimal(60 + number % 20), now)
            raw = oru(sender=seat.sender, control_id=f"e-{number}", sent_at=now, observations=[heart, spo2])
            assert line.send(raw).code == "AA"


def be_treated(mara: Person, seat: Seat) -> None:
    """Slowed, marked and described, paused, stopped; then the patient leaves."""
    mara.does(seat.session, "rate", ml_per_h="75.5")
    mara.does(seat.session, "mark", kind="comfort")
    mara.does(seat.session, "describe", mark="1", words="Eyes open, a hand to hold – better.")
    mara.does(seat.session, "pause", pause_for="distress")
    mara.does(seat.session, "stop")
    gone = mara.posts(f"/prepare/{seat.session}/leave", data={"key": "gone"}, headers={"Accept": "text/html"})
    assert gone.status_code == httpx.codes.FOUND, gone.text


def verified(session: Path, samples: Path) -> subprocess.CompletedProcess[str]:
    """What the script says: a process of its own, that finds nothing but Python's own library."""
    command = [sys.executable, "-I", "-S", str(VERIFIER), str(session), str(samples)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@contextmanager
def changed(path: Path, content: bytes) -> Iterator[Path]:
    """A copy of a file with other content."""
    copy = path.with_suffix(".changed")
    copy.write_bytes(content)
    yield copy
    copy.unlink()


class TestAnExportedSession:
    """Read by somebody who trusts nobody."""

    def test_is_verified_by_thirty_lines_that_import_nothing_of_ours(self, exported: Exported) -> None:
        """Both files, whole: exit status 0, and nothing to say."""
        done = verified(exported.session, exported.samples)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert exported.samples.read_text(encoding="utf-8").count("\n") == 2 * MESSAGES
        assert '"kind":"PatientLeft"' in exported.session.read_text(encoding="utf-8").splitlines()[-1] + "".join(
            exported.session.read_text(encoding="utf-8").splitlines()[-3:]
        )

    def test_tells_no_words_about_the_patient(self, exported: Exported) -> None:
        """What a nurse wrote is locked before it is hashed."""
        assert "a hand to hold" not in exported.session.read_text(encoding="utf-8")
        assert '"words":"v1:' in exported.session.read_text(encoding="utf-8")


class TestATouchedExport:
    """One byte is enough."""

    @pytest.mark.parametrize("which", ["session", "samples"])
    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(where=st.floats(0, 1, exclude_max=True), to=st.integers(1, 255))
    def test_is_not_verified(self, exported: Exported, which: str, where: float, to: int) -> None:
        """Any byte of either file, changed to any other."""
        path = getattr(exported, which)
        content = bytearray(path.read_bytes())
        content[int(where * len(content))] ^= to
        with changed(path, bytes(content)) as touched:
            files = {"session": exported.session, "samples": exported.samples, which: touched}
            done = verified(files["session"], files["samples"])
        assert done.returncode != 0
        assert done.stderr != ""

    @pytest.mark.parametrize("which", ["session", "samples"])
    @pytest.mark.parametrize("line", [0, 3, -3])
    def test_is_not_verified_with_a_line_left_out(self, exported: Exported, which: str, line: int) -> None:
        """An event or a sample that never was."""
        path = getattr(exported, which)
        lines = path.read_bytes().splitlines(keepends=True)
        del lines[line]
        with changed(path, b"".join(lines)) as touched:
            files = {"session": exported.session, "samples": exported.samples, which: touched}
            assert verified(files["session"], files["samples"]).returncode != 0

    def test_is_not_verified_without_its_last_samples(self, exported: Exported) -> None:
        """The session is over: what was sealed of it must be there."""
        lines = exported.samples.read_bytes().splitlines(keepends=True)
        for kept in (0, 1, len(lines) - 1):
            with changed(exported.samples, b"".join(lines[:kept])) as touched:
                assert verified(exported.session, touched).returncode != 0
