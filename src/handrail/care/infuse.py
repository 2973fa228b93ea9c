"""What people do while an infusion runs.

Slowing, pausing and stopping always succeed, for anybody of the clinic's staff. Facts are never refused.
"""

from datetime import datetime

from handrail.care import rules
from handrail.care.deed import Done, NotThere, do
from handrail.clinic import private_text
from handrail.pathway.events import (
    AlarmAcknowledged,
    AlarmSoundPaused,
    CuffCharted,
    CuffSetAside,
    Event,
    EventMarked,
    ExperienceRated,
    Happened,
    MarkDescribed,
    PauseFor,
    ReasonGiven,
    Scale,
    Sealed,
)
from handrail.pathway.infuse import rate as rates
from handrail.pathway.session import Alarm, Session
from handrail.units import MilligramsPerKilogram, MillilitresPerHour, MillimetresOfMercury, Minutes

LOWEST_RATING, HIGHEST_RATING = 0, 10


def start(
    *, session: str, key: str, by: str, at: datetime, seen: int | None = None, already_runs: bool = False
) -> Done:
    """Begin the infusion at the rate that two people worked out.

    `already_runs` says that somebody has begun it: it is written down with what was missing, never refused for that.
    """
    return do(session, lambda state: rates.start(state, already_runs=already_runs), key=key, by=by, at=at, seen=seen)


def change_rate(
    *,
    session: str,
    to: MillilitresPerHour,
    prescriber: bool,
    key: str,
    by: str,
    at: datetime,
    seen: int | None = None,
    lower_only: bool = False,
) -> Done:
    """Set the running drip to another rate: lower always, higher only by a prescriber within the order.

    `lower_only` says that the press meant to slow: on a stale page it never raises the rate, whoever pressed.
    """

    def decide(state: Session) -> list[Event]:
        rule = rules.of_stream(session, state).rate_rules()
        return rates.change(state, to, prescriber=prescriber, rules=rule, lower_only=lower_only)

    return do(session, decide, key=key, by=by, at=at, seen=seen)


def pause(
    *,
    session: str,
    key: str,
    by: str,
    at: datetime,
    seen: int | None = None,
    pause_for: PauseFor | None = None,
) -> Done:
    """Let the drip stand still, at once; what for may be said later."""
    return do(session, lambda state: rates.pause(state, pause_for), key=key, by=by, at=at, seen=seen)


def resume(
    *,
    session: str,
    to: MillilitresPerHour,
    prescriber: bool,
    key: str,
    by: str,
    at: datetime,
    seen: int | None = None,
) -> Done:
    """Let the drip run again, at no more than such a pause allows."""

    def decide(state: Session) -> list[Event]:
        return rates.resume(state, to, prescriber=prescriber, rules=rules.of_stream(session, state).rate_rules())

    return do(session, decide, key=key, by=by, at=at, seen=seen)


def stop(*, session: str, key: str, by: str, at: datetime, seen: int | None = None) -> Done:
    """End the infusion now."""
    return do(session, lambda state: rates.stop(state, at), key=key, by=by, at=at, seen=seen)


def complete(*, session: str, key: str, by: str, at: datetime, seen: int | None = None) -> Done:
    """End the infusion with the dose in; what the chart still had to come is written beside it."""

    def decide(state: Session) -> list[Event]:
        return rates.complete(state, at, rules.of_stream(session, state).bag_rules().dose_tolerance)

    return do(session, decide, key=key, by=by, at=at, seen=seen)


def amend_order(
    *,
    session: str,
    dose_per_weight: MilligramsPerKilogram,
    length: Minutes,
    prescriber: bool,
    key: str,
    by: str,
    at: datetime,
    seen: int | None = None,
) -> Done:
    """Change the order while it runs; the rate itself is changed by another deed."""

    def decide(state: Session) -> list[Event]:
        rule = rules.of_stream(session, state).rate_rules()
        return rates.amend(state, dose_per_weight=dose_per_weight, length=length, prescriber=prescriber, rules=rule)

    return do(session, decide, key=key, by=by, at=at, seen=seen)


