"""What of a clinic's protocol waits for somebody: proposals to be reviewed or signed, and a newer one that came with the software."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from handrail.care import protocol as protocols
from handrail.clinic import roles
from handrail.clinic.models import Clinic, Person
from handrail.clinic.roles import Role
from handrail.pathway.protocol import ClinicProtocol, Proposal, refusal

Deed = Literal["sign", "review", "bring up"]


@dataclass(frozen=True, slots=True)
class Waits:
    """Something that this person may do now. `proposal` is None where it is the newer protocol."""

    deed: Deed
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """On which shipped protocol a clinic's rests, and which is installed, where that is a newer one."""

    release: str
    installed: str


def waiting_for(found: ClinicProtocol, clinic: Clinic, person: Person) -> tuple[Waits, ...]:
    """What waits for this person: signatures first, then reviews, then a newer protocol that nobody has proposed yet."""
    held = person.roles(clinic)
    still = [one for one in found.proposals.values() if one.open and not moved_on(found, one)]
    signs = roles.may(held, "sign_protocol")
    to_sign = [one for one in still if signs and refusal(found, one.id, person.pk) is None]
    reviews = roles.may(held, "review")
    to_review = [one for one in still if reviews and one not in to_sign and _to_review(found, clinic, one, person)]
    return (
        *(Waits("sign", one) for one in to_sign),
        *(Waits("review", one) for one in to_review),
        *_newer(found, still, may_propose=roles.may(held, "propose")),
    )


def moved_on(found: ClinicProtocol, one: Proposal) -> bool:
    """Whether another protocol has been signed since this one was proposed."""
    return found.in_force is not None and one.replaces != found.in_force.sha256


def made_from(found: ClinicProtocol) -> MadeFrom | None:
    """Where the protocol in force rests on an older shipped one than is installed: which, and which is."""
    installed = protocols.shipped().version
    if found.in_force is None or found.in_force.base == installed.sha256:
        return None
    return MadeFrom(found.shipped[found.in_force.base].release, installed.text)


def _to_review(found: ClinicProtocol, clinic: Clinic, one: Proposal, person: Person) -> bool:
    """Whether this person's word is what is missing: it is asked for, theirs is not there, and without it nobody can sign."""
    said = {review.signature.by for review in one.reviews}
    if not one.review_needed or person.pk in {one.by, *said}:
        return False
    signers = clinic.memberships.filter(role=Role.MEDICAL_DIRECTOR).values_list("person_id", flat=True)
    return all(refusal(found, one.id, signer) is not None for signer in signers)


def _newer(found: ClinicProtocol, still: list[Proposal], *, may_propose: bool) -> Iterator[Waits]:
    installed = protocols.shipped().version.sha256
    if may_propose and made_from(found) is not None and not any(one.base == installed for one in still):
        yield Waits("bring up")
