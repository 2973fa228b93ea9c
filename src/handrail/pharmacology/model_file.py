"""Reading a model's file strictly: what is incomplete, unknown or contradicts itself is refused."""

import tomllib
from pathlib import Path

from handrail.pharmacology.consistency import check
from handrail.pharmacology.model import Model, Source, ValidRange
from handrail.pharmacology.parameters import (
    COVARIATES,
    FORMS,
    PER_KILOGRAM,
    UNITS,
    UNSCALED,
    Adjustment,
    Parameter,
    Scaling,
)
from handrail.pharmacology.structure import Compartment, EffectSite, Flow, Metabolite, Structure
from handrail.pharmacology.table import Table, TableError

SCHEMA = 1
SCALINGS = ("none", "per_kg", "by_weight", "allometric")
SITES = ("arterial", "venous", "unknown")
DRUGS = ("racemic ketamine", "S-ketamine")
ORIGINS = ("published", "assumed")
PARTS = (
    *("schema", "name", "title", "drug", "sampling_site", "population", "source", "valid", "scaling"),
    *("parameters", "compartments", "flows", "exchanges", "plasma", "effect_site", "metabolites"),
)


class ModelFileError(ValueError):
    """A model's file that is incomplete or contradicts itself; the text names the file, the place and the remedy."""


def read(path: Path) -> Model:
    """The model in a file.

    Raises:
        ModelFileError: when anything is missing, unknown or does not fit.
    """
    try:
        return _model(Table(tomllib.loads(path.read_text("utf-8")), known=PARTS), path.stem)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TableError) as problem:
        raise ModelFileError(f"{path.name}: {problem}") from problem


def _model(file: Table, stem: str) -> Model:
    if file.number("schema") != SCHEMA:
        raise TableError(f"schema must be {SCHEMA}: this program reads no other.")
    if file.text("name") != stem:
        raise TableError(f"name must be {stem!r}, as the file is called.")
    parameters = _parameters(file)
    structure = _structure(file)
    check(structure, {parameter.name: parameter.kind for parameter in parameters})
    return Model(
        name=file.text("name"),
        title=file.text("title"),
        drug=file.choice("drug", DRUGS),
        sampling_site=file.choice("sampling_site", SITES),
        population=file.text("population"),
        source=_source(file.raw("source")),
        valid=_valid(file.raw("valid")),
        parameters=parameters,
        structure=structure,
    )


def _source(values: object) -> Source:
    table = Table(values, known=("citation", "doi", "pmid", "read_in", "not_verified"), where="source")
    if "doi" not in table and "pmid" not in table:
        raise TableError("source: doi is missing (a pmid will do where there is no doi).")
    return Source(
        citation=table.text("citation"),
        doi=table.text("doi") if "doi" in table else None,
        pmid=table.text("pmid") if "pmid" in table else None,
        read_in=table.text("read_in"),
        not_verified=table.texts("not_verified"),
    )


def _valid(values: object) -> ValidRange:
    table = Table(values, known=("age_years", "weight_kg", "basis"), where="valid")
    return ValidRange(table.pair("age_years"), table.pair("weight_kg"), table.text("basis"))


def _parameters(file: Table) -> tuple[Parameter, ...]:
    scalings = _scalings(file)
    values = file.raw("parameters")
    names = tuple(values) if isinstance(values, dict) else ()
    table = Table(values, known=names, where="parameters")
    return tuple(_parameter(name, table.raw(name), scalings) for name in names)


def _scalings(file: Table) -> dict[str, Scaling]:
    scalings = {"none": UNSCALED, "per_kg": PER_KILOGRAM}
    if "scaling" in file:
        table = Table(file.raw("scaling"), known=("reference_weight_kg", "exponent"), where="scaling")
        weight = table.number("reference_weight_kg")
        if weight <= 0:
            raise TableError("scaling: reference_weight_kg must be above 0.")
        scalings["by_weight"] = Scaling(weight, 1.0)
        scalings["allometric"] = Scaling(weight, table.number("exponent"))
    return scalings


def _parameter(name: str, values: object, scalings: dict[str, Scaling]) -> Parameter:
    where = f"parameters.{name}"
    table = Table(values, known=("value", "unit", "scaling", "adjustments"), where=where)
    unit = table.choice("unit", tuple(UNITS))
    scaling = table.choice("scaling", SCALINGS)
    if scaling not in scalings:
        raise TableError(f"{where}: {scaling} needs the table [scaling] with reference_weight_kg and exponent.")
    if unit.endswith("/kg") != (scaling == "per_kg"):
        raise TableError(f"{where}: a unit per kg and the scaling per_kg belong together.")
    if table.number("value") <= 0:
        raise TableError(f"{where}: value must be above 0.")
    adjustments = tuple(_adjustment(place, item) for place, item in table.rows("adjustments"))
    return Parameter(name, table.number("value"), unit, scalings[scaling], adjustments)


def _adjustment(where: str, values: object) -> Adjustment:
    table = Table(values, known=("covariate", "form", "coefficient"), where=where)
    return Adjustment(
        covariate=table.choice("covariate", COVARIATES),
        form=table.choice("form", tuple(FORMS)),
        coefficient=table.number("coefficient"),
    )


def _structure(file: Table) -> Structure:
    plasma = Table(file.raw("plasma"), known=("compartment",), where="plasma")
    return Structure(
        compartments=tuple(_compartment(place, item) for place, item in file.rows("compartments")),
        flows=(
            *(_flow(place, item) for place, item in file.rows("flows")),
            *(flow for place, item in file.rows("exchanges") for flow in _exchange(place, item)),
        ),
        plasma=plasma.text("compartment"),
        effect_site=_effect_site(file.raw("effect_site")),
        metabolites=tuple(_metabolite(place, item) for place, item in file.rows("metabolites")),
    )


def _compartment(where: str, values: object) -> Compartment:
    table = Table(values, known=("name", "volume"), where=where)
    return Compartment(table.text("name"), table.text("volume") if "volume" in table else None)


def _flow(where: str, values: object) -> Flow:
    table = Table(values, known=("from", "to", "rate", "clearance"), where=where)
    if ("rate" in table) == ("clearance" in table):
        raise TableError(f"{where}: give either rate or clearance.")
    return Flow(
        source=table.text("from"),
        target=table.text("to"),
        rate=table.text("rate") if "rate" in table else None,
        clearance=table.text("clearance") if "clearance" in table else None,
    )


def _exchange(where: str, values: object) -> tuple[Flow, ...]:
    table = Table(values, known=("between", "clearance"), where=where)
    ends = table.texts("between")
    if len(ends) != 2:
        raise TableError(f"{where}: between must name two compartments.")
    clearance = table.text("clearance")
    return tuple(Flow(source, target, None, clearance) for source, target in (ends, ends[::-1]))


def _effect_site(values: object) -> EffectSite:
    table = Table(values, known=("compartment", "rate", "origin", "because"), where="effect_site")
    return EffectSite(
        compartment=table.text("compartment"),
        rate=table.text("rate"),
        origin=table.choice("origin", ORIGINS),
        because=table.text("because"),
    )


def _metabolite(where: str, values: object) -> Metabolite:
    table = Table(values, known=("name", "compartment", "mass_ratio"), where=where)
    if table.number("mass_ratio") <= 0:
        raise TableError(f"{where}: mass_ratio must be above 0.")
    return Metabolite(table.text("name"), table.text("compartment"), table.number("mass_ratio"))
