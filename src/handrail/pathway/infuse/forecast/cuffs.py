"""Which cuff readings count, when they were taken, and whether one confirms another."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from handrail.pathway.infuse.conditions.pressure import possible
from handrail.pathway.session import Cuff, Session
from handrail.protocol import Protocol
from handrail.protocol.schema import ForecastRules
from handrail.units import MillimetresOfMercury


def sifted(session: Session, protocol: Protocol) -> Session:
    """The session as a forecast reads it: each cuff at the moment at which it was taken, in that order.

    What no living person could give is set aside, and so is what was typed by hand of an inflation that the device told too.
    The latest that was impossible is waited for: nobody knows where the pressure is before the next.
    """
    rules = protocol.forecast
    taken = sorted((replace(cuff, at=_taken_at(session, cuff)) for cuff in session.cuffs), key=lambda cuff: cuff.at)
    legible = [_legible(cuff, protocol) for cuff in taken]
    told = [cuff for cuff in legible if cuff.source == "device" and not cuff.set_aside]
    cuffs = (replace(cuff, set_aside=cuff.set_aside or _told_twice(cuff, told, rules)) for cuff in legible)
    return replace(session, cuffs=tuple(cuffs))


def counting_cuffs(session: Session) -> list[Cuff]:
    """The cuff readings that nobody has seen to be artefact."""
    return [cuff for cuff in session.cuffs if not cuff.set_aside]


def twice_read(session: Session, rules: ForecastRules) -> bool:
    """Whether two inflations at least were read: of one alone no chance is told."""
    cuffs = counting_cuffs(session)
    return len(cuffs) > 1 and cuffs[-1].at - cuffs[0].at >= rules.recheck_apart


def unconfirmed(session: Session, rules: ForecastRules) -> bool:
    """Whether the last cuff waits for its recheck: a surge or an artefact, and nobody knows which before the next reading.

    A forecast that took a surge for an artefact would calm where it must not.
    """
    return (
        waits_after_impossible(session)
        or _waits_for_recheck(counting_cuffs(session), rules)
        or _alarms_for_the_first_time(session)
    )


def waits_after_impossible(session: Session) -> bool:
    """Whether the last reading that nobody has set aside was impossible: of the session with its cuffs sifted."""
    known = [cuff for cuff in session.cuffs if cuff.impossible or not cuff.set_aside]
    return bool(known) and known[-1].impossible


def severe(cuff: Cuff, rules: ForecastRules) -> bool:
    """Whether a reading is at the severe limits."""
    return cuff.systolic >= rules.severe_systolic or cuff.diastolic >= rules.severe_diastolic


def _legible(cuff: Cuff, protocol: Protocol) -> Cuff:
    if cuff.set_aside or possible(cuff, protocol):
        return cuff
    return replace(cuff, set_aside=True, impossible=True)


def _taken_at(session: Session, cuff: Cuff) -> datetime:
    """The device's word on when, unless a clock was found to be off in this session or it speaks of the future."""
    told = cuff.measured_at
    if told is None or told > cuff.at or session.clock_was_off:
        return cuff.at
    return told


def _told_twice(cuff: Cuff, told: Sequence[Cuff], rules: ForecastRules) -> bool:
    """Whether this was typed by hand of an inflation that the device told as well: near it in time, and alike."""
    return cuff.source == "manual" and any(
        abs(cuff.at - other.at) < rules.recheck_apart
        and not _far([cuff, other], rules)
        and severe(cuff, rules) == severe(other, rules)
        for other in told
    )


def _alarms_for_the_first_time(session: Session) -> bool:
    """Whether the high pressure stands on one reading: its alarm is then low, and asks for a second."""
    alarm = session.alarm("pressure_high")
    return alarm is not None and alarm.priority == "low"


def _waits_for_recheck(cuffs: Sequence[Cuff], rules: ForecastRules) -> bool:
    """Whether the last cuff, or one too near it to be another inflation, is severe for the first time or far from the last.

    Only a reading far enough in time from another confirms it.
    """
    if not cuffs:
        return False
    before = [cuff for cuff in cuffs if cuffs[-1].at - cuff.at >= rules.recheck_apart]
    latest = cuffs[len(before) :]
    first_time = not (before and severe(before[-1], rules))
    return (first_time and any(severe(cuff, rules) for cuff in latest)) or _far([*before[-1:], *latest], rules)


def _far(cuffs: Sequence[Cuff], rules: ForecastRules) -> bool:
    """Whether two of these lie further from one another than two usual readings, systolic or diastolic."""
    systolic, diastolic = _spread(one.systolic for one in cuffs), _spread(one.diastolic for one in cuffs)
    return systolic > rules.recheck_from or diastolic > rules.recheck_from_diastolic


def _spread(pressures: Iterator[MillimetresOfMercury]) -> MillimetresOfMercury:
    known = list(pressures)
    return max(known) - min(known)
