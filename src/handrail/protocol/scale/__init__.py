"""Scales: what is asked, what the answers come to, and what a change of them means.

`load_scales` reads the definitions (items, values, total, missing answers, bands, look-back, change, response, remission,
each with its source) and the words where a licence allows them; `score`, `change` and `overlaps` are pure.
"""

from handrail.protocol.scale.form import Form, Option, Question, form_of_codes, read_form
from handrail.protocol.scale.library import Scales, load_scales, read_scales
from handrail.protocol.scale.outcome import Change, change, in_remission, overlaps
from handrail.protocol.scale.schema import EVERYBODY, Band, Condition, Flag, Item, Scale
from handrail.protocol.scale.scoring import AnswerError, Score, band, score

__all__ = [
    "EVERYBODY",
    "AnswerError",
    "Band",
    "Change",
    "Condition",
    "Flag",
    "Form",
    "Item",
    "Option",
    "Question",
    "Scale",
    "Scales",
    "Score",
    "band",
    "change",
    "form_of_codes",
    "in_remission",
    "load_scales",
    "overlaps",
    "read_form",
    "read_scales",
    "score",
]
