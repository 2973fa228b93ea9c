"""A bound device that names another patient: loud at its chair until it names the right one, is bound anew, or somebody has seen to it."""

from datetime import datetime

from handrail.pathway.infuse.conditions.changes import Change, Condition, Known
from handrail.pathway.infuse.conditions.look import Look
from handrail.pathway.infuse.signals import Sample

IN_FORCE = 1


def other_patient_changes(look: Look, condition: Condition, known: Known) -> list[Change]:
    """Whether such a message was the last that came, and nobody has seen to it since."""
    named_at = _named_at(look, condition)
    if not known.level:
        news = named_at is not None and (known.at is None or named_at > known.at)
        return [Change(named_at, IN_FORCE, named_at, "", None)] if named_at and news else []
    alarm = look.session.alarm(condition.name)
    seen_at = alarm.acknowledged_at if alarm else None
    over = named_at is None or (seen_at is not None and seen_at >= named_at)
    return [Change(look.now, 0, known.since or look.now, "", None)] if over else []


def _named_at(look: Look, condition: Condition) -> datetime | None:
    """When a device of this kind last named another patient, where nothing for this one has come from it since."""
    moments = [
        (binding.device, look.window.astray[binding.device], binding.bound_at)
        for binding in look.session.bindings
        if binding.device_kind == condition.channel and binding.device in look.window.astray
    ]
    standing = [
        at for device, at, bound_at in moments if bound_at <= at <= look.now and not _spoke_since(look, device, at)
    ]
    return max(standing, default=None)


def _spoke_since(look: Look, device: str, at: datetime) -> bool:
    return any(_is_later(lane[-1], device, at) for lane in look.window.samples.values() if lane)


def _is_later(sample: Sample, device: str, at: datetime) -> bool:
    return sample.device == device and sample.received_at > at
