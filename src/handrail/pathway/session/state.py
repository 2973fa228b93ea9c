"""What can be so about a visit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import reduce

from handrail.pathway.events import (
    AlarmKind,
    BagPrepared,
    DeviceKind,
    InfusionOrdered,
    LinePrimed,
    Priority,
    Scale,
    Sealed,
)
from handrail.units import Milligrams, MilligramsPerHour, MillilitresPerHour, MillimetresOfMercury, Minutes

MICROSECONDS_PER_MINUTE = Decimal(60_000_000)


class Phase(StrEnum):
    """Where a visit stands."""

    EMPTY = "empty"
    ORDERED = "ordered"
    PREPARED = "prepared"
    READY = "ready"
    INFUSING = "infusing"
    PAUSED = "paused"
    RECOVERING = "recovering"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the infusion at one rate; `to_at` None while it runs."""

    from_at: datetime
    to_at: datetime | None
    rate: MillilitresPerHour
    drug_rate: MilligramsPerHour
    by: str
    seq: int

    def given(self, now: datetime) -> Milligrams:
        """What this stretch has given by now."""
        until = min(now, self.to_at) if self.to_at else now
        return self.drug_rate.during(minutes_between(self.from_at, max(until, self.from_at)))


@dataclass(frozen=True, slots=True)
class Binding:
    """A device tied to this chair and patient, and how often it speaks."""

    device: str
    device_kind: DeviceKind
    channels: tuple[str, ...]
    interval_s: int
    cuff_interval_s: int | None
    bound_at: datetime


@dataclass(frozen=True, slots=True)
class Alarm:
    """A condition that is there now. `seq` is the event that said so last; whoever acknowledged saw that one."""

    condition: str
    alarm_kind: AlarmKind
    channel: str
    priority: Priority
    since: datetime
    raised_at: datetime
    value: str
    limit: str | None
    seq: int
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    sound_paused_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cuff:
    """A charted cuff reading. `impossible` is what a protocol says of it where one has been asked: such a one is set aside."""

    seq: int
    at: datetime
    systolic: MillimetresOfMercury
    diastolic: MillimetresOfMercury
    mean: MillimetresOfMercury | None
    source: str
    measured_at: datetime | None
    cursor: int | None
    set_aside: bool = False
    impossible: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment that somebody marked; `words` are sealed text or not said yet."""

    number: int
    mark: str
    at: datetime
    by: str
    seq: int
    words: Sealed | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """What the patient said when asked, 0 to 10."""

    seq: int
    at: datetime
    scale: Scale
    value: int


@dataclass(frozen=True, slots=True)
class HeartRate:
    """The heart rate at the end of a minute that was sealed."""

    at: datetime
    per_min: Decimal


@dataclass(frozen=True, slots=True)
class Foretold:
    """Of a forecast that was shown, what its score needs: for each of `after_min` the ends of its band, by quantity.

    `leaving_min` is when somebody may be ready to leave: the early end, the middle and the late one; None is later.
    """

    seq: int
    at: datetime
    after_min: tuple[int, ...]
    ends: Mapping[str, tuple[tuple[float, float], ...]]
    leaving_min: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """Something a person did to the drip, kept so that a stale page can be told what had changed."""

    seq: int
    kind: str
    at: datetime
    by: str
    rate: MillilitresPerHour | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class High:
    """A high alarm about the patient: what it is about, when what led to it began, and when it was high."""

    condition: str
    channel: str
    since: datetime
    at: datetime

    def spans(self, moment: datetime) -> bool:
        """Whether a reading of that moment may be one of those that led to it."""
        return self.since <= moment <= self.at


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause, what it was for as far as anybody has said, and the high alarms that stood over any of it."""

    seq: int
    why: str | None
    highs: tuple[High, ...] = ()

    @property
    def under_high(self) -> bool:
        """Whether a high alarm stood over it that no reading set aside has taken back."""
        return bool(self.highs)

    @property
    def counts(self) -> bool:
        """Whether it was the drug's doing: distress, pressure, a high alarm; and while nobody has said, as if it was."""
        return self.under_high or self.why in {"distress", "pressure", "high", None}


