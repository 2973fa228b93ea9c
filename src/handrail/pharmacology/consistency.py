"""Whether the parts of a model's file fit together."""

from collections import Counter
from collections.abc import Iterator, Mapping

from handrail.pharmacology.parameters import Kind
from handrail.pharmacology.structure import OUT, Structure
from handrail.pharmacology.table import TableError


def check(structure: Structure, kinds: Mapping[str, Kind]) -> None:
    """Refuse names that lead nowhere, quantities of the wrong kind, and numbers that nothing uses.

    Raises:
        TableError: with the place and what does not fit there.
    """
    _check_names(structure)
    _check_volumes(structure)
    for used, wanted in _uses(structure):
        if used not in kinds:
            raise TableError(f"parameters: {used} is used but not given.")
        if kinds[used] != wanted:
            raise TableError(f"parameters.{used}: its unit makes it a {kinds[used]}, and it is used as a {wanted}.")
    if idle := sorted(kinds.keys() - {used for used, _ in _uses(structure)}):
        raise TableError(f"parameters: nothing uses {', '.join(idle)}.")


def _check_names(structure: Structure) -> None:
    names = [compartment.name for compartment in structure.compartments]
    if taken := [name for name, times in Counter(names).items() if times > 1 or name == OUT]:
        raise TableError(f"compartments: the name {taken[0]!r} is taken already.")
    sources = {flow.source for flow in structure.flows}
    mentioned = {
        *sources,
        *(flow.target for flow in structure.flows if flow.target != OUT),
        *(structure.plasma, structure.effect_site.compartment),
        *(metabolite.compartment for metabolite in structure.metabolites),
    }
    if lost := sorted(mentioned - set(names)):
        raise TableError(f"compartments: {', '.join(lost)} is named but not given.")
    if closed := sorted(set(names) - sources):
        raise TableError(f"flows: nothing ever leaves {', '.join(closed)}.")
    if circling := [flow.source for flow in structure.flows if flow.source == flow.target]:
        raise TableError(f"flows: {circling[0]} flows into itself.")


def _check_volumes(structure: Structure) -> None:
    needing = {
        *(structure.plasma, structure.effect_site.compartment),
        *(metabolite.compartment for metabolite in structure.metabolites),
        *(flow.source for flow in structure.flows if flow.clearance is not None),
    }
    for compartment in structure.compartments:
        if compartment.name in needing and compartment.volume is None:
            raise TableError(f"compartments: {compartment.name} needs a volume for its concentration or clearance.")


def _uses(structure: Structure) -> Iterator[tuple[str, Kind]]:
    """Each parameter that the structure needs, and as what."""
    for compartment in structure.compartments:
        if compartment.volume is not None:
            yield compartment.volume, "volume"
    for flow in structure.flows:
        if flow.rate is not None:
            yield flow.rate, "rate"
        if flow.clearance is not None:
            yield flow.clearance, "clearance"
    yield structure.effect_site.rate, "rate"
