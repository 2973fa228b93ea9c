"""Where a patient can be reached, as it stands on their entry: which addresses, and whether messages go there."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from handrail.care.messages import deeds
from handrail.clinic.models import Contact, Patient
from handrail.clinic.models.messages import State, Way

FORM = "address"
WAYS = ((Way.E_MAIL.value, Way.E_MAIL.label), (Way.TEXT.value, Way.TEXT.label))


def addresses(patient: Patient, typed: Mapping[str, str], wrong: Mapping[str, str], form: str) -> dict[str, Any]:
    """For the template: the list, and the form with what was typed into it."""
    ours = form == FORM
    return {
        "addresses": [_shown(one) for one in deeds.addresses(patient)],
        "ways": WAYS,
        "address_typed": typed if ours else {"kind": Way.E_MAIL.value},
        "address_wrong": wrong if ours else {},
        "address_open": ours,
    }


def _shown(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.pk,
        "address": contact.address,
        "kind": contact.get_kind_display(),
        "words": _words(contact),
        "bounced": _has_bounced(contact),
        "may_allow": not contact.takes_messages,
        "may_stop": contact.opted_out_at is None,
    }


def _words(contact: Contact) -> str:
    if contact.opted_out_at is not None:
        return _("No messages are wanted there.")
    if contact.confirmed_at is None:
        return _("Asked; nobody has said yes yet. Until then nothing else goes there.")
    return _("Messages go there.")


def _has_bounced(contact: Contact) -> bool:
    """Whether the last message that came to an end there found nobody."""
    last = contact.messages.filter(ended_at__isnull=False).order_by("-ended_at", "-id").first()
    return last is not None and last.state == State.BOUNCED
