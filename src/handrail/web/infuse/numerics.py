"""The figures of a chair: the last value of each channel with its age's status, its limits, and whether it alarms."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from handrail.care.readings import Readings
from handrail.care.rules import Rules
from handrail.pathway.events.codec import written_time
from handrail.pathway.infuse.charting import impossible_cuff, latest_cuff, readable_cuffs
from handrail.pathway.infuse.conditions.changes import written
from handrail.pathway.infuse.conditions.pressure import beyond_high, text
from handrail.pathway.infuse.signals import CHANNELS, Sample
from handrail.pathway.infuse.trends import LATE_PARTS, LATE_TIMES, freshness
from handrail.pathway.infuse.trends import gaps as found_gaps
from handrail.pathway.session import Alarm, Cuff, Session
from handrail.protocol.rules import LimitWatch, PressureWatch
from handrail.web.infuse.names import is_pump_against_chart

LANES = ("hr", "spo2", "resp")
URGENCY = {None: 0, "low": 1, "medium": 2, "high": 3}


def figures(session: Session, readings: Readings, now: datetime, rules: Rules) -> dict[str, Any]:
    """Every figure beside its lane, with the limits that the session runs under."""
    return {
        **{channel: _continuous(session, readings, channel, now, rules) for channel in LANES},
        "nibp": _cuff(session, now, rules),
        "pump": _pump(session, readings, now, rules),
    }


def _continuous(session: Session, readings: Readings, channel: str, now: datetime, rules: Rules) -> dict[str, Any]:
    last = readings.latest_value.get(channel)
    return {
        "value": str(last.value) if last else None,
        "at": written_time(last.received_at) if last else None,
        "status": _status(session, channel, last, now, rules),
        "interval_s": interval_s(session, channel),
        "ages": ages(channel, interval_s(session, channel), rules),
        "gap_s": gap_s(interval_s(session, channel), rules),
        "bound": session.binding(channel) is not None,
        "limits": list(rules.shown_limits(channel)),
        "alarm": _alarm(session, channel),
    }


def _status(session: Session, channel: str, last: Sample | None, now: datetime, rules: Rules) -> str:
    interval = interval_s(session, channel)
    return freshness(channel, last.received_at if last else None, interval or 1, now, rules.protocol)


def interval_s(session: Session, channel: str) -> int | None:
    """How often a channel is expected to speak; None where nothing is bound that brings it."""
    binding = session.binding(channel)
    if binding is None:
        return None
    return binding.cuff_interval_s if CHANNELS[channel].kind == "cuff" else binding.interval_s


def ages(channel: str, interval: int | None, rules: Rules) -> dict[str, float]:
    """After how many seconds a value of this channel ages, is stale and is lost."""
    return rules.ages_s(channel, interval or 1)


def gap_s(interval: int | None, rules: Rules) -> float:
    """Two values further apart than this have a gap between them on the screen: the rule of `gaps`, and long enough to be seen."""
    expected = interval or 1
    return max(expected * LATE_TIMES / LATE_PARTS, expected + rules.shortest_gap().total_seconds())


def _alarm(session: Session, *channels: str) -> str | None:
    """The most urgent open alarm about these channels."""
    open_ones: Iterable[str] = (alarm.priority for alarm in session.alarms if alarm.channel in channels)
    return max(open_ones, key=lambda priority: URGENCY[priority], default=None)


def _cuff(session: Session, now: datetime, rules: Rules) -> dict[str, Any]:
    readable = readable_cuffs(session, rules.protocol)
    last, first = (readable[-1], readable[0]) if readable else (None, None)
    impossible = impossible_cuff(session, rules.protocol)
    interval = interval_s(session, "nibp_sys")
    status = freshness("nibp_sys", last.at if last else None, interval or 1, now, rules.protocol)
    due = _next_due(session, last, impossible, interval, rules) if interval and session.live else None
    return {
        "systolic": last.systolic.written if last else None,
        "diastolic": last.diastolic.written if last else None,
        "mean": last.mean.written if last and last.mean else None,
        "at": written_time(last.at) if last else None,
        "seq": last.seq if last else None,
        "source": last.source if last else None,
        "status": status,
        "first": _reading(first),
        "impossible": _set_aside(impossible),
        "next_due_at": written_time(due) if due else None,
        "interval_s": interval,
        "ages": ages("nibp_sys", interval, rules),
        "bound": session.binding("nibp_sys") is not None,
        "limits": list(rules.shown_limits("nibp")),
        "alarm": _alarm(session, "nibp", "nibp_sys", "nibp_dia", "nibp_mean"),
    }


def _next_due(
    session: Session, last: Cuff | None, impossible: Cuff | None, interval: int, rules: Rules
) -> datetime | None:
    """When the cuff is due again. An impossible reading was not the one that was due: it is taken again, at once where it may hide a high alarm."""
    dues = [last.at + _until_next(session, interval, rules)] if last else []
    if impossible:
        at_once = beyond_high(impossible, rules.protocol)
        dues.append(impossible.at + (timedelta(0) if at_once else rules.recheck_after()))
    return min(dues, default=None)


def _set_aside(cuff: Cuff | None) -> dict[str, Any] | None:
    """The last reading where it is impossible: what the device said, and that it counts for nothing."""
    return {"value": text(cuff), "at": written_time(cuff.at), "seq": cuff.seq} if cuff else None


def _until_next(session: Session, interval: int, rules: Rules) -> timedelta:
    """When the cuff is due again: by its cycle, and sooner while a pressure alarm asks for another reading."""
    asked = any(alarm.channel == "nibp" and alarm.alarm_kind == "physiological" for alarm in session.alarms)
    cycle = timedelta(seconds=interval)
    return min(cycle, rules.recheck_after()) if asked else cycle


def worst(session: Session, readings: Readings, alarm: Alarm, rules: Rules) -> str:
    """The worst value since what led to an alarm began, on every screen alike; of a signal or device what was told."""
    rule = rules.protocol.alarms.rule(alarm.condition)
    match rule.watch if rule else None:
        case PressureWatch(levels=levels):
            cuffs = [cuff for cuff in readable_cuffs(session, rules.protocol) if cuff.at >= alarm.since]
            limit = levels[0].systolic or levels[0].diastolic or levels[0].mean
            further = max if limit is None or limit.upward else min
            return text(further(cuffs, key=lambda cuff: (cuff.systolic, cuff.diastolic))) if cuffs else alarm.value
        case LimitWatch(levels=levels):
            possible = rules.protocol.monitoring.channels[alarm.channel].possible
            said = [
                sample.value
                for sample in readings.window().get(alarm.channel, ())
                if sample.received_at >= alarm.since and sample.value is not None and possible(sample.value)
            ]
            return written((max if levels[0].limit.upward else min)([Decimal(alarm.value), *said]))
        case _:
            return alarm.value


def latest(session: Session, readings: Readings, channel: str, rules: Rules) -> str | None:
    """The newest value of what an alarm is about; its own value is the worst one."""
    if channel == "nibp":
        cuff = latest_cuff(session, rules.protocol)
        return text(cuff) if cuff else None
    sample = readings.latest_value.get(channel)
    return str(sample.value) if sample else None


def pump_and_chart(session: Session, readings: Readings, alarm: Alarm, rules: Rules) -> dict[str, str] | None:
    """The two rates of an alarm that pump and chart differ, in mL/h: as they are now, or as they differed when it was told."""
    if not is_pump_against_chart(alarm.condition, rules):
        return None
    reported, running = latest(session, readings, alarm.channel, rules), session.running
    charted = running.rate.written if running else "0"
    if reported is None or reported == charted:
        return {"pump": alarm.value, "charted": alarm.limit or charted}
    return {"pump": reported, "charted": charted}


def _reading(cuff: Cuff | None) -> dict[str, str] | None:
    return {"systolic": cuff.systolic.written, "diastolic": cuff.diastolic.written} if cuff else None


def _pump(session: Session, readings: Readings, now: datetime, rules: Rules) -> dict[str, Any]:
    rate, volume = readings.latest_value.get("pump_rate"), readings.latest_value.get("pump_volume")
    return {
        "ml_per_h": str(rate.value) if rate else None,
        "volume_ml": str(volume.value) if volume else None,
        "at": written_time(rate.received_at) if rate else None,
        "status": _status(session, "pump_rate", rate, now, rules),
        "interval_s": interval_s(session, "pump_rate"),
        "ages": ages("pump_rate", interval_s(session, "pump_rate"), rules),
        "bound": session.binding("pump_rate") is not None,
        "alarm": _alarm(session, "pump_rate", "pump_volume", "pump_remaining", "pump"),
    }


def gaps(
    session: Session, samples: dict[str, list[Sample]], now: datetime, rules: Rules
) -> dict[str, list[list[float | None]]]:
    """Where each lane has no value, in seconds since 1970; the last one open where there is none now.

    What was over before the last value had ceased to be fresh is no gap that anybody saw.
    """
    shortest = rules.shortest_gap()
    found: dict[str, list[list[float | None]]] = {}
    for channel in LANES:
        binding = session.binding(channel)
        lane = samples.get(channel, [])
        if binding is None and not lane:
            continue
        bound_at = binding.bound_at if binding else lane[0].received_at
        interval = binding.interval_s if binding else 1
        until = now if session.live else (session.left_at or now)
        found[channel] = [
            [gap.from_at.timestamp(), gap.to_at.timestamp() if gap.to_at else None]
            for gap in found_gaps(lane, interval, bound_at, until)
            if (gap.to_at or until) - gap.from_at >= shortest
        ]
    return found
