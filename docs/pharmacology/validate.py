"""Write validation.md and its two drawings from the models: `python docs/pharmacology/validate.py`.

A test holds what stands in the documentation against what this makes, so that the pages cannot fall behind.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from handrail.pharmacology import Concentrations, Covariates, Infusion, Model, Regimen, concentrations, load, names

HERE = Path(__file__).parent
COLOURS = {"kamp_2020": "#0b5c7a", "domino_1982": "#b4540a"}
KETAMINE_G_PER_MOL = 237.73
STEPS_MG_PER_KG_PER_H = (0.28, 0.57, 1.14)
STUDY_WEIGHT_KG = 75.0
FIRST_MIN = 15.0
DOSES = ((0.5, 40), (0.5, 60), (0.75, 40), (1.0, 40))  # mg/kg over minutes
TIMES_MIN = (40, 60, 80, 110, 230)
LEFT, TOP, WIDTH, HEIGHT = 64, 20, 620, 300  # the plotting area, in the drawing's units

Points = Iterable[tuple[float, float]]


def pages() -> dict[str, str]:
    """Every generated file by its name."""
    return {"validation.md": page(), "side-by-side.svg": side_by_side(), "measured.svg": beside_measured()}


def page() -> str:
    """The page with the tables."""
    return (
        (HERE / "validation.txt")
        .read_text("utf-8")
        .format(
            time_heads=" | ".join(f"{minute} min" for minute in TIMES_MIN),
            models="\n".join(_model_row(load(name)) for name in names()),
            predictions="\n".join(_prediction_row(name, dose, minutes) for name in names() for dose, minutes in DOSES),
            apart=f"{_furthest_apart():.1f}",
            errors="\n".join(_error_row(name) for name in names()),
        )
    )


def _model_row(model: Model) -> str:
    ages, weights = model.valid.age_years, model.valid.weight_kg
    site = model.structure.effect_site
    return (
        f"| `{model.name}` | {model.title} | {model.drug} | {model.sampling_site} "
        f"| {ages[0]:g}-{ages[1]:g} years, {weights[0]:g}-{weights[1]:g} kg | {site.origin}: {site.because} |"
    )


def _prediction_row(name: str, mg_per_kg: float, minutes: int) -> str:
    values = _curve(name, 70, _steady(mg_per_kg * 70, minutes), TIMES_MIN).plasma_ng_per_ml
    return f"| `{name}` | {mg_per_kg:g} mg/kg over {minutes} min | " + " | ".join(f"{v:.0f}" for v in values) + " |"


def _furthest_apart() -> float:
    """The largest ratio between the models' plasma in the three hours after 0.5 mg/kg over 40 minutes."""
    at_min = [float(minute) for minute in range(40, 221)]
    curves = np.stack([_curve(name, 70, _steady(35, 40), at_min).plasma_ng_per_ml for name in names()])
    return float((curves.max(axis=0) / curves.min(axis=0)).max())


def _error_row(name: str) -> str:
    at_min, observed = measured()
    predicted = _curve(name, STUDY_WEIGHT_KG, _stepped(), at_min).plasma_ng_per_ml
    error = np.median(np.abs(predicted - observed) / observed)
    ratio = np.exp(np.log(predicted / observed).mean())
    return f"| `{name}` | {error:.1%} | {ratio:.2f} |"


def measured() -> tuple[list[float], list[float]]:
    """Minutes and ng/mL of S- and R-ketamine together, from the first quarter of an hour on."""
    s_ketamine, r_ketamine = (_column(HERE / "measured" / f"kamp_2020_{which}_ketamine.csv") for which in "sr")
    hours = [hour for hour in sorted(s_ketamine.keys() & r_ketamine.keys()) if hour * 60 >= FIRST_MIN]
    return [60 * hour for hour in hours], [(s_ketamine[h] + r_ketamine[h]) * KETAMINE_G_PER_MOL for h in hours]


def _column(path: Path) -> Mapping[float, float]:
    with path.open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {float(row["time_h"]): float(row["conc_nmol_per_mL"]) for row in rows}


def _steady(dose_mg: float, minutes: float) -> Regimen:
    return Regimen((Infusion(rate_mg_per_min=dose_mg / minutes, from_min=0, to_min=minutes),))


def _stepped() -> Regimen:
    return Regimen(
        tuple(
            Infusion(rate_mg_per_min=rate * STUDY_WEIGHT_KG / 60, from_min=60 * step, to_min=60 * (step + 1))
            for step, rate in enumerate(STEPS_MG_PER_KG_PER_H)
        )
    )


