"""How each fact changes what is so about a visit. Facts are never refused here: what happened, happened."""

from dataclasses import replace
from decimal import Decimal
from functools import singledispatch

from handrail.pathway.events import (
    AlarmAcknowledged,
    AlarmCleared,
    AlarmEased,
    AlarmRaised,
    AlarmSoundPaused,
    AlarmWorsened,
    BagCheckDiffered,
    BagChecked,
    BagPrepared,
    CuffCharted,
    CuffSetAside,
    DeviceBound,
    DeviceUnbound,
    Event,
    EventMarked,
    ExperienceRated,
    Fact,
    ForecastShown,
    InfusionCompleted,
    InfusionOrdered,
    InfusionPaused,
    InfusionResumed,
    InfusionStarted,
    InfusionStopped,
    LateSamplesSealed,
    LinePrimed,
    MarkDescribed,
    MinuteSealed,
    OrderAmended,
    PatientLeft,
    PatientSeated,
    RateChanged,
    ReasonGiven,
    WatcherNamed,
    WatchInterrupted,
)
from handrail.pathway.session.pausing import disowned, pause_under_high
from handrail.pathway.session.state import (
    Alarm,
    Binding,
    Blind,
    Cuff,
    Deed,
    Foretold,
    HeartRate,
    Mark,
    Pause,
    Phase,
    Rating,
    Segment,
    Session,
)
from handrail.pathway.session.steering import steers
from handrail.units import MilligramsPerHour, MillilitresPerHour

SCORED = ("systolic", "felt")  # the forecasts that readings are held against


def fold(session: Session, fact: Fact) -> Session:
    """The session after this fact."""
    steered = fact.seq if steers(fact.event) else session.steered
    return pause_under_high(replace(_apply(fact.event, session, fact), seq=fact.seq, steered=steered), fact.event)


@singledispatch
def _apply(event: Event, session: Session, fact: Fact) -> Session:
    """Refusals and other facts that change nothing: they are in the log, and that is their whole effect."""
    return session


@_apply.register
def _ordered(event: InfusionOrdered, session: Session, fact: Fact) -> Session:
    return replace(
        session,
        phase=Phase.ORDERED,
        order=event,
        ordered_by=fact.actor,
        ordered_at=fact.occurred_at,
        bag=None,
        bag_checked_by=None,
    )


@_apply.register
def _seated(event: PatientSeated, session: Session, fact: Fact) -> Session:
    return replace(session, chair=event.chair, arrived_at=session.arrived_at or fact.occurred_at)


@_apply.register
def _watcher(event: WatcherNamed, session: Session, fact: Fact) -> Session:
    return replace(session, watcher=event.person)


@_apply.register
def _bag(event: BagPrepared, session: Session, fact: Fact) -> Session:
    return replace(
        session,
        phase=Phase.PREPARED if session.phase in {Phase.ORDERED, Phase.PREPARED, Phase.READY} else session.phase,
        bag=event,
        primed_from=session.filled_from(event),
        bag_by=fact.actor,
        bag_checked_by=None,
        ceiling=event.rate,
        prepared_at=fact.occurred_at,
    )


@_apply.register
def _bag_checked(event: BagChecked, session: Session, fact: Fact) -> Session:
    phase = Phase.READY if session.phase is Phase.PREPARED else session.phase
    return replace(session, phase=phase, bag_checked_by=fact.actor)


@_apply.register
def _bag_differed(event: BagCheckDiffered, session: Session, fact: Fact) -> Session:
    phase = Phase.PREPARED if session.phase is Phase.READY else session.phase
    return replace(session, phase=phase, bag_checked_by=None)


@_apply.register
def _bound(event: DeviceBound, session: Session, fact: Fact) -> Session:
    others = tuple(binding for binding in session.bindings if binding.device != event.device)
    binding = Binding(
        event.device, event.device_kind, event.channels, event.interval_s, event.cuff_interval_s, fact.occurred_at
    )
    return replace(session, bindings=(*others, binding))


@_apply.register
def _unbound(event: DeviceUnbound, session: Session, fact: Fact) -> Session:
    return replace(session, bindings=tuple(binding for binding in session.bindings if binding.device != event.device))


def _closed(session: Session, fact: Fact) -> tuple[Segment, ...]:
    running = session.running
    if running is None:
        return session.segments
    return (*session.segments[:-1], replace(running, to_at=max(fact.occurred_at, running.from_at)))


