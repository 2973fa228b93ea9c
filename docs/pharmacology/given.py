"""What the pages ask of the models: who is given what, the curves that follow, and the blood that was measured."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from handrail.pharmacology import (
    Concentrations,
    Covariates,
    Infusion,
    Regimen,
    concentrations,
    for_patients,
    load,
    names,
)

HERE = Path(__file__).parent
AGE_YEARS, SEX, WEIGHT_KG = 40, "female", 70.0
USUAL_MG_PER_KG, USUAL_MIN = 0.5, 40
KETAMINE_G_PER_MOL = 237.73
STEPS_MG_PER_KG_PER_H = (0.28, 0.57, 1.14)
STUDY_WEIGHT_KG = 75.0
FIRST_MIN = 15.0  # before, reading the figure is worth little
RACEMATE = "racemic ketamine"


def others() -> tuple[str, ...]:
    """The models that are for looking only."""
    return tuple(name for name in names() if name not in for_patients())


def short(name: str) -> str:
    """A model's name as people say it: Kamp 2020."""
    return name.replace("_", " ").title().replace("Perez Ruixo", "Perez-Ruixo")


def person(weight_kg: float = WEIGHT_KG) -> Covariates:
    """Somebody of this weight."""
    return Covariates(age_years=AGE_YEARS, sex=SEX, weight_kg=weight_kg)


def steady(dose_mg: float, minutes: float) -> Regimen:
    """A dose at one rate."""
    return Regimen((Infusion(rate_mg_per_min=dose_mg / minutes, from_min=0, to_min=minutes),))


def usual(weight_kg: float = WEIGHT_KG) -> Regimen:
    """What clinics give most."""
    return steady(USUAL_MG_PER_KG * weight_kg, USUAL_MIN)


def stepped() -> Regimen:
    """What the study gave whose blood was measured."""
    return Regimen(
        tuple(
            Infusion(rate_mg_per_min=rate * STUDY_WEIGHT_KG / 60, from_min=60 * step, to_min=60 * (step + 1))
            for step, rate in enumerate(STEPS_MG_PER_KG_PER_H)
        )
    )


def curve(name: str, weight_kg: float, regimen: Regimen, at_min: Sequence[float]) -> Concentrations:
    """What a model says of a typical person, whether it was made for one or not."""
    system = load(name).for_person(person(weight_kg), allow_out_of_range=True)
    return concentrations(system=system, regimen=regimen, at_min=at_min)


def measured() -> tuple[list[float], list[float]]:
    """Minutes and ng/mL of S- and R-ketamine together, from the first quarter of an hour on."""
    s_ketamine, r_ketamine = (_column(HERE / "measured" / f"kamp_2020_{which}_ketamine.csv") for which in "sr")
    hours = [hour for hour in sorted(s_ketamine.keys() & r_ketamine.keys()) if hour * 60 >= FIRST_MIN]
    return [60 * hour for hour in hours], [(s_ketamine[h] + r_ketamine[h]) * KETAMINE_G_PER_MOL for h in hours]


def _column(path: Path) -> Mapping[float, float]:
    with path.open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {float(row["time_h"]): float(row["conc_nmol_per_mL"]) for row in rows}


def rows(*lines: Sequence[str]) -> str:
    """Rows of a table."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def filled(name: str, **parts: str) -> str:
    """A page's text with what was worked out in its places."""
    return (HERE / f"{name}.txt").read_text("utf-8").format(**parts)
