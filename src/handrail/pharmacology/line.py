"""From the pump to the vein: what a line holds reaches the patient later, at the pace of what pushes it.

A line is a tube without mixing: what enters at one end leaves at the other after the line's volume has followed it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from handrail.pharmacology.refused import Refused
from handrail.pharmacology.regimen import Infusion


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What the pump pushes from one moment to another, and how strong it is; 0 mg/mL is a flush.

    Raises:
        Refused: for a flow or strength below 0, or an end before the start.
    """

    ml_per_min: float
    mg_per_ml: float
    from_min: float
    to_min: float

    def __post_init__(self) -> None:
        if not (self.ml_per_min >= 0 and self.mg_per_ml >= 0 and self.from_min <= self.to_min):
            raise Refused("A flow and its strength are 0 or more, and it does not end before it starts.")

    @property
    def volume_ml(self) -> float:
        """What it pushes in all."""
        return self.ml_per_min * (self.to_min - self.from_min)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The tube between pump and vein, and the strength of what filled it before the start (0: saline).

    Raises:
        Refused: for a volume or strength below 0.
    """

    volume_ml: float
    primed_mg_per_ml: float

    def __post_init__(self) -> None:
        if not (self.volume_ml >= 0 and self.primed_mg_per_ml >= 0):
            raise Refused("The volume of a line and the strength in it are 0 or more.")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A column of one strength on its way: between these volumes, counted from the first drop that the pump pushed."""

    from_ml: float
    to_ml: float
    mg_per_ml: float


def through(line: Line, flows: Sequence[Flow]) -> tuple[Infusion, ...]:
    """What reaches the vein while these flows run, in mg a minute. What stays in the line reaches nobody.

    Args:
        line: what stands between pump and vein.
        flows: one after another in time; between two of them the pump stands still.

    Raises:
        Refused: when two flows overlap.
    """
    ordered = sorted((flow for flow in flows if flow.volume_ml > 0), key=lambda flow: flow.from_min)
    for one, other in pairwise(ordered):
        if other.from_min < one.to_min:
            raise Refused("Two flows through one line overlap: a pump pushes one at a time.")
    return tuple(_leaving(line, ordered))


def _leaving(line: Line, flows: Sequence[Flow]) -> Iterator[Infusion]:
    columns = list(_columns(line, flows))
    pushed_ml = 0.0
    for flow in flows:
        first_ml, last_ml = pushed_ml - line.volume_ml, pushed_ml + flow.volume_ml - line.volume_ml
        for column in columns:
            from_ml, to_ml = max(first_ml, column.from_ml), min(last_ml, column.to_ml)
            if from_ml < to_ml and column.mg_per_ml > 0:
                yield Infusion(
                    rate_mg_per_min=flow.ml_per_min * column.mg_per_ml,
                    from_min=flow.from_min + (from_ml - first_ml) / flow.ml_per_min,
                    to_min=flow.from_min + (to_ml - first_ml) / flow.ml_per_min,
                )
        pushed_ml += flow.volume_ml


def _columns(line: Line, flows: Sequence[Flow]) -> Iterator[_Stretch]:
    yield _Stretch(-line.volume_ml, 0.0, line.primed_mg_per_ml)
    pushed_ml = 0.0
    for flow in flows:
        yield _Stretch(pushed_ml, pushed_ml + flow.volume_ml, flow.mg_per_ml)
        pushed_ml += flow.volume_ml
