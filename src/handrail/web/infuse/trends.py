"""The curves of a session from its beginning: what the page draws first, before the stream appends."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from handrail.care import rules
from handrail.pathway.infuse.signals import Sample
from handrail.pathway.session import Session
from handrail.record import log, telemetry
from handrail.web.infuse import numerics

GRAIN_S = 5  # a lane shows the last value of each such stretch: finer than it can be drawn, and never an average


def trends(session_id: str, now: datetime) -> dict[str, Any]:
    """The lanes' points, the charted cuffs and the gaps, in seconds since 1970."""
    session: Session = log.state(session_id)[1]
    lanes: dict[str, list[Sample]] = {channel: [] for channel in numerics.LANES}
    for stored in telemetry.after(session_id, 0):
        if stored.sample.channel in lanes:
            lanes[stored.sample.channel].append(stored.sample)
    return {
        "trends": {channel: _points(samples) for channel, samples in lanes.items()},
        "cuffs": [
            [
                cuff.at.timestamp(),
                _number(cuff.systolic.value),
                _number(cuff.diastolic.value),
                _number(cuff.mean.value) if cuff.mean else None,
            ]
            for cuff in session.cuffs
            if not cuff.set_aside
        ],
        "gaps": numerics.gaps(session, lanes, now, rules.of_stream(session_id, session)),
    }


def _points(samples: list[Sample]) -> list[list[float]]:
    """The last value of every few seconds; where the device said that there is none, there is no point."""
    points: dict[int, list[float]] = {}
    for sample in samples:
        if sample.value is not None:
            at = round(sample.received_at.timestamp(), 3)
            points[int(at // GRAIN_S)] = [at, _number(sample.value)]
    return list(points.values())


def _number(value: Decimal) -> float:
    return int(value) if value == value.to_integral_value() else float(value)