def give_reason(
    *, session: str, patient: str, about: int, reason: str, words: str | None, key: str, by: str, at: datetime
) -> Done:
    """Say afterwards why something was done."""
    sealed = _sealed(patient, words)

    def decide(state: Session) -> list[Event]:
        if not any(deed.seq == about for deed in state.deeds):
            raise NotThere(f"Event {about} is nothing that somebody did to the drip. Nothing was written.")
        return [ReasonGiven(about=about, reason=reason, words=sealed)]

    return do(session, decide, key=key, by=by, at=at)


def acknowledge(*, session: str, condition: str, key: str, by: str, at: datetime) -> Done:
    """Say that this alarm has been seen. It stays until its condition clears."""

    def decide(state: Session) -> list[Event]:
        alarm = _open_alarm(state, condition)
        return [AlarmAcknowledged(condition=condition)] if alarm.acknowledged_at is None else []

    return do(session, decide, key=key, by=by, at=at)


def pause_sound(*, session: str, condition: str, key: str, by: str, at: datetime) -> Done:
    """Silence this alarm for as long as the protocol allows, never for longer."""

    def decide(state: Session) -> list[Event]:
        _open_alarm(state, condition)
        return [AlarmSoundPaused(condition=condition, until=at + rules.of_stream(session, state).sound_pause())]

    return do(session, decide, key=key, by=by, at=at)


def mark(*, session: str, mark: str, key: str, by: str, at: datetime, happened_at: datetime | None = None) -> Done:
    """Drop a marker at the moment of the tap; what it was can be said afterwards."""

    def decide(state: Session) -> list[Happened]:
        tapped_at = min(happened_at or at, at)
        return [Happened(EventMarked(number=_next_mark(state), mark=mark), tapped_at)]

    return do(session, decide, key=key, by=by, at=at)


def describe_mark(
    *,
    session: str,
    patient: str,
    number: int,
    words: str | None,
    happened_at: datetime | None,
    key: str,
    by: str,
    at: datetime,
) -> Done:
    """Say what a mark was, and when it really was."""
    sealed = _sealed(patient, words)

    def decide(state: Session) -> list[Event]:
        if not any(mark.number == number for mark in state.marks):
            raise NotThere(f"There is no mark {number}. Nothing was written.")
        return [MarkDescribed(number=number, words=sealed, happened_at=happened_at)]

    return do(session, decide, key=key, by=by, at=at)


def rate_experience(
    *, session: str, scale: Scale, of_ten: int, key: str, by: str, at: datetime, seen: int | None = None
) -> Done:
    """Write down what the patient said when asked: how far away it feels, or how sick, 0 to 10.

    Raises:
        ValueError: for a number that is not on the scale.
    """
    if not LOWEST_RATING <= of_ten <= HIGHEST_RATING:
        raise ValueError(f"A rating is a whole number from {LOWEST_RATING} to {HIGHEST_RATING}.")
    return do(session, lambda _state: [ExperienceRated(scale=scale, of_ten=of_ten)], key=key, by=by, at=at, seen=seen)


def chart_cuff(
    *,
    session: str,
    systolic: MillimetresOfMercury,
    diastolic: MillimetresOfMercury,
    key: str,
    by: str,
    at: datetime,
) -> Done:
    """Chart a pressure that a person took by hand."""
    event = CuffCharted(
        systolic=systolic, diastolic=diastolic, mean=None, source="manual", device=None, measured_at=None, cursor=None
    )
    return do(session, lambda _: [event], key=key, by=by, at=at)


def set_cuff_aside(*, session: str, about: int, key: str, by: str, at: datetime) -> Done:
    """Mark a cuff reading as artefact: it stays in the log and counts for nothing."""

    def decide(state: Session) -> list[Event]:
        cuff = next((one for one in state.cuffs if one.seq == about), None)
        if cuff is None:
            raise NotThere(f"Event {about} is no cuff reading. Nothing was written.")
        return [] if cuff.set_aside else [CuffSetAside(about=about)]

    return do(session, decide, key=key, by=by, at=at)


def _open_alarm(state: Session, condition: str) -> Alarm:
    alarm = state.alarm(condition)
    if alarm is None:
        raise NotThere("That alarm is not there any more. Nothing was written.")
    return alarm


def _next_mark(state: Session) -> int:
    return max((mark.number for mark in state.marks), default=0) + 1


def _sealed(patient: str, words: str | None) -> Sealed | None:
    return Sealed(private_text.seal(patient, words)) if words else None
