"""What the page that moves needs: each patients' model's answer to 1 mg a minute that never ends, at every weight.

The systems are linear: a dose over some minutes is dose / minutes times the difference of two such answers, one begun
at the start and one begun at the end. So the page adds and multiplies and knows no pharmacology.
"""

import json

import numpy as np

from docs.pharmacology.given import curve, short
from docs.pharmacology.look import HUES
from handrail.pharmacology import Infusion, Regimen, for_patients, load

WEIGHTS_KG = tuple(range(45, 131, 5))
MINUTES = 221  # to two hours after the longest infusion
DIGITS = 8


def data() -> str:
    """The file's text: one line a model."""
    models = [_model(name) for name in for_patients()]
    lines = ",\n".join(json.dumps(model, separators=(",", ":")) for model in models)
    weights = json.dumps(WEIGHTS_KG, separators=(",", ":"))
    return f'{{"weights_kg":{weights},"minutes":{MINUTES},"models":[\n{lines}\n]}}\n'


def _model(name: str) -> dict[str, object]:
    answers = [_answer(name, weight_kg) for weight_kg in WEIGHTS_KG]
    same = all(answer == answers[0] for answer in answers)  # a model that does not ask for the weight
    return {
        "name": short(name),
        "drug": load(name).drug,
        "site": load(name).sampling_site,
        "hues": HUES[name],
        "answers": answers[:1] if same else answers,
    }


def _answer(name: str, weight_kg: float) -> dict[str, list[float]]:
    """Plasma and effect site in ng/mL at each minute."""
    endless = Regimen((Infusion(rate_mg_per_min=1, from_min=0, to_min=MINUTES),))
    curves = curve(name, weight_kg, endless, np.arange(MINUTES, dtype=float).tolist())
    both = {"plasma": curves.plasma_ng_per_ml, "effect_site": curves.effect_site_ng_per_ml}
    return {which: [float(f"{value:.{DIGITS}g}") for value in values] for which, values in both.items()}
