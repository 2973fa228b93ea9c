"""The screens' data: everything a screen says about one chair, as language-neutral JSON.

Board, infusion screen, state and stream all show this one dict, so that they cannot disagree.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import localcontext
from typing import Any

from handrail.care import rules
from handrail.care.monitor import readings_of
from handrail.care.prepare import age_of
from handrail.care.readings import Readings
from handrail.care.rules import Rules
from handrail.clinic.models import Person, Visit
from handrail.pathway.events.codec import written_time
from handrail.pathway.infuse import rate as rates
from handrail.pathway.infuse.forecast import Plan, plans_of
from handrail.pathway.session import Alarm, Phase, Rating, Segment, Session, minutes_after, minutes_between
from handrail.protocol.rules import SIGN
from handrail.record import log, pulse
from handrail.units import Kilograms, MilligramsPerMillilitre, Minutes, Quantity
from handrail.web import clock
from handrail.web.infuse import numerics
from handrail.web.infuse.doses import decimals, shown_dose, shown_drug_rate
from handrail.web.infuse.told import told
from handrail.web.infuse.trends import trends

__all__ = ["View", "chair_view", "end_expected_at", "trends"]

View = dict[str, Any]
TENTH = Minutes("0.1")
STRENGTH_DIGITS = 5  # as many as a strength is told with
URGENCY = {"high": 0, "medium": 1, "low": 2}


def chair_view(session_id: str, now: datetime) -> View:
    """Everything a screen says about this chair at this moment.

    Raises:
        Visit.DoesNotExist: where there is no such visit. Who may see it is asked before.
    """
    visit = Visit.objects.select_related("patient", "clinic", "chair__room").get(pk=session_id)
    seq, session = log.state(session_id)
    rule = rules.of_session(session, visit.clinic_id)
    readings = readings_of(session_id, back=rule.window_length())
    names = _names(session)
    chair, patient = visit.chair, visit.patient
    return {
        "session": session_id,
        "seq": seq,
        "cursor": readings.cursor,
        "now": written_time(now),
        "url": f"/sessions/{session_id}/",
        "chair": {"number": chair.number, "room": chair.room.name} if chair else None,
        "patient": {
            "name": patient.name,
            "age_years": age_of(patient, now),
            "weight_kg": (session.order.weight if session.order else Kilograms(patient.weight_kg)).written,
            "infusion_number": visit.infusion_number,
            "planned_infusions": patient.planned_infusions,
        },
        "phase": session.phase.value,
        "watcher": names.get(session.watcher or ""),
        "order": _order(session),
        "bag": _bag(session),
        "missing": _missing(session),
        "times": _times(session, visit, now),
        "leaving": _leaving(session, now, rule),
        "infusion": _infusion(session, names, now),
        "numerics": numerics.figures(session, readings, now, rule),
        "breathing_monitored": session.binding("resp") is not None,
        "alarms": [
            *_watch_off(now, rule),
            *(
                {**_alarm(alarm, names, session, readings, rule), "why": _why(session_id, alarm)}
                for alarm in _worst_first(session.alarms)
            ),
        ],
        "ratings": [_rating(rating) for rating in session.ratings],
        "primed_with": session.primed.primed_with if session.primed else None,
        "choices": _choices(session, now, rule),
        "marks": [_mark(mark, names) for mark in session.marks],
        "told": told(patient),
        "blind": [{"from": written_time(blind.from_at), "to": written_time(blind.to_at)} for blind in session.blind],
        "demo": visit.clinic.demonstration,
    }


def _missing(session: Session) -> list[str]:
    """What must be there before the drip may run, or run again."""
    if session.started_at is None:
        return rates.missing_before_start(session)
    return ["second_check"] if session.phase is Phase.PAUSED and not session.bag_agreed else []


def _names(session: Session) -> dict[str, str]:
    """Everybody who appears, by id."""
    ids = {part.by for part in session.segments} | {mark.by for mark in session.marks}
    ids |= {alarm.acknowledged_by or "" for alarm in session.alarms} | {session.watcher or ""}
    return dict(Person.objects.filter(pk__in=ids - {""}).values_list("pk", "name"))


def _plain(quantity: Quantity | None) -> str | None:
    """A quantity's number as a dose is written; the key says the unit."""
    return quantity.written if quantity is not None else None


