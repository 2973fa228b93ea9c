"""The rail of one chair over the clock that all chairs share: shapes, placed in percent. `rail.js` draws the same.

Past is a line, what is expected is dashed. Of those who recover two nested pills say when they may be ready to leave.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from handrail.pathway.events.codec import read_time

View = dict[str, Any]
Written = Callable[[datetime], str]
Say = Callable[..., str]

BEHIND = timedelta(minutes=60)
AHEAD = timedelta(minutes=120)
TICK = timedelta(minutes=15)
LABEL = timedelta(minutes=30)
CLEAR_OF_NOW = timedelta(minutes=25)
BESIDE_NOW = 7
"""Percent of the axis within which a time would be written across the line of now."""

FAR = 65
"""Percent of the axis from which a name has no room to its right, where the axis ends with the screen."""

PILL = 4
"""Percent of the axis that a pill has at least, the inner one half of it."""

ABOVE_AND_BELOW = (-8, 15)
"""Names of those who come stand by turns over and under the line, so that two who come close together can be read."""

MIDDLE = "42%"
BAR = 18
"""Pixels of a bar at the highest rate that was given; a lower rate is lower."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One SVG element."""

    tag: str
    kind: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""


def percent(moment: datetime, now: datetime) -> float:
    """Where a moment stands on the axis, 0 to 100, never outside."""
    share = (moment - (now - BEHIND)) / (BEHIND + AHEAD)
    return round(100 * min(1.0, max(0.0, share)), 2)


def hours(now: datetime, written: Written) -> list[Shape]:
    """The times over the axis, but for those at its ends and in the way of "now"."""
    return [
        label(percent(at, now), written(at), y="100%", dy=-10)
        for at in _every(LABEL, now)
        if abs(at - now) >= CLEAR_OF_NOW and 3 < percent(at, now) < 97
    ]


def shapes(view: View | None, now: datetime, written: Written, say: Say) -> list[Shape]:
    """Everything on one rail, from the back to the front. `say` gives the board's sentence of a name, with its places."""
    drawn = list(_ticks(now))
    if view is not None:
        times = {name: read_time(at) if at else None for name, at in view["times"].items()}
        drawn += [*_blind(view, now), *_ahead(view, times, now, written), *_leaving(view, now, written, say)]
        drawn += [*_bars(view, now), *_way(times, now)]
    return [*drawn, _upright("now", percent(now, now))]


def coming(visits: list[View], now: datetime, written: Written) -> list[Shape]:
    """Who comes next: a ring for each, at the time that was planned."""
    rings = []
    for place, visit in enumerate(visits):
        planned = read_time(visit["planned_at"])
        at = percent(planned, now)
        rings.append(Shape("circle", "ring", {"cx": _p(at), "cy": "50%", "r": "5"}))
        side = "label first far" if at > FAR else "label first"
        place_of_name = {"x": _p(at), "y": "50%", "dx": "10", "dy": str(ABOVE_AND_BELOW[place % 2])}
        rings.append(Shape("text", side, place_of_name, f"{written(planned)} {visit['name']}"))
    return [*_ticks(now), *rings, _upright("now", percent(now, now))]


def _below(at: float, text: str, now: datetime) -> Shape:
    """A time under the rail; one that is due soon stands beside the line of now and not across it."""
    here = percent(now, now)
    beside = at - here < BESIDE_NOW
    return label(here if beside else at, text, y=MIDDLE, dy=27, dx=5 if beside else 0)


def label(at: float, text: str, *, y: str, dy: int, dx: int = 0) -> Shape:
    """Words at a place of the axis; at its ends they stay inside."""
    end = "first" if dx or at < 4 else "last" if at > 96 else "amid"
    shift = {"dx": str(dx)} if dx else {}
    return Shape("text", f"label {end}", {"x": _p(at), "y": y, "dy": str(dy), **shift}, text)


def _ticks(now: datetime) -> Iterator[Shape]:
    """A line every quarter of an hour, stronger on the half."""
    for at in _every(TICK, now):
        yield _upright("quarter half" if int(at.timestamp()) % LABEL.seconds == 0 else "quarter", percent(at, now))


def _way(times: dict[str, datetime | None], now: datetime) -> Iterator[Shape]:
    """What is behind: from the door until now."""
    arrived, ended = times["arrived_at"], times["ended_at"]
    if arrived is None:
        return
    yield _level("past", percent(arrived, now), percent(times["left_at"] or now, now))
    if arrived >= now - BEHIND:
        yield Shape("circle", "arrived", {"cx": _p(percent(arrived, now)), "cy": MIDDLE, "r": "5"})
    if ended is not None and ended >= now - BEHIND:
        yield Shape("circle", "ended", {"cx": _p(percent(ended, now)), "cy": MIDDLE, "r": "5"})


