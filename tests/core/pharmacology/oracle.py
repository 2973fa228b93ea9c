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
    exchanges: tuple[tuple[Number, Number, Number], ...]  # per minute: to the periphery, back, and out from there
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
        exchanges=((q2 / v1, q2 / v2, 0), (q3 / v1, q3 / v3, 0)),
        effect_site=exactly("0.1876") * mpmath.log(weight) + exactly("0.5932"),
    )


def domino_1982(weight_kg: float) -> Mammillary:
    return Mammillary(
        volume_l=exactly("0.063") * exactly(weight_kg),
        leaving=exactly("0.4381"),
        exchanges=((exactly("0.5921"), exactly("0.2470"), 0), (exactly("0.5900"), exactly("0.0146"), 0)),
        effect_site=exactly("0.238"),
    )


def _of_two(volume_l: str, leaving: str, out: str, back: str, effect_site: str) -> Callable[[float], Mammillary]:
    """Two compartments by micro-constants, the volume per kg."""
    return lambda weight_kg: Mammillary(
        exactly(volume_l) * exactly(weight_kg),
        exactly(leaving),
        ((exactly(out), exactly(back), 0),),
        exactly(effect_site),
    )


def _of_two_scaled(v1: str, v2: str, clearance: str, exchange: str, effect_site: str) -> Callable[[float], Mammillary]:
    """Two compartments by volumes and clearances (L/h at 70 kg)."""

    def body(weight_kg: float) -> Mammillary:
        size = exactly(weight_kg) / 70
        per_min = size ** (exactly(3) / 4) / 60
        central, outer = exactly(v1) * size, exactly(v2) * size
        flow = exactly(exchange) * per_min
        leaving = exactly(clearance) * per_min / central
        return Mammillary(central, leaving, ((flow / central, flow / outer, 0),), exactly(effect_site))

    return body


def simons_2022(weight_kg: float) -> Mammillary:
    size = exactly(weight_kg) / 70
    power = size ** (exactly(3) / 4)
    v1, v2, v3 = (exactly(litres) * size for litres in ("11.6", "39.0", "174"))
    clearance, q2, q3 = (exactly(value) * power for value in ("1.48", "2.43", "1.21"))
    return Mammillary(v1, clearance / v1, ((q2 / v1, q2 / v2, 0), (q3 / v1, q3 / v3, 0)), exactly("0.114"))


def perez_ruixo_2021(weight_kg: float) -> Mammillary:
    """Nothing leaves but by the liver; nobody here is older than 60 or Asian."""
    vc = exactly(192)
    q1, q2, liver = (exactly(value) / 60 for value in ("84.3", "37.6", "151"))
    lost = (exactly("1.11") + exactly("2.77")) / 60
    return Mammillary(
        vc,
        exactly(0),
        ((q1 / vc, q1 / 143, 0), (q2 / vc, q2 / 417, 0), (liver / vc, liver / 101, lost)),
        exactly("0.114"),
    )


MODELS: dict[str, Callable[[float], Mammillary]] = {
    "clements_1981": _of_two("1.7522", "0.0109", "0.0186", "0.0137", "5.2"),
    "domino_1982": domino_1982,
    "herd_2007": _of_two_scaled("38.7", "102", "90", "215", "2.995"),
    "hijazi_2003": _of_two("1.08", "0.0333", "0.0088", "0.0030", "4.773"),
    "hornik_2018": _of_two_scaled("32.8", "152", "38.9", "54.9", "4.212"),
    "kamp_2020": kamp_2020,
    "perez_ruixo_2021": perez_ruixo_2021,
    "simons_2022": simons_2022,
}


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
    exits = [back + lost for _, back, lost in body.exchanges]
    denominator = _times_poly([1, body.leaving], exits)
    for place, (out, _, lost) in enumerate(body.exchanges):
        others = [each for other, each in enumerate(exits) if other != place]
        denominator = _plus_poly(denominator, _times_poly([out, out * lost], others))
    decays = [-root.real for root in mpmath.polyroots(denominator[::-1], maxsteps=500, extraprec=400, asc=True)]
    terms = []
    for decay in decays:
        above = mpmath.fprod(each - decay for each in exits)
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
