"""Who does what before an infusion. Whoever may not still sees what is done."""

from typing import Final

from handrail.clinic.models import Person, Visit
from handrail.clinic.roles import STAFF, Role

PRESCRIBERS: Final = frozenset({Role.PHYSICIAN})
AT_THE_CHAIR: Final = frozenset({Role.NURSE, Role.PHYSICIAN})
EVERYBODY: Final = frozenset(STAFF)

DOES: Final = {
    "order": PRESCRIBERS,
    "chair": EVERYBODY,
    "watcher": EVERYBODY,
    "devices": AT_THE_CHAIR,
    "bag": AT_THE_CHAIR,
    "check": AT_THE_CHAIR,
    "start": AT_THE_CHAIR,
    "leave": EVERYBODY,
}


def may(person: Person, visit: Visit, deed: str) -> bool:
    """Whether this person may do this, being what they are in the visit's clinic."""
    return not person.roles(visit.clinic).isdisjoint(DOES[deed])
