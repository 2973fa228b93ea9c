"""Yes or no to messages, for whoever reads at an address: one tap, no log-in, and no word about whom or what it is for.

Looking changes nothing, since mail programs open links by themselves.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from handrail.care.messages import deeds, links
from handrail.care.messages.words import name_in_the_open
from handrail.clinic import numbers
from handrail.clinic.models import Contact
from handrail.web import clock
from handrail.web.doors import front_door

ANSWERS = {"yes": deeds.say_yes, "no": deeds.say_no}


@front_door
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest, token: str) -> HttpResponse:
    """Whether messages are welcome at the address that the link is about; sent twice, or by somebody it was passed on to, it is the same."""
    contact = links.address_of(token)
    if contact is None or contact.patient is None:
        return render(request, "address/gone.html", status=404)
    translation.activate(contact.patient.language)
    answer = ANSWERS.get(request.POST.get("answer", "")) if request.method == "POST" else None
    if answer is not None:
        answer(contact, at=clock.now())
        contact.refresh_from_db()
    status = 400 if request.method == "POST" and answer is None else 200
    return render(request, "address/address.html", _context(contact, answered=answer is not None), status=status)


def _context(contact: Contact, *, answered: bool) -> dict[str, object]:
    assert contact.patient is not None, "looked at before"
    return {
        "clinic_name": name_in_the_open(contact.clinic, contact.patient.language),
        "phone": numbers.of_clinic(contact.clinic, "phone"),
        "stopped": contact.opted_out_at is not None,
        "confirmed": contact.confirmed_at is not None,
        "answered": answered,
    }
