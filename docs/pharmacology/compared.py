"""The models beside each other, beside figures worked out elsewhere, beside measured blood, and between people."""

import numpy as np

from docs.pharmacology.given import (
    AGE_YEARS,
    RACEMATE,
    STUDY_WEIGHT_KG,
    USUAL_MG_PER_KG,
    USUAL_MIN,
    WEIGHT_KG,
    curve,
    filled,
    measured,
    others,
    person,
    rows,
    short,
    steady,
    stepped,
    usual,
)
from docs.pharmacology.look import GREY, Axis, Label, Panel, drawing
from handrail.pharmacology import Concentrations, Model, concentrations, for_patients, load, names
from handrail.pharmacology.effect_file import effects
from tests.core.pharmacology.test_measured import PREDICTED

NO_BREAK = "\u00a0"
TIMES_MIN = (40, 60, 80, 110, 230)
MINUTES = [float(minute) for minute in range(241)]
STUDY_MINUTES = [float(minute) for minute in range(301)]
BESIDE_MIN = (180.0, 300.0)
PEOPLE, SEED = 4000, 2026
BETWEEN = (0.05, 0.5, 0.95)
AT_MIN = (40, 80)
HOURS = Axis(last=240, every=60, unit=" min")


def page() -> str:
    """The page with the tables."""
    delay = effects()["delay"].numbers["half_time"]
    heads = [f"{minute} min" for minute in TIMES_MIN]
    return filled(
        "validation",
        patients=str(len(for_patients())),
        looking=str(len(others())),
        case=f"A woman of {AGE_YEARS} years and {WEIGHT_KG:g} kg, {USUAL_MG_PER_KG:g} mg/kg over {USUAL_MIN} minutes",
        delay=f"{delay.value:g} {delay.unit}",
        who=rows(*(_who(load(name)) for name in (*for_patients(), *others()))),
        heads=" | ".join(heads),
        predictions=rows(*(_predicted(name) for name in (*for_patients(), *others()))),
        apart=f"{_furthest_apart():.1f}",
        elsewhere=rows(*(_elsewhere(*case) for case in sorted(PREDICTED))),
        furthest_off=f"{_furthest_off():.1f}",
        beside=" | ".join(f"{_observed(minute):.0f} at {minute:g} min" for minute in BESIDE_MIN),
        errors=rows(*(_error(name) for name in (*for_patients(), *others()) if load(name).drug == RACEMATE)),
        people=f"{PEOPLE:,}",
        between=rows(*(_between(name) for name in for_patients())),
    )


def _who(model: Model) -> list[str]:
    ages, weights = model.valid.age_years, model.valid.weight_kg
    use = "patients" if model.for_patients else f"looking only: {model.use.reason}"
    return [
        f"{model.title} (`{model.name}`)",
        model.drug,
        model.sampling_site,
        f"{ages[0]:g}-{ages[1]:g} years, {weights[0]:g}-{weights[1]:g} kg",
        use,
    ]


def _predicted(name: str) -> list[str]:
    curves = curve(name, WEIGHT_KG, usual(), TIMES_MIN)
    pairs = zip(curves.plasma_ng_per_ml, curves.effect_site_ng_per_ml, strict=True)
    return [f"`{name}`", *(f"{plasma:.0f}{NO_BREAK}·{NO_BREAK}{site:.0f}" for plasma, site in pairs)]


def _furthest_apart() -> float:
    """The largest ratio between the plasma of patients' models in the three hours after the usual infusion's end."""
    at_min = [float(minute) for minute in range(USUAL_MIN, USUAL_MIN + 181)]
    curves = np.stack([curve(name, WEIGHT_KG, usual(), at_min).plasma_ng_per_ml for name in for_patients()])
    return float((curves.max(axis=0) / curves.min(axis=0)).max())


def _elsewhere(name: str, mg_per_kg: float, minutes: int) -> list[str]:
    here = curve(name, WEIGHT_KG, steady(mg_per_kg * WEIGHT_KG, minutes), TIMES_MIN).plasma_ng_per_ml
    there = PREDICTED[name, mg_per_kg, minutes]
    given = f"{mg_per_kg:g} mg/kg over {minutes} min"
    return [f"`{name}`", given, *(f"{ours:.0f} ({theirs})" for ours, theirs in zip(here, there, strict=True))]


def _furthest_off() -> float:
    return max(
        float(
            np.abs(curve(name, WEIGHT_KG, steady(dose * WEIGHT_KG, minutes), TIMES_MIN).plasma_ng_per_ml - there).max()
        )
        for (name, dose, minutes), there in PREDICTED.items()
    )


def _error(name: str) -> list[str]:
    at_min, observed = measured()
    predicted = curve(name, STUDY_WEIGHT_KG, stepped(), at_min).plasma_ng_per_ml
    error = np.median(np.abs(predicted - observed) / observed)
    ratio = np.exp(np.log(predicted / observed).mean())
    beside = curve(name, STUDY_WEIGHT_KG, stepped(), BESIDE_MIN).plasma_ng_per_ml
    shares = (
        f"{value:.0f} ({value / _observed(minute):.2f})" for value, minute in zip(beside, BESIDE_MIN, strict=True)
    )
    return [f"`{name}`", f"{error:.1%}", f"{ratio:.2f}", *shares]


