"""What the stream reads: the log by `log.after`, the samples by `telemetry.after`, and the screens' data made of them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from handrail.care import rules
from handrail.clinic.models import Person
from handrail.pathway.events.codec import written_time
from handrail.pathway.infuse.conditions.pressure import possible, text
from handrail.pathway.session import Cuff, Session
from handrail.protocol import Protocol
from handrail.record import log, telemetry
from handrail.record.log import Recorded
from handrail.record.telemetry import Stored
from handrail.web.board import screen as board
from handrail.web.infuse.screen import chair_view
from handrail.web.infuse.trends import CUFF, trends
from handrail.web.stream.position import Position
from handrail.web.stream.turn import News, View

CUFFS = "cuffs"
MILLISECONDS = 3
"""Decimals of a second that a screen is told."""


class LogSources:
    """The real ones."""

    def head(self, session_id: str) -> Position:
        """How far this session's log and samples have come."""
        return Position(log.head(session_id), telemetry.head(session_id))

    def view(self, session_id: str, now: datetime) -> View:
        """Everything a screen says about this chair now."""
        return chair_view(session_id, now)

    def trends(self, session_id: str, now: datetime) -> dict[str, Any]:
        """The curves from the beginning."""
        return trends(session_id, now)

    def news(self, session_id: str, after: Position, through: Position) -> News:
        """Everything after one position, up to and with another."""
        facts = [fact for fact in log.after(session_id, after.seq) if fact.seq <= through.seq]
        stored = [one for one in telemetry.after(session_id, after.cursor) if one.cursor <= through.cursor]
        session: Session = log.state(session_id)[1]
        return news(facts, stored, session, rules.of_stream(session_id, session).protocol)

    def chairs(self, clinic_id: str, now: datetime) -> View:
        """The clinic's board without what changes from second to second."""
        return board.frame(clinic_id, now)

    def board(self, clinic_id: str, now: datetime) -> View:
        """The clinic's whole board."""
        return board.board_view(clinic_id, now)


def news(facts: Iterable[Recorded], stored: Iterable[Stored], session: Session, protocol: Protocol) -> News:
    """Facts and samples as the stream tells them, what cannot be beside them."""
    samples: dict[str, list[list[float | None]]] = defaultdict(list)
    numbers: dict[str, list[int]] = defaultdict(list)
    aside: dict[str, list[list[float | str]]] = defaultdict(list)
    for one in stored:
        channel, value, at = one.sample.channel, one.sample.value, seconds(one.sample.received_at)
        rule = protocol.monitoring.channels.get(channel)
        if value is not None and rule is not None and not rule.possible(value):
            aside[channel].append([at, str(value)])
            continue
        samples[channel].append([at, _number(value)])
        numbers[channel].append(one.cursor)
    told = list(facts)
    charted = {cuff.seq: cuff for cuff in session.cuffs}
    cuffs = [charted[fact.seq] for fact in told if fact.seq in charted]
    good = [cuff for cuff in cuffs if possible(cuff, protocol)]
    if good:
        numbers[CUFFS] = [cuff.seq for cuff in good]
    impossible = [cuff for cuff in cuffs if not possible(cuff, protocol)]
    if impossible:
        aside[CUFF] = [[seconds(cuff.at), text(cuff)] for cuff in impossible]
    return News(
        samples=dict(samples),
        numbers=dict(numbers),
        cuffs=[_cuff(cuff) for cuff in good],
        events=_told(told),
        aside=dict(aside),
    )


def seconds(moment: datetime) -> float:
    """Seconds since 1970, as the curves have them."""
    return round(moment.timestamp(), MILLISECONDS)


def _cuff(cuff: Cuff) -> list[float | None]:
    mean = cuff.mean.value if cuff.mean else None
    return [seconds(cuff.at), _number(cuff.systolic.value), _number(cuff.diastolic.value), _number(mean)]


def _told(facts: list[Recorded]) -> list[dict[str, Any]]:
    actors = {fact.actor for fact in facts}
    names = dict(Person.objects.filter(id__in=actors).values_list("id", "name")) if actors else {}
    return [
        {"seq": fact.seq, "kind": fact.kind, "at": written_time(fact.occurred_at), "by": names.get(fact.actor)}
        for fact in facts
    ]


def _number(value: Decimal | None) -> float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
