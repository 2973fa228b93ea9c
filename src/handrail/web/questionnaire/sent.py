"""The page after the answers were sent: thanks, who reads them, and words for who answered that it is dark."""

from django.http import HttpResponse
from django.shortcuts import render

from handrail.care import scales
from handrail.pathway.questionnaire import left_open, needs_a_person
from handrail.web.doors import PersonRequest
from handrail.web.questionnaire import words
from handrail.web.questionnaire.filling import Over
from handrail.web.questionnaire.page import read_by
from handrail.web.questionnaire.results import read


def draw_sent(request: PersonRequest, over: Over) -> HttpResponse:
    """What a patient reads then: no total and no band."""
    context = {
        "answered": over.answer is not None,
        "clinic": over.patient.clinic,
        "reader": read_by(over.patient, over.answer.asked) if over.answer else "",
        "told": _told(over),
        "safer": words.of_the_protocol(over.patient.clinic_id, "say_make_it_safer"),
    }
    return render(request, "questionnaire/sent.html", context)


def _told(over: Over) -> str:
    """What was said of wishing to be dead: `told`, `left_out`, or nothing that needs words here."""
    scale = None if over.answer is None else scales.library().scales.get(over.answer.said.scale)
    if scale is None or over.answer is None:
        return ""
    if left_open(scale, over.answer.said):
        return "left_out"
    score = read(scale, over.answer, over.patient).score
    return "told" if score is not None and needs_a_person(scale, over.answer.said, score) else ""
