"""Rooms, chairs and the devices that stand beside them."""

from django.db.models import (
    PROTECT,
    CharField,
    CheckConstraint,
    ForeignKey,
    Model,
    PositiveSmallIntegerField,
    Q,
    UniqueConstraint,
)
from django.utils.translation import gettext_lazy as _

from handrail.clinic.agrees import Agrees
from handrail.clinic.models.fields import DeviceKind, id_field
from handrail.clinic.models.people import Clinic


class Room(Model):
    """A room of a clinic."""

    id = id_field("roo")
    clinic = ForeignKey(Clinic, on_delete=PROTECT, related_name="rooms")
    name = CharField(max_length=60)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["clinic", "name"], name="room_name_once"),
            UniqueConstraint(fields=["id", "clinic"], name="room_in_clinic"),
        ]

    def __str__(self) -> str:
        return self.name


class Chair(Model):
    """A recliner or bed where one patient is treated at a time. Its number is what staff call it."""

    id = id_field("cha")
    clinic = ForeignKey(Clinic, on_delete=PROTECT, related_name="chairs")
    room = ForeignKey(Room, on_delete=PROTECT, related_name="chairs")
    number = PositiveSmallIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            UniqueConstraint(fields=["clinic", "number"], name="chair_number_once"),
            UniqueConstraint(fields=["id", "clinic"], name="chair_in_clinic"),
            CheckConstraint(condition=Q(number__gt=0), name="chair_has_number"),
            Agrees("room", on=["clinic"], name="chair_as_room"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Device(Model):
    """A monitor or pump of a clinic, known by who sends (`APP|FACILITY`), by its equipment id, or by both."""

    id = id_field("dev")
    clinic = ForeignKey(Clinic, on_delete=PROTECT, related_name="devices")
    name = CharField(max_length=60)
    kind = CharField(max_length=8, choices=DeviceKind.choices)
    sender = CharField(max_length=300, blank=True)
    equipment_id = CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            UniqueConstraint(
                fields=["sender", "equipment_id"],
                name="device_known_once",
                violation_error_message=_("Another device is already known by this sender and equipment id."),
            ),
            UniqueConstraint(fields=["id", "clinic", "kind"], name="device_in_clinic"),
            CheckConstraint(
                condition=~Q(sender="", equipment_id=""),
                name="device_can_be_known",
                violation_error_message=_("Give the sender, the equipment id, or both: by them a device is known."),
            ),
            CheckConstraint(condition=Q(kind__in=DeviceKind.values), name="device_is_of_a_kind"),
        ]

    def __str__(self) -> str:
        return self.name
