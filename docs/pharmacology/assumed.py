"""Every number behind a forecast, from the files of models and effects and from the method, with where it comes from."""

from collections import Counter
from collections.abc import Iterator

from docs.pharmacology.given import filled, others, rows, short
from handrail.pharmacology import Model, for_patients, learning, load, readings, responses
from handrail.pharmacology.effect_file import Effect, Number, effects
from handrail.pharmacology.parameters import Adjustment, Parameter
from handrail.pharmacology.structure import OUT

ORDER = ("delay", "felt", "systolic", "diastolic", "heart_rate", "nausea", "sedation", "cadss")
PUBLISHED, ASSUMED = "published", "assumed"
NO_UNIT, SCALE = "1", "0 to 10"
HEADS = (["number", "value", "origin", "source or reason"], ["---"] * 4)


def page() -> str:
    """The page."""
    models = [load(name) for name in (*for_patients(), *others())]
    ordered = [*ORDER, *sorted(effects().keys() - set(ORDER))]
    return filled(
        "assumed",
        counts=rows(*_counts(models)),
        effects="\n".join(_effect(effects()[name]) for name in ordered),
        method=rows(*_method()),
        models="\n".join(_model(model) for model in models),
    )


def _counts(models: list[Model]) -> Iterator[list[str]]:
    origins = ("published", "derived", "assumed")
    responding: Counter[str] = Counter(
        number.origin for effect in effects().values() for number in effect.numbers.values()
    )
    yield ["what the drug does (effects)", *(str(responding[origin]) for origin in origins)]
    ours = [model for model in models if model.for_patients]
    differing = Counter(each.origin for model in ours for each in model.variability)
    yield ["how people's bodies differ (patients' models)", *(str(differing[origin]) for origin in origins)]
    sites = Counter(model.structure.effect_site.origin for model in ours)
    yield ["how fast the effect site follows (patients' models)", *(str(sites[origin]) for origin in origins)]


def _effect(effect: Effect) -> str:
    how = f"{effect.shape.capitalize()}, driven by {effect.driven_by}.\n\n" if effect.shape else ""
    table = rows(
        *HEADS,
        *(
            [
                name.replace("_", " "),
                _measure(number),
                _marked(number.origin),
                number.words,
            ]
            for name, number in effect.numbers.items()
        ),
    )
    return f"### {effect.title}\n\n{how}{table}\n"


def _measure(number: Number) -> str:
    unit = f", on a scale of {number.unit}" if number.unit == SCALE else f" {number.unit.replace('_', ' ')}"
    typical = f" ({number.typical})" if number.typical else ""
    return f"{number.value:g}" + ("" if number.unit == NO_UNIT else unit.replace(" %", "%")) + typical


def _marked(origin: str) -> str:
    return f"**{origin}**" if origin == ASSUMED else origin


def _method() -> Iterator[list[str]]:
    """What stands in the code and not in a file."""
    usual = learning.USUAL
    yield [
        "the part of a racemic dose that is felt",
        f"{responses.S_OF_RACEMATE:g}",
        "derived",
        "S-ketamine is half of the racemate; that R-ketamine adds nothing to what is felt is assumed",
    ]
    yield [
        "the age at which the file's slope of systolic pressure holds",
        f"{responses.AGE_OF_SLOPE:g} years",
        _marked(ASSUMED),
        "near the middle age of the published series",
    ]
    yield [
        "how much wider an artefact scatters than a good reading",
        f"{readings.STRAY:g} times",
        _marked(ASSUMED),
        "it may lie anywhere, and so steers little",
    ]
    yield ["virtual people drawn", f"{usual.pool:,}", "a choice", "enough for the bands to be steady"]
    yield ["virtual twins kept", f"{usual.twins:,}", "a choice", "each as likely as the next"]
    yield [
        "the share of twins that must still count after a step",
        f"{usual.that_count:.0%}",
        "a choice",
        "so that never a handful stands for all",
    ]
    yield [
        "share of each model before the first reading",
        f"1 in {len(for_patients())}",
        _marked(ASSUMED),
        "nobody knows which is right for a person; readings shift the shares",
    ]


def _model(model: Model) -> str:
    site, source = model.structure.effect_site, model.source
    address = f"doi:{source.doi}" if source.doi else f"PMID {source.pmid}"
    values = [
        [
            _worded(each.name),
            f"{each.value:g} {each.unit}{_scaled(each)}",
            _marked(site.origin) if each.name == site.rate else PUBLISHED,
            site.because if each.name == site.rate else "the paper",
        ]
        for each in model.parameters
    ]
    parts = [
        [
            f"of what leaves {_worded(flow.source)}, to {_worded(flow.target)}",
            f"{flow.fraction:g}",
            PUBLISHED,
            "the paper",
        ]
        for flow in model.structure.flows
        if flow.fraction != 1
    ]
    widths = [
        [
            f"{_worded(each.parameter)}, between people",
            f"{each.omega:.3f} (SD of the logarithm)",
            _marked(each.origin),
            each.because,
        ]
        for each in model.variability
    ]
    unsure = "\n".join(f"- {line}" for line in source.not_verified)
    use = "For patients" if model.for_patients else f"For looking only ({model.use.reason})"
    ages, weights = model.valid.age_years, model.valid.weight_kg
    return (
        f"### {short(model.name)}\n\n{source.citation}, {address}. Read in: {source.read_in}. "
        f"{use}, {ages[0]:g} to {ages[1]:g} years and {weights[0]:g} to {weights[1]:g} kg: {model.valid.basis}.\n\n"
        f"{rows(*HEADS, *values, *parts, *widths)}\n\nNot verified:\n\n{unsure}\n"
    )


def _worded(name: str) -> str:
    return "out of the body" if name == OUT else name.replace("_", " ")


def _scaled(parameter: Parameter) -> str:
    scaling = parameter.scaling
    grows = scaling.exponent and scaling.reference_weight_kg != 1  # what is given per kg says so in its unit
    power = "" if scaling.exponent == 1 else f"^{scaling.exponent:g}"
    weight = f" × (weight / {scaling.reference_weight_kg:g} kg){power}" if grows else ""
    steps = f", in {parameter.steps} steps" if parameter.steps != 1 else ""
    return weight + steps + "".join(_adjusted(each) for each in parameter.adjustments)


def _adjusted(term: Adjustment) -> str:
    covariate = term.covariate.removesuffix("_kg").removesuffix("_years")
    match term.form:
        case "plus_logarithm":
            return f" + {term.coefficient:g} × ln({covariate})"
        case "plus_per_unit_beyond":
            return f", {term.coefficient:+g} for each unit of {covariate} beyond {term.beyond:g}"
        case _:
            return f", × {term.coefficient:g} if {covariate}"
