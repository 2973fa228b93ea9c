"""What a change of the total means: important, response, remission; and whether two readings look back on the same days."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from handrail.protocol.scale.schema import Estimate, Scale
from handrail.protocol.scale.scoring import AnswerError

Way = Literal["better", "worse"]

ALL = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """From one total to a later one. `points` is above zero for the better, whichever way the scale runs.

    `reached` names every published estimate that the change reaches; `important` needs all that decide. None stands where
    the scale has no rule: no response is not the same as no rule for response. Whether somebody was ill enough at first to
    speak of a response at all is for the caller to say.
    """

    points: Decimal
    percent: Decimal | None
    reached: tuple[str, ...]
    important: Way | None
    response: bool | None
    partial: bool | None
    remission: bool | None


def change(scale: Scale, before: Decimal, after: Decimal) -> Change:
    """Compare two totals of one scale.

    Raises:
        AnswerError: for a scale whose totals say neither better nor worse, or a total that it cannot have.
    """
    if scale.direction == "neither":
        raise AnswerError(f"{scale.id}: a higher total is neither better nor worse here, so a change has no direction.")
    for total in (before, after):
        _possible(scale, total)
    points = before - after if scale.direction == "higher is worse" else after - before
    reached = [one for one in scale.estimates if _reaches(one, abs(points), before)]
    deciding = [one for one in scale.estimates if one.decides]
    response = None if scale.response is None else _improves(points, before, scale.response.response)
    partly = None if scale.response is None else _improves(points, before, scale.response.partial)
    return Change(
        points=points,
        percent=points * ALL / before if before else None,
        reached=tuple(one.id for one in reached),
        important=_way(points) if deciding and set(deciding) <= set(reached) else None,
        response=response,
        partial=None if partly is None else partly and not response,
        remission=in_remission(scale, after),
    )


def in_remission(scale: Scale, total: Decimal) -> bool | None:
    """Whether a total counts as remission; None where the scale has no rule for it."""
    if scale.remission is None:
        return None
    return total <= scale.remission if scale.direction == "higher is worse" else total >= scale.remission


def overlaps(scale: Scale, earlier_at: datetime, later_at: datetime) -> bool:
    """Whether the later answers look back on days that the earlier ones looked back on, so that neither stands alone."""
    return later_at - earlier_at < scale.look_back


def _possible(scale: Scale, total: Decimal) -> None:
    if scale.total is None:
        raise AnswerError(f"{scale.id}: nothing adds up in this scale, so there are no totals to compare.")
    if not scale.total.lowest <= total <= scale.total.highest:
        raise AnswerError(
            f"{scale.id}: {total} is not a total of this scale; it goes from {scale.total.lowest} to {scale.total.highest}."
        )


def _reaches(estimate: Estimate, points: Decimal, before: Decimal) -> bool:
    if not points:
        return False
    return points >= estimate.value if estimate.unit == "point" else points * ALL >= estimate.value * before


def _improves(points: Decimal, before: Decimal, percent: Decimal) -> bool:
    return points > 0 and points * ALL >= percent * before


def _way(points: Decimal) -> Way:
    return "better" if points > 0 else "worse"
