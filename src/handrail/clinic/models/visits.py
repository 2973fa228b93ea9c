"""A visit, and what is tied to it while it lasts."""

from django.db.models import (
    PROTECT,
    CharField,
    CheckConstraint,
    DateTimeField,
    F,
    ForeignKey,
    Index,
    Model,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    Q,
    UniqueConstraint,
)
from django.utils.translation import gettext_lazy as _

from handrail.clinic.agrees import Agrees
from handrail.clinic.models.fields import DeviceKind, id_field
from handrail.clinic.models.people import Clinic, Patient
from handrail.clinic.models.places import Chair, Device


class Visit(Model):
    """One visit of one patient. Its id is the id of the session's log; what happened stands there, not here.

    The chair is the one that the patient sits in, from taking it until the visit is closed. `booking_key` is that of the
    press that booked it, so that the same press twice is one visit. A visit that was taken off is closed and was never seated.
    """

    id = id_field("ses")
    clinic = ForeignKey(Clinic, on_delete=PROTECT, related_name="visits")
    patient = ForeignKey(Patient, on_delete=PROTECT, related_name="visits")
    chair = ForeignKey(Chair, on_delete=PROTECT, null=True, blank=True, related_name="visits")
    infusion_number = PositiveSmallIntegerField()
    planned_start_at = DateTimeField()
    booking_key = CharField(max_length=200, null=True, editable=False)  # noqa: DJ001  # none: booked before there were keys
    closed_at = DateTimeField(null=True, blank=True)
    taken_off_at = DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["planned_start_at", "id"]
        indexes = [Index(fields=["clinic", "closed_at"], name="visit_open_in_clinic")]
        constraints = [
            UniqueConstraint(fields=["id", "clinic"], name="visit_in_clinic"),
            UniqueConstraint(fields=["patient", "booking_key"], name="visit_booked_once"),
            UniqueConstraint(
                fields=["chair"],
                condition=Q(closed_at__isnull=True),
                name="chair_taken_once",
                violation_error_message=_("This chair is taken. Choose another, or let its patient leave first."),
            ),
            CheckConstraint(condition=Q(infusion_number__gt=0), name="visit_has_infusion_number"),
            CheckConstraint(
                condition=Q(taken_off_at__isnull=True) | Q(closed_at__isnull=False, chair__isnull=True),
                name="visit_taken_off_is_closed",
            ),
            Agrees("patient", on=["clinic"], name="visit_as_patient"),
            Agrees("chair", on=["clinic"], name="visit_as_chair"),
        ]

    def __str__(self) -> str:
        return self.id


class Binding(Model):
    """A device speaks for this visit from `bound_at` until `unbound_at`: a deed of the staff, never a guess.

    `interval_s` is how often its continuous channels speak, `cuff_interval_s` the cycle of its cuff, if it has one.
    """

    id = id_field("bin")
    clinic = ForeignKey(Clinic, on_delete=PROTECT, related_name="bindings")
    device = ForeignKey(Device, on_delete=PROTECT, related_name="bindings")
    kind = CharField(max_length=8, choices=DeviceKind.choices)
    visit = ForeignKey(Visit, on_delete=PROTECT, related_name="bindings")
    bound_at = DateTimeField()
    unbound_at = DateTimeField(null=True, blank=True)
    interval_s = PositiveIntegerField()
    cuff_interval_s = PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["bound_at", "id"]
        constraints = [
            UniqueConstraint(fields=["device"], condition=Q(unbound_at__isnull=True), name="device_bound_once"),
            UniqueConstraint(
                fields=["visit", "kind"], condition=Q(unbound_at__isnull=True), name="visit_has_one_of_kind"
            ),
            CheckConstraint(condition=Q(interval_s__gt=0), name="binding_has_interval"),
            CheckConstraint(condition=Q(cuff_interval_s__gt=0), name="binding_has_cuff_interval"),
            CheckConstraint(condition=Q(unbound_at__gte=F("bound_at")), name="binding_ends_after_it_began"),
            Agrees("device", on=["clinic", "kind"], name="binding_as_device"),
            Agrees("visit", on=["clinic"], name="binding_as_visit"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} at {self.visit_id}"
