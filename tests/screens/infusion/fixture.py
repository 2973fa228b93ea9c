"""Visits as the infusion screen is handed them: `chair_view`, trends, entries and config, one page for each state.

    page = pages()["medium"]        # minute 24 of 40, a medium pressure alarm, a silence in heart rate and saturation

The patient is the one of the drawing. Times are UTC; the clinic's own are an hour later.
"""

import math
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]

NOW = datetime(2026, 11, 20, 13, 30, 24, tzinfo=UTC)
STARTED = datetime(2026, 11, 20, 13, 6, 0, tzinfo=UTC)
SESSION = "ses_01kb0rutham5el00000000000"
SILENCE = (datetime(2026, 11, 20, 13, 17, 0, tzinfo=UTC), datetime(2026, 11, 20, 13, 18, 20, tzinfo=UTC))
"""One minute and twenty seconds without heart rate and saturation."""

CUFFS = ((-9, 128, 78), (-1, 126, 77), (4, 131, 79), (9, 139, 84), (14, 149, 90), (20, 161, 96), (23.2, 164, 98))
"""Minute of the infusion, systolic, diastolic."""

ML_PER_H, MG_PER_H, DOSE_MG, BAG_MG_PER_ML = 151.0, 52.48, 35.0, 0.34757


@dataclass
class Page:
    """What the view hands to the template."""

    view: Json
    trends: Json
    entries: list[Json]
    config: Json


def at(moment: datetime) -> str:
    """A moment as the log writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def minute(number: float) -> datetime:
    """A minute of the infusion."""
    return STARTED + timedelta(minutes=number)


def pages() -> dict[str, Page]:
    """Every state by its name."""
    made = {name: _from(medium(), change) for name, change in CHANGES.items()}
    return {"medium": medium(), **made}


def _from(page: Page, change: Callable[[Page], None]) -> Page:
    change(page)
    return page


def medium() -> Page:
    """Minute 24 of 40; pressure over its limit; a silence is behind us."""
    return Page(view=_view(), trends=_trends(), entries=_entries(), config=_config())


def _view() -> Json:
    done = (NOW - STARTED).total_seconds() / 60
    return {
        "session": SESSION,
        "seq": 42,
        "cursor": 6120,
        "now": at(NOW),
        "url": f"/sessions/{SESSION}/",
        "chair": {"number": 3, "room": "Room 3"},
        "patient": {"name": "Ruth Amsel", "age_years": 47, "weight_kg": "70", "infusion_number": 3, "planned_infusions": 6},
        "phase": "infusing",
        "watcher": "Mara Lind",
        "order": {"dose_mg": "35", "dose_mg_per_kg": "0.5", "minutes": "40", "rate_ml_per_h": "151", "rate_mg_per_h": "52.48"},
        "bag": {"concentration_mg_per_ml": "0.34757", "volume_ml": "100.7", "draw_ml": "0.7"},
        "missing": [],
        "times": {
            "planned_at": at(STARTED),
            "ordered_at": at(minute(-60)),
            "arrived_at": at(minute(-35)),
            "prepared_at": at(minute(-11)),
            "started_at": at(STARTED),
            "paused_at": None,
            "end_expected_at": at(minute(40)),
            "ended_at": None,
            "left_at": None,
        },
        "infusion": {
            "rate_ml_per_h": "151",
            "rate_mg_per_h": "52.48",
            "given_mg": "21.3",
            "remaining_mg": "13.7",
            "minutes_done": f"{done:.1f}",
            "minutes_left": f"{40 - done:.1f}",
            "paused_for": None,
            "ended_as": None,
            "dose_in": False,
            "segments": [segment(0, None, "151", "52.48")],
        },
        "numerics": _numerics(),
        "breathing_monitored": True,
        "alarms": [PRESSURE_ALARM],
        "choices": running_choices(),
        "marks": [
            mark(1, "medicine", -8),
            mark(2, "needle", 0.5),
            mark(3, "symptom", 9),
            mark(4, "comfort", 16),
            mark(5, "other", 20.4, said=False),
        ],
        "blind": [],
        "demo": True,
    }


PRESSURE_ALARM: Json = {
    "condition": "pressure_high",
    "channel": "nibp",
    "priority": "medium",
    "kind": "physiological",
    "since": at(minute(23.2)),
    "raised_at": at(minute(23.2)),
    "value": "164/98",
    "limit": "160/100",
    "seq": 41,
    "acknowledged_by": None,
    "acknowledged_at": None,
    "sound_paused_until": None,
    "cleared_at": None,
}


def alarm(**changes: Any) -> Json:
    """An alarm like the pressure's, with these differences."""
    return {**PRESSURE_ALARM, **changes}


