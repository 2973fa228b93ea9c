"""What a nurse waits for: a whole forecast of a running infusion, and one rate in the hand.

One process, one core: numerical libraries are held to one thread before they are read.
"""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from benchmarks.forecast_session import at_minute_24
from benchmarks.memory import peak_mb
from benchmarks.table import Row
from handrail import pharmacology
from handrail.pathway.infuse import forecast as forecasting
from handrail.pathway.infuse.forecast import Course, Foreteller, Plan
from handrail.pathway.session import Session
from handrail.pharmacology.twins import Twins
from handrail.protocol import load
from handrail.protocol.schema import ForecastRules
from handrail.units import MillilitresPerHour, Minutes

ROOT = Path(__file__).resolve().parents[1]
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
RUNS = 15
IN_THE_HAND = MillilitresPerHour("80")
ORDERED, SLOWER, SLOWEST = (MillilitresPerHour(rate) for rate in ("151", "113.2", "75.5"))
PLANS = (
    Plan("go_on", ORDERED),
    Plan("slow_75", SLOWER),
    Plan("slow_half", SLOWEST),
    Plan("pause", SLOWER, after=Minutes(5)),
    Plan("stop", None),
)


class Times(NamedTuple):
    """Seconds."""

    learning: float
    whole: float
    overlay: float


def measure(runs: int = RUNS) -> list[Row]:
    """The rows of the table, from a process of its own so that its memory is its own."""
    done = subprocess.run(  # noqa: S603 - this file, by this interpreter
        [sys.executable, "-m", "benchmarks.forecast", str(runs)],
        cwd=ROOT,
        env={**os.environ, **ONE_THREAD},
        capture_output=True,
        text=True,
        check=True,
    )
    return [Row(*row) for row in json.loads(done.stdout)]


def here(runs: int) -> list[Row]:
    """Measured in this process; the first run, which reads files and compiled code, is left out."""
    session, now = at_minute_24()
    rule = load().forecast
    pharmacology.warm()
    times = [_one(session, now, rule, f"ses_{run}") for run in range(runs + 1)][1:]
    learning, whole, overlay = (_median([getattr(one, name) for one in times]) for name in Times._fields)
    task = f"2,000 twins, {rule.ahead}, {len(PLANS)} choices"
    return [
        Row("a whole forecast, one core", 1000 * whole, "ms", f"median of {runs}; {task}; goal 250"),
        Row("... of which learning from the readings", 1000 * learning, "ms", "once for each new reading"),
        Row(
            "one overlay, one core",
            1000 * overlay,
            "ms",
            "a rate in the hand, twins known, all else anew as when a screen asks; goal 60",
        ),
        Row("memory of the process at its largest", peak_mb(), "MB", "Python and the compiler included; goal 200"),
    ]


def _one(session: Session, now: datetime, rule: ForecastRules, session_id: str) -> Times:
    began = perf_counter()
    course = Course(session, now, rule.line_volume)
    twins, seed = _learned(course, session_id)
    learned = perf_counter()
    foreteller = Foreteller(twins, course, seed, rule)
    for plan in PLANS:
        foreteller.prospect(plan)
    foreteller.so_far()
    done = perf_counter()
    Foreteller(twins, course, seed, rule).prospect(Plan("other", IN_THE_HAND))
    return Times(learned - began, done - began, perf_counter() - done)


def _learned(course: Course, session_id: str) -> tuple[Twins, tuple[int, ...]]:
    basis = forecasting.basis(course, session_id=session_id)
    return forecasting.learned_from(basis).twins, basis.seed


def _median(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) // 2]


if __name__ == "__main__":
    print(json.dumps(here(int(sys.argv[1]))))
