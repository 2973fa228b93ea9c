"""A chair that is watched, told in seconds: what was bound, what the devices said, what was charted, and who looked when."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import groupby

from handrail.pathway.events import (
    AlarmAcknowledged,
    AlarmCleared,
    AlarmEased,
    AlarmRaised,
    AlarmWorsened,
    CuffCharted,
    CuffSetAside,
    DeviceBound,
    DeviceUnbound,
    Event,
    Fact,
    InfusionCompleted,
    InfusionOrdered,
    InfusionPaused,
    InfusionResumed,
    InfusionStarted,
    PatientSeated,
    RateChanged,
    WatchInterrupted,
)
from handrail.pathway.events.codec import decode, encode
from handrail.pathway.infuse.alarms import Window, observe
from handrail.pathway.infuse.signals import Sample
from handrail.pathway.session import EMPTY, Alarm, Phase, Session, fold
from handrail.protocol import Protocol, load
from handrail.units import (
    Kilograms,
    Milligrams,
    MilligramsPerHour,
    MilligramsPerKilogram,
    MillilitresPerHour,
    MillimetresOfMercury,
    Minutes,
)

ARRIVAL = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
MONITOR = "dev_monitor"
PUMP = "dev_pump"
SHIPPED = load()
MINUTE = 60
ORDER = InfusionOrdered(
    dose_per_weight=MilligramsPerKilogram("0.5"),
    weight=Kilograms(70),
    dose=Milligrams(35),
    length=Minutes(40),
    infusion_number=3,
    planned_infusions=6,
    age_years=47,
    sex="female",
    height=None,
    protocol=str(SHIPPED.version),
)


def after(seconds: float) -> datetime:
    """So many seconds after the patient sat down."""
    return ARRIVAL + timedelta(seconds=seconds)


def seconds(moment: datetime) -> float:
    """How many seconds after the patient sat down that was."""
    return (moment - ARRIVAL).total_seconds()


class Chair:
    """What happens at a chair. Facts and samples are put down with their second; looking plays them in order."""

    def __init__(self, protocol: Protocol = SHIPPED, clock_speed: float = 1.0) -> None:
        self.protocol = protocol
        self.clock_speed = clock_speed
        self.facts: list[tuple[float, Event]] = [(-MINUTE, ORDER), (0, PatientSeated(chair="cha_3"))]
        self.happened: dict[int, float] = {}
        self.samples: list[Sample] = []
        self.astray: list[float] = []

    def __repr__(self) -> str:
        """Short enough to read when an example fails: runs of the same value as one."""
        facts = ", ".join(f"{at}: {type(event).__name__}" for at, event in self.facts)
        lanes: dict[str, list[str]] = {}
        for channel, rows in groupby(self.samples, key=lambda sample: sample.channel):
            for value, row in groupby(rows, key=lambda sample: sample.value):
                moments = [seconds(sample.received_at) for sample in row]
                lanes.setdefault(channel, []).append(f"{value} at {moments[0]:g}..{moments[-1]:g} ({len(moments)})")
        return f"Chair({facts}; {lanes})"

    # what is put down

    def monitor(
        self, *channels: str, at: float = 0, interval_s: int = 1, cuff_interval_s: int | None = None
    ) -> "Chair":
        """A monitor is bound."""
        event = DeviceBound(
            device=MONITOR,
            device_kind="monitor",
            channels=channels,
            interval_s=interval_s,
            cuff_interval_s=cuff_interval_s,
        )
        self.facts.append((at, event))
        return self

    def pump(self, *, at: float = 0, interval_s: int = 1) -> "Chair":
        """A pump is bound."""
        event = DeviceBound(
            device=PUMP, device_kind="pump", channels=("pump_rate",), interval_s=interval_s, cuff_interval_s=None
        )
        self.facts.append((at, event))
        return self

    def unbound(self, at: float, device: str = MONITOR) -> "Chair":
        """A device is taken off."""
        self.facts.append((at, DeviceUnbound(device=device)))
        return self

    def starts(self, at: float, ml_per_h: str = "150") -> "Chair":
        """The drip is charted as running."""
        self.facts.append((at, InfusionStarted(rate=MillilitresPerHour(ml_per_h), drug_rate=MilligramsPerHour(52))))
        return self

    def slows(self, at: float, ml_per_h: str) -> "Chair":
        """Another rate is charted."""
        event = RateChanged(
            rate=MillilitresPerHour(ml_per_h), drug_rate=MilligramsPerHour(26), previous=MillilitresPerHour(150)
        )
        self.facts.append((at, event))
        return self

    def pauses(self, at: float) -> "Chair":
        """A pause is charted."""
        self.facts.append((at, InfusionPaused(pause_for="toilet")))
        return self

    def resumes(self, at: float, ml_per_h: str) -> "Chair":
        """Going on is charted."""
        self.facts.append((at, InfusionResumed(rate=MillilitresPerHour(ml_per_h), drug_rate=MilligramsPerHour(39))))
        return self

    def completes(self, at: float) -> "Chair":
        """The end is charted."""
        self.facts.append((at, InfusionCompleted(given=Milligrams(35))))
        return self

    def blind(self, start: float, end: float) -> "Chair":
        """Nobody watched between two moments."""
        self.facts.append((end, WatchInterrupted(from_at=after(start), to_at=after(end))))
        return self

    def cuff(self, at: float, reading: str, *, mean: int | None = None, taken: float | None = None) -> "Chair":
        """A cuff reading is charted, written as 164/98; it may have been taken earlier."""
        systolic, diastolic = reading.split("/")
        event = CuffCharted(
            systolic=MillimetresOfMercury(systolic),
            diastolic=MillimetresOfMercury(diastolic),
            mean=None if mean is None else MillimetresOfMercury(mean),
            source="device",
            device=MONITOR,
            measured_at=None,
            cursor=None,
        )
        if taken is not None:
            self.happened[id(event)] = taken
        self.facts.append((at, event))
        return self

    def sets_aside(self, at: float, reading_at: float) -> "Chair":
        """Somebody saw that the reading taken at a moment was artefact."""
        self.facts.append((at, CuffSetAside(about=self._seq_of(reading_at))))
        return self

    def says(
        self,
        channel: str,
        values: Mapping[float, object] | Iterable[object],
        *,
        start: float = 1,
        every: float = 1,
        clock_off: float = 0,
    ) -> "Chair":
        """A device says values: at given seconds, or one after another. None is "no value" (OBX-11 X)."""
        timed = values.items() if isinstance(values, Mapping) else enumerate_by(values, start, every)
        for at, value in timed:
            number = None if value is None else Decimal(str(value))
            device = PUMP if channel.startswith("pump") else MONITOR
            sample = Sample(
                channel, number, after(at), after(at + clock_off), device, None if value is not None else "no value"
            )
            self.samples.append(sample)
        return self

    def names_another(self, *moments: float) -> "Chair":
        """The monitor sends a message that is about somebody else."""
        self.astray += moments
        return self

    def sees(self, at: float, condition: str) -> "Chair":
        """Somebody acknowledges an alarm."""
        self.facts.append((at, AlarmAcknowledged(condition=condition)))
        return self

    # looking

    def looks(
        self, *moments: float, every: float | None = None, until: float | None = None, short: bool = False
    ) -> "Watched":
        """Look at given moments, or ever so often; what was found is recorded as the care does it.

        With `short` each look has only the window that the protocol promises; otherwise everything since the arrival.
        """
        chosen = list(moments)
        if every is not None and until is not None:
            chosen += [every * step for step in range(1, int(until / every) + 1)]
        watched = Watched(self, short=short)
        for moment in sorted(set(chosen)):
            watched.look(moment)
        return watched

    def _seq_of(self, reading_at: float) -> int:
        """Facts are numbered in their order, by hundreds, so that found events fit between."""
        ordered = sorted(self.facts, key=lambda fact: fact[0])
        return next(
            100 * (place + 1)
            for place, (at, event) in enumerate(ordered)
            if at == reading_at and isinstance(event, CuffCharted)
        )


def enumerate_by(values: Iterable[object], start: float, every: float) -> Iterable[tuple[float, object]]:
    """Values one after another, with their seconds."""
    return ((start + every * place, value) for place, value in enumerate(values))


class Watched:
    """A chair while it is looked at: its session, and every alarm event that was found."""

    def __init__(self, chair: Chair, *, short: bool = False) -> None:
        self.chair = chair
        self.short = short
        self.session: Session = EMPTY
        self.events: list[Event] = []
        self._waiting = sorted(
            (
                (at, 100 * (place + 1), event)
                for place, (at, event) in enumerate(sorted(chair.facts, key=lambda fact: fact[0]))
            ),
            key=lambda fact: fact[:2],
        )

    def look(self, moment: float) -> tuple[Event, ...]:
        """Take in the facts up to a moment, look, and record what is found."""
        while self._waiting and self._waiting[0][0] <= moment:
            at, seq, event = self._waiting.pop(0)
            self.records(event, at, seq)
        found = self.peek(moment)
        for event in found:
            self.records(decode(event.kind(), event.version, encode(event)), moment)
        self.events += found
        return found

    def peek(self, moment: float) -> tuple[Event, ...]:
        """What a look at a moment would find, recorded nowhere."""
        window: dict[str, list[Sample]] = {}
        for sample in self.chair.samples:
            if sample.received_at <= after(moment):
                window.setdefault(sample.channel, []).append(sample)
        if self.short:
            window = {channel: self._kept(lane, after(moment)) for channel, lane in window.items()}
        since = None if self.short else ARRIVAL
        named = max((at for at in self.chair.astray if at <= moment), default=None)
        astray = {} if named is None else {MONITOR: after(named)}
        return observe(
            self.session,
            Window(window, since, astray),
            self.chair.protocol,
            after(moment),
            clock_speed=self.chair.clock_speed,
        )

    def _kept(self, lane: list[Sample], now: datetime) -> list[Sample]:
        """As little as a window may hold: the last minutes, and the last value however old."""
        oldest = now - self.chair.protocol.monitoring.window
        valued = [sample for sample in lane if sample.value is not None]
        return [sample for sample in lane if sample.received_at >= oldest or sample in valued[-1:]]

    def restarted(self) -> "Watched":
        """The same chair after the software was started again: only what was recorded is known."""
        again = Watched(self.chair, short=self.short)
        again.session, again._waiting = self.session, self._waiting
        again.events = list(self.events)
        return again

    def records(self, event: Event, at: float, seq: int | None = None) -> None:
        """Something is written into the session's log."""
        seq = self.session.seq + 1 if seq is None else seq
        happened = self.chair.happened.get(id(event), at)
        self.session = fold(self.session, Fact(seq, event, after(happened), after(at), "handrail"))

    # what was found

    def alarm(self, condition: str) -> Alarm:
        """The open alarm of a condition, which must be there."""
        alarm = self.session.alarm(condition)
        assert alarm is not None, f"{condition} is not open; found: {self.told()}"
        return alarm

    def open(self) -> dict[str, str]:
        """The open alarms with their priorities."""
        return {alarm.condition: alarm.priority for alarm in self.session.alarms}

    def told(self, condition: str | None = None) -> list[tuple[str, str, float]]:
        """The story: what happened to which condition at which second."""
        return [told(event) for event in self.events if condition in {None, getattr(event, "condition", None)}]

    def story(self, condition: str) -> list[tuple[str, float]]:
        """The same for one condition, without its name."""
        return [(what, at) for what, _, at in self.told(condition)]


def told(event: Event) -> tuple[str, str, float]:
    """An alarm event in short: ("low", "spo2_low", 15.0), or ("clear", ...)."""
    match event:
        case AlarmRaised():
            return (event.priority, event.condition, seconds(event.raised_at))
        case AlarmWorsened():
            return (f"worse: {event.priority}", event.condition, seconds(event.at))
        case AlarmEased():
            return (f"eased: {event.priority}", event.condition, seconds(event.at))
        case AlarmCleared():
            return ("clear", event.condition, seconds(event.cleared_at))
        case _:
            raise AssertionError(f"{event} is no alarm event")


def steady(value: float, length: int) -> list[float]:
    """A value that is as it should be, wavering by a beat so that it lives."""
    return [value + step % 2 for step in range(length)]


__all__ = [
    "ARRIVAL",
    "MINUTE",
    "MONITOR",
    "PUMP",
    "SHIPPED",
    "Chair",
    "Phase",
    "Watched",
    "after",
    "seconds",
    "steady",
    "told",
]
