"""Every cut-off of a scale moved by one step: by the least that could change what is said of anybody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal
from itertools import pairwise

from handrail.protocol.scale import EVERYBODY, Flag, Scale
from handrail.protocol.scale.schema import Band, Estimate, Response, Total

Moved = tuple[str, Scale]

SIXTH = Decimal("0.000001")


def moved(scale: Scale) -> Iterator[Moved]:
    """The scale with one cut-off moved, and which."""
    yield from _bands(scale)
    yield from _flags(scale)
    yield from _estimates(scale)
    yield from _missing(scale)
    yield from _look_back(scale)
    if scale.response is not None:
        yield from _response(scale, scale.response, _total(scale))
    if scale.remission is not None:
        for by in _both(_total(scale).factor):
            yield f"remission {by:+}", replace(scale, remission=scale.remission + by)


def _both(step: Decimal) -> tuple[Decimal, Decimal]:
    return -step, step


def _total(scale: Scale) -> Total:
    assert scale.total is not None
    return scale.total


def _bands(scale: Scale) -> Iterator[Moved]:
    for group, bands in scale.bands.items():
        for place, (lower, upper) in enumerate(pairwise(bands)):
            for by in _both(_total(scale).factor):
                here: tuple[Band, ...] = (
                    *bands[:place],
                    replace(lower, highest=lower.highest + by),
                    replace(upper, lowest=upper.lowest + by),
                    *bands[place + 2 :],
                )
                which = "" if group == EVERYBODY else f" of {group}"
                yield f"{lower.id}/{upper.id}{which} {by:+}", replace(scale, bands={**scale.bands, group: here})


def _flags(scale: Scale) -> Iterator[Moved]:
    for place, flag in enumerate(scale.flags):
        for number, condition in enumerate(flag.all_of):
            for by in _both(Decimal(1)):
                all_of = (
                    *flag.all_of[:number],
                    replace(condition, at_least=condition.at_least + by),
                    *flag.all_of[number + 1 :],
                )
                flags: tuple[Flag, ...] = (
                    *scale.flags[:place],
                    replace(flag, all_of=all_of),
                    *scale.flags[place + 1 :],
                )
                yield f"{flag.id} condition {number + 1} {by:+}", replace(scale, flags=flags)


def _estimates(scale: Scale) -> Iterator[Moved]:
    for place, one in enumerate(scale.estimates):
        for value in _near(one, _total(scale)):
            estimates = (*scale.estimates[:place], replace(one, value=value), *scale.estimates[place + 1 :])
            yield f"change {one.id} to {value}", replace(scale, estimates=estimates)


def _near(one: Estimate, total: Total) -> tuple[Decimal, ...]:
    if one.unit == "%":
        return _near_percents(one.value, total)
    steps = (one.value / total.factor).to_integral_value(ROUND_CEILING)
    return (steps - 1) * total.factor, (steps + 1) * total.factor


def _near_percents(percent: Decimal, total: Total) -> tuple[Decimal, Decimal]:
    """The next lower and the next higher percentage by which two totals can differ at all."""
    totals = range(int(total.lowest), int(total.highest) + 1, int(total.factor))
    reached = {Decimal(100 * (b - a)) / b for b in totals for a in totals if b > a}
    lower = max(one for one in reached if one < percent)
    higher = min(one for one in reached if one > percent)
    return lower.quantize(SIXTH, ROUND_DOWN), higher.quantize(SIXTH, ROUND_DOWN)


def _response(scale: Scale, response: Response, total: Total) -> Iterator[Moved]:
    for value in _near_percents(response.response, total):
        yield f"response to {value}", replace(scale, response=replace(response, response=value))
    for value in _near_percents(response.partial, total):
        yield f"partial to {value}", replace(scale, response=replace(response, partial=value))


def _missing(scale: Scale) -> Iterator[Moved]:
    if scale.missing.rule == "prorated":
        for by in (-1, 1):
            at_most = scale.missing.at_most + by
            yield f"missing {by:+}", replace(scale, missing=replace(scale.missing, at_most=at_most))


def _look_back(scale: Scale) -> Iterator[Moved]:
    step = timedelta(days=1) if scale.look_back > timedelta(days=1) else timedelta(hours=1)
    for look_back in (scale.look_back - step, scale.look_back + step):
        if look_back >= timedelta():
            yield f"look back {look_back}", replace(scale, look_back=look_back)
