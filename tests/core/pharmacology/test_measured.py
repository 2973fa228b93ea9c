"""The models beside figures that others worked out and beside people's measured blood."""

import csv
from pathlib import Path

import numpy as np
import pytest

from handrail.pharmacology import Infusion, Regimen, concentrations
from handrail.pharmacology.system import Floats
from tests.core.pharmacology.people import system_of, usual

MEASURED = Path(__file__).parents[3] / "docs" / "pharmacology" / "measured"
KETAMINE_G_PER_MOL = 237.73
STEPS_MG_PER_KG_PER_H = (0.28, 0.57, 1.14)
ASSUMED_WEIGHT_KG = 75.0
FIRST_MIN = 15.0  # before, reading the figure is worth little

# Worked out before this code existed: ng/mL at 40, 60, 80, 110 and 230 minutes, 70 kg.
PREDICTED = {
    ("kamp_2020", 0.5, 40): (253, 96, 74, 54, 27),
    ("kamp_2020", 0.5, 60): (169, 196, 86, 61, 28),
    ("kamp_2020", 0.75, 40): (380, 144, 111, 81, 40),
    ("kamp_2020", 1.0, 40): (506, 192, 147, 109, 53),
    ("clements_1981", 0.5, 40): (177, 115, 85, 63, 36),
    ("clements_1981", 0.5, 60): (118, 150, 102, 70, 37),
    ("clements_1981", 0.75, 40): (266, 173, 127, 95, 54),
    ("clements_1981", 1.0, 40): (355, 231, 169, 126, 72),
    ("domino_1982", 0.5, 40): (240, 55, 46, 38, 18),
    ("domino_1982", 0.5, 60): (160, 176, 51, 41, 20),
    ("domino_1982", 0.75, 40): (360, 83, 69, 57, 28),
    ("domino_1982", 1.0, 40): (481, 110, 92, 76, 37),
}


class TestTheModels:
    """How the models compare with what is known."""

    @pytest.mark.parametrize(("case", "expected"), PREDICTED.items())
    def test_predict_what_was_worked_out_elsewhere(
        self, case: tuple[str, float, int], expected: tuple[int, ...]
    ) -> None:
        """Doses and lengths that clinics use."""
        model, mg_per_kg, minutes = case
        curves = concentrations(
            system=system_of(model, 70),
            regimen=usual(mg_per_kg=mg_per_kg, minutes=minutes),
            at_min=[40, 60, 80, 110, 230],
        )
        np.testing.assert_allclose(curves.plasma_ng_per_ml, expected, atol=0.5)

    @pytest.mark.parametrize(
        ("model", "median_error", "ratio"),
        [
            ("kamp_2020", 0.086, 0.98),
            ("herd_2007", 0.11, 1.07),
            ("domino_1982", 0.165, 0.81),
            ("hijazi_2003", 0.22, 0.65),
            ("clements_1981", 0.31, 0.82),
        ],
    )
    def test_come_near_to_measured_blood(self, model: str, median_error: float, ratio: float) -> None:
        """A stepped infusion of racemic ketamine, arterial plasma: typical error and bias."""
        at_min, observed = measured_ng_per_ml()
        predicted = stepped(model, at_min)
        assert np.median(np.abs(predicted - observed) / observed) == pytest.approx(median_error, abs=0.005)
        assert np.exp(np.log(predicted / observed).mean()) == pytest.approx(ratio, abs=0.005)

    def test_predict_what_volunteers_given_s_ketamine_had(self) -> None:
        """20 mg over 20 minutes: 273 (259 to 287) and 260 (251 to 269) ng/mL were observed at the end."""
        twenty = Regimen((Infusion(rate_mg_per_min=1, from_min=0, to_min=20),))
        curves = concentrations(system=system_of("simons_2022", 70), regimen=twenty, at_min=[20])
        np.testing.assert_allclose(curves.plasma_ng_per_ml, 268, atol=0.5)


def measured_ng_per_ml() -> tuple[Floats, Floats]:
    """Minutes, and S- and R-ketamine together."""
    s_ketamine, r_ketamine = (curve(f"kamp_2020_{which}_ketamine.csv") for which in ("s", "r"))
    hours = [hour for hour in sorted(s_ketamine.keys() & r_ketamine.keys()) if hour * 60 >= FIRST_MIN]
    nmol_per_ml = [s_ketamine[hour] + r_ketamine[hour] for hour in hours]
    return np.array(hours) * 60, np.array(nmol_per_ml) * KETAMINE_G_PER_MOL


def curve(name: str) -> dict[float, float]:
    with (MEASURED / name).open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {float(row["time_h"]): float(row["conc_nmol_per_mL"]) for row in rows}


def stepped(model: str, at_min: Floats) -> Floats:
    regimen = Regimen(
        tuple(
            Infusion(rate_mg_per_min=rate * ASSUMED_WEIGHT_KG / 60, from_min=60 * step, to_min=60 * (step + 1))
            for step, rate in enumerate(STEPS_MG_PER_KG_PER_H)
        )
    )
    system = system_of(model, ASSUMED_WEIGHT_KG)
    return concentrations(system=system, regimen=regimen, at_min=at_min).plasma_ng_per_ml
