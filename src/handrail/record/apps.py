"""The record as a Django app."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class RecordConfig(AppConfig):
    """Tables of truth, and a check of every connection to them."""

    name = "handrail.record"
    label = "record"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have every new connection prove that what it commits will survive a power cut."""
        from handrail.record import durability  # noqa: PLC0415  # Django forbids imports that may reach models earlier

        # The one signal in the product: Django offers no other place that sees every connection of every thread.
        connection_created.connect(durability.require, dispatch_uid="handrail.record.durability")
