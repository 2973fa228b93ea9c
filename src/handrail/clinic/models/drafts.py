"""Answers while they are being given: kept as they come, so that they can be gone on with anywhere; and what is to be read."""

from django.db.models import (
    CASCADE,
    PROTECT,
    CharField,
    DateTimeField,
    ForeignKey,
    Model,
    PositiveIntegerField,
    UniqueConstraint,
)

from handrail.clinic.agrees import Agrees
from handrail.clinic.models.fields import id_field
from handrail.clinic.models.people import Clinic, Patient, Person


class Draft(Model):
    """What has been answered so far of a scale that was asked for. Gone once it is sent: then it stands in the log.

    `revision` counts the changes, so that a page can be told what it has not seen.
    """

    id = id_field("dra")
    clinic = ForeignKey(Clinic, on_delete=PROTECT, related_name="drafts")
    patient = ForeignKey(Patient, on_delete=PROTECT, related_name="drafts")
    scale = CharField(max_length=40)
    asking = CharField(max_length=32, unique=True)
    revision = PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["patient", "scale"], name="draft_once"),
            Agrees("patient", on=["clinic"], name="draft_as_patient"),
        ]

    def __str__(self) -> str:
        return self.id


class DraftAnswer(Model):
    """The answer to one item, as the draft has it: of two devices' answers the one that was given later.

    An empty `answer` says that the person would rather not say. `key` is that of the press, so that it counts once.
    """

    draft = ForeignKey(Draft, on_delete=CASCADE, related_name="answers")
    item = CharField(max_length=40)
    answer = CharField(max_length=12, blank=True)
    answered_at = DateTimeField()
    by = ForeignKey(Person, on_delete=PROTECT, related_name="draft_answers")
    key = CharField(max_length=200)
    revision = PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [UniqueConstraint(fields=["draft", "item"], name="draft_answer_once")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.item}"


class ToRead(Model):
    """Somebody has to read this: what was asked about wishing to be dead and is promised, answered or told and not closed.

    Only where to look: what is so about it follows from the patient's course and from the draft.
    """

    id = id_field("trd")
    clinic = ForeignKey(Clinic, on_delete=PROTECT, related_name="to_read")
    patient = ForeignKey(Patient, on_delete=PROTECT, related_name="to_read")
    asking = CharField(max_length=32, unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [Agrees("patient", on=["clinic"], name="to_read_as_patient")]

    def __str__(self) -> str:
        return self.asking
