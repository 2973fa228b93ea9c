"""Who signs a protocol at the command line, and their signature: names, roles and passwords, then the record."""

import getpass
import sys
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import click

from handrail.care import protocol as protocols
from handrail.care.protocol import Draft
from handrail.clinic import roles
from handrail.clinic.models import Clinic, Person
from handrail.pathway import protocol as course_of_it
from handrail.pathway.protocol import InForce

REFUSED = {
    "not_open": "It was withdrawn or signed meanwhile.",
    "moved_on": "Somebody else has signed another protocol meanwhile. Look at it with `handrail protocol diff`, and begin anew.",
    "review_missing": "A second person's review is missing.",
    "not_understood": "This software cannot read it.",
}


@dataclass(frozen=True, slots=True)
class Signers:
    """Who signs, and who has reviewed."""

    signer: Person
    reviewer: Person | None


def who(clinic: Clinic, signer: str, reviewer: str | None, *, review_needed: bool, on_stdin: bool) -> Signers:
    """The people, once their roles and passwords are known to be right. Nothing is written before.

    Raises:
        click.ClickException: with what is wrong.
    """
    if review_needed and reviewer is None:
        raise click.ClickException(
            "This change asks for a second person's review: name another physician or medical director with --reviewed-by."
        )
    signs = _person(clinic, signer, "sign_protocol", "Only the medical director signs a protocol.")
    second = (
        _person(clinic, reviewer, "review", "Only a physician or a medical director reviews a protocol.")
        if reviewer
        else None
    )
    if second == signs:
        raise click.ClickException("Nobody reviews what they sign: name another person with --reviewed-by.")
    for person in filter(None, (signs, second)):
        _prove(person, on_stdin=on_stdin)
    return Signers(signs, second)


def _person(clinic: Clinic, username: str, deed: str, unless: str) -> Person:
    person = Person.objects.filter(username=username.lower(), is_active=True).first()
    if person is None:
        raise click.ClickException(f"Nobody logs in as {username}.")
    if not roles.may(person.roles(clinic), deed):
        raise click.ClickException(f"{unless} {person.name} is none in {clinic.name}.")
    return person


def _prove(person: Person, *, on_stdin: bool) -> None:
    typed = sys.stdin.readline().rstrip("\r\n") if on_stdin else getpass.getpass(f"Password of {person.name}: ")
    if not person.check_password(typed):
        raise click.ClickException(f"That is not the password of {person.name}. Nothing was signed.")


def signed(clinic: Clinic, draft: Draft, people: Signers, *, why: str, at: datetime) -> InForce:
    """Propose, review and sign, and what is in force then.

    Raises:
        click.ClickException: it could not be signed; the reason is in the record too.
    """
    key = f"cli:{uuid4()}"
    proposal = protocols.propose(clinic=clinic, draft=draft, why=why, key=f"{key}:propose", by=people.signer.pk, at=at)
    if people.reviewer is not None:
        protocols.review(
            clinic=clinic,
            proposal=proposal,
            agrees=True,
            words=why,
            key=f"{key}:review",
            by=people.reviewer,
            at=at,
        )
    found = protocols.sign(clinic=clinic, proposal=proposal, key=f"{key}:sign", by=people.signer, at=at)
    if found.in_force is None or found.proposals[proposal].signed is None:
        because = course_of_it.refusal(found, proposal, people.signer.pk) or "not_open"
        raise click.ClickException(f"Nothing was signed. {REFUSED[because]}")
    return found.in_force
