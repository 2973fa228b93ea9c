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
from handrail.web.whom_to_call import whom_to_call


@door(Role.PATIENT)
@never_cache
@require_safe
def me(request: PersonRequest) -> HttpResponse:
    """When and where the patient is expected, what was, and what staff have asked."""
    patient = request.visible.patients.get()
    visits = list(request.visible.visits.filter(taken_off_at__isnull=True).select_related("chair__room"))
    now = clock.now()
    questions = waiting(patient, now)
    context = {
        "page": page(patient, visits, now),
        "waiting": questions,
        "waiting_headline": headline(len(questions)),
        "whom": whom_to_call(patient.clinic, now),
    }
    return render(request, "me/me.html", context)
