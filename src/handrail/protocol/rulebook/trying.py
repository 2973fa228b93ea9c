"""Trying a condition on every case that could make a difference: each limit, one step beside it, both ends, every choice.

A condition joins limits, so between two neighbouring limits nothing changes: what holds in none of these cases holds in
no case at all.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from math import prod

from handrail.protocol.medicine_names import with_classes
from handrail.protocol.rulebook.condition import Compare, Condition, Has, Leaf, leaves
from handrail.protocol.rulebook.facts import Fact, Facts, Value

MOST_CASES = 200_000


class TooManyCases(Exception):
    """A condition over so many facts that its cases cannot be gone through: it should be several."""


def cases(conditions: Iterable[Condition], *, one_code: bool = False) -> Iterator[Facts]:
    """Every case that could make a difference to any of these conditions; `one_code` leaves out who takes several medicines.

    Raises:
        TooManyCases: there are more than anybody could mean.
    """
    looked_at: dict[str, list[Leaf]] = {}
    for condition in conditions:
        for leaf in leaves(condition):
            looked_at.setdefault(leaf.fact.id, []).append(leaf)
    values = {fact_id: _values(found[0].fact, found, one_code=one_code) for fact_id, found in looked_at.items()}
    if prod(len(some) for some in values.values()) > MOST_CASES:
        raise TooManyCases
    for combination in product(*values.values()):
        yield dict(zip(values, combination, strict=True))


def _values(fact: Fact, looked_at: list[Leaf], *, one_code: bool) -> list[Value]:
    match fact.kind:
        case "yes or no":
            return [True, False]
        case "choice":
            return list(fact.choices)
        case "codes":
            codes = _codes([leaf.code for leaf in looked_at if isinstance(leaf, Has)])
            return codes[:-1] if one_code else codes
        case "number":
            return _numbers(fact, [leaf for leaf in looked_at if isinstance(leaf, Compare)])


def _numbers(fact: Fact, looked_at: list[Compare]) -> list[Value]:
    assert fact.step is not None, "a number has its step"
    limits = {leaf.limit for leaf in looked_at}
    beside = {limit + by for limit in limits for by in (-fact.step, fact.step)}
    ends = {end for end in (fact.lowest, fact.highest) if end is not None}
    return sorted(value for value in limits | beside | ends if fact.possible(value))


def _codes(codes: list[str]) -> list[Value]:
    """Nobody's, each alone with all that stands above it, and all together; ATC puts a class before its substances."""
    return [frozenset[str](), *(with_classes([code]) for code in sorted(set(codes))), with_classes(codes)]
