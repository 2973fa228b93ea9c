"""What a drafted protocol would change for a session that is under way: the alarms that would be open now under the one and the other."""

from dataclasses import dataclass, replace
from datetime import datetime

from handrail.pathway.events import Fact
from handrail.pathway.infuse.alarms import Window, observe
from handrail.pathway.session import Alarm, Session, fold
from handrail.protocol import Protocol
from handrail.protocol.called import PRIORITIES
from handrail.protocol.entries import Words
from handrail.protocol.rules import SIGN

NO_ALARM = Words("no alarm", "sin alarma")
LIMIT = Words("{priority}, limit {limit}", "{priority}, límite {limit}")


@dataclass(frozen=True, slots=True)
class AlarmDiffers:
    """An alarm that would stand otherwise; None where there would be none."""

    name: Words
    before: Alarm | None
    after: Alarm | None

    def line(self, language: str) -> str:
        """As "Pressure high 164/98: low, limit 160/100 → no alarm"."""
        shown = self.after or self.before
        value = f" {shown.value}" if shown and shown.value else ""
        before, after = (_said(alarm, language) for alarm in (self.before, self.after))
        return f"{self.name.in_language(language)}{value}: {before} → {after}"


def alarms_under(
    session: Session, window: Window, protocol: Protocol, now: datetime, *, clock_speed: float = 1.0
) -> dict[str, Alarm]:
    """The alarms that would be open at this moment, had the session been watched under this protocol from its beginning.

    The window must reach as far back as the protocol looks.
    """
    state = replace(session, alarms=(), told={})
    for event in observe(state, window, protocol, now, clock_speed=clock_speed):
        state = fold(state, Fact(state.seq + 1, event, now, now, ""))
    return {alarm.condition: alarm for alarm in state.alarms}


def alarms_differing(
    session: Session, window: Window, before: Protocol, after: Protocol, now: datetime, *, clock_speed: float = 1.0
) -> tuple[AlarmDiffers, ...]:
    """The alarms of a session that would begin, end, or be more or less urgent."""
    old, new = (alarms_under(session, window, one, now, clock_speed=clock_speed) for one in (before, after))
    return tuple(
        AlarmDiffers(_name(condition, after if condition in new else before), old.get(condition), new.get(condition))
        for condition in dict.fromkeys((*old, *new))
        if _seen(old.get(condition)) != _seen(new.get(condition))
    )


def _seen(alarm: Alarm | None) -> tuple[str, str | None] | None:
    return (alarm.priority, alarm.limit) if alarm else None


def _name(condition: str, protocol: Protocol) -> Words:
    """What a condition is called, and of which signal, where it is about one of several."""
    rule = protocol.alarms.rule(condition)
    name = rule.name if rule else Words(condition, condition)
    about = condition.partition(SIGN)[2]
    if not about:
        return name
    entry = protocol.entries.get(f"channel_{about}")
    of = entry.name if entry else Words(about, about)
    return Words(f"{of.en}: {name.en}", f"{of.es}: {name.es}")


def _said(alarm: Alarm | None, language: str) -> str:
    if alarm is None:
        return NO_ALARM.in_language(language)
    priority = PRIORITIES[alarm.priority].in_language(language)
    return LIMIT.in_language(language).format(priority=priority, limit=alarm.limit) if alarm.limit else priority
