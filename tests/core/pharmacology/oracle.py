"""An independent solution in 60 digits: sums of exponentials from partial fractions, one item at a time.

It shares nothing with the product: parameters typed again from the equations, concentrations as unknowns, poles as
the roots of the characteristic polynomial, and superposition of items where the product goes forward in time. Sums of
exponentials lose many digits at early times; of 60 they may.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import mpmath

from handrail.pharmacology import Bolus, Infusion, Regimen

mpmath.mp.dps = 60
exactly = mpmath.mpf
Number = Any  # mpmath comes without types
Terms = list[tuple[Number, Number]]  # (coefficient, decay) of the answer to 1 mg at once


@dataclass(frozen=True)
class Mammillary:
    """A central compartment, peripheral ones, and an effect site; litres and minutes."""

    volume_l: Number
    leaving: Number
    exchanges: tuple[tuple[Number, Number], ...]  # (to the periphery, back) per minute
    effect_site: Number


def kamp_2020(weight_kg: float) -> Mammillary:
    weight = exactly(weight_kg)
    size = weight / 70
    power = size ** (exactly(3) / 4)
    v1, v2, v3 = 25 * size, 56 * size, 157 * size
    clearance, q2, q3 = (exactly(value) * power / 60 for value in (84, 161, 79))
    return Mammillary(
        volume_l=v1,
        leaving=clearance / v1,
        exchanges=((q2 / v1, q2 / v2), (q3 / v1, q3 / v3)),
        effect_site=exactly("0.1876") * mpmath.log(weight) + exactly("0.5932"),
    )


def domino_1982(weight_kg: float) -> Mammillary:
    return Mammillary(
        volume_l=exactly("0.063") * exactly(weight_kg),
        leaving=exactly("0.4381"),
        exchanges=((exactly("0.5921"), exactly("0.2470")), (exactly("0.5900"), exactly("0.0146"))),
        effect_site=exactly("0.238"),
    )


MODELS: dict[str, Callable[[float], Mammillary]] = {"kamp_2020": kamp_2020, "domino_1982": domino_1982}


def plasma_and_effect_site(
    body: Mammillary, regimen: Regimen, at_min: Iterable[float]
) -> tuple[list[Number], list[Number]]:
    """Concentrations in ng/mL at each time."""
    plasma = _plasma_terms(body)
    effect = _effect_terms(plasma, body.effect_site)
    times = list(at_min)
    return [_superposed(plasma, regimen, time) for time in times], [
        _superposed(effect, regimen, time) for time in times
    ]


def _plasma_terms(body: Mammillary) -> Terms:
    """(coefficient, decay) of the plasma's answer to 1 mg at once."""
    back = [k21 for _, k21 in body.exchanges]
    denominator = _times_poly([1, body.leaving], back)
    for place, (k12, _) in enumerate(body.exchanges):
        others = [k21 for other, k21 in enumerate(back) if other != place]
        denominator = _plus_poly(denominator, _times_poly([k12, 0], others))
    decays = [-root.real for root in mpmath.polyroots(denominator[::-1], maxsteps=500, extraprec=400, asc=True)]
    terms = []
    for decay in decays:
        above = mpmath.fprod(k21 - decay for k21 in back)
        below = mpmath.fprod(other - decay for other in decays if other is not decay)
        terms.append((1000 / body.volume_l * above / below, decay))
    return terms


def _effect_terms(plasma: Terms, ke0: Number) -> Terms:
    """The same for the effect site: one more pole."""
    terms = [(coefficient * ke0 / (ke0 - decay), decay) for coefficient, decay in plasma]
    return [*terms, (-mpmath.fsum(coefficient for coefficient, _ in terms), ke0)]


def _superposed(terms: Terms, regimen: Regimen, time: float) -> Number:
    return mpmath.fsum(_item(terms, item, exactly(time)) for item in regimen.items)


def _item(terms: Terms, item: Bolus | Infusion, time: Number) -> Number:
    if isinstance(item, Bolus):
        return exactly(item.dose_mg) * _after_one_mg(terms, time - exactly(item.at_min))
    since, after = time - exactly(item.from_min), max(time - exactly(item.to_min), exactly(0))
    if since <= 0:
        return exactly(0)
    rate = exactly(item.rate_mg_per_min)
    return rate * mpmath.fsum(a / k * (mpmath.exp(-k * after) - mpmath.exp(-k * since)) for a, k in terms)


def _after_one_mg(terms: Terms, since: Number) -> Number:
    if since < 0:
        return exactly(0)
    if since == 0:  # the effect site's coefficients add up to nothing but their own rounding
        return mpmath.chop(mpmath.fsum(a for a, _ in terms), tol=exactly(10) ** -40)
    return mpmath.fsum(a * mpmath.exp(-k * since) for a, k in terms)


def _times_poly(polynomial: list[Number], roots: list[Number]) -> list[Number]:
    for root in roots:
        polynomial = _plus_poly([*polynomial, 0], [root * coefficient for coefficient in polynomial])
    return polynomial


def _plus_poly(one: list[Number], other: list[Number]) -> list[Number]:
    length = max(len(one), len(other))
    padded = ([0] * (length - len(each)) + each for each in (one, other))
    return [a + b for a, b in zip(*padded, strict=True)]
