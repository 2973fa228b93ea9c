"""What devices tell, and the watch over it: placed with whom it belongs, stored, looked at, sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handrail.care import rules
from handrail.care.placing import ANOTHER_PATIENT, Placed, Places, batches, place
from handrail.care.readings import AllReadings, Readings
from handrail.care.rules import Rules
from handrail.interop.hl7v2 import Answer, Received
from handrail.pathway.events import (
    AlarmCleared,
    AlarmEased,
    AlarmRaised,
    AlarmWorsened,
    Event,
    Fact,
    Happened,
    WatchInterrupted,
)
from handrail.pathway.infuse import alarms
from handrail.pathway.infuse.charting import cuffs_to_chart
from handrail.pathway.session import Session, fold
from handrail.record import aside, log, sealing, telemetry

WATCH = "handrail"
"""Who is named as the actor of what the watch writes."""

CUFF = ("nibp_sys", "nibp_dia", "nibp_mean", "nibp_pulse")


@dataclass(frozen=True, slots=True)
class Recording:
    """What came of a handful of messages: an answer for each, in order, and the sessions that have something new."""

    answers: tuple[Answer, ...]
    sessions: frozenset[str]


_ALL = AllReadings()


def readings_of(session: str, *, back: timedelta = timedelta(0)) -> Readings:
    """What the devices have said in a session, up to date; kept in memory for rules and screens alike.

    Holds at least the last stretch that its alarms look `back` over; the longest that anybody has asked for stays.
    """
    return _ALL.of(session, back)


def record_samples(received: Sequence[Received], *, at: datetime) -> Recording:
    """Store what came, for all chairs in one durable transaction, and answer each message after that.

    A message that cannot be read or placed is kept with the reason and shown to staff; the others are not disturbed. The
    same message again (its number and its bytes, whenever it says that it was sent) is not stored again and is answered
    AA as before; one that was refused is placed anew, since staff may have bound its device meanwhile. A number that
    comes with another content is another message: it is stored as well, and staff are told that a number is used twice.
    """
    places = Places()
    placed = [place(one, places, at=at) for one in received]
    fresh = _stored(placed)
    answers = tuple(_answer(one, fresh=position in fresh) for position, one in enumerate(placed))
    return Recording(answers, frozenset(batches([placed[position] for position in fresh])))


def _stored(placed: Sequence[Placed]) -> frozenset[int]:
    """Store everything that did not come before; the positions that were stored."""
    fresh = list(range(len(placed)))
    while fresh:
        chosen = [placed[position] for position in fresh]
        try:
            telemetry.append(batches(chosen), [one.message for one in chosen])
            break
        except telemetry.Redelivered as before:
            fresh = [position for index, position in enumerate(fresh) if index not in before.positions]
    return frozenset(fresh)


def _answer(placed: Placed, *, fresh: bool) -> Answer:
    message = placed.message
    return Answer(message.outcome, message.reason) if fresh else Answer("AA")


def note_refused_connections(*, address: str, reason: str, times: int, at: datetime) -> None:
    """Tell staff that the device port did not take on so many connections from an address."""
    telemetry.refuse_connections(address, reason, times, at)


def watch(session: str, *, at: datetime, clock_speed: float = 1.0) -> tuple[Event, ...]:
    """Look at a session: chart new cuff readings, raise, worsen, ease and clear its alarms.

    Looking again changes nothing, and looking late finds the same alarms with the same moments.
    """
    seq, state = log.state(session)
    if not state.live:
        return ()
    rule = rules.of_stream(session, state)
    readings = readings_of(session, back=rule.window_length())

    window = alarms.Window(readings.window(), astray=_astray(session, state))

    def decide(current: Session) -> list[Event | Happened]:
        return _seen(current, readings, window, rule, at, clock_speed)

    if not decide(state):
        return ()
    key = f"watch:{seq}:{readings.cursor}:{at.isoformat()}"
    committed = log.commit(session, decide, key=key, by=WATCH, at=at)
    return tuple(recorded.fact.event for recorded in committed.recorded)


def _astray(session: str, state: Session) -> dict[str, datetime]:
    """When each device that is bound here last named another patient."""
    devices = {binding.device for binding in state.bindings}
    return aside.last_refused(rules.clinic_of(session), devices, ANOTHER_PATIENT) if devices else {}


def _seen(
    session: Session, readings: Readings, window: alarms.Window, rule: Rules, at: datetime, clock_speed: float
) -> list[Event | Happened]:
    """What there is to say now: cuffs first, so that the alarms judge a chart that has them."""
    charted = cuffs_to_chart(session, readings.numbered(CUFF))
    for one in charted:
        session = fold(session, Fact(session.seq + 1, one.event, one.occurred_at, at, WATCH))
    found = alarms.observe(session, window, rule.protocol, at, clock_speed=clock_speed)
    return [*charted, *(Happened(event, _moment(event, at)) for event in found)]


def _moment(event: Event, at: datetime) -> datetime:
    """When it came about, whenever somebody looked."""
    match event:
        case AlarmRaised(raised_at=moment) | AlarmWorsened(at=moment) | AlarmEased(at=moment):
            return moment
        case AlarmCleared(cleared_at=moment):
            return moment
        case _:
            return at


def seal_minutes(session: str, *, at: datetime) -> tuple[Event, ...]:
    """Seal every minute of samples that has been over for long enough, and what came late to one sealed before."""
    seq, state = log.state(session)
    if not _minute_over(state, at) or not sealing.due(session, state, at):
        return ()
    committed = log.commit(
        session, lambda current: sealing.due(session, current, at), key=f"seal:{seq}:{at.isoformat()}", by=WATCH, at=at
    )
    return tuple(recorded.fact.event for recorded in committed.recorded)


def _minute_over(session: Session, at: datetime) -> bool:
    """Whether another minute has ended and settled since the last seal: before that there is nothing to read."""
    last = session.sealed_minute_at
    return last is None or sealing.minute_of(at - sealing.SETTLING) > last + telemetry.MINUTE


def note_blind(*, session: str, from_at: datetime, to_at: datetime, clock_speed: float = 1.0) -> None:
    """Write down that nobody watched between two moments, where it was long enough to matter.

    A watch that was broken off before it could say all continues where it stopped: no stretch is told twice. It looks
    in real time, so a faster clinic's clock allows more.
    """

    def decide(state: Session) -> list[Event]:
        began = min((binding.bound_at for binding in state.bindings), default=None)
        if not state.live or began is None:
            return []
        since = max([from_at, began, *(blind.to_at for blind in state.blind)])
        if to_at - since < rules.of_stream(session, state).blind_after() * clock_speed:
            return []
        return [WatchInterrupted(from_at=since, to_at=to_at)]

    _seq, before = log.state(session)
    if not decide(before):
        return
    log.commit(session, decide, key=f"blind:{from_at.isoformat()}:{to_at.isoformat()}", by=WATCH, at=to_at)


def forget(session: str) -> None:
    """Let go of what is kept in memory about a session that is over."""
    _ALL.forget(session)