def _bars(view: View, now: datetime) -> Iterator[Shape]:
    """Each stretch at one rate; the height is its drug in mg/h as a share of the most, the same from every bag."""
    segments = view["infusion"]["segments"] if view["infusion"] else []
    for part in segments:
        end = read_time(part["to"]) if part["to"] else now
        if end > now - BEHIND and float(part["ml_per_h"]) > 0:
            yield _bar("given", read_time(part["from"]), end, now, _height(part, segments))


def _blind(view: View, now: datetime) -> Iterator[Shape]:
    """While the software was down nobody watched here."""
    for gap in view["blind"]:
        if read_time(gap["to"]) > now - BEHIND:
            yield _bar("blind", read_time(gap["from"]), read_time(gap["to"]), now, BAR + 6)


def _ahead(view: View, times: dict[str, datetime | None], now: datetime, written: Written) -> Iterator[Shape]:
    """What is expected: the rest at the rate that runs, or the infusion as planned where it has not begun."""
    planned, end = times["planned_at"], times["end_expected_at"]
    if view["infusion"] is None and view["order"] and planned and planned > now:
        until = planned + timedelta(minutes=float(view["order"]["minutes"]))
        yield _level("ahead", percent(now, now), percent(planned, now))
        yield _bar("planned", planned, until, now, BAR)
        yield _below(percent(planned, now), written(planned), now)
    elif view["infusion"] and end and end > now:
        segments = view["infusion"]["segments"]
        yield _level("ahead", percent(now, now), percent(end, now))
        yield _bar("expected", now, end, now, _height(segments[-1], segments))
        yield _below(percent(end, now), written(end), now)


def _leaving(view: View, now: datetime, written: Written, say: Say) -> Iterator[Shape]:
    """When somebody who recovers may be ready to leave: nine of ten in the outer pill, the middle in the inner one."""
    known = view["leaving"] or {}
    low, middle, high = (read_time(at) if at else None for at in map(known.get, ("low", "middle", "high")))
    if low is None or low > now + AHEAD or (high is not None and high <= now):
        return
    left, right = percent(max(low, now), now), percent(high or now + AHEAD, now)
    outer = _widened(left, right, PILL)
    inside = min(outer[1], max(outer[0], percent(middle or now + AHEAD, now)))
    inner = _widened((outer[0] + inside) / 2, (inside + outer[1]) / 2, PILL / 2)
    yield _level("ahead", percent(now, now), outer[0])
    yield from (_pill(kind, *ends) for kind, ends in (("pill outer", outer), ("pill inner", inner)))
    one = high is None or high <= low or written(low) == written(high)  # one moment is no range: it is the earliest
    places = {"low": written(low)} if one or high is None else {"low": written(low), "high": written(high)}
    words = say("rail.leaves_from" if one else "rail.leaves", **places)
    end, at = ("last", outer[1]) if outer[0] > FAR else ("first", outer[0])
    yield Shape("text", f"label {end}", {"x": _p(round(at, 2)), "y": MIDDLE, "dy": "27"}, words)


def _widened(left: float, right: float, least: float) -> tuple[float, float]:
    """A pill is never thinner than this, and stays on the axis."""
    left = min(left, 100 - least)
    return left, max(right, left + least)


def _pill(kind: str, left: float, right: float) -> Shape:
    place = {"x": _p(round(left, 2)), "width": _p(round(right - left, 2)), "y": MIDDLE, "height": f"{BAR}", "rx": "9"}
    return Shape("rect", kind, place)


def _height(part: View, segments: list[View]) -> float:
    highest = max(float(one["mg_per_h"]) for one in segments)
    return round(BAR * float(part["mg_per_h"]) / highest, 1) if highest else 0.0


def _upright(kind: str, at: float) -> Shape:
    return Shape("line", kind, {"x1": _p(at), "x2": _p(at), "y1": "0", "y2": "100%"})


def _level(kind: str, start: float, end: float) -> Shape:
    return Shape("line", kind, {"x1": _p(start), "x2": _p(end), "y1": MIDDLE, "y2": MIDDLE})


def _bar(kind: str, start: datetime, end: datetime, now: datetime, height: float) -> Shape:
    left, right = percent(start, now), percent(end, now)
    place = {"x": _p(left), "width": _p(round(max(0.0, right - left), 2)), "y": MIDDLE, "height": f"{height:g}"}
    return Shape("rect", kind, place)


def _p(share: float) -> str:
    return f"{share:g}%"


def _every(step: timedelta, now: datetime) -> Iterator[datetime]:
    start = now - BEHIND
    seconds = int(step.total_seconds())
    at = datetime.fromtimestamp(-(-int(start.timestamp()) // seconds) * seconds, tz=start.tzinfo)
    while at <= now + AHEAD:
        yield at
        at += step
