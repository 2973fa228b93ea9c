"""The draft of the person who looks: how much is in it."""

from handrail.care import protocol_draft
from handrail.clinic.models import Clinic, Person


def how_many(person: Person, clinic: Clinic) -> int:
    """How many entries this person is changing."""
    return len(protocol_draft.kept(clinic, person).entries)
