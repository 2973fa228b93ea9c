"""Sessions with samples and seals, as the watch makes them, and their exports."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from handrail.pathway.events import PatientLeft
from handrail.record import log, sealing, telemetry
from tests.shell.record.makers import MARA, marked, message, sample, seconds

SCRIPT = Path(__file__).parents[3] / "docs" / "reference" / "verify_export.py"


def seal(session: str, now: datetime) -> tuple[log.Recorded, ...]:
    """Seal what is due, as the watch does."""
    done = log.commit(
        session, lambda state: sealing.due(session, state, now), key=f"seal:{now.isoformat()}", by="handrail", at=now
    )
    return done.recorded


def written(session: str, *, left: bool = True) -> str:
    """A short visit: two minutes of two channels, a cuff without a value, a late sample, its seals, and the way home."""
    marked(session, 1)
    for second in range(0, 120, 4):
        delivered = [sample(second, "92"), sample(second, "97.5", "spo2")]
        telemetry.append({session: delivered}, [message(f"m{second}", session=session)])
    telemetry.append({session: [sample(119, None, "nibp_sys")]}, [])
    seal(session, seconds(75))
    telemetry.append({session: [sample(59, "88")]}, [])
    seal(session, seconds(135))
    if left:
        log.commit(session, lambda _: [PatientLeft()], key="left", by=MARA, at=seconds(140))
    return session


def exported(session: str, folder: Path) -> tuple[Path, Path]:
    """The session's two files, in the bytes that the command writes."""
    events, samples = folder / "session.jsonl", folder / "samples.jsonl"
    events.write_bytes(b"".join(f"{event.text()}\n".encode() for event in log.after(session, 0)))
    samples.write_bytes(b"".join(telemetry.line(session, one) for one in telemetry.after(session, 0)))
    return events, samples


def script_says(events: Path, samples: Path) -> tuple[int, str]:
    """What the verifier that imports nothing of ours says: its exit status and its words."""
    command = [sys.executable, "-I", str(SCRIPT), str(events), str(samples)]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return said.returncode, said.stderr


def sealed_numbers(session: str) -> list[int]:
    """The cursors that the seals cover, each as often as it is covered."""
    seals = [event.line()["payload"] for event in log.after(session, 0) if event.kind.endswith("Sealed")]
    return sorted(
        one.cursor
        for payload in seals
        for one in telemetry.received_in(
            session,
            datetime.fromisoformat(payload["minute_at"]),
            after_cursor=payload["after_cursor"],
            through_cursor=payload["through_cursor"],
        )
    )


def line_of(path: Path, number: int) -> dict[str, object]:
    """One line of an export."""
    line: dict[str, object] = json.loads(path.read_text().splitlines()[number - 1])
    return line
