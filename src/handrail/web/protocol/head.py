"""The head of every page about the protocol: which one it is, since when, signed by whom, what waits."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from handrail.care import protocol as protocols
from handrail.clinic import roles
from handrail.clinic.models import Clinic, Person
from handrail.pathway.protocol import ClinicProtocol, InForce, Proposal
from handrail.web.protocol.drafts import how_many
from handrail.web.protocol.versions import SHORT, Looked


def moment(at: datetime, clinic: Clinic) -> str:
    """A day and a time on the clinic's clock."""
    there = at.astimezone(ZoneInfo(clinic.timezone))
    day = date_format(there, _("j F Y"))
    return f"{day}, {there:%H:%M}"


def about(looked: Looked, person: Person) -> dict[str, Any]:
    """What stands above every page: the version, its signature, and what this person may do."""
    held = person.roles(looked.clinic)
    return {
        "clinic": looked.clinic,
        "looked": looked,
        "version": version(looked.version, looked.clinic) if looked.version else None,
        "release": looked.protocol.version.text,
        "may_propose": roles.may(held, "propose"),
        "may_review": roles.may(held, "review"),
        "may_sign": roles.may(held, "sign_protocol"),
        "drafted": how_many(person, looked.clinic),
        "waiting": [waiting(one, looked) for one in looked.found.proposals.values() if one.open],
        "newer": looked.found.in_force is not None and looked.found.in_force.base != protocols.shipped().version.sha256,
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


def moved_on(found: ClinicProtocol, one: Proposal) -> bool:
    """Whether another protocol has been signed since this one was proposed."""
    return found.in_force is not None and one.replaces != found.in_force.sha256


def name_of(person_id: str) -> str:
    """The printed name of somebody who did something to the protocol."""
    return Person.objects.filter(pk=person_id).values_list("name", flat=True).first() or person_id
