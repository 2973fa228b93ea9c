"""One visit as the infusion screen is handed it: minute 24 of 40, pressure over its limit, a silence behind us.

The patient is the one of the drawing. Times are UTC; the clinic's own are an hour later.
"""

import math
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


def medium() -> Page:
    """Minute 24 of 40; pressure over its limit; a silence is behind us."""
    return Page(view=_view(), trends=_trends(), entries=_entries(), config=_config())


RUTH = {"name": "Ruth Amsel", "age_years": 47, "weight_kg": "70", "infusion_number": 3, "planned_infusions": 6}
ORDER = {
    "dose_mg": "35",
    "dose_decimals": 1,
    "dose_mg_per_kg": "0.5",
    "minutes": "40",
    "rate_ml_per_h": "151",
    "rate_mg_per_h": "52.48",
}


def _view() -> Json:
    done = (NOW - STARTED).total_seconds() / 60
    return {
        "session": SESSION,
        "seq": 42,
        "cursor": 6120,
        "now": at(NOW),
        "url": f"/sessions/{SESSION}/",
        "chair": {"number": 3, "room": "Room 3"},
        "patient": dict(RUTH),
        "phase": "infusing",
        "watcher": "Mara Lind",
        "order": ORDER,
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
            "to_give_mg": "35",
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
        "ratings": [rating(26, -2, 0), rating(34, 9, 2), rating(36, 16, 5)],
        "primed_with": "drug",
        "choices": running_choices(),
        "marks": [
            mark(1, "medicine", -8),
            mark(2, "needle", 0.5),
            mark(3, "symptom", 9),
            mark(4, "comfort", 16),
            mark(5, "other", 20.4, said=False),
        ],
        "told": [],
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
    "latest": "164/98",
    "limit": "160/100",
    "rates": None,
    "do": {
        "en": "Measure again in 2 minutes and tell the physician.",
        "es": "Repita la medición en 2 minutos y avise al médico.",
    },
    "why": f"/protocol/entries/pressure_high/?session={SESSION}",
    "seq": 41,
    "acknowledged_by": None,
    "acknowledged_at": None,
    "sound_paused_until": None,
    "cleared_at": None,
}


def alarm(**changes: Any) -> Json:
    """An alarm like the pressure's, with these differences."""
    return {**PRESSURE_ALARM, **({"latest": None} if "value" in changes else {}), **changes}


def segment(start: float, end: float | None, ml_per_h: str, mg_per_h: str) -> Json:
    """A stretch at one rate, in minutes of the infusion."""
    return {
        "from": at(minute(start)),
        "to": at(minute(end)) if end is not None else None,
        "ml_per_h": ml_per_h,
        "mg_per_h": mg_per_h,
        "by": "Mara Lind",
    }


def choice(key: str, ml_per_h: str | None, end: float | None, given_mg: str, then: str | None = None) -> Json:
    """One choice; `end` in minutes of the infusion."""
    return {
        "key": key,
        "ml_per_h": ml_per_h,
        "then_ml_per_h": then,
        "end_expected_at": at(minute(end)) if end is not None else None,
        "given_mg": given_mg,
    }


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


def rating(seq: int, when: float, of_ten: int, scale: str = "felt") -> Json:
    """What she said at a minute of the infusion."""
    return {"seq": seq, "scale": scale, "of_ten": of_ten, "at": at(minute(when))}


def _numerics() -> Json:
    def fresh(value: str, limits: list[str | None]) -> Json:
        return {
            "value": value,
            "at": at(NOW),
            "status": "fresh",
            "interval_s": 1,
            "bound": True,
            "limits": limits,
            "alarm": None,
        }

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
        "pump": {
            "ml_per_h": "151",
            "at": at(NOW),
            "status": "fresh",
            "volume_ml": "61.4",
            "interval_s": 1,
            "bound": True,
            "alarm": None,
        },
    }


CONTINUOUS_AGES = {"ageing_s": 5.0, "stale_s": 15.0, "lost_s": 30.0}
CUFF_AGES = {"ageing_s": 900.0, "stale_s": 1200.0, "lost_s": 1800.0}


def _config() -> Json:
    names = "stream state forecast log start rate pause resume stop complete acknowledge sound mark describe reason cuff artefact rating"
    return {
        "session": SESSION,
        "urls": {name: f"/sessions/{SESSION}/{name}" for name in names.split()},
        "speed": 1.0,
        "time_zone": "Europe/Madrid",
        "language": "en",
        "person": "Mara Lind",
        "prescriber": False,
        "alarm_sounds": {
            "repeat_s": {"high": 8.0, "medium": 16.0},
            "sounds_again_after_s": 120,
            "escalates_after_s": 30,
        },
        "pause_min": "5",
        "rates": {"least": "0.1", "most": "600"},
        "possible_mmhg": [30.0, 300.0],
        "sound_pause_s": 120,
        "ages": dict.fromkeys(("hr", "spo2", "resp", "pump"), CONTINUOUS_AGES) | {"nibp": CUFF_AGES},
        "gap_s": {"hr": 6.0, "spo2": 6.0, "resp": 6.0},
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
