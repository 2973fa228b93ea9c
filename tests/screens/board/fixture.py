"""Boards as the screen is handed them: the clinic of the drawing at half past two, and what may be wrong in it.

    clinic = Clinic("eight")                  # "four", "eight", "twelve"; "urgent": several alarms, seen and not seen
    clinic.set(3, alarms=[])                  # chair 3 is calm again, and whoever looks is told

Times are those of a clock that stands at NOW.
"""

from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from handrail.pathway.events.codec import written_time
from handrail.web.stream import Position
from handrail.web.stream.turn import News

View = dict[str, Any]

NOW = datetime(2026, 11, 20, 13, 30, 24, tzinfo=UTC)
"""Friday, half past two in Berlin."""


CONTINUOUS_AGES = {"ageing_s": 5.0, "stale_s": 15.0, "lost_s": 30.0}
CUFF_AGES = {"ageing_s": 900.0, "stale_s": 1200.0, "lost_s": 1800.0}
"""After how many seconds a value ages, is stale and is lost, as the view tells it with each value."""


def after(minutes: float | None) -> str | None:
    """A moment so many minutes from now, as the log writes it."""
    return None if minutes is None else written_time(NOW + timedelta(minutes=minutes))


class Clinic:
    """What hub and page are told instead of the record."""

    def __init__(self, which: str = "eight") -> None:
        self.whole = board(which)

    def chair(self, number: int) -> View:
        """What is told about a chair now."""
        chair = next(chair for chair in self.whole["chairs"] if chair["number"] == number)
        return dict(chair["view"])

    def set(self, number: int, **changes: Any) -> None:
        """Something changes at a chair."""
        place = next(chair for chair in self.whole["chairs"] if chair["number"] == number)
        place["view"] = {**place["view"], **changes, "seq": place["view"]["seq"] + 1}

    def acknowledge(self, number: int, by: str) -> None:
        """Somebody says that they have seen what is wrong at this chair."""
        first, *others = self.chair(number)["alarms"]
        self.set(number, alarms=[{**first, "acknowledged_by": by, "acknowledged_at": after(0)}, *others])

    # What the hub asks.

    def head(self, session_id: str) -> Position:
        view = self.view(session_id, NOW)
        return Position(view["seq"], view["cursor"])

    def view(self, session_id: str, now: datetime) -> View:
        views = [chair["view"] for chair in self.whole["chairs"] if chair["session"] == session_id]
        return {**views[0], "now": written_time(now)}

    def news(self, session_id: str, after: Position, through: Position) -> News:
        return News({}, {}, [], [])

    def trends(self, session_id: str, now: datetime) -> View:
        return {}

    def chairs(self, clinic_id: str, now: datetime) -> View:
        return {**self.whole, "chairs": [{**chair, "view": None} for chair in self.whole["chairs"]]}

    def board(self, clinic_id: str, now: datetime) -> View:
        return {**deepcopy(self.whole), "now": written_time(now)}


def board(which: str) -> View:
    """A whole board by its name."""
    views = BOARDS[which]()
    return {
        "now": written_time(NOW),
        "clinic": {"id": "cli_lindenhof", "name": "Lindenhof", "timezone": "Europe/Berlin"},
        "demo": False,
        "chairs": [_place(number, view) for number, view in enumerate(views, 1)],
        "coming": [
            {"session": "ses_noor", "name": "Noor Haddix", "planned_at": after(45)},
            {"session": "ses_bruno", "name": "Bruno Keller", "planned_at": after(92)},
        ],
        "talking": ["MON7"] if which == "urgent" else [],
        "to_read": [],
    }


def _place(number: int, view: View | None) -> View:
    if view is None:
        return {"number": number, "room": "Room", "session": None, "empty_since": after(-20), "view": None}
    session = f"ses_{number}"
    seated = {**view, "session": session, "url": f"/sessions/{session}/", "chair": {"number": number, "room": "Room"}}
    return {"number": number, "room": "Room", "session": session, "empty_since": None, "view": seated}


