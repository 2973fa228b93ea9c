"""The rule behind a session's alarm: which level fires, under which version, and whether the clinic's rule is another by now."""

from typing import Any

from handrail.clinic.models import Visit
from handrail.pathway.infuse.conditions.changes import level_of
from handrail.pathway.session import Session
from handrail.protocol.changes import between
from handrail.protocol.rules import SIGN
from handrail.protocol.wording import worded
from handrail.web.protocol import head, names
from handrail.web.protocol.versions import Looked, in_force


def firing(session: Session, looked: Looked, entry_id: str) -> frozenset[int]:
    """The levels of this rule on which open alarms of the session stand."""
    rule = looked.protocol.alarms.rules.get(entry_id)
    if rule is None:
        return frozenset()
    return frozenset(
        level_of(alarm, rule.watch.levels) for alarm in session.alarms if alarm.condition.partition(SIGN)[0] == entry_id
    )


def told_session(visit: Visit, session: Session, looked: Looked, entry_id: str) -> dict[str, Any]:
    """Whose session it is, since when its version holds, and what the clinic's protocol says otherwise now."""
    now = in_force(visit.clinic)
    alarms = [one for one in session.alarms if one.condition.partition(SIGN)[0] == entry_id]
    return {
        "visit": visit,
        "session_ordered": head.moment(session.ordered_at, visit.clinic) if session.ordered_at else "",
        "session_alarms": [
            {"value": one.value, "limit": one.limit, "since": head.moment(one.since, visit.clinic)} for one in alarms
        ],
        "otherwise_now": _otherwise(looked, now, entry_id) if now.protocol.version != looked.protocol.version else [],
        "now_release": now.protocol.version.text,
    }


def _otherwise(looked: Looked, now: Looked, entry_id: str) -> list[str]:
    """What the clinic's protocol says now where this session's version says something else."""
    changes = [one for one in between(looked.tables, now.tables) if one.entry == entry_id]
    return [one.line(names.language()) for one in worded(changes, looked.tables, now.tables)]
