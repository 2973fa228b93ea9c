"""What the watch over the signals records: alarms, the hands on them, the seals on the samples."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from handrail.pathway.events.base import Event

Priority = Literal["low", "medium", "high"]
AlarmKind = Literal["physiological", "technical"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRaised(Event):
    """A condition has lasted as long as its delay: `since` when it began, `raised_at` when the delay was over."""

    condition: str
    alarm_kind: AlarmKind
    channel: str
    priority: Priority
    since: datetime
    raised_at: datetime
    value: str
    limit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmWorsened(Event):
    """An open condition became more urgent, or its value passed a further limit: whoever saw it must see it again."""

    condition: str
    priority: Priority
    at: datetime
    value: str
    limit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmEased(Event):
    """An open condition became less urgent, and is still there."""

    condition: str
    priority: Priority
    at: datetime
    value: str
    limit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmCleared(Event):
    """A condition is no longer there."""

    condition: str
    cleared_at: datetime
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmAcknowledged(Event):
    """Somebody has seen this alarm; it stays until the condition clears."""

    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmSoundPaused(Event):
    """Somebody paused this alarm's sound until then."""

    condition: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchInterrupted(Event):
    """Nobody watched between these two moments: the software was down. What came in between was not seen."""

    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MinuteSealed(Event):
    """The samples received in one minute, counted and digested, so that they are as safe as the chart.

    Covers the session's samples received in the minute from `minute_at`, numbered above `after_cursor` and up to
    `through_cursor`; `digest` is the SHA-256 of their lines, in the order of their numbers.
    """

    minute_at: datetime
    after_cursor: int
    through_cursor: int
    count: int
    digest: str
    summary: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LateSamplesSealed(Event):
    """The samples of a minute that was sealed already and that were stored after it; fields as in MinuteSealed."""

    minute_at: datetime
    after_cursor: int
    through_cursor: int
    count: int
    digest: str
    summary: dict[str, dict[str, str]]