def segment(start: float, end: float | None, ml_per_h: str, mg_per_h: str) -> Json:
    """A stretch at one rate, in minutes of the infusion."""
    return {"from": at(minute(start)), "to": at(minute(end)) if end is not None else None, "ml_per_h": ml_per_h, "mg_per_h": mg_per_h, "by": "Mara Lind"}


def choice(key: str, ml_per_h: str | None, end: float | None, given_mg: str, then: str | None = None) -> Json:
    """One choice; `end` in minutes of the infusion."""
    return {"key": key, "ml_per_h": ml_per_h, "then_ml_per_h": then, "end_expected_at": at(minute(end)) if end is not None else None, "given_mg": given_mg}


def running_choices() -> list[Json]:
    """What can be done while it runs."""
    return [
        choice("go_on", "151", 40, "35"),
        choice("slow_75", "113.2", 45.2, "35"),
        choice("slow_half", "75.5", 55.6, "35"),
        choice("pause", None, 50.2, "35", then="113.2"),
        choice("stop", None, None, "21.3"),
    ]


def mark(number: int, kind: str, when: float, *, said: bool = True) -> Json:
    """A mark at a minute of the infusion."""
    return {"number": number, "kind": kind, "at": at(minute(when)), "by": "Mara Lind", "said": said, "seq": 20 + number}


def _numerics() -> Json:
    def fresh(value: str, limits: list[str | None]) -> Json:
        return {"value": value, "at": at(NOW), "status": "fresh", "interval_s": 1, "bound": True, "limits": limits, "alarm": None}

    when, systolic, diastolic = CUFFS[-1]
    return {
        "hr": fresh("92", ["50", "120"]),
        "spo2": fresh("97", ["94", None]),
        "resp": fresh("14", ["10", "24"]),
        "nibp": {
            "systolic": str(systolic),
            "diastolic": str(diastolic),
            "mean": "120",
            "at": at(minute(when)),
            "status": "fresh",
            "first": {"systolic": "126", "diastolic": "77"},
            "next_due_at": at(NOW + timedelta(seconds=96)),
            "interval_s": 600,
            "bound": True,
            "seq": 40,
            "source": "device",
            "limits": ["160", "100"],
            "alarm": "medium",
        },
        "pump": {"ml_per_h": "151", "at": at(NOW), "status": "fresh", "volume_ml": "61.4", "interval_s": 1, "bound": True, "alarm": None},
    }


FRESHNESS = {
    "continuous": {
        "fresh": {"at_least_s": 5, "intervals": 1.5},
        "ageing": {"at_least_s": 15, "intervals": 2.5},
        "stale": {"at_least_s": 30, "intervals": 5},
    },
    "cuff": {
        "fresh": {"at_least_s": 0, "intervals": 1.5},
        "ageing": {"at_least_s": 0, "intervals": 2},
        "stale": {"at_least_s": 0, "intervals": 3},
    },
}


def _config() -> Json:
    names = "stream state forecast log start rate pause resume stop complete acknowledge sound mark describe reason cuff artefact"
    return {
        "session": SESSION,
        "urls": {name: f"/sessions/{SESSION}/{name}" for name in names.split()},
        "speed": 1.0,
        "time_zone": "Europe/Madrid",
        "language": "en",
        "person": "Mara Lind",
        "prescriber": False,
        "alarm_sounds": {"sounds_again_after_s": 120, "escalates_after_s": 30},
        "sound_pause_s": 120,
        "freshness": FRESHNESS,
    }


def _wobble(number: float, phase: float) -> float:
    return math.sin(number * 2.1 + phase) * 0.6 + math.sin(number * 5.3 + phase * 3) * 0.5


