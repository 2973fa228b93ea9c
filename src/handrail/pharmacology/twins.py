"""Virtual twins of one patient: many possible bodies and responses, each as likely as the next.

A twin is a published model and a row of standard normal figures: first those of `responses.COLUMNS`, then one for
each parameter that varies between people in its model. Before anything was measured the rows are scattered as the
files of models and effects say; `learning` moves them to where the readings allow them to be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from handrail.pharmacology.covariates import Covariates
from handrail.pharmacology.crowd import Crowd, Group, crowd
from handrail.pharmacology.exact import Concentrations
from handrail.pharmacology.library import load, names
from handrail.pharmacology.model import OutOfRange
from handrail.pharmacology.refused import Refused
from handrail.pharmacology.regimen import Regimen
from handrail.pharmacology.responses import COLUMNS, PERSON, Responses, responses
from handrail.pharmacology.system import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Whose twins: what the models may know, and whether pressure is known to be high without the drug."""

    covariates: Covariates
    hypertensive: bool = False


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What earlier sessions taught of a person: where each of `PERSON` lies, in standard deviations of the crowd."""

    mean: tuple[float, ...]
    spread: tuple[float, ...]

    def located(self, standard: Floats) -> Floats:
        """Standard normal figures as this person's: the columns of `PERSON` shifted and narrowed."""
        moved = standard.copy()
        moved[:, : len(PERSON)] = np.array(self.mean) + np.array(self.spread) * standard[:, : len(PERSON)]
        return moved


NOTHING_KNOWN = Knowledge((0.0,) * len(PERSON), (1.0,) * len(PERSON))


@dataclass(frozen=True)
class Twins:
    """As many twins as there are rows. `standard` holds standard normal figures; `knowledge` says what they stand for."""

    patient: Patient
    models: tuple[str, ...]
    model: NDArray[np.intp]
    standard: Floats
    knowledge: Knowledge = NOTHING_KNOWN

    def __len__(self) -> int:
        return len(self.model)

    def chosen(self, places: NDArray[np.intp]) -> "Twins":
        """These twins, in this order, as often as they are named."""
        return replace(self, model=self.model[places], standard=self.standard[places])

    @property
    def located(self) -> Floats:
        """The figures as `responses` reads them."""
        return self.knowledge.located(self.standard)

    @cached_property
    def responses(self) -> Responses:
        """How each responds."""
        covariates = self.patient.covariates
        return responses(self.located, age_years=covariates.age_years, hypertensive=self.patient.hypertensive)

    def concentrations(self, regimen: Regimen, at_min: Sequence[float] | Floats) -> Concentrations:
        """Plasma and effect site of both enantiomers together, (twins, times); the times ascend, none comes twice.

        A model of S-ketamine takes the whole racemic dose as if both halves went its way.

        Raises:
            Refused: where a figure leads a model beyond what a body can have.
        """
        return self._bodies.concentrations(regimen, np.asarray(at_min, dtype=np.float64))

    @cached_property
    def _bodies(self) -> Crowd:
        return crowd(tuple(self._by_model()), people=len(self))

    def _by_model(self) -> Iterator[Group]:
        """The bodies of each model's twins, and which twins these are."""
        rate_per_min = self.responses.effect_site_rate_per_min
        for place, name in enumerate(self.models):
            rows = np.flatnonzero(self.model == place)
            if len(rows):
                model = load(name)
                values = model.varied(self.patient.covariates, self.standard[rows, len(COLUMNS) :])
                parent = model.structure.parent()
                yield Group(rows, parent, {**values, parent.effect_site.rate: rate_per_min[rows]})


def draw(patient: Patient, *, count: int, chance: np.random.Generator, knowledge: Knowledge = NOTHING_KNOWN) -> Twins:
    """Twins before anything was measured, in equal shares over the models that were made for such a person.

    Raises:
        Refused: when no model was.
    """
    models = fitting(patient.covariates)
    width = len(COLUMNS) + max(len(load(name).varying) for name in models)
    return Twins(
        patient=patient,
        models=models,
        model=np.arange(count) % len(models),
        standard=chance.standard_normal((count, width)),
        knowledge=knowledge,
    )


def known_of(twins: Twins) -> Knowledge:
    """What these twins say of the person, for the next session: where each of `PERSON` lies, and how surely."""
    own = twins.located[:, : len(PERSON)]
    return Knowledge(tuple(map(float, own.mean(axis=0))), tuple(map(float, own.std(axis=0))))


def fitting(covariates: Covariates) -> tuple[str, ...]:
    """The models for patients that were made for a person like this.

    Raises:
        Refused: when none was, with each one's reason.
    """
    found, reasons = [], []
    for name in names():
        model = load(name)
        if not model.for_patients:
            continue
        try:
            model.for_person(covariates)
        except OutOfRange as problem:
            reasons.append(str(problem))
        else:
            found.append(name)
    if not found:
        raise Refused(" ".join(reasons))
    return tuple(found)
