"""What the tests of the stream put into the record, and a clinic that needs none."""

import threading
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from handrail.pathway.events import EventMarked
from handrail.pathway.infuse.signals import Sample
from handrail.record import log, telemetry
from handrail.web.stream import Position
from handrail.web.stream.turn import News, View
from tests.people import NOW
from tests.shell.web.streaming import Message

CLINIC, SESSION, OTHER = "cli_riverside", "ses_ruth", "ses_karl"


def sampled(session: str, *values: int, channel: str = "hr", start: int = 0) -> None:
    """The monitor sends these values, one a second."""
    samples = [
        Sample(channel, Decimal(value), NOW + timedelta(seconds=start + second), None, "dev_monitor")
        for second, value in enumerate(values)
    ]
    telemetry.append({session: samples}, [])


def marked(session: str, number: int, by: str) -> None:
    """Somebody marks a moment."""
    log.commit(session, lambda _: [EventMarked(number=number, mark="comfort")], key=f"mark-{uuid4()}", by=by, at=NOW)


class Told:
    """A clinic for hubs that are tested without a database: what is so can be set, and who asked is counted."""

    def __init__(self, *sessions: str) -> None:
        self.seated = list(sessions)
        self.heads = Counter(dict.fromkeys(sessions, 1))
        self.asked: Counter[str] = Counter()
        self.broken: set[str] = set()
        self.threads: set[int] = set()

    def head(self, session_id: str) -> Position:
        self.asked[f"head {session_id}"] += 1
        return Position(self.heads[session_id], 0)

    def view(self, session_id: str, now: datetime) -> View:
        self.asked[f"view {session_id}"] += 1
        self.threads.add(threading.get_ident())
        if session_id in self.broken:
            raise OSError("the disk is gone")
        return {"session": session_id, "seq": self.heads[session_id], "cursor": 0, "now": now.isoformat()}

    def news(self, session_id: str, after: Position, through: Position) -> News:
        return News({}, {}, [], [{"seq": seq} for seq in range(after.seq + 1, through.seq + 1)])

    def trends(self, session_id: str, now: datetime) -> dict[str, Any]:
        return {"trends": {"hr": [[0, 1]]}}

    def chairs(self, clinic_id: str, now: datetime) -> View:
        chairs = [{"number": number, "session": session} for number, session in enumerate(self.seated, 1)]
        return {"now": now.isoformat(), "chairs": chairs}

    def board(self, clinic_id: str, now: datetime) -> View:
        self.asked[f"board {clinic_id}"] += 1
        board = self.chairs(clinic_id, now)
        return {**board, "chairs": [{**chair, "view": self.view(chair["session"], now)} for chair in board["chairs"]]}


def events(message: Message) -> list[int]:
    return [event["seq"] for event in message.data["events"]]