def eight() -> list[View | None]:
    """The clinic of the drawing: a pressure at chair 3, a lost saturation at chair 4, nobody in chair 5."""
    karl = infusing("Karl Morel", -31, 9, watcher="Lea Brandt", cuff=("131", "84", -6), next_cuff=4.1)
    karl["numerics"]["spo2"].update(status="stale", at=after(-18 / 60))
    karl["alarms"] = [alarm("silent:spo2", "spo2", "low", "technical", 18)]
    ruth = infusing("Ruth Amsel", -24.4, 15.6, cuff=("164", "98", -1.2), next_cuff=1.6, values=("97", "92", "14"))
    ruth["alarms"] = [alarm("pressure_high", "nibp", "medium", "physiological", 72, "164/98", "160/100")]
    paul = infusing("Paul Weissner", -52, 8, watcher="Jonas Weber", cuff=("134", "82", -3), next_cuff=7)
    paul["infusion"]["segments"] = [segment(-52, -20, "151"), segment(-20, None, "113")]
    return [
        infusing("Tomas Haas", -8.2, 31.8, watcher="Jonas Weber", cuff=("126", "80", -8), next_cuff=2.3),
        recovering("Mercy Odell", -74, -34, watcher="Lea Brandt"),
        ruth,
        karl,
        None,
        preparing("Astrid Lindgaard", planned=22, missing=["second_check", "monitor"]),
        paul,
        paused("Ines Carvalho", -19, since=-3, watcher="Lea Brandt"),
    ]


def four() -> list[View | None]:
    """A small clinic."""
    first, _second, third, fourth, *_others = eight()
    return [first, third, fourth, None]


def twelve() -> list[View | None]:
    """A large clinic, with a long name, somebody late, somebody stopped, somebody who has just come."""
    stopped = recovering("Yusuf Demir", -64, -39, watcher="Ana Souza", ended_as="stopped")
    stopped["leaving"] = leaving(21, 40, None)
    stopped["blind"] = [{"from": after(-50), "to": after(-46)}]
    new = preparing("Noor Haddix", planned=40, missing=["bag", "second_check", "monitor", "watcher"], watcher=None)
    new["numerics"] = numerics(None, None, ("", "", ""))
    late = preparing("Maximiliana von Hohenstein-Abendroth", planned=-4, missing=[], watcher=None)
    return [*eight(), late, stopped, None, new]


def urgent() -> list[View | None]:
    """One urgent alarm, one that somebody has seen with a new one behind it, one whose sound is off for a while."""
    views = eight()
    tomas, paul, ines = views[0], views[6], views[7]
    assert tomas is not None
    assert paul is not None
    assert ines is not None
    tomas["alarms"] = [alarm("spo2_low", "spo2", "high", "physiological", 14, "86", "90")]
    tomas["numerics"]["spo2"]["value"] = "86"
    seen = alarm("pressure_high", "nibp", "medium", "physiological", 190, "168/101", "160/100", by="Jonas Weber")
    paul["alarms"] = [seen, alarm("silent:resp", "resp", "low", "technical", 60)]
    ines["alarms"] = [alarm("silent:hr", "hr", "medium", "technical", 33, sound_off=1.5)]
    ines["numerics"]["hr"]["status"] = "lost"
    return views


BOARDS = {"four": four, "eight": eight, "twelve": twelve, "urgent": urgent}


def infusing(name: str, start: float, end: float, **more: Any) -> View:
    """An infusion that runs."""
    return chair(name, "infusing", arrived=start - 28, started=start, end=end, **more)


def paused(name: str, start: float, *, since: float, watcher: str) -> View:
    """An infusion that stands still."""
    view = chair(
        name, "paused", arrived=start - 30, started=start, watcher=watcher, cuff=("128", "79", -9), next_cuff=-1.5
    )
    view["times"]["paused_at"] = after(since)
    view["infusion"]["segments"] = [segment(start, since, "151")]
    return view


def recovering(name: str, start: float, ended: float, *, watcher: str, ended_as: str = "completed") -> View:
    """After the end."""
    view = chair(
        name, "recovering", arrived=start - 26, started=start, watcher=watcher, cuff=("118", "74", -12), next_cuff=6.2
    )
    view["times"]["ended_at"] = after(ended)
    view["infusion"].update(minutes_done=str(ended - start), ended_as=ended_as, segments=[segment(start, ended, "151")])
    view["leaving"] = leaving(ended + 60, ended + 66, ended + 84)
    return view


def leaving(low: float, middle: float | None, high: float | None) -> View:
    """When somebody may be ready to leave, in minutes from now."""
    return {"low": after(low), "middle": after(middle), "high": after(high)}


