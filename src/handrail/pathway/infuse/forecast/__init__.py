"""Where pressure, feeling and concentration go: this patient's virtual twins, carried on by each choice at the bedside.

A model, not a measurement. It advises; it never delays an alarm, never drives a pump, never argues for faster.
"""

from handrail.pathway.infuse.forecast.basis import Basis, against_pressure, basis, learned_from, patient_of, seed_of
from handrail.pathway.infuse.forecast.choices import plans_of
from handrail.pathway.infuse.forecast.course import Course, Plan
from handrail.pathway.infuse.forecast.cuffs import counting_cuffs, sifted, twice_read
from handrail.pathway.infuse.forecast.none import NoForecast
from handrail.pathway.infuse.forecast.prediction import Foreteller, Prospect, Shows, shows_after
from handrail.pathway.infuse.forecast.preview import (
    Expected,
    Previewer,
    Proposal,
    against_expected_pressure,
    before_start,
    fresh_cuffs,
    less_than,
)
from handrail.pathway.infuse.forecast.score import Score, score
from handrail.pathway.infuse.forecast.shown import shown
from handrail.pathway.infuse.forecast.times import Range, Ready

__all__ = [
    "Basis",
    "Course",
    "Expected",
    "Foreteller",
    "NoForecast",
    "Plan",
    "Previewer",
    "Proposal",
    "Prospect",
    "Range",
    "Ready",
    "Score",
    "Shows",
    "against_expected_pressure",
    "against_pressure",
    "basis",
    "before_start",
    "counting_cuffs",
    "fresh_cuffs",
    "learned_from",
    "less_than",
    "patient_of",
    "plans_of",
    "score",
    "seed_of",
    "shown",
    "shows_after",
    "sifted",
    "twice_read",
]
