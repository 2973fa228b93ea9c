"""The tables around the care. Rows of different clinics cannot refer to each other: the database holds that."""

from handrail.clinic.models.changes import Change, Kept
from handrail.clinic.models.drafts import Draft, DraftAnswer, ToRead
from handrail.clinic.models.messages import Contact, Message
from handrail.clinic.models.people import Clinic, Membership, Patient, PatientKey, Person
from handrail.clinic.models.places import Chair, Device, Room
from handrail.clinic.models.protocol_drafts import ProtocolDraft
from handrail.clinic.models.visits import Binding, Visit

__all__ = [
    "Binding",
    "Chair",
    "Change",
    "Clinic",
    "Contact",
    "Device",
    "Draft",
    "DraftAnswer",
    "Kept",
    "Membership",
    "Message",
    "Patient",
    "PatientKey",
    "Person",
    "ProtocolDraft",
    "Room",
    "ToRead",
    "Visit",
]