def preparing(name: str, *, planned: float, missing: Sequence[str], watcher: str | None = "Mara Lind") -> View:
    """Before the start."""
    phase = "prepared" if missing else "ready"
    view = chair(name, phase, arrived=-18, watcher=watcher, cuff=("146", "92", -5), next_cuff=None)
    view["missing"] = list(missing)
    view["times"]["planned_at"] = after(planned)
    return view


def chair(
    name: str,
    phase: str,
    *,
    arrived: float,
    started: float | None = None,
    end: float | None = None,
    watcher: str | None = "Mara Lind",
    cuff: tuple[str, str, float] = ("126", "80", -4),
    next_cuff: float | None,
    values: tuple[str, str, str] = ("98", "82", "14"),
) -> View:
    """One chair as `chair_view` tells it."""
    times = {
        "planned_at": after(started or 0),
        "ordered_at": after(-120),
        "arrived_at": after(arrived),
        "prepared_at": None,
    }
    times |= {
        "started_at": after(started),
        "paused_at": None,
        "end_expected_at": after(end),
        "ended_at": None,
        "left_at": None,
    }
    return {
        "seq": 42,
        "cursor": 1234,
        "now": written_time(NOW),
        "patient": {"name": name, "age_years": 47, "weight_kg": "70", "infusion_number": 3, "planned_infusions": 6},
        "phase": phase,
        "watcher": watcher,
        "order": {
            "dose_mg": "35",
            "dose_mg_per_kg": "0.5",
            "minutes": "40",
            "rate_ml_per_h": "151",
            "rate_mg_per_h": "52.48",
        },
        "bag": None,
        "missing": [],
        "times": times,
        "leaving": None,
        "infusion": None if started is None else infusion(started, end),
        "numerics": numerics(cuff, next_cuff, values),
        "breathing_monitored": True,
        "alarms": [],
        "choices": [],
        "marks": [],
        "told": [],
        "blind": [],
        "demo": False,
    }


def infusion(started: float, end: float | None) -> View:
    """What has been given, as far as the board shows it."""
    return {
        "rate_ml_per_h": "151",
        "rate_mg_per_h": "52.48",
        "given_mg": "21.3",
        "to_give_mg": "35",
        "remaining_mg": "13.7",
        "minutes_done": str(-started),
        "minutes_left": None if end is None else str(end),
        "paused_for": None,
        "ended_as": None,
        "dose_in": False,
        "segments": [segment(started, None, "151")],
    }


def segment(start: float, end: float | None, rate: str) -> View:
    """A stretch at one rate."""
    return {
        "from": after(start),
        "to": after(end),
        "ml_per_h": rate,
        "mg_per_h": f"{float(rate) * 0.34757:.2f}",
        "by": "Mara Lind",
    }


def numerics(cuff: tuple[str, str, float] | None, next_cuff: float | None, values: tuple[str, str, str]) -> View:
    """The last values: saturation, heart rate, breathing, and the cuff's with its age in minutes."""
    systolic, diastolic, measured = cuff or (None, None, None)
    nibp = {
        "systolic": systolic,
        "diastolic": diastolic,
        "mean": None,
        "at": after(measured),
        "status": "fresh" if cuff else "never",
        "ages": CUFF_AGES,
    }
    continuous = {
        channel: {
            "value": value or None,
            "at": after(-1 / 60) if value else None,
            "status": "fresh" if value else "never",
            "ages": CONTINUOUS_AGES,
        }
        for channel, value in zip(("spo2", "hr", "resp"), values, strict=True)
    }
    return {**continuous, "nibp": {**nibp, "first": None, "next_due_at": after(next_cuff)}, "pump": {"status": "never"}}


def alarm(
    condition: str,
    channel: str,
    priority: str,
    kind: str,
    for_s: float,
    value: str = "",
    limit: str | None = None,
    *,
    by: str | None = None,
    sound_off: float | None = None,
) -> View:
    """A condition that has been there for so long; `by` has seen it; its sound is off for so many minutes."""
    return {
        "condition": condition,
        "channel": channel,
        "priority": priority,
        "kind": kind,
        "since": after(-for_s / 60),
        "raised_at": after(-for_s / 60),
        "value": value,
        "limit": limit,
        "why": f"/protocol/entries/{condition.partition(':')[0]}/?session=ses_fixture",
        "seq": 40,
        "acknowledged_by": by,
        "acknowledged_at": after(0) if by else None,
        "sound_paused_until": after(sound_off),
        "cleared_at": None,
    }
