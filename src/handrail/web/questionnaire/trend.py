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
    """Where to draw: dots for totals, lines between neighbours that both have one, marks on the ground for those without."""

    width: int
    height: int
    ground: int
    dots: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str, str, str], ...]
    without: tuple[str, ...]
    highest: Decimal
    lowest: Decimal


def trend(scale: Scale, totals: Sequence[tuple[datetime, Decimal | None]]) -> Trend | None:
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

    placed = [(across(at), None if total is None else up(total)) for at, total in totals]
    return Trend(
        width=WIDTH,
        height=HEIGHT,
        ground=HEIGHT - EDGE,
        dots=tuple((x, y) for x, y in placed if y is not None),
        lines=tuple(
            (x, y, to_x, to_y) for (x, y), (to_x, to_y) in pairwise(placed) if y is not None and to_y is not None
        ),
        without=tuple(x for x, y in placed if y is None),
        highest=highest,
        lowest=lowest,
    )
