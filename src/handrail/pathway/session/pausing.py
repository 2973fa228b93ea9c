"""Which high alarms a pause was under: those that stood over any of it, and that no reading set aside has taken back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handrail.pathway.events import AlarmEased, AlarmRaised, AlarmWorsened, Event
from handrail.pathway.session.state import Pause, Session

CUFF = "nibp"


def pause_under_high(session: Session, event: Event) -> Session:
    """A pause over which a high alarm comes is one for that alarm too, whatever it began for."""
    pause = session.pause
    if pause is None or not isinstance(event, AlarmRaised | AlarmWorsened | AlarmEased) or not session.highs:
        return session
    now = {high.condition for high in session.highs}
    highs = (*(high for high in pause.highs if high.condition not in now), *session.highs)
    return replace(session, pauses=(*session.pauses[:-1], replace(pause, highs=highs)))


def disowned(pause: Pause, taken: datetime, counting: Sequence[datetime]) -> Pause:
    """A pause without the high alarms that stood on this reading alone: it was none, so neither were they."""
    highs = tuple(
        high
        for high in pause.highs
        if high.channel != CUFF or not high.spans(taken) or any(high.spans(one) for one in counting)
    )
    if highs == pause.highs:
        return pause
    return replace(pause, highs=highs, why=None if pause.why == "high" and not highs else pause.why)
