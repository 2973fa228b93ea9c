"""A row of the benchmark table, as `handrail bench` prints it."""

from typing import NamedTuple


class Row(NamedTuple):
    """One measured figure."""

    name: str
    value: float
    unit: str
    note: str
