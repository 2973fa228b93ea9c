"""A published model: what it says, of whom, on whose word, and the system it makes of a person."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from handrail.pharmacology.covariates import Covariates
from handrail.pharmacology.parameters import Parameter
from handrail.pharmacology.refused import Refused
from handrail.pharmacology.structure import Structure
from handrail.pharmacology.system import Floats, System
from handrail.pharmacology.variability import Variability, spread


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
class Use:
    """What the model may be used for: a patient's forecast, or looking only, and then why."""

    patients: bool
    reason: str | None
    only_when_asked: bool

    def problems(self) -> list[str]:
        """Why nobody is answered who does not ask for it, in words."""
        return [f"anybody who comes to a clinic ({self.reason})"] if self.only_when_asked else []


@dataclass(frozen=True, slots=True)
class Model:
    """One file of `models/`, read and checked."""

    name: str
    title: str
    drug: str
    sampling_site: str
    population: str
    source: Source
    use: Use
    valid: ValidRange
    parameters: tuple[Parameter, ...]
    variability: tuple[Variability, ...]
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
        if not allow_out_of_range:
            self.refuse_out_of_range(person)
        return self.system(self.values(person))

    def refuse_out_of_range(self, person: Covariates) -> None:
        """Do nothing for a person whom the model was made for.

        Raises:
            OutOfRange: for anybody else, with the way round.
        """
        if problems := [*self.use.problems(), *self.valid.problems(person)]:
            raise OutOfRange(
                f"{self.name} is not meant for {' and '.join(problems)}. Take another model, or set "
                "allow_out_of_range to true to see what its equations say all the same."
            )

    def parent_system(
        self, values: Mapping[str, float | Floats], *, effect_site_rate_per_min: float | Floats | None = None
    ) -> System:
        """The drug's plasma and effect site without its metabolites: smaller, and solved faster.

        Args:
            values: as for `system`; those of metabolites are left aside.
            effect_site_rate_per_min: in the place of the model's own; a number, or one for each person.

        Raises:
            Refused: when a value is not above 0, or not a number that a body could have.
        """
        parent = self.structure.parent()
        used = {name: values[name] for name in parent.parameters()}
        if effect_site_rate_per_min is not None:
            used[parent.effect_site.rate] = effect_site_rate_per_min
        return parent.system(used)

    @property
    def for_patients(self) -> bool:
        """Whether it may speak about a patient, and is not for looking only."""
        return self.use.patients

    @property
    def varying(self) -> tuple[str, ...]:
        """The parameters that differ between people, in the order in which `varied` takes them."""
        return tuple(each.parameter for each in self.variability)

    def varied(self, person: Covariates, normals: Floats) -> dict[str, Floats]:
        """Parameter values of people like this one, from the variability between people.

        Each varies log-normally about the person's typical value, which is the median. The same numbers give the
        same people.

        Args:
            person: what the model may know about all of them.
            normals: standard normal numbers, (people, at least as many as `varying` has); more are left aside.

        Returns:
            An array of the shape (people,) for every parameter, as `system` and `parent_system` take them.

        Raises:
            ValueError: for fewer numbers.
        """
        return spread(self.values(person), self.variability, normals)

    def sample(self, person: Covariates, chance: np.random.Generator, count: int) -> dict[str, Floats]:
        """As `varied`, for so many people drawn by chance."""
        return self.varied(person, chance.standard_normal((count, len(self.variability))))


def _outside(what: str, unit: str, value: float, limits: tuple[float, float]) -> list[str]:
    lowest, highest = limits
    if lowest <= value <= highest:
        return []
    return [f"{what} of {value:g} {unit} (its range is {lowest:g} to {highest:g} {unit})"]
