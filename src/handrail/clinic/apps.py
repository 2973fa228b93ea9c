"""The clinic as a Django app."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """People, places and devices. The record of care itself is kept by `handrail.record`."""

    name = "handrail.clinic"
    label = "clinic"
    default_auto_field = "django.db.models.BigAutoField"
