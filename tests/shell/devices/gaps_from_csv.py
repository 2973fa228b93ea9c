"""The gaps and lost signals that a recording must show, worked out from its table alone.

    python gaps_from_csv.py RECORDING.csv [--from-minute 0] [--minutes 180]

Standard library only, and nothing of the product: this is the other opinion that its screen is compared with. One row
a minute; what a row says is received at its minute, sharp. A zero or a blank is no value. Times are seconds from the
first row. Writes JSON:

    {"channels": {"hr": {"values": 176, "gaps": [{"from_s", "to_s", "length_s"}], "lost": [{"low_at_s", "medium_at_s",
     "cleared_at_s"}]}, ..., "cuff": {"values": 30, "gaps": [...], "lost": [{"ageing_at_s", "technical_at_s",
     "cleared_at_s"}]}}, ...}

`to_s`, `length_s` and `cleared_at_s` are null for what is still open at the end.
"""

import argparse
import csv
import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

# ---------------------------------------------------------------- the rules

ROW_S = 60  # a row a minute

COLUMN_OF = {"hr": "HR", "spo2": "SpO2", "resp": "RESP"}
INTERVAL_S = 60  # as declared when the monitor was bound

CUFF_COLUMN = "NBPSys"
CUFF_CYCLE_S = 13 * 60

GAP_WHEN_APART = 1.5  # intervals between two successive values: further apart is a gap
GAP_BEGINS_AFTER = 1  # interval after the last value's receipt; it ends at the next value's receipt

LOW_AFTER_S, LOW_AFTER_INTERVALS = 10, 2.5  # whichever is longer, without a value
MEDIUM_AFTER_S, MEDIUM_AFTER_INTERVALS = 30, 5

CUFF_AGEING_CYCLES = 1.5
CUFF_TECHNICAL_CYCLES = 2

COUNTS_BEFORE_FIRST_VALUE = True  # silence is counted from the first row on, also of a channel that never spoke yet

# A value that comes at the very moment at which a delay is over comes first: the delay must pass without a value.
# At the end of the rows somebody looks once more: a delay that is over just then is over.


@dataclass(frozen=True)
class Delays:
    """How long a channel may be without a value."""

    interval_s: float
    first_s: float
    second_s: float
    first_name: str
    second_name: str


CONTINUOUS = Delays(
    interval_s=INTERVAL_S,
    first_s=max(LOW_AFTER_S, LOW_AFTER_INTERVALS * INTERVAL_S),
    second_s=max(MEDIUM_AFTER_S, MEDIUM_AFTER_INTERVALS * INTERVAL_S),
    first_name="low_at_s",
    second_name="medium_at_s",
)
CUFF = Delays(
    interval_s=CUFF_CYCLE_S,
    first_s=CUFF_AGEING_CYCLES * CUFF_CYCLE_S,
    second_s=CUFF_TECHNICAL_CYCLES * CUFF_CYCLE_S,
    first_name="ageing_at_s",
    second_name="technical_at_s",
)

# ---------------------------------------------------------------- the working out


def report(rows: Iterable[Mapping[str, str]], from_minute: float, minutes: float) -> dict[str, object]:
    """Everything about so many minutes from that one on; the end is one row's length after the last row."""
    kept = [row for row in rows if from_minute <= float(row["minute"]) < from_minute + minutes]
    start_minute = float(kept[0]["minute"])
    end_s = (float(kept[-1]["minute"]) - start_minute + 1) * ROW_S
    lanes = {**dict.fromkeys(COLUMN_OF, CONTINUOUS), "cuff": CUFF}
    columns = {**COLUMN_OF, "cuff": CUFF_COLUMN}
    return {
        "rows": len(kept),
        "end_s": end_s,
        "channels": {
            channel: _channel(_value_times(kept, columns[channel], start_minute), delays, end_s)
            for channel, delays in lanes.items()
        },
    }


def _value_times(rows: Iterable[Mapping[str, str]], column: str, start_minute: float) -> list[float]:
    return [(float(row["minute"]) - start_minute) * ROW_S for row in rows if _has_value(row, column)]


def _has_value(row: Mapping[str, str], column: str) -> bool:
    cell = row[column].strip()
    return bool(cell) and float(cell) != 0


def _channel(values_s: list[float], delays: Delays, end_s: float) -> dict[str, object]:
    return {
        "values": len(values_s),
        "gaps": list(_gaps(values_s, delays, end_s)),
        "lost": list(_lost(values_s, delays, end_s)),
    }


def _gaps(values_s: list[float], delays: Delays, end_s: float) -> Iterator[dict[str, float | None]]:
    apart_s = GAP_WHEN_APART * delays.interval_s
    for last_s, next_s in pairwise(values_s):
        if next_s - last_s > apart_s:
            from_s = last_s + GAP_BEGINS_AFTER * delays.interval_s
            yield {"from_s": from_s, "to_s": next_s, "length_s": next_s - from_s}
    if values_s and end_s - values_s[-1] > apart_s:
        yield {"from_s": values_s[-1] + GAP_BEGINS_AFTER * delays.interval_s, "to_s": None, "length_s": None}


def _lost(values_s: list[float], delays: Delays, end_s: float) -> Iterator[dict[str, float | None]]:
    moments_s = [0.0, *values_s] if COUNTS_BEFORE_FIRST_VALUE else values_s
    spoke_again_s: list[float | None] = [*moments_s[1:], None]
    for from_s, again_s in zip(moments_s, spoke_again_s, strict=True):
        first_at_s, second_at_s = from_s + delays.first_s, from_s + delays.second_s
        if _is_over(first_at_s, again_s, end_s):
            yield {
                delays.first_name: first_at_s,
                delays.second_name: second_at_s if _is_over(second_at_s, again_s, end_s) else None,
                "cleared_at_s": again_s,
            }


def _is_over(at_s: float, again_s: float | None, end_s: float) -> bool:
    return at_s <= end_s if again_s is None else at_s < again_s


def main() -> None:
    """Read the command line, write the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recording", type=Path)
    parser.add_argument("--from-minute", type=float, default=0, help="the minute of the recording to begin with")
    parser.add_argument("--minutes", type=float, default=math.inf, help="how many minutes of it")
    asked = parser.parse_args()
    with asked.recording.open(newline="") as table:
        json.dump(report(csv.DictReader(table), asked.from_minute, asked.minutes), sys.stdout, indent=1)


if __name__ == "__main__":
    main()
