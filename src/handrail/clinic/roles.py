"""What a person may be in a clinic."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What somebody is in one clinic. A patient is one by being treated there, the others by membership."""

    NURSE = "nurse", _("nurse")
    PHYSICIAN = "physician", _("physician")
    COORDINATOR = "coordinator", _("coordinator")
    MEDICAL_DIRECTOR = "medical_director", _("medical director")
    PATIENT = "patient", _("patient")


STAFF: Final = (Role.NURSE, Role.PHYSICIAN, Role.COORDINATOR, Role.MEDICAL_DIRECTOR)
"""Everybody who works in a clinic."""
