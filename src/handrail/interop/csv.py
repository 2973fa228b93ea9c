"""A table of a monitor's values by the minute or the second, as a recording of a real monitor is exported."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from handrail.units import UnitError, number

MICROSECONDS_OF = {"minute": 60_000_000, "second": 1_000_000}
CHANNEL_OF = {
    "HR": "hr",
    "ABPSys": "abp_sys",
    "ABPDias": "abp_dia",
    "ABPMean": "abp_mean",
    "PULSE": "pulse",
    "RESP": "resp",
    "SpO2": "spo2",
    "NBPSys": "nibp_sys",
    "NBPDias": "nibp_dia",
    "NBPMean": "nibp_mean",
}
"""Which channel each column is. None of them can be zero in a living patient: zero is the export's "no value"."""


class CsvError(ValueError):
    """A table that cannot be read; the text names the line and says what to mend."""


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one moment. A zero in the table is None (asked, no value); a blank is not there at all."""

    after: timedelta
    values: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Recording:
    """A whole table, in order of time; `unknown` are columns that no channel stands for."""

    rows: tuple[Row, ...]
    unknown: tuple[str, ...]


def read(lines: Iterable[str]) -> Recording:
    """Read a table with a header: `minute` or `second`, and a column for each channel.

    Raises:
        CsvError: no such column, a value that is no number, or times that do not increase.
    """
    reader = csv.DictReader(lines)
    try:
        columns = list(reader.fieldnames or [])
        time_column = _time_column(columns)
        rows = tuple(_increasing(_rows(reader, time_column)))
    except csv.Error as error:
        raise CsvError(f"Line {reader.line_num} is not a line of a table ({error}). Export it again.") from error
    return Recording(rows, tuple(column for column in columns if column not in {*CHANNEL_OF, time_column}))


def _time_column(columns: list[str]) -> str:
    found = [column for column in columns if column in MICROSECONDS_OF]
    if len(found) != 1 or not any(column in CHANNEL_OF for column in columns):
        raise CsvError(
            "The first line must name the columns, separated by commas: one of minute and second, and some of "
            + ", ".join(CHANNEL_OF)
            + "."
        )
    return found[0]


def _rows(reader: "csv.DictReader[str]", time_column: str) -> Iterator[tuple[int, Row]]:
    for cells in reader:
        line = reader.line_num
        if None in cells:
            raise CsvError(f"Line {line} has more cells than the first line has columns. Mend it.")
        elapsed = _number(cells[time_column], time_column, line) * MICROSECONDS_OF[time_column]
        values = {
            channel: _number(cells[column], column, line) or None
            for column, channel in CHANNEL_OF.items()
            if (cells.get(column) or "").strip()
        }
        yield line, Row(timedelta(microseconds=int(elapsed)), values)


def _number(cell: str | None, column: str, line: int) -> Decimal:
    try:
        return number(cell or "")
    except UnitError as error:
        raise CsvError(f"Line {line}, {column}: {error}") from error


def _increasing(rows: Iterable[tuple[int, Row]]) -> Iterator[Row]:
    before: Row | None = None
    for line, row in rows:
        if before is not None and row.after <= before.after:
            raise CsvError(f"Line {line} is not later than the line before it. Sort the table by time.")
        yield row
        before = row
