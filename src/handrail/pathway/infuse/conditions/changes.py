"""How a condition goes from one level to another, and which of that a session's record does not know yet.

A condition has the levels of its rule, from 1; level 0 is "not there". What is found is a list of changes with their exact
moments. What is already recorded is never told again, however often and however late somebody looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from handrail.pathway.session import Alarm, Session
from handrail.protocol.rules import Level, PressureLevel, Rule


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is watched: a rule, about a channel. `name` is how the record calls it: "silent:spo2"."""

    name: str
    rule: Rule
    channel: str


@dataclass(frozen=True, slots=True)
class Change:
    """From `at` on the condition is at this level. `since` is when what led to it began."""

    at: datetime
    level: int
    since: datetime
    value: str
    limit: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """What the record says of a condition: its level now, since when it is there, when it last changed (None: never).

    `value` is the one that was told last.
    """

    level: int
    since: datetime | None
    at: datetime | None
    value: str


def known(session: Session, condition: Condition) -> Known:
    """What the record says of a condition."""
    alarm = session.alarm(condition.name)
    if alarm is None:
        return Known(0, None, session.told.get(condition.name), "")
    level = level_of(alarm, condition.rule.watch.levels)
    return Known(level, alarm.since, session.told.get(condition.name, alarm.raised_at), alarm.value)


def level_of(alarm: Alarm, levels: Sequence[Level]) -> int:
    """Which level an open alarm is at: its priority and the limit it shows say so."""
    same = [number for number, level in enumerate(levels, 1) if level.priority == alarm.priority]
    shown = [number for number in same if alarm.limit in shown_limits(levels[number - 1])]
    return (shown or same or [1])[-1]


def shown_limits(level: Level) -> tuple[str | None, ...]:
    """How the limits of a level may stand in the record."""
    if isinstance(level, PressureLevel) and level.change:
        return (level.shown, level.change.shown)
    return (level.shown,)


def caught_up(known: Known, found: Sequence[Change], now: datetime) -> list[Change]:
    """What the record does not know yet of a condition that was worked out whole, from its beginning.

    When a reading is set aside or comes late, the record may hold a level that nothing supports any more; it is put
    right at the moment of looking.
    """
    news = [change for change in found if known.at is None or change.at > known.at]
    recorded = news[-1].level if news else known.level
    so = found[-1] if found else None
    if recorded != (so.level if so else 0):
        news.append(Change(now, so.level, so.since, so.value, so.limit) if so else Change(now, 0, now, "", None))
    return news


def written(value: Decimal) -> str:
    """A number as it is shown: no trailing zeros."""
    return format(value.normalize(), "f")
