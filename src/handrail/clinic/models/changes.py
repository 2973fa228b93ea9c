"""Who put what on the clinic's own lists, and who changed it."""

from django.db.models import (
    PROTECT,
    CharField,
    DateTimeField,
    ForeignKey,
    JSONField,
    Model,
    TextChoices,
    UniqueConstraint,
)
from django.utils.translation import gettext_lazy as _

from handrail.clinic.models.fields import id_field
from handrail.clinic.models.people import Clinic, Person


class Kept(TextChoices):
    """What a clinic keeps lists of."""

    PATIENT = "patient", _("patient")
    DEVICE = "device", _("device")
    ROOM = "room", _("room")
    CLINIC = "clinic", _("clinic")
    VISIT = "visit", _("visit")


class Change(Model):
    """Somebody added a patient, a device, a room or a chair of it, or changed a patient or the numbers to call.

    `was` holds what the changed fields said before, by their names; it is empty where something was added. `key` is that
    of the press, so that the same press by the same person counts once.
    """

    id = id_field("chg")
    clinic = ForeignKey(Clinic, on_delete=PROTECT, related_name="changes")
    by = ForeignKey(Person, on_delete=PROTECT, related_name="changes")
    at = DateTimeField()
    key = CharField(max_length=200)
    kind = CharField(max_length=8, choices=Kept.choices)
    about = CharField(max_length=32, db_index=True)
    was = JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]
        constraints = [UniqueConstraint(fields=["clinic", "by", "key"], name="change_once")]

    def __str__(self) -> str:
        return f"{self.by_id} {self.kind} {self.about}"
