"""How far the product is from an independent solution."""

from collections.abc import Sequence

import mpmath

from handrail.pharmacology import Regimen, concentrations, load
from handrail.pharmacology.system import Floats
from tests.core.pharmacology import oracle
from tests.core.pharmacology.people import of_weight

SMALLEST = 1e-290  # below it a float has fewer digits


def worst_error(curve: Floats, truth: Sequence[mpmath.mpf]) -> float:
    """The largest relative error; where the truth is 0 the curve must be exactly that."""
    errors = [0.0]
    for value, exact in zip(curve.tolist(), truth, strict=True):
        if exact == 0:
            assert value == 0
        elif abs(exact) > SMALLEST:
            errors.append(float(abs(mpmath.mpf(value) - exact) / abs(exact)))
    return max(errors)


def worst(*, model: str, weight_kg: float, regimen: Regimen, at_min: Sequence[float]) -> float:
    """The largest relative error of plasma and effect site."""
    system = load(model).for_person(of_weight(weight_kg))
    curves = concentrations(system=system, regimen=regimen, at_min=at_min)
    plasma, effect_site = oracle.plasma_and_effect_site(oracle.MODELS[model](weight_kg), regimen, at_min)
    return max(worst_error(curves.plasma_ng_per_ml, plasma), worst_error(curves.effect_site_ng_per_ml, effect_site))