def signal(name: str, until: datetime = NOW) -> list[list[float]]:
    """A value a second since minute -9, with the silence left out where the channel had it."""
    shape = {
        "hr": lambda m: 74 + 18 / (1 + math.exp(-(m - 9) / 4)) + 2.2 * _wobble(m, 1),
        "spo2": lambda m: 97.2 + 0.9 * _wobble(m, 2),
        "resp": lambda m: 14.3 + 1.3 * _wobble(m, 5),
    }[name]
    points = []
    moment = minute(-9)
    while moment <= until:
        silent = name != "resp" and SILENCE[0] < moment < SILENCE[1]
        if not silent:
            points.append([moment.timestamp(), round(shape((moment - STARTED).total_seconds() / 60))])
        moment += timedelta(seconds=1)
    return points


def _trends() -> Json:
    return {
        "trends": {name: signal(name) for name in ("hr", "spo2", "resp")},
        "cuffs": [[minute(when).timestamp(), systolic, diastolic, None] for when, systolic, diastolic in CUFFS],
        "gaps": {name: [[SILENCE[0].timestamp(), SILENCE[1].timestamp()]] for name in ("hr", "spo2")} | {"resp": []},
    }


def _entries() -> list[Json]:
    told = [
        (41, 23.2, "AlarmRaised", "Handrail", "** Pressure high 164/98"),
        (40, 23.2, "CuffCharted", "Monitor 3", "Cuff 164/98"),
        (39, 20.4, "EventMarked", "Mara Lind", "5: Mark"),
        (38, 20, "CuffCharted", "Monitor 3", "Cuff 161/96"),
        (37, 16.3, "MarkDescribed", "Mara Lind", "4: Music softer, it helped"),
        (36, 16, "EventMarked", "Mara Lind", "4: Comfort"),
        (35, 14, "CuffCharted", "Monitor 3", "Cuff 149/90"),
        (33, 9.2, "MarkDescribed", "Mara Lind", "3: Afraid"),
        (32, 9, "EventMarked", "Mara Lind", "3: Symptom"),
        (31, 0, "InfusionStarted", "Mara Lind", "Started at 151 mL/h"),
    ]
    zone = timedelta(hours=1)
    return [
        {"seq": seq, "at": (minute(when) + zone).strftime("%H:%M:%S"), "kind": kind, "by": by, "words": words}
        for seq, when, kind, by, words in told
    ]


# The other states, each as what it changes


def _quiet(page: Page) -> None:
    page.view["alarms"] = []
    page.view["numerics"]["nibp"].update(systolic="139", diastolic="84", mean="102", alarm=None)
    page.trends["cuffs"] = page.trends["cuffs"][:4]
    page.view["numerics"]["nibp"]["at"] = at(minute(CUFFS[3][0] + 13))
    page.trends["cuffs"].append([minute(22).timestamp(), 139, 84, None])


def _high(page: Page) -> None:
    page.view["numerics"]["spo2"].update(value="86", alarm="high")
    falling = page.trends["trends"]["spo2"]
    for index, point in enumerate(falling[-40:]):
        point[1] = 97 - round(index * 11 / 39)
    page.view["alarms"] = [
        alarm(condition="spo2_low", channel="spo2", priority="high", value="86", limit="90", since=at(NOW - timedelta(seconds=19)), raised_at=at(NOW - timedelta(seconds=4)), seq=43),
        PRESSURE_ALARM,
        alarm(condition="silent:resp", channel="resp", priority="low", kind="technical", value="", limit=None, since=at(NOW - timedelta(seconds=12)), seq=44),
    ]
    page.view["numerics"]["resp"].update(at=at(NOW - timedelta(seconds=12)), status="ageing", alarm="low")
    page.trends["trends"]["resp"] = page.trends["trends"]["resp"][:-12]


def _seen(page: Page) -> None:
    page.view["alarms"] = [alarm(acknowledged_by="Mara Lind", acknowledged_at=at(NOW - timedelta(seconds=43)))]


def _sound_paused(page: Page) -> None:
    page.view["alarms"] = [alarm(sound_paused_until=at(NOW + timedelta(seconds=92)))]


