"""The draft of the person who looks: how much is in it, and an entry as it stands there."""

from typing import Any

from handrail.care import protocol_draft
from handrail.care.protocol_draft import Kept
from handrail.clinic.models import Clinic, Person
from handrail.protocol.changes import Change, applied
from handrail.protocol.entries import ProtocolError
from handrail.web.protocol.versions import Looked


def how_many(person: Person, clinic: Clinic) -> int:
    """How many entries this person is changing."""
    return len(protocol_draft.kept(clinic, person).entries)


def as_drafted(looked: Looked, entry_id: str, kept: Kept) -> dict[str, Any]:
    """An entry with what its draft changes; as it is in force where the draft no longer fits it."""
    return with_changes(looked, entry_id, kept.of(entry_id)) or looked.raw(entry_id)


def with_changes(looked: Looked, entry_id: str, changes: tuple[Change, ...]) -> dict[str, Any] | None:
    """An entry with these changes; None where a place that they name is gone."""
    file = looked.file(entry_id)
    try:
        found = applied({file: {entry_id: looked.raw(entry_id)}}, changes)[file].get(entry_id)
    except ProtocolError:
        return None
    return found if isinstance(found, dict) else None
