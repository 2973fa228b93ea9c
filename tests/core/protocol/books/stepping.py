"""Every number of an entry moved by one step, and every yes or code turned round."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from handrail.protocol import Number
from handrail.protocol.rulebook import Duty, Medicine, Rule, Value
from handrail.protocol.rulebook.condition import AllOf, AnyOf, Compare, Condition, Has, Is, Not
from handrail.protocol.rulebook.schema import AnyPart

Moved = tuple[str, AnyPart]


def moved(part: AnyPart) -> Iterator[Moved]:
    """The entry with one thing moved, and which."""
    match part:
        case Value():
            for place, number in enumerate(part.numbers):
                for name, other in _numbers(number):
                    numbers = (*part.numbers[:place], other, *part.numbers[place + 1 :])
                    yield name, replace(part, numbers=numbers)
        case Rule():
            yield from ((name, replace(part, when=other)) for name, other in conditions(part.when))
        case Duty(when=when) if when is not None:
            yield from ((name, replace(part, when=other)) for name, other in conditions(when))
        case Medicine():
            yield from _medicines(part)
        case _:
            return


def _medicines(part: Medicine) -> Iterator[Moved]:
    for key in ("least", "most", "session_most", "again_after", "over"):
        number = getattr(part, key)
        for name, other in _numbers(number) if number else ():
            yield f"{key} {name}", _with(part, key, other)
    for by in (-1, 1) if part.times is not None else ():
        yield f"times {by:+}", replace(part, times=(part.times or 0) + by)
    for key in ("never", "ask"):
        condition = getattr(part, key)
        for name, turned in conditions(condition) if condition else ():
            yield f"{key} {name}", _with(part, key, turned)


def _with(part: Medicine, key: str, other: Any) -> Medicine:
    return replace(part, **{key: other})


def _numbers(number: Number) -> Iterator[tuple[str, Number]]:
    exponent = number.value.as_tuple().exponent
    step = Decimal(1).scaleb(min(0, exponent if isinstance(exponent, int) else 0))
    for by in (-step, step):
        yield f"{number.value} {by:+}", Number(number.value + by, number.unit)


def conditions(condition: Condition) -> Iterator[tuple[str, Condition]]:
    """The condition with one limit moved by its fact's step, or one answer turned round."""
    match condition:
        case Compare():
            for by in (-(condition.fact.step or 1), condition.fact.step or Decimal(1)):
                yield f"{condition.fact.id} {condition.limit} {by:+}", replace(condition, limit=condition.limit + by)
        case Is() | Has():
            yield f"not {condition.fact.id}", Not(condition)
        case Not(part):
            yield from ((name, Not(other)) for name, other in conditions(part))
        case AllOf(parts):
            yield from _within(parts, AllOf)
        case AnyOf(parts):
            yield from _within(parts, AnyOf)


def _within(
    parts: tuple[Condition, ...], join: Callable[[tuple[Condition, ...]], Condition]
) -> Iterator[tuple[str, Condition]]:
    for place, part in enumerate(parts):
        for name, other in conditions(part):
            yield name, join((*parts[:place], other, *parts[place + 1 :]))