def _stale(page: Page) -> None:
    for name, age_s in (("hr", 22), ("spo2", 22), ("resp", 9)):
        page.view["numerics"][name].update(at=at(NOW - timedelta(seconds=age_s)), status="stale" if age_s > 15 else "ageing")
        page.trends["trends"][name] = [point for point in page.trends["trends"][name] if point[0] <= NOW.timestamp() - age_s]
    page.view["alarms"] = [alarm(condition="silent:hr", channel="hr", priority="low", kind="technical", value="", limit=None, since=at(NOW - timedelta(seconds=22)))]
    page.view["numerics"]["nibp"]["alarm"] = None
    page.view["numerics"]["hr"]["alarm"] = "low"


def _lost(page: Page) -> None:
    for name in ("hr", "spo2", "resp"):
        page.view["numerics"][name].update(at=at(NOW - timedelta(seconds=95)), status="lost", alarm="medium")
        page.trends["trends"][name] = [point for point in page.trends["trends"][name] if point[0] <= NOW.timestamp() - 95]
        page.trends["gaps"][name].append([NOW.timestamp() - 94, None])
    page.view["numerics"]["nibp"].update(at=at(NOW - timedelta(minutes=24)), status="lost", next_due_at=at(NOW - timedelta(minutes=4)), alarm=None)
    page.view["numerics"]["pump"].update(at=at(NOW - timedelta(seconds=95)), status="lost")
    page.trends["cuffs"] = page.trends["cuffs"][:2]
    page.view["alarms"] = [
        alarm(condition=f"silent:{name}", channel=name, priority="medium", kind="technical", value="", limit=None, since=at(NOW - timedelta(seconds=95)))
        for name in ("hr", "spo2", "resp")
    ]


def _paused(page: Page) -> None:
    view = page.view
    view.update(phase="paused", seq=45, choices=[choice("resume", "151", 41.5, "35"), choice("resume_75", "113.2", 46.7, "35"), choice("stop", None, None, "20.1")])
    view["infusion"].update(rate_ml_per_h="0", rate_mg_per_h="0", given_mg="20.1", remaining_mg="14.9", minutes_left=None, segments=[segment(0, 23, "151", "52.48")])
    view["times"].update(end_expected_at=None, paused_at=at(minute(23)))
    view["numerics"]["pump"]["ml_per_h"] = "0"


def _slowed(page: Page) -> None:
    view = page.view
    view["infusion"].update(rate_ml_per_h="75.5", rate_mg_per_h="26.24", given_mg="17.9", remaining_mg="17.1", minutes_left="39.1", segments=[segment(0, 16.5, "151", "52.48"), segment(16.5, None, "75.5", "26.24")])
    view["times"]["end_expected_at"] = at(minute(63.5))
    view["numerics"]["pump"]["ml_per_h"] = "75.5"
    view["choices"] = [choice("go_on", "75.5", 63.5, "35"), choice("slow_75", "56.6", 76.5, "35"), choice("slow_half", "37.7", 102.6, "35"), choice("pause", None, 81.5, "35", then="56.6"), choice("stop", None, None, "17.9")]
    _seen(page)


def _dose_in(page: Page) -> None:
    page.view["infusion"].update(given_mg="35", remaining_mg="0", minutes_left="0", dose_in=True, minutes_done="24.4")
    page.view["times"]["end_expected_at"] = at(NOW - timedelta(seconds=70))
    page.view["alarms"] = []
    page.view["numerics"]["nibp"]["alarm"] = None


def _before(page: Page, phase: str, missing: list[str]) -> None:
    view = page.view
    view.update(phase=phase, seq=6, missing=missing, infusion=None, choices=[], marks=[], alarms=[])
    view["times"].update(started_at=None, end_expected_at=None)
    view["numerics"]["nibp"].update(systolic="126", diastolic="77", mean="93", alarm=None, at=at(NOW - timedelta(minutes=3)), first=None)
    page.trends["cuffs"] = [[(NOW - timedelta(minutes=3)).timestamp(), 126, 77, 93]]
    page.entries = [entry for entry in page.entries if entry["seq"] < 32][:0]


def _ordered(page: Page) -> None:
    _before(page, "ordered", ["bag", "second_check", "monitor", "watcher"])
    page.view.update(watcher=None, bag=None)
    page.view["times"]["prepared_at"] = None
    _no_device(page)


