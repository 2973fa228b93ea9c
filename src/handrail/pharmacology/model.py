"""A published model: what it says, of whom, on whose word, and the system it makes of a person."""

from collections.abc import Mapping
from dataclasses import dataclass

from handrail.pharmacology.covariates import Covariates
from handrail.pharmacology.parameters import Parameter
from handrail.pharmacology.refused import Refused
from handrail.pharmacology.structure import Structure
from handrail.pharmacology.system import Floats, System


class OutOfRange(Refused):
    """A person for whom the model was not made."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the numbers come from, and what nobody could check."""

    citation: str
    doi: str | None
    pmid: str | None
    read_in: str
    not_verified: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ValidRange:
    """For whom the model may be used, and why these limits."""

    age_years: tuple[float, float]
    weight_kg: tuple[float, float]
    basis: str

    def problems(self, person: Covariates) -> list[str]:
        """What lies outside, in words."""
        return [
            *_outside("an age", "years", person.age_years, self.age_years),
            *_outside("a weight", "kg", person.weight_kg, self.weight_kg),
        ]


@dataclass(frozen=True, slots=True)
class Model:
    """One file of `models/`, read and checked."""

    name: str
    title: str
    drug: str
    sampling_site: str
    population: str
    source: Source
    valid: ValidRange
    parameters: tuple[Parameter, ...]
    structure: Structure

    def values(self, person: Covariates) -> dict[str, float]:
        """The typical value of every parameter for a person, in L, L/min and 1/min."""
        return {parameter.name: parameter.for_person(person) for parameter in self.parameters}

    def system(self, values: Mapping[str, float | Floats]) -> System:
        """The system that follows from parameter values: one person's, or arrays with a value for each of many.

        Raises:
            Refused: when a value is not above 0, or not a number that a body could have.
        """
        return self.structure.system(values)

    def for_person(self, person: Covariates, *, allow_out_of_range: bool = False) -> System:
        """The system of one person with the model's typical parameters.

        Raises:
            OutOfRange: when the model was not made for this person, unless that is allowed.
            Refused: when the formulas give no positive value for this person.
        """
        problems = self.valid.problems(person)
        if problems and not allow_out_of_range:
            raise OutOfRange(
                f"{self.name} is not meant for {' and '.join(problems)}. Take another model, or set "
                "allow_out_of_range to true to see what its equations say all the same."
            )
        return self.system(self.values(person))


def _outside(what: str, unit: str, value: float, limits: tuple[float, float]) -> list[str]:
    lowest, highest = limits
    if lowest <= value <= highest:
        return []
    return [f"{what} of {value:g} {unit} (its range is {lowest:g} to {highest:g} {unit})"]
