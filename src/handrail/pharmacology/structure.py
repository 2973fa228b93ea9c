"""How a model's compartments are joined, and the linear system that follows from its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from handrail.pharmacology.refused import Refused
from handrail.pharmacology.system import Floats, Reading, System

OUT = "out"  # where a flow goes that leaves the body
NANOGRAMS_PER_ML_IN_MG_PER_L = 1000.0
LEAST, MOST = 1e-100, 1e100  # so that no quotient or product of parameters leaves what a float holds


@dataclass(frozen=True, slots=True)
class Compartment:
    """A place for the drug; its volume is named where a concentration or a clearance needs one."""

    name: str
    volume: str | None


@dataclass(frozen=True, slots=True)
class Flow:
    """What leaves one compartment for another or for good, by a rate or by a clearance over the source's volume.

    Fraction: the part of that rate or clearance that goes to this target.
    """

    source: str
    target: str
    rate: str | None
    clearance: str | None
    fraction: float = 1.0


@dataclass(frozen=True, slots=True)
class EffectSite:
    """Where the drug acts: follows a compartment's concentration and takes nothing from it."""

    compartment: str
    rate: str
    origin: str
    because: str


@dataclass(frozen=True, slots=True)
class Metabolite:
    """A concentration that is reported beside the drug's; mass ratio: its mg for a mg of the drug."""

    name: str
    compartment: str
    mass_ratio: float


@dataclass(frozen=True, slots=True)
class Structure:
    """Compartments and the flows between them; the dose enters where plasma is read."""

    compartments: tuple[Compartment, ...]
    flows: tuple[Flow, ...]
    plasma: str
    effect_site: EffectSite
    metabolites: tuple[Metabolite, ...]

    def parent(self) -> "Structure":
        """The drug alone: what can come back to plasma. What goes to a metabolite has left for good."""
        return _parent(self)

    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters that the system follows from."""
        volumes = (each.volume for each in self.compartments)
        flows = (name for flow in self.flows for name in (flow.rate, flow.clearance))
        named = (name for name in (*volumes, *flows, self.effect_site.rate) if name is not None)
        return tuple(dict.fromkeys(named))

    def reached(self, start: str, *, forward: bool) -> set[str]:
        """The compartments that flows lead to from a start, or lead from to it, and the start."""
        pairs = [(flow.source, flow.target) if forward else (flow.target, flow.source) for flow in self.flows]
        found = {start}
        while more := {target for source, target in pairs if source in found} - found - {OUT}:
            found |= more
        return found

    def system(self, values: Mapping[str, float | Floats]) -> System:
        """The linear system for one person, or for many where the values are arrays.

        Raises:
            Refused: when a value is not above 0, or not a number that a body could have.
        """
        checked = {name: _possible(name, value) for name, value in values.items()}
        return System(
            names=(*(compartment.name for compartment in self.compartments), "effect_site"),
            rates_per_min=self._rates(checked),
            dosed=self._place(self.plasma),
            plasma=self._reading(self.plasma, checked, self._place(self.plasma)),
            effect_site=self._reading(self.effect_site.compartment, checked, len(self.compartments)),
            metabolites={
                each.name: self._reading(each.compartment, checked, self._place(each.compartment), each.mass_ratio)
                for each in self.metabolites
            },
        )

    def per_min(self, flow: Flow, values: Mapping[str, Floats]) -> Floats:
        """The part of what a flow's source holds that it takes each minute."""
        if flow.rate is not None:
            return flow.fraction * values[flow.rate]
        return flow.fraction * values[str(flow.clearance)] / self.volume(flow.source, values)

    def volume(self, compartment: str, values: Mapping[str, Floats]) -> Floats:
        """A compartment's volume in L."""
        return values[str(self.compartments[self._place(compartment)].volume)]

    def _rates(self, values: Mapping[str, Floats]) -> Floats:
        size = len(self.compartments) + 1
        rates = np.zeros((*np.broadcast_shapes(*(value.shape for value in values.values())), size, size))
        for flow in self.flows:
            per_min = self.per_min(flow, values)
            source = self._place(flow.source)
            rates[..., source, source] -= per_min
            if flow.target != OUT:
                rates[..., self._place(flow.target), source] += per_min
        per_min = values[self.effect_site.rate]
        rates[..., -1, self._place(self.effect_site.compartment)] = per_min
        rates[..., -1, -1] = -per_min
        return rates

    def _reading(self, compartment: str, values: Mapping[str, Floats], state: int, mass_ratio: float = 1.0) -> Reading:
        per_mg = NANOGRAMS_PER_ML_IN_MG_PER_L * mass_ratio / self.volume(compartment, values)
        people = np.broadcast_shapes(*(value.shape for value in values.values()))
        return Reading(state, np.broadcast_to(per_mg, people))

    def _place(self, name: str) -> int:
        return next(place for place, each in enumerate(self.compartments) if each.name == name)


@cache
def _parent(structure: Structure) -> Structure:
    start = structure.plasma
    staying = structure.reached(start, forward=True) & structure.reached(start, forward=False)
    flows = (flow for flow in structure.flows if flow.source in staying)
    return Structure(
        compartments=tuple(each for each in structure.compartments if each.name in staying),
        flows=tuple(flow if flow.target in staying else replace(flow, target=OUT) for flow in flows),
        plasma=start,
        effect_site=structure.effect_site,
        metabolites=(),
    )


def _possible(name: str, value: float | Floats) -> Floats:
    values: Floats = np.asarray(value, dtype=np.float64)
    if not np.all((values > LEAST) & (values < MOST)):
        raise Refused(
            f"{name} comes out at 0, below it or beyond all bounds: the model's formula does not reach this far."
        )
    return values