def _observed(at_min: float) -> float:
    """What was measured nearest to a time."""
    times, values = measured()
    return values[min(range(len(times)), key=lambda place: abs(times[place] - at_min))]


def side_by_side() -> str:
    """All models at the usual dose: plasma above, effect site below."""
    curves = {name: curve(name, WEIGHT_KG, usual(), MINUTES) for name in names()}
    panels = []
    for top, title in ((46, "Plasma, ng/mL"), (330, "Effect site, ng/mL")):
        plasma = top == 46
        panel = Panel(left=44, top=top, width=418, height=220, across=HOURS, up=Axis(last=500, every=100))
        panel.heading(title)
        values = {name: _of(one, plasma=plasma) for name, one in curves.items()}
        for name in (*others(), *for_patients()):
            looking = name not in for_patients()
            panel.line(zip(MINUTES, values[name], strict=True), GREY if looking else name, thin=looking)
        ends = [Label(short(name), _hue(name), values[name][USUAL_MIN]) for name in names()]
        panel.labels(ends, from_x=USUAL_MIN, reach=104)
        panels.append(panel)
    return drawing("All models at the usual dose", 580, panels)


def _of(curves: Concentrations, *, plasma: bool) -> list[float]:
    values: list[float] = (curves.plasma_ng_per_ml if plasma else curves.effect_site_ng_per_ml).tolist()
    return values


def _hue(name: str) -> str:
    return name if name in for_patients() else GREY


def beside_measured() -> str:
    """The racemic models beside measured arterial blood, three steps of an hour each."""
    panel = Panel(
        left=44,
        top=46,
        width=306,
        height=330,
        across=Axis(last=300, every=60, unit=" min"),
        up=Axis(last=1000, every=200),
    )
    panel.heading("S- and R-ketamine in arterial plasma, ng/mL")
    racemic = [name for name in (*others(), *for_patients()) if load(name).drug == RACEMATE]
    ends = {}
    for name in racemic:
        values = curve(name, STUDY_WEIGHT_KG, stepped(), STUDY_MINUTES).plasma_ng_per_ml
        panel.line(zip(STUDY_MINUTES, values, strict=True), _hue(name), thin=name not in for_patients())
        ends[name] = float(values[-1])
    panel.dots(list(zip(*measured(), strict=True)), "text")
    measured_end = Label("measured", "text", _observed(STUDY_MINUTES[-1]))
    panel.labels([measured_end, *(Label(short(name), _hue(name), ends[name]) for name in racemic)])
    return drawing("The racemic models beside measured blood", 410, [panel])


def between_people() -> str:
    """Where nine of ten people lie, for each of the patients' models."""
    panels = []
    height, step = 96.0, 158.0
    for row, name in enumerate(for_patients()):
        low, middle, high = _people(name, MINUTES)
        for column, title in enumerate(("plasma", "effect site")):
            panel = Panel(
                left=44 + 228 * column,
                top=46 + step * row,
                width=190,
                height=height,
                across=Axis(last=240, every=120, unit=" min"),
                up=Axis(last=400, every=200),
            )
            panel.heading(f"{short(name)}, {title}" if column == 0 else f"{title}, ng/mL")
            panel.ribbon(
                list(zip(MINUTES, low[column], strict=True)), list(zip(MINUTES, high[column], strict=True)), name
            )
            panel.line(zip(MINUTES, middle[column], strict=True), name)
            panels.append(panel)
    return drawing("How people differ: median and where nine of ten lie", 30 + step * len(for_patients()), panels)


def _people(name: str, at_min: list[float]) -> list[tuple[list[float], list[float]]]:
    """For each of `BETWEEN`: plasma and effect site of people like ours."""
    model = load(name)
    values = model.sample(person(), np.random.default_rng(SEED), PEOPLE)
    curves = concentrations(system=model.parent_system(values), regimen=usual(), at_min=at_min)
    plasma, site = (
        np.quantile(each, BETWEEN, axis=0) for each in (curves.plasma_ng_per_ml, curves.effect_site_ng_per_ml)
    )
    return [(plasma[place].tolist(), site[place].tolist()) for place in range(len(BETWEEN))]


def _between(name: str) -> list[str]:
    low, middle, high = _people(name, [float(minute) for minute in AT_MIN])
    told = [
        f"{middle[column][place]:.0f} ({low[column][place]:.0f} to {high[column][place]:.0f})"
        for column in (0, 1)
        for place in range(len(AT_MIN))
    ]
    ways = {each.origin for each in load(name).variability}
    origin = "published" if ways == {"published"} else "partly assumed" if "published" in ways else "assumed"
    return [f"`{name}`", *told, origin]
