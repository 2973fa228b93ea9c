"""The clinic's own lists, as they are looked at: by everybody who works there."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from handrail.clinic.roles import STAFF
from handrail.web import clock
from handrail.web.asked import Asked, BadAsk
from handrail.web.board.place import clinic_of
from handrail.web.clinic_page.page import NOTHING, Told, draw_lists, draw_patient
from handrail.web.clinic_page.typed import LONGEST_SENDER
from handrail.web.doors import PersonRequest, door


@door(*STAFF)
@never_cache
@require_safe
def lists(request: PersonRequest) -> HttpResponse:
    """The clinic's patients, devices, rooms and chairs; `sender` fills in the form for a device that was heard."""
    clinic = clinic_of(request.visible, request.GET.get("clinic"))
    return draw_lists(request, clinic, _heard(request))


@door(*STAFF)
@never_cache
@require_safe
def patient(request: PersonRequest, patient_id: str) -> HttpResponse:
    """One patient's entry on the list, and who changed it."""
    return draw_patient(request, request.visible.patient(patient_id), clock.now())


def _heard(request: PersonRequest) -> Told:
    """A sender whose message could not be placed, in the form in which it is registered.

    One that named no application and no facility is known by its equipment id.
    """
    try:
        sender = Asked.of_query(request).maybe("sender", longest=LONGEST_SENDER)
    except BadAsk:
        return NOTHING
    return Told("device", {"sender" if "|" in sender else "equipment_id": sender}) if sender else NOTHING
