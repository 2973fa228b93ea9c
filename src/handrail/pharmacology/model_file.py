"""Reading a model's file strictly: what is incomplete, unknown or contradicts itself is refused."""

import tomllib
from pathlib import Path

from handrail.pharmacology.consistency import check
from handrail.pharmacology.model import Model, Source, Use, ValidRange
from handrail.pharmacology.parameters import (
    BEYOND,
    COVARIATES,
    FORMS,
    MEAN_TIME,
    PER_KILOGRAM,
    UNITS,
    UNSCALED,
    Adjustment,
    Parameter,
    Scaling,
)
from handrail.pharmacology.structure import Compartment, EffectSite, Flow, Metabolite, Structure
from handrail.pharmacology.table import Table, TableError
from handrail.pharmacology.variability import Variability, omega_of_variance, omega_of_variation

SCHEMA = 1
SCALINGS = ("none", "per_kg", "by_weight", "allometric")
SITES = ("arterial", "venous", "unknown")
DRUGS = ("racemic ketamine", "S-ketamine")
ORIGINS = ("published", "assumed")
USES = ("patients", "simulate_only")
PARTS = (
    *("schema", "name", "title", "drug", "sampling_site", "population", "source", "use", "valid", "scaling"),
    *("parameters", "variability", "compartments", "flows", "exchanges", "plasma", "effect_site", "metabolites"),
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
    known = tuple(parameter.name for parameter in parameters)
    return Model(
        name=file.text("name"),
        title=file.text("title"),
        drug=file.choice("drug", DRUGS),
        sampling_site=file.choice("sampling_site", SITES),
        population=file.text("population"),
        source=_source(file.raw("source")),
        use=_use(file.raw("use")),
        valid=_valid(file.raw("valid")),
        parameters=parameters,
        variability=_variability(Table(file.raw("variability"), known=known, where="variability"), known),
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


def _use(values: object) -> Use:
    table = Table(values, known=("for", "reason", "only_when_asked"), where="use")
    patients = table.choice("for", USES) == "patients"
    only_when_asked = table.flag("only_when_asked", default=False)
    if patients and ("reason" in table or only_when_asked):
        raise TableError("use: a model for patients has no reason to be kept from them.")
    return Use(patients, None if patients else table.text("reason"), only_when_asked)


def _variability(table: Table, parameters: tuple[str, ...]) -> tuple[Variability, ...]:
    """In the order of the parameters, so that the same random numbers make the same people."""
    return tuple(_width(name, table.raw(name)) for name in parameters if name in table)


def _width(name: str, values: object) -> Variability:
    where = f"variability.{name}"
    table = Table(values, known=("omega_squared", "cv_percent", "origin", "because"), where=where)
    if ("omega_squared" in table) == ("cv_percent" in table):
        raise TableError(f"{where}: give either omega_squared or cv_percent.")
    in_percent = "cv_percent" in table
    width = table.number("cv_percent" if in_percent else "omega_squared")
    if width <= 0:
        raise TableError(f"{where}: the variability must be above 0; leave out what does not vary.")
    omega = omega_of_variation(width) if in_percent else omega_of_variance(width)
    return Variability(name, omega, table.choice("origin", ORIGINS), table.text("because"))


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
    table = Table(values, known=("value", "unit", "scaling", "adjustments", "steps"), where=where)
    unit = table.choice("unit", tuple(UNITS))
    scaling = table.choice("scaling", SCALINGS)
    if scaling not in scalings:
        raise TableError(f"{where}: {scaling} needs the table [scaling] with reference_weight_kg and exponent.")
    if unit.endswith("/kg") != (scaling == "per_kg"):
        raise TableError(f"{where}: a unit per kg and the scaling per_kg belong together.")
    if table.number("value") <= 0:
        raise TableError(f"{where}: value must be above 0.")
    adjustments = tuple(_adjustment(place, item) for place, item in table.rows("adjustments"))
    return Parameter(name, table.number("value"), unit, scalings[scaling], adjustments, _steps(where, table, unit))


def _steps(where: str, table: Table, unit: str) -> int:
    if ("steps" in table) != (unit == MEAN_TIME):
        raise TableError(f"{where}: a mean time in {MEAN_TIME} and the number of its steps belong together.")
    steps = table.number("steps") if "steps" in table else 1
    if steps < 1 or steps != int(steps):
        raise TableError(f"{where}: steps must be a whole number above 0.")
    return int(steps)


def _adjustment(where: str, values: object) -> Adjustment:
    table = Table(values, known=("covariate", "form", "coefficient", "beyond"), where=where)
    form = table.choice("form", tuple(FORMS))
    if ("beyond" in table) != (form == BEYOND):
        raise TableError(f"{where}: beyond belongs to {BEYOND}, and to no other form.")
    return Adjustment(
        covariate=table.choice("covariate", COVARIATES),
        form=form,
        coefficient=table.number("coefficient"),
        beyond=table.number("beyond") if form == BEYOND else 0.0,
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
    table = Table(values, known=("from", "to", "rate", "clearance", "fraction"), where=where)
    if ("rate" in table) == ("clearance" in table):
        raise TableError(f"{where}: give either rate or clearance.")
    fraction = table.number("fraction") if "fraction" in table else 1.0
    if not 0 < fraction <= 1:
        raise TableError(f"{where}: fraction must be above 0 and at most 1.")
    return Flow(
        source=table.text("from"),
        target=table.text("to"),
        rate=table.text("rate") if "rate" in table else None,
        clearance=table.text("clearance") if "clearance" in table else None,
        fraction=fraction,
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
    table = Table(values, known=("name", "compartment", "mass_ratio", "grams_per_mol"), where=where)
    if ("mass_ratio" in table) == ("grams_per_mol" in table):
        raise TableError(f"{where}: give either mass_ratio or grams_per_mol (of the metabolite and of the drug).")
    weights = table.numbers("grams_per_mol") if "grams_per_mol" in table else [table.number("mass_ratio"), 1.0]
    if len(weights) != 2 or min(weights) <= 0:
        raise TableError(f"{where}: mass_ratio and both of grams_per_mol must be above 0.")
    return Metabolite(table.text("name"), table.text("compartment"), weights[0] / weights[1])
