"""From answers to a total and what it means. What was not answered is said, never guessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from handrail.protocol.scale.schema import EVERYBODY, Band, Condition, Flag, Item, Part, Scale, Total

Applied = Literal["complete", "prorated", "no total"]
WhyNone = Literal["too many unanswered", "an item that is never made up", "nothing adds up in this scale"]

WHOLE = Decimal(1)


class AnswerError(ValueError):
    """An answer that this scale does not have; the text names the item and its answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What the answers come to.

    Without a total, `why_none` says why. The flags stand by the answers that are there, even where others are missing:
    without any flag, only a Score with nothing `missing` is a calm one. `band` is None without a total, and where it
    depends on a group that was not given.
    """

    scale: str
    version: str
    items: Mapping[str, Decimal]
    missing: tuple[str, ...]
    total: Decimal | None
    band: Band | None
    flags: tuple[Flag, ...]
    applied: Applied
    why_none: WhyNone | None


def score(scale: Scale, answers: Mapping[str, Decimal], *, group: str = EVERYBODY) -> Score:
    """Score the answers, by item; an unanswered item is left out of them.

    Raises:
        AnswerError: for an item that the scale does not have, or an answer that the item does not have.
    """
    for item_id, answer in answers.items():
        _check(scale, item_id, answer)
    missing = tuple(item.id for item in scale.scored if item.id not in answers and _is_asked(item, scale, answers))
    worth = {item.id: item.worth(answers[item.id]) for item in scale.scored if item.id in answers}
    total, applied, why_none = _total(scale, worth, missing)
    return Score(
        scale=scale.id,
        version=scale.version,
        items={item_id: answers[item_id] for item_id in scale.items if item_id in answers},
        missing=missing,
        total=total,
        band=None if total is None else band(scale, total, group=group),
        flags=tuple(flag for flag in scale.flags if all(_holds(one, worth) for one in flag.all_of)),
        applied=applied,
        why_none=why_none,
    )


def band(scale: Scale, total: Decimal, *, group: str = EVERYBODY) -> Band | None:
    """The band of a total; None where the scale has none for this group."""
    bands = scale.bands.get(EVERYBODY, scale.bands.get(group, ()))
    return next((one for one in bands if one.lowest <= total <= one.highest), None)


def _check(scale: Scale, item_id: str, answer: Decimal) -> None:
    item = scale.items.get(item_id)
    if item is None:
        raise AnswerError(f"{scale.id} has no item {item_id!r}; its items are {', '.join(scale.items)}.")
    if answer not in item.answers.values:
        values = ", ".join(str(value) for value in item.answers.values)
        raise AnswerError(f"{scale.id}: {item} was answered {answer}; its answers are {values}.")


def _is_asked(item: Item, scale: Scale, answers: Mapping[str, Decimal]) -> bool:
    if any(other in answers for other in item.unless):
        return False
    gates = [scale.items[other] for other in item.only_if]
    return not gates or any(answers.get(gate.id, gate.answers.lowest) > gate.answers.lowest for gate in gates)


def _total(
    scale: Scale, worth: Mapping[str, Decimal], missing: tuple[str, ...]
) -> tuple[Decimal | None, Applied, WhyNone | None]:
    if scale.total is None:
        return None, "no total", "nothing adds up in this scale"
    if not missing:
        return _added(scale.total, worth), "complete", None
    if any(item in scale.missing.never for item in missing):
        return None, "no total", "an item that is never made up"
    if len(missing) > scale.missing.at_most:
        return None, "no total", "too many unanswered"
    return _prorated(scale.total, worth, len(scale.scored)), "prorated", None


def _added(total: Total, worth: Mapping[str, Decimal]) -> Decimal:
    return total.factor * sum((_taken(part, worth) for part in total.parts), Decimal())


def _prorated(total: Total, worth: Mapping[str, Decimal], items: int) -> Decimal:
    """The mean of what was answered stands for what was not; a half counts up, towards what must not be missed."""
    return (_added(total, worth) * items / len(worth)).quantize(WHOLE, ROUND_HALF_UP)


def _taken(part: Part | Condition, worth: Mapping[str, Decimal]) -> Decimal:
    values = [worth[item] for item in part.items if item in worth]
    return sum(values, Decimal()) if part.take == "sum" else max(values, default=Decimal())


def _holds(condition: Condition, worth: Mapping[str, Decimal]) -> bool:
    return any(item in worth for item in condition.items) and _taken(condition, worth) >= condition.at_least
