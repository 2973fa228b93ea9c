"""What is refused in a scale although each line of it can be read: lines that contradict each other."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from handrail.protocol.entries import ProtocolError
from handrail.protocol.scale.schema import Band, Condition, Item, Part, Scale, Total

WHOLE = Decimal(1)
ALL = Decimal(100)

Refuse = Callable[[str, str], ProtocolError]


def check(file: str, scale: Scale, listed: Sequence[str]) -> None:
    """Refuse a scale that contradicts itself. `listed` are the items as they stand in the file.

    Raises:
        ProtocolError: for the first contradiction: the file, the entry, what to mend.
    """

    def refuse(entry: str, problem: str) -> ProtocolError:
        return ProtocolError(f"{file}: {entry}: {problem}.")

    _items(scale, listed, refuse)
    if scale.total is not None:
        _total(scale.total, scale, refuse)
    _missing(scale, refuse)
    for group, bands in scale.bands.items():
        _bands(f"bands of {group}", bands, scale, refuse)
    for flag in scale.flags:
        for condition in flag.all_of:
            _reachable(f"flag_{flag.id}", condition, scale, refuse)
    _outcome(scale, refuse)
    if scale.total is None and not scale.flags:
        raise refuse("total", "this entry is missing, and no answer is flagged: nothing would come of the answers")


def _items(scale: Scale, listed: Sequence[str], refuse: Refuse) -> None:
    _once("items", listed, "item", refuse)
    _once("items", [code for item in scale.items.values() for code in item.codes], "code", refuse)
    for item in scale.items.values():
        others = [*item.unless, *item.only_if]
        _known("items", others, scale.items, refuse)
        if item.id in others:
            raise refuse("items", f"{item} may be left out because of its own answer; name another item")


def _total(total: Total, scale: Scale, refuse: Refuse) -> None:
    counted = [item for part in total.parts for item in part.items]
    _once("total", counted, "item", refuse)
    _known("total", counted, scale.items, refuse)
    for item in scale.items.values():
        if item.scored and item.id not in counted:
            raise refuse("total", f"{item} adds nothing; put it into a part, or mark it 'scored = false'")
        if not item.scored and item.id in counted:
            raise refuse("total", f"{item} is not scored and stands in a part; take it out, or score it")
    lowest, highest = (total.factor * value for value in _range(total.parts, scale.items))
    if (lowest, highest) != (total.lowest, total.highest):
        raise refuse(
            "total",
            f"it is said to go from {total.lowest} to {total.highest}, but its items come to {lowest} to {highest}",
        )


def _range(parts: Sequence[Part | Condition], items: Mapping[str, Item]) -> tuple[Decimal, Decimal]:
    lowest = highest = Decimal()
    for part in parts:
        lists = [items[item].answers for item in part.items]
        add = sum if part.take == "sum" else max
        lowest += add(one.lowest for one in lists)
        highest += add(one.highest for one in lists)
    return lowest, highest


def _missing(scale: Scale, refuse: Refuse) -> None:
    rule = scale.missing
    _known("missing", rule.never, scale.items, refuse)
    if rule.rule == "none may be missing":
        return
    plain = scale.total is not None and len(scale.total.parts) == 1 and scale.total.parts[0].take == "sum"
    if not plain or len({item.answers.id for item in scale.scored}) > 1:
        raise refuse("missing", "only a plain sum of items with the same answers can be prorated")
    if rule.at_most >= len(scale.scored) - len(rule.never):
        raise refuse("missing", f"{rule.at_most} of {len(scale.scored)} items may be missing; some must be answered")


def _bands(entry: str, bands: Sequence[Band], scale: Scale, refuse: Refuse) -> None:
    if scale.total is None:
        raise refuse(entry, "there is no total that could be in a band; add [total] or remove the bands")
    _once(entry, [band.id for band in bands], "band", refuse)
    expected = scale.total.lowest
    for band in bands:
        if band.highest < band.lowest:
            raise refuse(entry, f"{band.id} goes from {band.lowest} to {band.highest}, which is backwards")
        if band.lowest > expected:
            raise refuse(entry, f"{expected} to {band.lowest - WHOLE} is in no band; close the gap before {band.id}")
        if band.lowest < expected:
            raise refuse(entry, f"{band.lowest} is in two bands, or out of order; begin {band.id} at {expected}")
        expected = band.highest + WHOLE
    if expected != scale.total.highest + WHOLE:
        raise refuse(entry, f"the last band ends at {expected - WHOLE}, and the highest total is {scale.total.highest}")


def _reachable(entry: str, condition: Condition, scale: Scale, refuse: Refuse) -> None:
    _known(entry, condition.items, scale.items, refuse)
    lowest, highest = _range([condition], scale.items)
    if condition.at_least <= lowest:
        raise refuse(entry, f"{condition.at_least} is always reached; it would be flagged whatever was answered")
    if condition.at_least > highest:
        raise refuse(entry, f"{condition.at_least} can never be reached; the items come to {highest} at most")


def _outcome(scale: Scale, refuse: Refuse) -> None:
    judged = [
        *(f"change_{one.id}" for one in scale.estimates),
        *(["response"] if scale.response else []),
        *(["remission"] if scale.remission is not None else []),
    ]
    if judged and (scale.total is None or scale.direction == "neither"):
        raise refuse(judged[0], "this scale has no total that is better or worse, so no change of it can be judged")
    if scale.estimates and not any(one.decides for one in scale.estimates):
        raise refuse("change", "no estimate decides whether a change is important; mark at least one")
    if scale.response and not 0 < scale.response.partial < scale.response.response <= ALL:
        raise refuse("response", "a partial response is less than a response, and both are from 1 to 100 %")
    total, remission = scale.total, scale.remission
    if total and remission is not None and not total.lowest <= remission < total.highest:
        raise refuse("remission", f"{remission} leaves nobody out, or nobody in")


def _once(entry: str, names: Sequence[str], what: str, refuse: Refuse) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise refuse(entry, f"the {what} {name!r} stands here {times} times; keep one")


def _known(entry: str, names: Sequence[str], items: Mapping[str, Item], refuse: Refuse) -> None:
    for name in names:
        if name not in items:
            raise refuse(entry, f"{name!r} is no item of this scale; its items are {', '.join(items)}")