@dataclass(frozen=True, slots=True)
class Blind:
    """A stretch in which nobody watched."""

    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """Everything that is so about one visit. `told` is when each alarm condition last changed, the open ones and the others.

    `primed_from` is the bag that a line filled with the drug was filled from; `steered` the number of the last event that a
    forecast depends on.
    """

    seq: int = 0
    phase: Phase = Phase.EMPTY
    order: InfusionOrdered | None = None
    ordered_by: str | None = None
    bag: BagPrepared | None = None
    bag_by: str | None = None
    bag_checked_by: str | None = None
    primed: LinePrimed | None = None
    primed_from: BagPrepared | None = None
    chair: str | None = None
    watcher: str | None = None
    ordered_at: datetime | None = None
    arrived_at: datetime | None = None
    prepared_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    left_at: datetime | None = None
    ended_as: str | None = None
    ceiling: MillilitresPerHour | None = None
    segments: tuple[Segment, ...] = ()
    pauses: tuple[Pause, ...] = ()
    paused_at: datetime | None = None
    bindings: tuple[Binding, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    told: Mapping[str, datetime] = field(default_factory=dict)
    cuffs: tuple[Cuff, ...] = ()
    ratings: tuple[Rating, ...] = ()
    heart_rates: tuple[HeartRate, ...] = ()
    foretold: tuple[Foretold, ...] = ()
    steered: int = 0
    marks: tuple[Mark, ...] = ()
    deeds: tuple[Deed, ...] = ()
    blind: tuple[Blind, ...] = ()
    sealed_minute_at: datetime | None = None
    sealed_through: int = 0

    @property
    def live(self) -> bool:
        """Whether this visit is going on, so that its signals are watched: from the order, or the first device bound."""
        return self.phase is not Phase.LEFT and (self.phase is not Phase.EMPTY or bool(self.bindings))

    @property
    def running(self) -> Segment | None:
        """The stretch that runs now, where one does."""
        last = self.segments[-1] if self.segments else None
        return last if last and last.to_at is None else None

    @property
    def under_high(self) -> bool:
        """Whether a high alarm about the patient is open."""
        return bool(self.highs)

    @property
    def highs(self) -> tuple[High, ...]:
        """The high alarms about the patient that are open."""
        return tuple(
            High(alarm.condition, alarm.channel, alarm.since, self.told.get(alarm.condition, alarm.raised_at))
            for alarm in self.alarms
            if alarm.priority == "high" and alarm.alarm_kind == "physiological"
        )

    def alarm(self, condition: str) -> Alarm | None:
        """The open alarm of that condition."""
        return next((alarm for alarm in self.alarms if alarm.condition == condition), None)

    @property
    def clock_was_off(self) -> bool:
        """Whether a device's clock was found to be off in this session: then no device is asked when it measured."""
        return any(condition.partition(":")[0] == "clock_skew" for condition in self.told)

    def binding(self, channel: str) -> Binding | None:
        """The binding that brings that channel."""
        return next((binding for binding in self.bindings if channel in binding.channels), None)

    def run_so_far(self, now: datetime) -> Milligrams:
        """What the charted rates come to by now, however long somebody forgot to end them."""
        return reduce(Milligrams.__add__, (segment.given(now) for segment in self.segments), Milligrams(0))

    @property
    def to_give(self) -> Milligrams:
        """What is to be given in all: the ordered dose, or what was drawn where drawing made it a little less."""
        if self.order is None:
            return Milligrams(0)
        if self.bag is None:
            return self.order.dose
        return min(self.order.dose, self.bag.vial_strength.contained_in(self.bag.drawn))

    def filled_from(self, next_bag: BagPrepared) -> BagPrepared | None:
        """The bag that a line filled with the drug was filled from: the next one, where the line was told before any."""
        drug = self.primed is not None and self.primed.primed_with == "drug"
        return (self.primed_from or next_bag) if drug else None

    @property
    def bag_agreed(self) -> bool:
        """Whether two people have come to the same figures for this bag: before, nobody is shown any."""
        return self.bag_checked_by is not None

    @property
    def pause(self) -> Pause | None:
        """The pause that holds now."""
        return self.pauses[-1] if self.paused_at is not None and self.pauses else None

    def given(self, now: datetime) -> Milligrams:
        """What is in by now: the charted rates, and never more than the bag holds of the ordered dose."""
        run = self.run_so_far(now)
        return min(run, self.to_give) if self.order else run

    def remaining(self, now: datetime) -> Milligrams:
        """What is still to come."""
        return self.to_give - self.given(now) if self.order else Milligrams(0)


EMPTY = Session()


def minutes_between(start: datetime, end: datetime) -> Minutes:
    """The minutes from one moment to another, exactly."""
    span = end - start
    microseconds = (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds
    return Minutes(Decimal(microseconds) / MICROSECONDS_PER_MINUTE)


def minutes_after(start: datetime, length: Minutes) -> datetime:
    """The moment so many minutes after another."""
    return start + timedelta(microseconds=int(length.value * MICROSECONDS_PER_MINUTE))
