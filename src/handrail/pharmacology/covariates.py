"""What a model may know about a person."""

import math
from dataclasses import dataclass

from handrail.pharmacology.refused import Refused

SEXES = ("female", "male")


@dataclass(frozen=True, slots=True, kw_only=True)
class Covariates:
    """A person as the models see one.

    Raises:
        Refused: for an age, weight or height that is not above 0, or a sex that no model knows.
    """

    age_years: float
    sex: str
    weight_kg: float
    height_cm: float | None = None
    asian: bool = False

    def __post_init__(self) -> None:
        above_zero("age_years", self.age_years)
        above_zero("weight_kg", self.weight_kg)
        if self.height_cm is not None:
            above_zero("height_cm", self.height_cm)
        if self.sex not in SEXES:
            raise Refused(f"sex must be one of {', '.join(SEXES)}, not {self.sex!r}: the models know no other.")


def above_zero(name: str, value: float) -> None:
    """Refuse what is not a finite number above 0."""
    if not (math.isfinite(value) and value > 0):
        raise Refused(f"{name} must be a number above 0, not {value:g}.")
