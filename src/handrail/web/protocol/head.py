"""The head of every page about the protocol: which one it is, since when, signed by whom, what waits."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from handrail.care import protocol as protocols
from handrail.care.protocol_waiting import Waits, made_from, moved_on, waiting_for
from handrail.clinic import roles
from handrail.clinic.models import Clinic, Person
from handrail.pathway.protocol import InForce, Proposal
from handrail.web.protocol.drafts import how_many
from handrail.web.protocol.versions import SHORT, Looked


def moment(at: datetime, clinic: Clinic) -> str:
    """A day and a time on the clinic's clock."""
    there = at.astimezone(ZoneInfo(clinic.timezone))
    day = date_format(there, _("j F Y"))
    return f"{day}, {there:%H:%M}"


def about(looked: Looked, person: Person) -> dict[str, Any]:
    """What stands above every page: the version, its signature, and what this person may do."""
    held, for_them = person.roles(looked.clinic), waiting_for(looked.found, looked.clinic, person)
    deeds = {one.proposal.id: one.deed for one in for_them if one.proposal}
    return {
        "clinic": looked.clinic,
        "looked": looked,
        "version": version(looked.version, looked.clinic) if looked.version else None,
        "release": looked.protocol.version.text,
        "may_propose": roles.may(held, "propose"),
        "may_review": roles.may(held, "review"),
        "may_sign": roles.may(held, "sign_protocol"),
        "drafted": how_many(person, looked.clinic),
        "for_you": len(for_them),
        "for_you_url": _way(for_them, looked.clinic),
        "waiting": [
            {**waiting(one, looked), "deed": deeds.get(one.id, "")}
            for one in looked.found.proposals.values()
            if one.open
        ],
        "made_from": made_from(looked.found),
        "shipped_release": protocols.shipped().version.text,
    }


def version(one: InForce, clinic: Clinic) -> dict[str, Any]:
    """A version of the protocol: its number, since when, its digest, its signature."""
    return {
        "release": one.release,
        "sha256": one.sha256,
        "short": one.sha256[:SHORT],
        "since": moment(one.since, clinic),
        "signed_by": one.signed.name if one.signed else "",
        "signed_at": moment(one.signed.at, clinic) if one.signed else "",
        "changes": len(one.changes),
    }


def waiting(one: Proposal, looked: Looked) -> dict[str, Any]:
    """A proposal that nobody has signed or taken back yet."""
    return {
        "id": one.id,
        "why": one.why,
        "by": name_of(one.by),
        "at": moment(one.at, looked.clinic),
        "moved_on": moved_on(looked.found, one),
    }


def _way(for_them: tuple[Waits, ...], clinic: Clinic) -> str:
    """To what waits for somebody: to the one thing, or to the list of all."""
    if len(for_them) != 1:
        return f"{reverse('protocol:history')}?clinic={clinic.pk}#proposals"
    proposal = for_them[0].proposal
    return (
        reverse("protocol:proposal", args=[proposal.id])
        if proposal
        else f"{reverse('protocol:upgrade')}?clinic={clinic.pk}"
    )


def name_of(person_id: str) -> str:
    """The printed name of somebody who did something to the protocol."""
    return Person.objects.filter(pk=person_id).values_list("name", flat=True).first() or person_id
