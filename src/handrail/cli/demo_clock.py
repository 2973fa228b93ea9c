"""The demonstration's clock: it stands still while nobody is there, and is kept across restarts."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from handrail.care.clock import ClinicClock
from handrail.cli.serve import read_real

CLOCK_FILE = "demo-clock.json"


@dataclass(slots=True)
class DemoClock:
    """Stands still until everybody has come, and from the moment at which the demonstration is stopped."""

    speed: float
    running: ClinicClock

    @classmethod
    def standing(cls, at: datetime, speed: float) -> "DemoClock":
        """A clock that stands still at this moment."""
        return cls(speed, ClinicClock(read_real, at, at, speed=0))

    def now(self) -> datetime:
        """The clinic's time, in UTC."""
        return self.running.now()

    @property
    def stands(self) -> bool:
        """Whether it stands still."""
        return not self.running.speed

    def stand(self) -> None:
        """Stand still from now on."""
        now = self.now()
        self.running = ClinicClock(read_real, now, now, speed=0)


@dataclass(frozen=True, slots=True)
class KeptClock:
    """The clock's file: after a clean stop the clinic's time goes on from there, a kill leaves a gap."""

    path: Path

    def clock(self, speed: float) -> DemoClock:
        """The clock to go on with. It stands still."""
        kept = self._read()
        if kept is None:
            return DemoClock.standing(read_real(), speed)
        if kept["stopped_at"]:
            return DemoClock.standing(datetime.fromisoformat(kept["stopped_at"]), speed)
        return DemoClock.standing(self.running().now(), speed)

    def running(self) -> ClinicClock:
        """The clock as it runs in the server now."""
        kept = self._read()
        if kept is None:
            raise click.ClickException(f"{self.path} is missing. Start the demonstration with: handrail demo")
        return ClinicClock(
            read_real,
            datetime.fromisoformat(kept["real_origin"]),
            datetime.fromisoformat(kept["clinic_origin"]),
            kept["speed"],
        )

    def go(self, clock: DemoClock) -> None:
        """Let the clock run from where it stands, and write down how, so that a kill cannot lose it."""
        running = ClinicClock(read_real, read_real(), clock.now(), clock.speed)
        self._write(running, None)
        clock.running = running

    def stopped(self, clock: DemoClock) -> None:
        """Write down where the clock stands."""
        self._write(clock.running, clock.now())

    def _read(self) -> dict[str, Any] | None:
        with suppress(FileNotFoundError, ValueError):
            kept: dict[str, Any] = json.loads(self.path.read_text("utf-8"))
            return kept
        return None

    def _write(self, clock: ClinicClock, stopped_at: datetime | None) -> None:
        kept = {
            "real_origin": clock.real_origin.isoformat(),
            "clinic_origin": clock.clinic_origin.isoformat(),
            "speed": clock.speed,
            "stopped_at": stopped_at.isoformat() if stopped_at else None,
        }
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps(kept), "utf-8")
        draft.replace(self.path)
