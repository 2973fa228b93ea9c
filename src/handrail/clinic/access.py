"""What exists for a person. Everything that a screen, a stream or a file shows is looked up through here.

A patient sees what is theirs, staff see their own clinic, nobody sees anything else: what is not visible is not found.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from handrail.clinic.models import Binding, Chair, Clinic, Device, Patient, Person, Room, Visit
from handrail.clinic.roles import Role

Row = TypeVar("Row", Visit, Patient, Device, Chair)

ALL_ROLES = frozenset(Role)


class NotVisible(Exception):
    """There is no such thing for this person. The web answers 404, whether it exists for others or not."""


class Visible:
    """What one person may see, in the given roles. Ask `visible` for it."""

    def __init__(self, person: Person | AnonymousUser, roles: Iterable[Role] = ALL_ROLES) -> None:
        self.person = person
        self._roles = frozenset(roles)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """What the person is, of the roles asked about, in any clinic."""
        held = {role for _clinic, role in self._memberships}
        return frozenset(held | {Role.PATIENT} if self._own else held)

    @cached_property
    def home(self) -> Clinic | None:
        """The clinic that the person is of: where they work, or else where they are treated. Of several, the first joined."""
        joined = Clinic.objects.filter(memberships__person=self.person.pk, id__in=self._staff_of)
        return joined.order_by("memberships__id").first() or self.clinics.first()

    @property
    def clinics(self) -> QuerySet[Clinic]:
        """The clinics that the person works in or is treated in."""
        return Clinic.objects.filter(Q(id__in=self._staff_of) | Q(patients__in=self._own)).distinct()

    @property
    def patients(self) -> QuerySet[Patient]:
        """The clinic's patients; for a patient, the one they are."""
        return Patient.objects.filter(Q(clinic__in=self._staff_of) | Q(id__in=self._own))

    @property
    def visits(self) -> QuerySet[Visit]:
        """The visits of those patients."""
        return Visit.objects.filter(Q(clinic__in=self._staff_of) | Q(patient__in=self._own))

    @property
    def rooms(self) -> QuerySet[Room]:
        """The rooms, for staff."""
        return Room.objects.filter(clinic__in=self._staff_of)

    @property
    def chairs(self) -> QuerySet[Chair]:
        """The chairs, for staff."""
        return Chair.objects.filter(clinic__in=self._staff_of)

    @property
    def devices(self) -> QuerySet[Device]:
        """The devices, for staff."""
        return Device.objects.filter(clinic__in=self._staff_of)

    @property
    def bindings(self) -> QuerySet[Binding]:
        """What speaks for whom, for staff."""
        return Binding.objects.filter(clinic__in=self._staff_of)

    @property
    def people(self) -> QuerySet[Person]:
        """Those who work in the same clinic, for staff; the person alone, for a patient."""
        return Person.objects.filter(Q(memberships__clinic__in=self._staff_of) | Q(pk=self.person.pk)).distinct()

    def streams(self) -> "QuerySet[Visit, str]":
        """The ids of the logs that the person may read."""
        return self.visits.values_list("id", flat=True)

    def visit(self, session_id: str) -> Visit:
        """That visit with its patient, clinic, chair and room; `NotVisible` when there is none for this person."""
        visits = self.visits.select_related("patient", "clinic", "chair__room")
        return _the(visits.filter(id=findable(session_id)).first(), _("There is no such visit."))

    def patient(self, patient_id: str) -> Patient:
        """That patient; `NotVisible` when there is none for this person."""
        return _the(self.patients.filter(id=findable(patient_id)).first(), _("There is no such patient."))

    def device(self, device_id: str) -> Device:
        """That device; `NotVisible` when there is none for this person."""
        return _the(self.devices.filter(id=findable(device_id)).first(), _("There is no such device."))

    def chair(self, chair_id: str) -> Chair:
        """That chair; `NotVisible` when there is none for this person."""
        return _the(self.chairs.filter(id=findable(chair_id)).first(), _("There is no such chair."))

    @cached_property
    def _memberships(self) -> frozenset[tuple[str, Role]]:
        if not isinstance(self.person, Person) or not self.person.is_active:
            return frozenset()
        rows = self.person.memberships.filter(role__in=self._roles).values_list("clinic_id", "role")
        return frozenset((clinic_id, Role(role)) for clinic_id, role in rows)

    @cached_property
    def _staff_of(self) -> frozenset[str]:
        return frozenset(clinic_id for clinic_id, _role in self._memberships)

    @cached_property
    def _own(self) -> frozenset[str]:
        """The patient that this person is, if any."""
        if Role.PATIENT not in self._roles or not isinstance(self.person, Person) or not self.person.is_active:
            return frozenset()
        return frozenset(Patient.objects.filter(person=self.person).values_list("id", flat=True))


def visible(person: Person | AnonymousUser, *roles: Role) -> Visible:
    """What exists for this person; with roles, only what they see in one of these roles.

    A person who is a nurse in one clinic and a physician in another sees, as a physician, only the second.
    """
    return Visible(person, roles or ALL_ROLES)


def findable(asked: str) -> str:
    """An id as a database can be asked for it. What cannot be one, PostgreSQL will not even look for."""
    return asked if asked.isascii() and asked.isprintable() else ""


def _the(row: Row | None, otherwise: str) -> Row:
    if row is None:
        raise NotVisible(otherwise)
    return row