def _at(moment: datetime | None) -> str | None:
    return written_time(moment) if moment else None


def _order(session: Session) -> View | None:
    order = session.order
    if order is None:
        return None
    bag = session.bag if session.bag_agreed else None
    return {
        "dose_mg": order.dose.written,
        "dose_decimals": decimals(order),
        "dose_mg_per_kg": order.dose_per_weight.written,
        "minutes": order.length.written,
        "rate_ml_per_h": _plain(bag.rate if bag else None),
        "rate_mg_per_h": _plain(shown_drug_rate(bag.drug_rate) if bag else None),
    }


def _bag(session: Session) -> View | None:
    """The bag's figures; none before a second person has come to the same ones alone."""
    bag = session.bag
    if bag is None or not session.bag_agreed:
        return None
    return {
        "concentration_mg_per_ml": bag.concentration.written,
        "volume_ml": bag.volume.written,
        "draw_ml": bag.drawn.written,
    }


def _times(session: Session, visit: Visit, now: datetime) -> View:
    return {
        "planned_at": written_time(visit.planned_start_at),
        "ordered_at": _at(session.ordered_at),
        "arrived_at": _at(session.arrived_at),
        "prepared_at": _at(session.prepared_at),
        "started_at": _at(session.started_at),
        "paused_at": _at(session.paused_at),
        "end_expected_at": _at(end_expected_at(session, now)),
        "ended_at": _at(session.ended_at),
        "left_at": _at(session.left_at),
    }


def end_expected_at(session: Session, now: datetime) -> datetime | None:
    """When the dose will be in at the rate that runs; None where nothing runs."""
    running = session.running
    if running is None or not running.drug_rate.positive:
        return None
    return minutes_after(now, session.remaining(now).taken_at(running.drug_rate))


def _leaving(session: Session, now: datetime, rule: Rules) -> View | None:
    """From when somebody who recovers may be ready to leave, by the last forecast that still holds; the score decides, no clock."""
    last, forecast = session.foretold[-1] if session.foretold else None, rule.forecast_rules()
    if session.phase is not Phase.RECOVERING or last is None or not forecast.shown:
        return None
    if session.steered > last.seq or now > last.at + 2 * forecast.every:
        return None
    low, middle, high = (_at(last.at + timedelta(minutes=one)) if one is not None else None for one in last.leaving_min)
    return {"low": low, "middle": middle, "high": high, "by_score": True} if low else None


def _infusion(session: Session, names: dict[str, str], now: datetime) -> View | None:
    if session.started_at is None:
        return None
    running = session.running
    end = end_expected_at(session, now)
    last = session.ended_at or now
    return {
        "rate_ml_per_h": running.rate.written if running else "0",
        "rate_mg_per_h": shown_drug_rate(running.drug_rate).written if running else "0",
        "given_mg": shown_dose(session.given(now), session.order).written,
        "to_give_mg": shown_dose(session.to_give, session.order).written,
        "remaining_mg": shown_dose(session.remaining(now), session.order).written,
        "minutes_done": minutes_between(session.started_at, last).rounded_down(TENTH).written,
        "minutes_left": minutes_between(now, end).rounded(TENTH).written if end else None,
        "paused_for": session.pause.why if session.pause else None,
        "ended_as": session.ended_as,
        "dose_in": session.order is not None and not session.remaining(now).positive,
        "segments": [
            {
                "from": written_time(part.from_at),
                "to": _at(part.to_at),
                "ml_per_h": part.rate.written,
                "mg_per_h": shown_drug_rate(part.drug_rate).written,
                "mg_per_ml": _strength(part),
                "by": names.get(part.by, part.by),
            }
            for part in session.segments
        ],
    }


def _strength(part: Segment) -> str:
    """The strength of the bag that this stretch was given from."""
    if not part.rate.positive:
        return "0"
    with localcontext() as context:
        context.prec = STRENGTH_DIGITS
        return MilligramsPerMillilitre(part.drug_rate.value / part.rate.value).written


def _worst_first(alarms: Iterable[Alarm]) -> list[Alarm]:
    return sorted(
        alarms, key=lambda alarm: (URGENCY[alarm.priority], alarm.acknowledged_at is not None, alarm.raised_at)
    )


