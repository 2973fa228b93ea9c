"""One look at what a topic's listeners share: read once, made into bytes once. Runs in a reader's thread."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from handrail.web.stream import wire
from handrail.web.stream.position import Position

View = dict[str, Any]
"""What `chair_view` returns: everything a screen says about one chair."""

MOVES_BY_ITSELF = "now"
"""The one thing in a view and on a board that changes without anything having happened."""

WHOLE_AFTER_SAMPLES = 3000
"""Somebody further behind than this is handed the whole picture again: it is smaller than what was missed."""

TRIES_AT_A_STILL_MOMENT = 3


@dataclass(frozen=True, slots=True)
class News:
    """What came between two positions.

    `numbers` has, in the same order, the cursor of each sample and the event number of each cuff, so that a browser that
    has some of them already can leave those out. `aside` is by lane what cannot be: when, and what was said; it is no point.
    """

    samples: Mapping[str, list[list[float | None]]]
    numbers: Mapping[str, list[int]]
    cuffs: list[list[float | None]]
    events: list[dict[str, Any]]
    aside: Mapping[str, list[list[float | str]]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.samples or self.events or self.aside)


NOTHING_NEW = News({}, {}, [], [])


class Sources(Protocol):
    """What the stream reads: the log, the samples and the screens' data made from them."""

    def head(self, session_id: str) -> Position:
        """How far this session's log and samples have come."""

    def view(self, session_id: str, now: datetime) -> View:
        """Everything a screen says about this chair now."""

    def news(self, session_id: str, after: Position, through: Position) -> News:
        """Everything after one position, up to and with another."""

    def trends(self, session_id: str, now: datetime) -> dict[str, Any]:
        """The curves from the beginning, as on the page's first load."""

    def chairs(self, clinic_id: str, now: datetime) -> View:
        """The clinic's board without what changes from second to second."""

    def board(self, clinic_id: str, now: datetime) -> View:
        """The clinic's whole board."""


@dataclass(frozen=True, slots=True)
class Known:
    """What every listener of a session has: how far, and which view."""

    position: Position
    view: View

    def shows(self, view: View) -> bool:
        """Whether a view says the same but for the time."""
        return _still(self.view) == _still(view)


@dataclass(frozen=True, slots=True)
class SessionTurn:
    """What one look at a session came to.

    `news` is for everybody, None where there is none; `first` is for those who just came, by where they say they are;
    `chair` is the view for boards.
    """

    known: Known
    news: bytes | None
    chair: bytes | None
    first: Mapping[Position | None, bytes]


@dataclass(frozen=True, slots=True)
class BoardTurn:
    """What one look at a board came to. `whole` is None where nobody is to be told."""

    frame: View
    sessions: frozenset[str]
    whole: bytes | None
    changed: bool


def session_turn(
    sources: Sources,
    session_id: str,
    now: datetime,
    *,
    known: Known | None,
    newcomers: Collection[Position | None] = (),
    hinted: bool = False,
) -> SessionTurn | None:
    """Look at a session. None where a hint was false and nobody waits, which costs two small questions."""
    if hinted and known and not newcomers and sources.head(session_id) == known.position:
        return None
    view = sources.view(session_id, now)
    here = Position(view["seq"], view["cursor"])
    news = _news(sources, session_id, known.position, here) if known else NOTHING_NEW
    chair = wire.as_json(view)
    tell = known is None or bool(news) or not known.shows(view)
    return SessionTurn(
        known=Known(here, view),
        news=_session_message(chair, here, news, since=known.position) if tell and known else None,
        chair=wire.message("chair", chair) if tell else None,
        first={start: _first(sources, session_id, now, start, view) for start in set(newcomers)},
    )


def board_turn(
    sources: Sources, clinic_id: str, now: datetime, *, known: View | None, newcomers: bool = False
) -> BoardTurn:
    """Look at a clinic's board: who sits where, who comes next, what talks without a chair."""
    frame = sources.chairs(clinic_id, now)
    changed = known is None or _still(frame) != _still(known)
    whole = wire.message("board", wire.as_json(sources.board(clinic_id, now))) if changed or newcomers else None
    sessions = frozenset(chair["session"] for chair in frame["chairs"] if chair["session"])
    return BoardTurn(frame, sessions, whole, changed)


def _news(sources: Sources, session_id: str, after: Position, through: Position) -> News:
    return NOTHING_NEW if after == through else sources.news(session_id, after, through)


def _first(sources: Sources, session_id: str, now: datetime, start: Position | None, view: View) -> bytes:
    """What somebody who just came is told: the view, and what they missed or, where that cannot be told, all of it."""
    here = Position(view["seq"], view["cursor"])
    if start is None or not start.within(here) or here.cursor - start.cursor > WHOLE_AFTER_SAMPLES:
        return _whole(sources, session_id, now)
    return _session_message(wire.as_json(view), here, _news(sources, session_id, start, here), since=start)


def _whole(sources: Sources, session_id: str, now: datetime) -> bytes:
    """View and curves at one position.

    Samples keep coming while both are read: where no still moment is found, the earlier position is named, so that a
    sample may be told twice and none is left out.
    """
    here = sources.head(session_id)
    view, trends = sources.view(session_id, now), sources.trends(session_id, now)
    for _ in range(TRIES_AT_A_STILL_MOMENT):
        after = sources.head(session_id)
        if after == here:
            break
        here = after
        view, trends = sources.view(session_id, now), sources.trends(session_id, now)
    return _session_message(wire.as_json(view), here, NOTHING_NEW, since=None, whole=trends)


def _session_message(
    view: bytes, here: Position, news: News, *, since: Position | None, whole: dict[str, Any] | None = None
) -> bytes:
    """The event `session`: the view, what came since, and the whole curves for somebody who needs them."""
    missed = {
        "samples": news.samples,
        "numbers": news.numbers,
        "cuffs": news.cuffs,
        "events": news.events,
        "aside": news.aside,
    }
    rest = wire.as_json({"since": str(since) if since else None, "whole": whole, **missed})
    return wire.message("session", b'{"view":' + view + b"," + rest[1:], here)


def _still(view: View) -> View:
    return {name: value for name, value in view.items() if name != MOVES_BY_ITSELF}
