"""The page after the answers were sent: thanks, who reads them, and for who answered that it is dark, whom to call."""

from django.http import HttpResponse
from django.shortcuts import render

from handrail.care import reading
from handrail.web import clock
from handrail.web.doors import PersonRequest
from handrail.web.questionnaire.filling import Over
from handrail.web.questionnaire.page import read_by
from handrail.web.whom_to_call import saying, whom_to_call


def draw_sent(request: PersonRequest, over: Over) -> HttpResponse:
    """What a patient reads then: no total and no band."""
    clinic, now = over.patient.clinic, clock.now()
    whom = whom_to_call(clinic, now)
    context = {
        "answered": over.answer is not None,
        "clinic": clinic,
        "reader": read_by(over.patient, over.answer.asked, whom, now) if over.answer else "",
        "told": _told(over),
        "whom": whom,
        "safer": saying(clinic, "say_make_it_safer"),
    }
    return render(request, "questionnaire/sent.html", context)


def _told(over: Over) -> str:
    """What was said of wishing to be dead: `told`, `left_out`, or nothing that needs words here."""
    found = [one for one in reading.of(over.patient, over.asking) if one.sent]
    if not found:
        return ""
    return "told" if found[0].above else "left_out" if found[0].left_out else ""
