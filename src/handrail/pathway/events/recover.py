"""What is recorded after an infusion."""

from dataclasses import dataclass

from handrail.pathway.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientLeft(Event):
    """The patient has gone home and the visit is over."""
