"""What the protocol says of alarms: which conditions there are, when each begins, worsens, eases and ends, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from handrail.protocol.entries import Words

Priority = Literal["low", "medium", "high"]
RuleKind = Literal["physiological", "technical"]
Side = Literal["above", "at_least", "below", "at_most"]

UPWARD: frozenset[Side] = frozenset({"above", "at_least"})
"""The sides on which more is further."""

URGENCY: dict[Priority, int] = {"low": 1, "medium": 2, "high": 3}
SIGN = ":"  # between a rule and what it is about, where a rule watches several things: silent:spo2


@dataclass(frozen=True, slots=True)
class Limit:
    """A line, and the side of it that is meant."""

    side: Side
    value: Decimal
    unit: str

    def passed(self, value: Decimal) -> bool:
        """Whether a value is on that side."""
        match self.side:
            case "above":
                return value > self.value
            case "at_least":
                return value >= self.value
            case "below":
                return value < self.value
            case "at_most":
                return value <= self.value

    @property
    def upward(self) -> bool:
        """Whether more is further."""
        return self.side in UPWARD


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time that grows with the interval at which a channel speaks."""

    at_least: timedelta
    intervals: Decimal

    def over(self, interval: timedelta) -> timedelta:
        """How long that is for a channel with this interval."""
        times, parts = self.intervals.as_integer_ratio()
        return max(self.at_least, interval * times / parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One step of urgency of a condition: its priority, how its limit is shown, what to do."""

    priority: Priority
    shown: str | None
    do: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitLevel(Level):
    """Begins when the value has been past the limit for so long; ends when it has been back past `clear` for so long.

    `broken_by` is what ends the waiting: a value back within the limit, or only one back past the clearing line.
    """

    limit: Limit
    lasting: timedelta
    broken_by: Literal["limit", "clear"]
    clear: Limit
    clear_lasting: timedelta


@dataclass(frozen=True, slots=True)
class Change:
    """A change against the first reading of the visit, in percent; counts only past `only` where that is given."""

    limit: Limit
    only: Limit | None
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PressureLevel(Level):
    """Begins with so many readings in a row past any of the limits, the first and last so far apart, or rising.

    `rising` (mmHg of systolic): a later reading of the row this much above its first one needs no waiting.
    Ends with one reading past every one of the clearing lines.
    """

    systolic: Limit | None
    diastolic: Limit | None
    mean: Limit | None
    change: Change | None
    readings: int
    apart: timedelta
    rising: Decimal | None
    clear_systolic: Limit | None
    clear_diastolic: Limit | None
    clear_mean: Limit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanLevel(Level):
    """Begins so long after the last value; ends with the next."""

    after: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LastingLevel(Level):
    """Begins when something has been wrong for so long, grown with the interval; ends when it was right for so long."""

    lasting: Span
    clear_lasting: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingsLevel(Level):
    """Begins with so many readings in a row, `or_beyond_high` at once where one number alone is past a high limit."""

    readings: int
    or_beyond_high: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitWatch:
    """A continuous value past a limit. Of its channels the first that is bound is watched."""

    channels: tuple[str, ...]
    levels: tuple[LimitLevel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PressureWatch:
    """Cuff readings past a limit."""

    levels: tuple[PressureLevel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceWatch:
    """A bound channel without a value, each channel by itself."""

    channels: tuple[str, ...]
    levels: tuple[SpanLevel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CuffOverdueWatch:
    """No cuff reading for too long."""

    levels: tuple[SpanLevel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenWatch:
    """A bound channel whose value does not change though it should, each channel by itself."""

    channels: tuple[str, ...]
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpossibleWatch:
    """A bound channel with values that no living patient or working device gives, each channel by itself."""

    channels: tuple[str, ...]
    levels: tuple[LastingLevel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpossibleCuffWatch:
    """Cuff readings that no living patient gives, as a whole: out of range, or systolic not above diastolic."""

    levels: tuple[ReadingsLevel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkewWatch:
    """A bound device whose clock is off, each kind of device by itself."""

    levels: tuple[LastingLevel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPatientWatch:
    """A bound device that says it is about somebody else, each kind of device by itself."""

    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpDiffersWatch:
    """The pump reports another rate than the chart has: apart by more than both the amount and the part."""

    apart: Decimal
    apart_percent: Decimal
    levels: tuple[LastingLevel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMonitoredWatch:
    """The drip is on and nothing is bound that brings one of these channels, each channel by itself."""

    channels: tuple[str, ...]
    levels: tuple[Level, ...]


Watch = (
    LimitWatch
    | PressureWatch
    | SilenceWatch
    | CuffOverdueWatch
    | FrozenWatch
    | ImpossibleWatch
    | ImpossibleCuffWatch
    | SkewWatch
    | OtherPatientWatch
    | PumpDiffersWatch
    | NotMonitoredWatch
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A condition that is watched for. `table` is its number in the clinical rules."""

    id: str
    name: Words
    table: str
    kind: RuleKind
    latching: bool
    watch: Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How alarms ask for attention: how long sound may be paused, when a seen alarm sounds again, how often sounds come.

    `sound_repeats` is how often the sound of a priority comes again; one that is not in it sounds once.
    """

    longest_sound_pause: timedelta
    sounds_again_after: timedelta
    sound_repeats: Mapping[Priority, timedelta]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """All conditions that are watched for, and how their alarms behave."""

    rules: Mapping[str, Rule]
    behaviour: Behaviour

    def rule(self, condition: str) -> Rule | None:
        """The rule behind an alarm's condition: "silent:spo2" is of the rule "silent"."""
        return self.rules.get(condition.partition(SIGN)[0])