def _watch_off(now: datetime, rule: Rules) -> list[View]:
    """Silence from the watch itself is an alarm on every screen: signals may still be drawn while nobody judges them."""
    last = pulse.last_beat()
    if last is None or now - last <= rule.blind_after() * clock.here().speed:
        return []
    since = written_time(last)
    return [
        {
            "condition": "watch_off",
            "channel": "watch",
            "priority": "medium",
            "kind": "technical",
            "since": since,
            "raised_at": since,
            "value": "",
            "latest": None,
            "limit": None,
            "rates": None,
            "do": None,
            "why": None,
            "seq": 0,
            "acknowledged_by": None,
            "acknowledged_at": None,
            "sound_paused_until": None,
            "cleared_at": None,
        }
    ]


def _alarm(alarm: Alarm, names: dict[str, str], session: Session, readings: Readings, rule: Rules) -> View:
    """An open alarm: its worst value, the newest one, and what to do, in every language of the product."""
    return {
        "condition": alarm.condition,
        "channel": alarm.channel,
        "priority": alarm.priority,
        "kind": alarm.alarm_kind,
        "since": written_time(alarm.since),
        "raised_at": written_time(alarm.raised_at),
        "value": numerics.worst(session, readings, alarm, rule),
        "latest": numerics.latest(session, readings, alarm.channel, rule),
        "rates": numerics.pump_and_chart(session, readings, alarm, rule),
        "do": rule.what_to_do(alarm),
        "limit": alarm.limit,
        "seq": alarm.seq,
        "acknowledged_by": names.get(alarm.acknowledged_by or ""),
        "acknowledged_at": _at(alarm.acknowledged_at),
        "sound_paused_until": _at(alarm.sound_paused_until),
        "cleared_at": None,
    }


def _why(session_id: str, alarm: Alarm) -> str:
    """Where the rule behind an alarm stands, by this session's own version."""
    return f"/protocol/entries/{alarm.condition.partition(SIGN)[0]}/?session={session_id}"


def _mark(mark: Any, names: dict[str, str]) -> View:
    return {
        "number": mark.number,
        "kind": mark.mark,
        "at": written_time(mark.at),
        "by": names.get(mark.by, mark.by),
        "said": mark.words is not None,
        "seq": mark.seq,
    }


def _rating(rating: Rating) -> View:
    return {"seq": rating.seq, "scale": rating.scale, "of_ten": rating.value, "at": written_time(rating.at)}


def _choices(session: Session, now: datetime, rule: Rules) -> list[View]:
    """What can be done at the bedside, from least to most, each with its rate, its end and what it gives in all."""
    if session.running is None and session.phase is not Phase.PAUSED:
        return []
    plans = plans_of(session, rule.rate_rules(), rule.pause_length())
    return [{**_choice(session, plan, now), **_who_may(session, plan, rule)} for plan in plans]


def _who_may(session: Session, plan: Plan, rule: Rules) -> View:
    """Why a choice would be refused to a prescriber, and to everybody else, as codes; None: it would not be."""
    if session.phase is not Phase.PAUSED or plan.rate is None:
        return {"refused": None, "refused_unless_prescriber": None}
    rates_rule = rule.rate_rules()
    prescriber, others = (
        rates.against_resuming(session, plan.rate, rates_rule, prescriber=prescriber) for prescriber in (True, False)
    )
    return {"refused": prescriber, "refused_unless_prescriber": others}


def _choice(session: Session, plan: Plan, now: datetime) -> View:
    """One choice: the rate it sets now or after a while, and when the dose would be in."""
    bag, end = session.bag, None
    if plan.rate is not None and bag is not None and plan.rate.positive:
        starts = minutes_after(now, plan.after)
        end = minutes_after(starts, session.remaining(now).taken_at(plan.rate.carrying(bag.concentration)))
    given = session.to_give if end else session.given(now)
    later = plan.after.positive
    return {
        "key": plan.key,
        "ml_per_h": None if later else _plain(plan.rate),
        "then_ml_per_h": _plain(plan.rate) if later else None,
        "end_expected_at": _at(end),
        "given_mg": shown_dose(given, session.order).written,
    }
