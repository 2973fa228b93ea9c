"""Whose board it is."""

from django.utils.translation import gettext as _

from handrail.clinic.access import NotVisible, Visible, findable
from handrail.clinic.models import Clinic


def clinic_of(who: Visible, wanted: str | None = None) -> Clinic:
    """The clinic whose board somebody looks at: the one asked for, else the first that they work in.

    Raises:
        NotVisible: where they work in none, or not in that one.
    """
    clinics = who.clinics.order_by("name", "id")
    clinic = (clinics.filter(id=findable(wanted)) if wanted else clinics).first()
    if clinic is None:
        raise NotVisible(_("There is no such board."))
    return clinic


def is_alone(clinic: Clinic) -> bool:
    """Whether the installation has no other clinic, so that what names no clinic can only be about this one."""
    return not Clinic.objects.exclude(pk=clinic.pk).exists()
