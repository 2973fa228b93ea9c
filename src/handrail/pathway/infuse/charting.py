"""Which cuff readings among the samples are new, so that each is charted once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from handrail.pathway.events import CuffCharted, Happened
from handrail.pathway.infuse.conditions.pressure import possible
from handrail.pathway.infuse.signals import Sample
from handrail.pathway.session import Cuff, Session
from handrail.protocol import Protocol
from handrail.units import MillimetresOfMercury


@dataclass(frozen=True, slots=True)
class Numbered:
    """A sample with its number in the session."""

    cursor: int
    sample: Sample


def cuffs_to_chart(session: Session, samples: Sequence[Numbered]) -> list[Happened]:
    """The cuff readings that are not in the chart yet, in the order they came.

    A reading is a systolic and a diastolic value that came in one message. A monitor that repeats its last reading
    with the same measuring time is heard once, and one that measured before this patient sat down measured somebody else.
    """
    charted = [cuff for cuff in session.cuffs if cuff.source == "device"]
    through = max((cuff.cursor or 0 for cuff in charted), default=0)
    measured = {cuff.measured_at for cuff in charted if cuff.measured_at}
    readings: list[Happened] = []
    for reading in _together(samples, through):
        event = _reading(reading)
        if event is None or event.measured_at in measured or _of_somebody_before(session, event):
            continue
        if event.measured_at:
            measured.add(event.measured_at)
        readings.append(Happened(event, reading["nibp_sys"].sample.received_at))
    return readings


def _of_somebody_before(session: Session, reading: CuffCharted) -> bool:
    """Whether the device's own time says so; a clock that was found off in this session is not asked."""
    if reading.measured_at is None or session.arrived_at is None or session.clock_was_off:
        return False
    return reading.measured_at < session.arrived_at


def _together(samples: Sequence[Numbered], through: int) -> list[dict[str, Numbered]]:
    """Cuff values by the message that brought them, known by device and moment of receipt."""
    messages: dict[tuple[str, datetime, datetime | None], dict[str, Numbered]] = {}
    for numbered in samples:
        sample = numbered.sample
        if numbered.cursor > through and sample.channel.startswith("nibp_") and sample.value is not None:
            key = (sample.device, sample.received_at, sample.device_at)
            messages.setdefault(key, {})[sample.channel] = numbered
    return list(messages.values())


def _reading(values: dict[str, Numbered]) -> CuffCharted | None:
    systolic, diastolic = values.get("nibp_sys"), values.get("nibp_dia")
    if systolic is None or diastolic is None:
        return None
    mean = values.get("nibp_mean")
    return CuffCharted(
        systolic=MillimetresOfMercury(_value(systolic)),
        diastolic=MillimetresOfMercury(_value(diastolic)),
        mean=MillimetresOfMercury(_value(mean)) if mean else None,
        source="device",
        device=systolic.sample.device,
        measured_at=systolic.sample.device_at,
        cursor=max(part.cursor for part in values.values()),
    )


def _value(numbered: Numbered) -> Decimal:
    value = numbered.sample.value
    assert value is not None  # only samples with a value are put together
    return value


def readable_cuffs(session: Session, protocol: Protocol) -> list[Cuff]:
    """The readings that count, as they were charted: none set aside, none impossible."""
    return [cuff for cuff in session.cuffs if not cuff.set_aside and possible(cuff, protocol)]


def latest_cuff(session: Session, protocol: Protocol) -> Cuff | None:
    """The last reading that counts."""
    return next(reversed(readable_cuffs(session, protocol)), None)


def impossible_cuff(session: Session, protocol: Protocol) -> Cuff | None:
    """The last reading where it is impossible: it counts for nothing, and is to be measured again."""
    last = next((cuff for cuff in reversed(session.cuffs) if not cuff.set_aside), None)
    return None if last is None or possible(last, protocol) else last
