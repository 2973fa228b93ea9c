"""An order for an infusion: a dose by weight within what the protocol allows, and the amount it comes to."""

from dataclasses import dataclass
from typing import Literal

from handrail.pathway.events import InfusionOrdered, OrderRefused
from handrail.units import Centimetres, Kilograms, Milligrams, MilligramsPerKilogram, Minutes


@dataclass(frozen=True, slots=True)
class OrderRules:
    """What the protocol allows an order to be."""

    lowest: MilligramsPerKilogram
    ceiling: MilligramsPerKilogram
    highest_dose: Milligrams
    shortest: Minutes
    longest: Minutes
    dose_step: Milligrams
    lightest: Kilograms
    heaviest: Kilograms


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What an order needs to know of the patient, and how many infusions are behind and planned."""

    weight: Kilograms
    height: Centimetres | None
    age_years: int
    sex: Literal["female", "male"]
    infusion_number: int
    planned_infusions: int


def order(
    *,
    facts: PersonFacts,
    dose_per_weight: MilligramsPerKilogram,
    length: Minutes,
    rules: OrderRules,
    protocol: str,
) -> InfusionOrdered | OrderRefused:
    """The order, or why it cannot be given and what to change; the dose is rounded down to what can be written."""
    dose = dose_per_weight.for_weight(facts.weight).rounded_down(rules.dose_step)
    because = _against(facts.weight, dose_per_weight, dose, length, rules)
    if because:
        return OrderRefused(dose_per_weight=dose_per_weight, length=length, because=because)
    return InfusionOrdered(
        dose_per_weight=dose_per_weight,
        weight=facts.weight,
        dose=dose,
        length=length,
        infusion_number=facts.infusion_number,
        planned_infusions=facts.planned_infusions,
        age_years=facts.age_years,
        sex=facts.sex,
        height=facts.height,
        protocol=protocol,
    )


def _against(
    weight: Kilograms,
    dose_per_weight: MilligramsPerKilogram,
    dose: Milligrams,
    length: Minutes,
    rules: OrderRules,
) -> str | None:
    if not rules.lightest <= weight <= rules.heaviest:
        return f"A weight of {weight} is outside {rules.lightest} to {rules.heaviest}. Weigh again; is it in kg?"
    if not rules.lowest <= dose_per_weight <= rules.ceiling:
        return f"{dose_per_weight} is outside {rules.lowest} to {rules.ceiling}. Order a dose within it."
    if dose > rules.highest_dose:
        return f"{dose} is above the most that may be ordered, {rules.highest_dose}. Order a lower dose by weight."
    if not rules.shortest <= length <= rules.longest:
        return f"{length} is outside {rules.shortest} to {rules.longest}. Order a time within it."
    return None
