"""Who does what before an infusion, by the clinic's one table of deeds. Whoever may not still sees what is done."""

from typing import Final

from handrail.clinic import roles
from handrail.clinic.models import Person, Visit
from handrail.clinic.roles import AT_THE_CHAIR, Role

__all__ = ["AT_THE_CHAIR", "LOOK_AHEAD", "may", "may_preview"]

LOOK_AHEAD: Final = (Role.PHYSICIAN, Role.MEDICAL_DIRECTOR)
"""Who is shown what to expect of an order."""


def may_preview(person: Person, visit: Visit) -> bool:
    """Whether this person is shown what to expect of an order for this visit."""
    return not person.roles(visit.clinic).isdisjoint(LOOK_AHEAD)


def may(person: Person, visit: Visit, deed: str) -> bool:
    """Whether this person may do this, being what they are in the visit's clinic."""
    return roles.may(person.roles(visit.clinic), deed)
