"""Earlier totals as a small picture: in their true distance in time, the line open where there was no total."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from handrail.protocol.scale import Scale

WIDTH, HEIGHT, EDGE = 320, 72, 8
"""Of the picture, in its own units."""


@dataclass(frozen=True, slots=True)
class Trend:
    """Where to draw: dots for totals, hollow ones (`during`) where an infusion ran, lines between neighbours, marks for none."""

    width: int
    height: int
    ground: int
    dots: tuple[tuple[str, str], ...]
    during: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str, str, str], ...]
    without: tuple[str, ...]
    highest: Decimal
    lowest: Decimal


def trend(scale: Scale, totals: Sequence[tuple[datetime, Decimal | None, bool]]) -> Trend | None:
    """The picture of two totals or more; None where there is nothing to compare."""
    if scale.total is None or len(totals) < 2:
        return None
    lowest, highest = scale.total.lowest, scale.total.highest
    first, last = totals[0][0], totals[-1][0]
    span = (last - first).total_seconds() or 1.0

    def across(at: datetime) -> str:
        return f"{EDGE + (WIDTH - 2 * EDGE) * (at - first).total_seconds() / span:.1f}"

    def up(total: Decimal) -> str:
        return f"{HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * float((total - lowest) / (highest - lowest)):.1f}"

    placed = [(across(at), None if total is None else up(total), during) for at, total, during in totals]
    return Trend(
        width=WIDTH,
        height=HEIGHT,
        ground=HEIGHT - EDGE,
        dots=tuple((x, y) for x, y, during in placed if y is not None and not during),
        during=tuple((x, y) for x, y, during in placed if y is not None and during),
        lines=tuple(
            (x, y, to_x, to_y) for (x, y, _), (to_x, to_y, _) in pairwise(placed) if y is not None and to_y is not None
        ),
        without=tuple(x for x, y, _ in placed if y is None),
        highest=highest,
        lowest=lowest,
    )