def _ready(page: Page) -> None:
    _before(page, "ready", [])


def _recovering(page: Page) -> None:
    view = page.view
    shift = timedelta(minutes=-30)
    view.update(phase="recovering", seq=58, choices=[], alarms=[])
    for name in ("arrived_at", "prepared_at", "started_at"):
        view["times"][name] = at(datetime.fromisoformat(view["times"][name]) + shift)
    view["times"].update(end_expected_at=None, ended_at=at(minute(40) + shift))
    view["infusion"].update(rate_ml_per_h="0", rate_mg_per_h="0", given_mg="35", remaining_mg="0", minutes_done="40", minutes_left=None, ended_as="completed", dose_in=True, segments=[segment(-30, 10, "151", "52.48")])
    view["numerics"]["pump"].update(status="lost", at=at(minute(10)))
    view["numerics"]["nibp"].update(systolic="131", diastolic="79", mean="96", alarm=None)
    page.trends["cuffs"][-1][1:3] = [131, 79]


def _no_device(page: Page) -> None:
    never = {"value": None, "at": None, "status": "never", "limits": ["50", "120"], "alarm": None, "interval_s": None, "bound": False}
    for name in ("hr", "spo2", "resp"):
        page.view["numerics"][name] = dict(never)
        page.trends["trends"][name] = []
        page.trends["gaps"][name] = []
    page.view["numerics"]["nibp"] = {"systolic": None, "diastolic": None, "mean": None, "at": None, "status": "never", "first": None, "next_due_at": None, "limits": ["160", "100"], "alarm": None, "interval_s": None, "bound": False}
    page.view["numerics"]["pump"] = {"ml_per_h": None, "at": None, "status": "never", "volume_ml": None, "interval_s": None, "bound": False, "alarm": None}
    page.trends["cuffs"] = []
    page.view["breathing_monitored"] = False
    page.view["alarms"] = []


def _blind(page: Page) -> None:
    from_at, to_at = minute(18.5), minute(19.2)
    page.view["blind"] = [{"from": at(from_at), "to": at(to_at)}]
    for name, points in page.trends["trends"].items():
        page.trends["trends"][name] = [point for point in points if not from_at.timestamp() < point[0] < to_at.timestamp()]
        page.trends["gaps"][name] = [*page.trends["gaps"][name], [from_at.timestamp(), to_at.timestamp()]]


def _long_names(page: Page) -> None:
    page.view["patient"]["name"] = "Maximiliana Wolfeschlegelsteinhausenbergerdorff-García"
    page.view["watcher"] = "Guadalupe Fernández-Echeverría"
    page.view["chair"] = {"number": 12, "room": "Room 12"}
    page.view["alarms"] = [alarm(acknowledged_by="Guadalupe Fernández-Echeverría", acknowledged_at=at(NOW - timedelta(seconds=9))), alarm(condition="hr_high", channel="hr", priority="low", value="131", limit="120")]
    page.view["numerics"]["hr"].update(value="131", alarm="low")


CHANGES: dict[str, Callable[[Page], None]] = {
    "quiet": _quiet,
    "high": _high,
    "seen": _seen,
    "sound_paused": _sound_paused,
    "stale": _stale,
    "lost": _lost,
    "paused": _paused,
    "slowed": _slowed,
    "dose_in": _dose_in,
    "ordered": _ordered,
    "ready": _ready,
    "recovering": _recovering,
    "no_device": _no_device,
    "blind": _blind,
    "long_names": _long_names,
}


def later(page: Page, seconds: float, **numerics: str) -> Json:
    """The stream's next message: the same visit some seconds on, with a fresh value for each channel named."""
    now = NOW + timedelta(seconds=seconds)
    view = deepcopy(page.view)
    view.update(now=at(now), cursor=view["cursor"] + len(numerics))
    for name, value in numerics.items():
        view["numerics"][name].update(value=value, at=at(now), status="fresh")
    return {"view": view, "since": None, "whole": None, "samples": {name: [[now.timestamp(), float(value)]] for name, value in numerics.items()}, "numbers": {}, "cuffs": [], "events": []}