def _curve(name: str, weight_kg: float, regimen: Regimen, at_min: Sequence[float]) -> Concentrations:
    system = load(name).for_person(Covariates(age_years=40, sex="female", weight_kg=weight_kg))
    return concentrations(system=system, regimen=regimen, at_min=at_min)


def side_by_side() -> str:
    """The models at 0.5 mg/kg over 40 minutes, plasma and effect site."""
    frame = Frame(240, 300, "Minutes from the start", "ng/mL, 70 kg, 0.5 mg/kg over 40 minutes")
    at_min = [float(minute) for minute in range(241)]
    for name in names():
        curves = _curve(name, 70, _steady(35, 40), at_min)
        frame.line(zip(at_min, curves.plasma_ng_per_ml, strict=True), COLOURS[name])
        frame.line(zip(at_min, curves.effect_site_ng_per_ml, strict=True), COLOURS[name], dashed=True)
    return frame.drawing([*((name, COLOURS[name]) for name in names()), ("dashed: effect site", "#444444")])


def beside_measured() -> str:
    """The models beside measured arterial blood, three steps of an hour each."""
    frame = Frame(300, 600, "Minutes from the start", "ng/mL, S- and R-ketamine, three steps of one hour")
    at_min = [float(minute) for minute in range(301)]
    for name in names():
        curve = _curve(name, STUDY_WEIGHT_KG, _stepped(), at_min).plasma_ng_per_ml
        frame.line(zip(at_min, curve, strict=True), COLOURS[name])
    frame.dots(list(zip(*measured(), strict=True)))
    return frame.drawing([*((name, COLOURS[name]) for name in names()), ("dots: measured", "#444444")])


class Frame:
    """A small line drawing: axes with ticks, lines, dots and a legend, as SVG."""

    def __init__(self, last_min: float, most: float, across: str, up: str) -> None:
        self.last_min, self.most = last_min, most
        self.parts = [f'<text x="{LEFT}" y="{TOP - 6}">{up}</text>']
        self.parts += [self._tick_across(value) for value in np.arange(0, last_min + 1, 30).tolist()]
        self.parts += [self._tick_up(value) for value in np.arange(0, most + 1, most / 6).tolist()]
        self.parts.append(f'<text x="{LEFT + WIDTH}" y="{TOP + HEIGHT + 36}" text-anchor="end">{across}</text>')

    def line(self, points: Points, colour: str, *, dashed: bool = False) -> None:
        """A curve."""
        path = " ".join(f"{self._x(x):.1f},{self._y(y):.1f}" for x, y in points)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self.parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')

    def dots(self, points: Points) -> None:
        """Measured values."""
        self.parts += [
            f'<circle cx="{self._x(x):.1f}" cy="{self._y(y):.1f}" r="4" fill="#ffffff" stroke="#444444" stroke-width="2"/>'
            for x, y in points
        ]

    def drawing(self, legend: Sequence[tuple[str, str]]) -> str:
        """The whole as SVG."""
        for place, (words, colour) in enumerate(legend):
            self.parts.append(
                f'<text x="{LEFT + WIDTH - 8}" y="{TOP + 18 + 18 * place}" text-anchor="end" fill="{colour}">{words}</text>'
            )
        size = f'viewBox="0 0 {LEFT + WIDTH + 20} {TOP + HEIGHT + 46}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="13" fill="#222222">'
        return "\n".join([head, '<rect width="100%" height="100%" fill="#ffffff"/>', *self.parts, "</svg>", ""])

    def _x(self, minute: float) -> float:
        return LEFT + WIDTH * minute / self.last_min

    def _y(self, value: float) -> float:
        return TOP + HEIGHT * (1 - value / self.most)

    def _tick_across(self, minute: float) -> str:
        x = self._x(minute)
        line = f'<line x1="{x:.1f}" y1="{TOP + HEIGHT}" x2="{x:.1f}" y2="{TOP + HEIGHT + 5}" stroke="#222222"/>'
        return f'{line}<text x="{x:.1f}" y="{TOP + HEIGHT + 19}" text-anchor="middle">{minute:g}</text>'

    def _tick_up(self, value: float) -> str:
        y = self._y(value)
        line = f'<line x1="{LEFT}" y1="{y:.1f}" x2="{LEFT + WIDTH}" y2="{y:.1f}" stroke="#dddddd"/>'
        return f'{line}<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'


if __name__ == "__main__":
    for name, text in pages().items():
        (HERE / name).write_text(text, "utf-8")
        print(f"written: {name}")
