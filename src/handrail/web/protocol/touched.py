"""Whom a draft touches among the patients who are here or expected, in words."""

from typing import Any

from handrail.care import protocol_impact
from handrail.clinic.models import Clinic
from handrail.protocol import Protocol
from handrail.web import clock
from handrail.web.protocol import names


def by(clinic: Clinic, drafted: Protocol) -> dict[str, Any]:
    """How many were looked at, and for whom something would be otherwise."""
    found = protocol_impact.impact(clinic.pk, drafted, clock.now(), clock_speed=clock.here().speed)
    language = names.language()
    return {
        "looked_at": found.looked_at,
        "keeps": found.keeps.in_language(language),
        "patients": [
            {
                "name": one.visit.patient.name,
                "chair": one.visit.chair.number if one.visit.chair else None,
                "ordered": one.ordered,
                "lines": one.lines(language),
            }
            for one in found.touched
        ],
    }
