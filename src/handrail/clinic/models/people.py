"""Clinics and the people in them."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db.models import (
    CASCADE,
    PROTECT,
    SET_NULL,
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    DecimalField,
    ForeignKey,
    JSONField,
    Model,
    OneToOneField,
    PositiveSmallIntegerField,
    Q,
    TextField,
    UniqueConstraint,
)
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from handrail.clinic.models.fields import Language, Look, Sex, Shown, id_field
from handrail.clinic.roles import STAFF, Role

LONGEST_NUMBER = 32
"""Characters of a telephone number, however it is grouped."""


class Clinic(Model):
    """One clinic of this installation. Two clinics never meet.

    The numbers are those that a patient calls: this clinic's own, and those of the place where it stands. None is assumed.
    `opening` holds when the clinic's own telephone is answered, as `clinic.hours` writes it.
    """

    id = id_field("cli")
    name = CharField(max_length=120, unique=True)
    timezone = CharField(max_length=64, help_text="A name of the time zone database, such as Europe/Berlin.")
    language = CharField(max_length=8, choices=Language.choices, default=Language.ENGLISH)
    demonstration = BooleanField(default=False, help_text="Everybody in it is invented: log-ins may be listed.")
    phone = CharField(max_length=LONGEST_NUMBER, blank=True)
    night_phone = CharField(max_length=LONGEST_NUMBER, blank=True)
    crisis_line = CharField(max_length=LONGEST_NUMBER, blank=True)
    emergency_number = CharField(max_length=LONGEST_NUMBER, blank=True)
    opening = JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Finds people by the name they log in with, however they type its capitals."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username=Person.normalize_username(username or "").lower())


class Person(AbstractBaseUser):
    """Somebody who can log in: staff of a clinic, or a patient."""

    id = id_field("per")
    username = CharField(
        max_length=150,
        unique=True,
        error_messages={"unique": _("This name to log in with is taken. Choose another.")},
    )
    name = CharField(max_length=120)
    language = CharField(max_length=8, choices=Language.choices, default=Language.ENGLISH)
    look = CharField(max_length=8, choices=Look.choices, default=Look.OWN)
    questions_shown = CharField(max_length=8, choices=Shown.choices, default=Shown.BY_WIDTH, blank=True)
    is_active = BooleanField(default=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(username=Lower("username")), name="username_in_small_letters"),
        ]

    def __str__(self) -> str:
        return self.name

    def roles(self, clinic: Clinic) -> frozenset[Role]:
        """What this person is in that clinic: nothing, when not of it."""
        held = {Role(role) for role in self.memberships.filter(clinic=clinic).values_list("role", flat=True)}
        if Patient.objects.filter(person=self, clinic=clinic).exists():
            held.add(Role.PATIENT)
        return frozenset(held)


class Membership(Model):
    """A person works in a clinic as this."""

    person = ForeignKey(Person, on_delete=CASCADE, related_name="memberships")
    clinic = ForeignKey(Clinic, on_delete=PROTECT, related_name="memberships")
    role = CharField(max_length=20, choices=[(role.value, role.label) for role in STAFF])

    class Meta:
        constraints = [
            UniqueConstraint(fields=["person", "clinic", "role"], name="membership_once"),
            CheckConstraint(condition=Q(role__in=[role.value for role in STAFF]), name="membership_of_staff"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.clinic_id}"


class Patient(Model):
    """Somebody who is treated in one clinic. `planned_infusions` is the length of the series agreed on."""

    id = id_field("pat")
    clinic = ForeignKey(Clinic, on_delete=PROTECT, related_name="patients")
    person = OneToOneField(Person, on_delete=SET_NULL, null=True, blank=True, related_name="patient")
    name = CharField(max_length=120)
    birth_date = DateField()
    sex = CharField(max_length=8, choices=Sex.choices)
    weight_kg = DecimalField(max_digits=5, decimal_places=1)
    height_cm = DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    language = CharField(max_length=8, choices=Language.choices, default=Language.ENGLISH)
    planned_infusions = PositiveSmallIntegerField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["id", "clinic"], name="patient_in_clinic"),
            CheckConstraint(condition=Q(weight_kg__gt=0), name="patient_has_weight"),
            CheckConstraint(condition=Q(height_cm__gt=0), name="patient_has_height"),
            CheckConstraint(condition=Q(planned_infusions__gt=0), name="patient_has_plan"),
        ]

    def __str__(self) -> str:
        return self.id


class PatientKey(Model):
    """The key of a patient's words, itself locked with the installation's. Without the row the words are gone."""

    patient = OneToOneField(Patient, on_delete=CASCADE, primary_key=True, related_name="key")
    wrapped = TextField()

    def __str__(self) -> str:
        return f"key of {self.patient_id}"
