"""Which device speaks for which visit. Tied and untied by the staff; a message is never placed by a guess."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handrail.clinic.models import Binding, Device, Visit


class CannotBind(Exception):
    """The device, or the place at the chair, is taken: the message says by whom and what to do."""


def device(sender: str, equipment_id: str = "") -> Device | None:
    """The device that a message names.

    An equipment id decides where one is registered: for this sender, or for any. Otherwise the sender does, where a
    device is registered by its sender alone. Nothing else is taken for a match.
    """
    known = Device.objects.select_related("clinic")
    by_equipment = known.filter(equipment_id=equipment_id, sender__in=[sender, ""]).order_by("-sender")
    by_sender = known.filter(sender=sender, equipment_id="")
    return (equipment_id and by_equipment.first()) or (sender and by_sender.first()) or None


def find(sender: str, equipment_id: str = "") -> Binding | None:
    """The open binding of the device that a message names, with its device, visit and patient. None: unplaced."""
    named = device(sender, equipment_id)
    return None if named is None else open_bindings(device=named).first()


def open_bindings(**narrowed_by: Device | Visit | str) -> QuerySet[Binding]:
    """The bindings that hold now, narrowed by field: `open_bindings(visit=visit)`."""
    return Binding.objects.select_related("device", "visit__patient", "visit__chair").filter(
        unbound_at=None, **narrowed_by
    )


def bind(visit: Visit, device: Device, *, at: datetime, interval_s: int, cuff_interval_s: int | None = None) -> Binding:
    """From now on the device speaks for this visit. Raises `CannotBind` when it is tied elsewhere."""
    if device.clinic_id != visit.clinic_id:
        raise CannotBind(_("This device is not one of this clinic."))
    try:
        with transaction.atomic():
            return Binding.objects.create(
                clinic_id=visit.clinic_id,
                device=device,
                kind=device.kind,
                visit=visit,
                bound_at=at,
                interval_s=interval_s,
                cuff_interval_s=cuff_interval_s,
            )
    except IntegrityError as error:
        raise CannotBind(_why_not(visit, device)) from error


def unbind(device: Device, *, at: datetime) -> Binding | None:
    """From now on the device speaks for nobody. Answers the binding that ended, None when there was none."""
    binding = open_bindings(device=device).first()
    if binding is not None:
        binding.unbound_at = at
        binding.save(update_fields=["unbound_at"])
    return binding


def set_intervals(binding: Binding, *, interval_s: int, cuff_interval_s: int | None) -> None:
    """How often the device is expected to speak from now on."""
    binding.interval_s = interval_s
    binding.cuff_interval_s = cuff_interval_s
    binding.save(update_fields=["interval_s", "cuff_interval_s"])


def _why_not(visit: Visit, device: Device) -> str:
    """The reason in the words of the person who stands at the chair."""
    if elsewhere := open_bindings(device=device).first():
        chair = elsewhere.visit.chair
        if chair is None:
            return _("%(device)s is bound to a visit without a chair. Unbind it there first.") % {"device": device.name}
        return _("%(device)s is bound to chair %(number)s. Unbind it there first.") % {
            "device": device.name,
            "number": chair.number,
        }
    if instead := open_bindings(visit=visit, kind=device.kind).first():
        return _("%(other)s is bound here. Unbind it before you bind %(device)s.") % {
            "other": instead.device.name,
            "device": device.name,
        }
    return _("%(device)s could not be bound. Check its intervals and try again.") % {"device": device.name}
