"""How far the product is from an independent solution."""

from collections.abc import Sequence

import mpmath

from handrail.pharmacology import Regimen, concentrations
from handrail.pharmacology.system import Floats
from tests.core.pharmacology import oracle
from tests.core.pharmacology.people import crowd_of, system_of

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
    """The largest relative error of plasma and effect site, of one person by the series and of a crowd by the closed form."""
    plasma, effect_site = oracle.plasma_and_effect_site(oracle.MODELS[model](weight_kg), regimen, at_min)
    alone = concentrations(system=system_of(model, weight_kg), regimen=regimen, at_min=at_min)
    crowd = concentrations(system=crowd_of(model, [weight_kg]), regimen=regimen, at_min=at_min)
    return max(
        *(worst_error(curve, plasma) for curve in (alone.plasma_ng_per_ml, crowd.plasma_ng_per_ml[0])),
        *(worst_error(curve, effect_site) for curve in (alone.effect_site_ng_per_ml, crowd.effect_site_ng_per_ml[0])),
    )
