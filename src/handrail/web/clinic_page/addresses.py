"""What those who keep the lists do about a patient's addresses: write one down, say yes or no for the patient, forget it."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.care.messages import deeds
from handrail.clinic.access import NotVisible, findable
from handrail.clinic.models import Contact, Patient
from handrail.clinic.models.messages import LONGEST_ADDRESS, Way
from handrail.clinic.numbers import MOST_DIGITS, SIGNS
from handrail.clinic.roles import STAFF
from handrail.web import clock
from handrail.web.asked import Asked, BadAsk
from handrail.web.clinic_page.address_list import FORM, WAYS
from handrail.web.clinic_page.page import Told, draw_patient
from handrail.web.doors import PersonRequest, door
from handrail.web.prepare.fields import ToMend
from handrail.web.who_may import NotYours, unless_may

FEWEST_DIGITS = 8
"""Of a mobile number with its country's code: the shortest in use."""

Act = Callable[..., str]
"""Does what was asked of a patient's addresses, and says what is so now."""


def _deed(act: Act) -> Callable[..., HttpResponse]:
    """An address to which those who keep the lists send one of the section's forms."""

    @wraps(act)
    def view(request: PersonRequest, patient_id: str, **names: str) -> HttpResponse:
        patient, now = request.visible.patient(patient_id), clock.now()
        try:
            unless_may(request.user, patient.clinic, "keep")
            asked = Asked(request, scope=act.__name__)
            said = act(request, patient, asked, asked.key, **names)
        except ToMend as problem:
            told = Told(FORM, request.POST.dict(), wrong={problem.field: str(problem)}, status=422)
        except (NotYours, BadAsk) as problem:
            told = Told(
                FORM, request.POST.dict(), problem=str(problem), status=403 if isinstance(problem, NotYours) else 400
            )
        else:
            messages.success(request, said)
            return HttpResponseRedirect(f"{reverse('clinic:patient', args=[patient.pk])}#addresses")
        return draw_patient(request, patient, now, told)

    return cast(Callable[..., HttpResponse], door(*STAFF)(require_POST(view)))


@_deed
def add(request: PersonRequest, patient: Patient, asked: Asked, key: str) -> str:
    """Write down where a patient can be reached; unless the patient said so here, they are asked first."""
    kind = _kind(asked)
    address = _e_mail(asked) if kind is Way.E_MAIL else _mobile(asked)
    contact, new = deeds.add_address(
        patient,
        kind=kind,
        address=address,
        confirmed=asked.maybe("confirmed") == "yes",
        key=key,
        by=request.user.pk,
        at=clock.now(),
    )
    if not new:
        return _("It stands there already.")
    if contact.confirmed_at:
        return _("Written down. Messages go there from now on.")
    return _(
        "Written down. A first message asks whether it is theirs; until somebody says yes nothing else goes there."
    )


@_deed
def allow(request: PersonRequest, patient: Patient, asked: Asked, key: str, contact_id: str) -> str:
    """The patient says that messages are welcome there."""
    deeds.say_yes(_known(patient, contact_id), at=clock.now())
    return _("Messages go there from now on.")


@_deed
def stop(request: PersonRequest, patient: Patient, asked: Asked, key: str, contact_id: str) -> str:
    """The patient wants no more messages there, or has answered STOP."""
    deeds.say_no(_known(patient, contact_id), at=clock.now())
    return _("No more messages go there.")


@_deed
def remove(request: PersonRequest, patient: Patient, asked: Asked, key: str, contact_id: str) -> str:
    """Forget an address."""
    deeds.remove_address(_known(patient, contact_id), at=clock.now())
    return _("The address is forgotten.")


def _known(patient: Patient, contact_id: str) -> Contact:
    contact = deeds.addresses(patient).filter(pk=findable(contact_id)).first()
    if contact is None:
        raise NotVisible(_("There is no such address."))
    return contact


def _kind(asked: Asked) -> Way:
    found = asked.maybe("kind")
    if found not in dict(WAYS):
        raise ToMend("kind", _("Choose one."))
    return Way(found)


def _e_mail(asked: Asked) -> str:
    found = _typed(asked)
    if not found.isascii():
        raise ToMend("address", _("There is a letter in it that e-mail cannot be sent to. Write it without accents."))
    try:
        validate_email(found)
    except ValidationError as problem:
        raise ToMend("address", _("That is no e-mail address. Write it like name@example.org.")) from problem
    return found


def _mobile(asked: Asked) -> str:
    """A number as every gateway takes it: a plus, the country's code, digits."""
    found = _typed(asked)
    if SIGNS.fullmatch(found) is None or "+" in found[1:]:
        raise ToMend(
            "address", _("That is no telephone number. Write digits, with spaces, brackets or hyphens between them.")
        )
    if not found.startswith("+"):
        raise ToMend("address", _("Write it with a + and the country’s code: +49 151 23456789."))
    digits = "".join(sign for sign in found if sign.isdigit())
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        raise ToMend("address", _("A mobile number has 8 to 15 digits, with the country’s code. Check it."))
    return f"+{digits}"


def _typed(asked: Asked) -> str:
    try:
        found = asked.maybe("address", longest=LONGEST_ADDRESS) or ""
    except BadAsk as problem:
        raise ToMend("address", str(problem)) from problem
    if not found:
        raise ToMend("address", _("Enter the address or the number."))
    if not found.isprintable():
        raise ToMend("address", _("There is a sign in it that cannot be printed. Type it again."))
    return found
