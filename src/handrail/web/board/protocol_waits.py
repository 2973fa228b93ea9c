"""What of the protocol waits for the person at the board: one quiet line for those who may act, none for anybody else."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.care import protocol as protocols
from handrail.care.protocol_waiting import Waits, made_from, waiting_for
from handrail.clinic.models import Clinic, Person


def line(clinic: Clinic, person: Person) -> dict[str, str]:
    """Where the line leads and what it says; empty where nothing waits for this person."""
    found = protocols.state(clinic.pk)
    waits = waiting_for(found, clinic, person)
    if not waits:
        return {}
    if len(waits) > 1:
        number = len(waits)
        said = ngettext(
            "%(number)d thing of the protocol waits for you", "%(number)d things of the protocol wait for you", number
        )
        return {"url": f"{reverse('protocol:history')}?clinic={clinic.pk}", "words": said % {"number": number}}
    (one,) = waits
    rests = made_from(found)
    words = {
        "sign": _("A change of the protocol waits for your signature"),
        "review": _("A change of the protocol waits for your review"),
        "bring up": _("Protocol %(release)s is installed and waits to be looked at")
        % {"release": rests.installed if rests else ""},
    }
    return {"url": _address(one, clinic), "words": words[one.deed]}


def _address(one: Waits, clinic: Clinic) -> str:
    if one.proposal is None:
        return f"{reverse('protocol:upgrade')}?clinic={clinic.pk}"
    return reverse("protocol:proposal", args=[one.proposal.id])
