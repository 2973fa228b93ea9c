"""The curves of a session from its beginning: what the page draws first, before the stream appends.

What no living patient gives is no point of a lane: it would stretch the scale until nothing else can be read. It is told
beside the points, as a moment with what the device said.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from handrail.care import rules
from handrail.pathway.infuse.conditions.pressure import possible, text
from handrail.pathway.infuse.signals import Sample
from handrail.pathway.session import Session
from handrail.protocol import Protocol
from handrail.protocol.schema import ChannelRules
from handrail.record import log, telemetry
from handrail.web.infuse import numerics

GRAIN_S = 5  # a lane shows the last value of each such stretch: finer than it can be drawn, and never an average
CUFF = "nibp"
Aside = dict[str, list[list[float | str]]]
"""By lane: when, and what was said that cannot be."""


def trends(session_id: str, now: datetime) -> dict[str, Any]:
    """The lanes' points, the charted cuffs, what was set aside as impossible, and the gaps, in seconds since 1970."""
    session: Session = log.state(session_id)[1]
    rule = rules.of_stream(session_id, session)
    channels = rule.protocol.monitoring.channels
    lanes: dict[str, list[Sample]] = {channel: [] for channel in numerics.LANES}
    for stored in telemetry.after(session_id, 0):
        if stored.sample.channel in lanes:
            lanes[stored.sample.channel].append(stored.sample)
    cuffs = [cuff for cuff in session.cuffs if not cuff.set_aside]
    aside = {channel: _impossible(samples, channels[channel]) for channel, samples in lanes.items()}
    aside[CUFF] = [[cuff.at.timestamp(), text(cuff)] for cuff in cuffs if not possible(cuff, rule.protocol)]
    return {
        "trends": {channel: _points(samples, channels[channel]) for channel, samples in lanes.items()},
        "cuffs": [
            [
                cuff.at.timestamp(),
                _number(cuff.systolic.value),
                _number(cuff.diastolic.value),
                _number(cuff.mean.value) if cuff.mean else None,
            ]
            for cuff in cuffs
            if possible(cuff, rule.protocol)
        ],
        "aside": {lane: found for lane, found in aside.items() if found},
        "ranges": ranges(rule.protocol),
        "gaps": numerics.gaps(session, lanes, now, rule),
    }


def ranges(protocol: Protocol) -> dict[str, list[float]]:
    """Between which values each lane can lie at all, so that no scale goes further; of the cuff from its lowest diastolic."""
    channels = protocol.monitoring.channels
    spans: Mapping[str, tuple[Decimal, Decimal]] = {
        **{lane: (channels[lane].lowest, channels[lane].highest) for lane in numerics.LANES},
        CUFF: (channels["nibp_dia"].lowest, channels["nibp_sys"].highest),
    }
    return {lane: [_number(lowest), _number(highest)] for lane, (lowest, highest) in spans.items()}


def _points(samples: Iterable[Sample], rule: ChannelRules) -> list[list[float]]:
    """The last value of every few seconds; where the device said that there is none, there is no point."""
    points: dict[int, list[float]] = {}
    for sample in samples:
        if sample.value is not None and rule.possible(sample.value):
            at = _second(sample)
            points[int(at // GRAIN_S)] = [at, _number(sample.value)]
    return list(points.values())


def _impossible(samples: Iterable[Sample], rule: ChannelRules) -> list[list[float | str]]:
    """The same for what cannot be."""
    points: dict[int, list[float | str]] = {}
    for sample in samples:
        if sample.value is not None and not rule.possible(sample.value):
            at = _second(sample)
            points[int(at // GRAIN_S)] = [at, str(sample.value)]
    return list(points.values())


def _second(sample: Sample) -> float:
    return round(sample.received_at.timestamp(), 3)


def _number(value: Decimal) -> float:
    return int(value) if value == value.to_integral_value() else float(value)
