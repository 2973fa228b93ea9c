"""Where pressure, feeling and concentration go: this patient's virtual twins, carried on by each choice at the bedside.

A model, not a measurement. It advises; it never delays an alarm, never drives a pump, never argues for faster.
"""

from handrail.pathway.infuse.forecasting.basis import Basis, against_pressure, basis, learned_from, seed_of
from handrail.pathway.infuse.forecasting.course import Course, Plan
from handrail.pathway.infuse.forecasting.prediction import Foreteller, Prospect, shows_after
from handrail.pathway.infuse.forecasting.rules import NoForecast
from handrail.pathway.infuse.forecasting.score import Score, score
from handrail.pathway.infuse.forecasting.times import Range, Ready

__all__ = [
    "Basis",
    "Course",
    "Foreteller",
    "NoForecast",
    "Plan",
    "Prospect",
    "Range",
    "Ready",
    "Score",
    "against_pressure",
    "basis",
    "learned_from",
    "score",
    "seed_of",
    "shows_after",
]
