"""Changes to the protocol that somebody is still writing: theirs alone until they propose them."""

from django.db.models import CASCADE, PROTECT, CharField, ForeignKey, Model, TextField, UniqueConstraint

from handrail.clinic.models.fields import id_field
from handrail.clinic.models.people import Clinic, Person


class ProtocolDraft(Model):
    """What one person means to propose for one clinic: JSON of places and what shall stand there. Gone once it is proposed.

    `replaces` is the digest of what was in force when the last change was written.
    """

    id = id_field("prd")
    clinic = ForeignKey(Clinic, on_delete=PROTECT, related_name="protocol_drafts")
    person = ForeignKey(Person, on_delete=CASCADE, related_name="protocol_drafts")
    replaces = CharField(max_length=64)
    changes = TextField()

    class Meta:
        constraints = [UniqueConstraint(fields=["clinic", "person"], name="protocol_draft_once")]

    def __str__(self) -> str:
        return self.id