def _deed(session: Session, fact: Fact, rate: MillilitresPerHour | None) -> tuple[Deed, ...]:
    return (*session.deeds, Deed(fact.seq, fact.event.kind(), fact.occurred_at, fact.actor, rate))


def _running_at(session: Session, fact: Fact, rate: MillilitresPerHour, drug_rate: MilligramsPerHour) -> Session:
    segment = Segment(fact.occurred_at, None, rate, drug_rate, fact.actor, fact.seq)
    return replace(
        session,
        phase=Phase.INFUSING,
        segments=(*_closed(session, fact), segment),
        started_at=session.started_at or fact.occurred_at,
        ended_at=None,
        ended_as=None,
        paused_at=None,
        deeds=_deed(session, fact, rate),
    )


@_apply.register
def _started(event: InfusionStarted, session: Session, fact: Fact) -> Session:
    return _running_at(session, fact, event.rate, event.drug_rate)


@_apply.register
def _rate_changed(event: RateChanged, session: Session, fact: Fact) -> Session:
    return _running_at(session, fact, event.rate, event.drug_rate)


@_apply.register
def _resumed(event: InfusionResumed, session: Session, fact: Fact) -> Session:
    return _running_at(session, fact, event.rate, event.drug_rate)


@_apply.register
def _paused(event: InfusionPaused, session: Session, fact: Fact) -> Session:
    return replace(
        session,
        phase=Phase.PAUSED,
        segments=_closed(session, fact),
        paused_at=fact.occurred_at,
        pauses=(*session.pauses, Pause(fact.seq, event.pause_for, session.highs)),
        deeds=_deed(session, fact, None),
    )


@_apply.register(InfusionStopped)
@_apply.register(InfusionCompleted)
def _ended(event: InfusionStopped | InfusionCompleted, session: Session, fact: Fact) -> Session:
    return replace(
        session,
        phase=Phase.RECOVERING,
        segments=_closed(session, fact),
        paused_at=None,
        ended_at=fact.occurred_at,
        ended_as="completed" if isinstance(event, InfusionCompleted) and not event.short else "stopped",
        deeds=_deed(session, fact, None),
    )


@_apply.register
def _amended(event: OrderAmended, session: Session, fact: Fact) -> Session:
    order = session.order
    if order is not None:
        order = replace(order, dose_per_weight=event.dose_per_weight, dose=event.dose, length=event.length)
    return replace(session, order=order, ceiling=event.rate, deeds=_deed(session, fact, event.rate))


@_apply.register
def _reason(event: ReasonGiven, session: Session, fact: Fact) -> Session:
    deeds = tuple(replace(deed, reason=event.reason) if deed.seq == event.about else deed for deed in session.deeds)
    pauses = tuple(
        replace(pause, why=event.reason) if pause.seq == event.about and pause.why is None else pause
        for pause in session.pauses
    )
    return replace(session, deeds=deeds, pauses=pauses)


@_apply.register
def _marked(event: EventMarked, session: Session, fact: Fact) -> Session:
    return replace(
        session, marks=(*session.marks, Mark(event.number, event.mark, fact.occurred_at, fact.actor, fact.seq))
    )


@_apply.register
def _described(event: MarkDescribed, session: Session, fact: Fact) -> Session:
    marks = tuple(
        replace(mark, words=event.words or mark.words, at=event.happened_at or mark.at)
        if mark.number == event.number
        else mark
        for mark in session.marks
    )
    return replace(session, marks=marks)


@_apply.register
def _cuff(event: CuffCharted, session: Session, fact: Fact) -> Session:
    cuff = Cuff(
        fact.seq,
        fact.occurred_at,
        event.systolic,
        event.diastolic,
        event.mean,
        event.source,
        event.measured_at,
        event.cursor,
    )
    return replace(session, cuffs=(*session.cuffs, cuff))


@_apply.register
def _cuff_set_aside(event: CuffSetAside, session: Session, fact: Fact) -> Session:
    cuffs = tuple(replace(cuff, set_aside=True) if cuff.seq == event.about else cuff for cuff in session.cuffs)
    taken = next((cuff.at for cuff in cuffs if cuff.seq == event.about), None)
    counting = [cuff.at for cuff in cuffs if not cuff.set_aside]
    pauses = session.pauses if taken is None else tuple(disowned(pause, taken, counting) for pause in session.pauses)
    return replace(session, cuffs=cuffs, pauses=pauses)


