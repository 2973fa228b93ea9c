"""A patient's own quiet page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from handrail.clinic.roles import Role
from handrail.web import clock
from handrail.web.doors import PersonRequest, door
from handrail.web.me.screen import page
from handrail.web.questionnaire.asked import headline, waiting


@door(Role.PATIENT)
@never_cache
@require_safe
def me(request: PersonRequest) -> HttpResponse:
    """When and where the patient is expected, what was, and what staff have asked."""
    patient = request.visible.patients.get()
    visits = list(request.visible.visits.select_related("chair__room"))
    now = clock.now()
    questions = waiting(patient, now)
    context = {
        "page": page(patient, visits, now),
        "waiting": questions,
        "waiting_headline": headline(len(questions)),
    }
    return render(request, "me/me.html", context)
