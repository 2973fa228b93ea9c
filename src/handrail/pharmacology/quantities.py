"""From typed units to the floats of this package: the one door between the two."""

from handrail.pharmacology.covariates import Covariates
from handrail.pharmacology.regimen import Bolus, Infusion
from handrail.units import Centimetres, Kilograms, Milligrams, MilligramsPerHour, MilligramsPerMinute, Minutes


def person(
    *, age_years: float, sex: str, weight: Kilograms, height: Centimetres | None = None, asian: bool = False
) -> Covariates:
    """A person whose weight and height come with their units.

    Raises:
        Refused: for an age, weight or height that is not above 0, or an unknown sex.
    """
    return Covariates(
        age_years=age_years,
        sex=sex,
        weight_kg=float(weight.value),
        height_cm=None if height is None else float(height.value),
        asian=asian,
    )


def bolus(*, dose: Milligrams, at: Minutes) -> Bolus:
    """A dose at one moment.

    Raises:
        Refused: for a dose below 0.
    """
    return Bolus(dose_mg=float(dose.value), at_min=float(at.value))


def infusion(*, rate: MilligramsPerMinute | MilligramsPerHour, start: Minutes, end: Minutes) -> Infusion:
    """A steady rate from one moment to another.

    Raises:
        Refused: for a rate below 0, or an end before the start.
    """
    per_minute = rate.per_minute() if isinstance(rate, MilligramsPerHour) else rate
    return Infusion(rate_mg_per_min=float(per_minute.value), from_min=float(start.value), to_min=float(end.value))
