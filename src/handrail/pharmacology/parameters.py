"""A model's parameters: a published value with its unit, and how it is scaled to a person."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from handrail.pharmacology.covariates import Covariates

Kind = Literal["volume", "clearance", "rate"]
MINUTES_PER_HOUR = 60.0

# What each unit measures, and what one of it is in litres, litres a minute or per minute.
UNITS: dict[str, tuple[Kind, float]] = {
    "L": ("volume", 1.0),
    "L/kg": ("volume", 1.0),
    "L/min": ("clearance", 1.0),
    "L/min/kg": ("clearance", 1.0),
    "L/h": ("clearance", 1 / MINUTES_PER_HOUR),
    "L/h/kg": ("clearance", 1 / MINUTES_PER_HOUR),
    "1/min": ("rate", 1.0),
    "1/h": ("rate", 1 / MINUTES_PER_HOUR),
    "min": ("rate", 1.0),
}
MEAN_TIME = "min"  # a mean transit time over equal steps, each of which has the rate steps / time


@dataclass(frozen=True, slots=True)
class Scaling:
    """A power of body weight: the published value holds at the reference weight."""

    reference_weight_kg: float
    exponent: float

    def factor(self, weight_kg: float) -> float:
        """What the published value is multiplied by."""
        return float((weight_kg / self.reference_weight_kg) ** self.exponent)


UNSCALED = Scaling(reference_weight_kg=1.0, exponent=0.0)
PER_KILOGRAM = Scaling(reference_weight_kg=1.0, exponent=1.0)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a covariate does to a parameter, in the parameter's own unit; beyond: where it begins to."""

    covariate: str
    form: str
    coefficient: float
    beyond: float = 0.0

    def applied(self, value: float, person: Covariates) -> float:
        """The parameter as the covariate makes it."""
        return FORMS[self.form](value, self, float(getattr(person, self.covariate)))


@dataclass(frozen=True, slots=True)
class Parameter:
    """One published number."""

    name: str
    value: float
    unit: str
    scaling: Scaling
    adjustments: tuple[Adjustment, ...] = ()
    steps: int = 1

    @property
    def kind(self) -> Kind:
        """What it measures."""
        return UNITS[self.unit][0]

    def for_person(self, person: Covariates) -> float:
        """Its value for a person, in L, L/min or 1/min."""
        value = self.value * self.scaling.factor(person.weight_kg)
        for adjustment in self.adjustments:
            value = adjustment.applied(value, person)
        return self.steps / value if self.unit == MEAN_TIME else value * UNITS[self.unit][1]


def _plus_logarithm(value: float, term: Adjustment, covariate: float) -> float:
    return value + term.coefficient * math.log(covariate)


def _plus_per_unit_beyond(value: float, term: Adjustment, covariate: float) -> float:
    return value + term.coefficient * max(0.0, covariate - term.beyond)


def _times_if(value: float, term: Adjustment, covariate: float) -> float:
    return value * term.coefficient if covariate else value


# A new way in which a covariate acts is a line here; a file names it.
FORMS: dict[str, Callable[[float, Adjustment, float], float]] = {
    "plus_logarithm": _plus_logarithm,
    "plus_per_unit_beyond": _plus_per_unit_beyond,
    "times_if": _times_if,
}
BEYOND = "plus_per_unit_beyond"  # the form that says where it begins
COVARIATES = ("age_years", "weight_kg", "asian")  # what every case states