@_apply.register
def _alarm_raised(event: AlarmRaised, session: Session, fact: Fact) -> Session:
    others = tuple(alarm for alarm in session.alarms if alarm.condition != event.condition)
    alarm = Alarm(
        condition=event.condition,
        alarm_kind=event.alarm_kind,
        channel=event.channel,
        priority=event.priority,
        since=event.since,
        raised_at=event.raised_at,
        value=event.value,
        limit=event.limit,
        seq=fact.seq,
    )
    return replace(session, alarms=(*others, alarm), told={**session.told, event.condition: event.raised_at})


def _with_alarm(session: Session, condition: str, **changes: object) -> Session:
    alarms = tuple(
        replace(alarm, **changes) if alarm.condition == condition else alarm  # type: ignore[arg-type]  # replace checks the names
        for alarm in session.alarms
    )
    return replace(session, alarms=alarms)


@_apply.register
def _alarm_worsened(event: AlarmWorsened, session: Session, fact: Fact) -> Session:
    return _with_alarm(
        replace(session, told={**session.told, event.condition: event.at}),
        event.condition,
        priority=event.priority,
        value=event.value,
        limit=event.limit,
        seq=fact.seq,
        acknowledged_by=None,
        acknowledged_at=None,
        sound_paused_until=None,
    )


@_apply.register
def _alarm_eased(event: AlarmEased, session: Session, fact: Fact) -> Session:
    told = {**session.told, event.condition: event.at}
    return _with_alarm(
        replace(session, told=told),
        event.condition,
        priority=event.priority,
        value=event.value,
        limit=event.limit,
        seq=fact.seq,
    )


@_apply.register
def _alarm_cleared(event: AlarmCleared, session: Session, fact: Fact) -> Session:
    return replace(
        session,
        alarms=tuple(alarm for alarm in session.alarms if alarm.condition != event.condition),
        told={**session.told, event.condition: event.cleared_at},
    )


@_apply.register
def _alarm_seen(event: AlarmAcknowledged, session: Session, fact: Fact) -> Session:
    return _with_alarm(session, event.condition, acknowledged_by=fact.actor, acknowledged_at=fact.occurred_at)


@_apply.register
def _alarm_sound(event: AlarmSoundPaused, session: Session, fact: Fact) -> Session:
    return _with_alarm(session, event.condition, sound_paused_until=event.until)


@_apply.register
def _blind(event: WatchInterrupted, session: Session, fact: Fact) -> Session:
    return replace(session, blind=(*session.blind, Blind(event.from_at, event.to_at)))


@_apply.register(MinuteSealed)
@_apply.register(LateSamplesSealed)
def _sealed(event: MinuteSealed | LateSamplesSealed, session: Session, fact: Fact) -> Session:
    last = session.sealed_minute_at
    return replace(
        session,
        sealed_minute_at=max(event.minute_at, last) if last else event.minute_at,
        sealed_through=max(session.sealed_through, event.through_cursor),
        heart_rates=_with_heart_rate(session.heart_rates, event),
    )


def _with_heart_rate(known: tuple[HeartRate, ...], event: MinuteSealed | LateSamplesSealed) -> tuple[HeartRate, ...]:
    """The minute's last heart rate, where its seal has one and the minute had none."""
    last = event.summary.get("hr", {}).get("last")
    if last is None or any(one.at == event.minute_at for one in known):
        return known
    return (*known, HeartRate(event.minute_at, Decimal(last)))


@_apply.register
def _left(event: PatientLeft, session: Session, fact: Fact) -> Session:
    return replace(session, phase=Phase.LEFT, left_at=fact.occurred_at, bindings=(), alarms=())


@_apply.register
def _primed(event: LinePrimed, session: Session, fact: Fact) -> Session:
    return replace(session, primed=event, primed_from=session.bag if event.primed_with == "drug" else None)


@_apply.register
def _rated(event: ExperienceRated, session: Session, fact: Fact) -> Session:
    rating = Rating(fact.seq, fact.occurred_at, event.scale, event.of_ten)
    return replace(session, ratings=(*session.ratings, rating))


@_apply.register
def _foretold(event: ForecastShown, session: Session, fact: Fact) -> Session:
    foretold = Foretold(
        seq=fact.seq,
        at=fact.occurred_at,
        after_min=event.after_min,
        ends={
            quantity: tuple((float(levels[0]), float(levels[-1])) for levels in event.bands[quantity])
            for quantity in SCORED
            if quantity in event.bands
        },
        leaving_min=event.leaving_min,
    )
    return replace(session, foretold=(*session.foretold, foretold))
