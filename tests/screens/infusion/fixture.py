"""Visits as the infusion screen is handed them: `chair_view`, trends, entries and config, one page for each state.

page = pages()["medium"]  # minute 24 of 40, a medium pressure alarm, a silence in heart rate and saturation
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta

from tests.screens.infusion.visit import (
    CUFFS,
    NOW,
    PRESSURE_ALARM,
    Json,
    Page,
    alarm,
    at,
    choice,
    medium,
    minute,
    segment,
)


def pages() -> dict[str, Page]:
    """Every state by its name."""
    made = {name: _from(medium(), change) for name, change in CHANGES.items()}
    return {"medium": medium(), **made}


def _from(page: Page, change: Callable[[Page], None]) -> Page:
    change(page)
    return page


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
        alarm(
            condition="spo2_low",
            channel="spo2",
            priority="high",
            value="86",
            limit="90",
            since=at(NOW - timedelta(seconds=19)),
            raised_at=at(NOW - timedelta(seconds=4)),
            seq=43,
        ),
        PRESSURE_ALARM,
        alarm(
            condition="silent:resp",
            channel="resp",
            priority="low",
            kind="technical",
            value="",
            limit=None,
            since=at(NOW - timedelta(seconds=12)),
            seq=44,
        ),
    ]
    page.view["numerics"]["resp"].update(at=at(NOW - timedelta(seconds=12)), status="ageing", alarm="low")
    page.trends["trends"]["resp"] = page.trends["trends"]["resp"][:-12]


def _seen(page: Page) -> None:
    page.view["alarms"] = [alarm(acknowledged_by="Mara Lind", acknowledged_at=at(NOW - timedelta(seconds=43)))]


def _sound_paused(page: Page) -> None:
    page.view["alarms"] = [alarm(sound_paused_until=at(NOW + timedelta(seconds=92)))]


def _stale(page: Page) -> None:
    for name, age_s in (("hr", 22), ("spo2", 22), ("resp", 9)):
        page.view["numerics"][name].update(
            at=at(NOW - timedelta(seconds=age_s)), status="stale" if age_s > 15 else "ageing"
        )
        page.trends["trends"][name] = [
            point for point in page.trends["trends"][name] if point[0] <= NOW.timestamp() - age_s
        ]
    page.view["alarms"] = [
        alarm(
            condition="silent:hr",
            channel="hr",
            priority="low",
            kind="technical",
            value="",
            limit=None,
            since=at(NOW - timedelta(seconds=22)),
        )
    ]
    page.view["numerics"]["nibp"]["alarm"] = None
    page.view["numerics"]["hr"]["alarm"] = "low"


def _lost(page: Page) -> None:
    for name in ("hr", "spo2", "resp"):
        page.view["numerics"][name].update(at=at(NOW - timedelta(seconds=95)), status="lost", alarm="medium")
        page.trends["trends"][name] = [
            point for point in page.trends["trends"][name] if point[0] <= NOW.timestamp() - 95
        ]
        page.trends["gaps"][name].append([NOW.timestamp() - 94, None])
    page.view["numerics"]["nibp"].update(
        at=at(NOW - timedelta(minutes=24)), status="lost", next_due_at=at(NOW - timedelta(minutes=4)), alarm=None
    )
    page.view["numerics"]["pump"].update(at=at(NOW - timedelta(seconds=95)), status="lost")
    page.trends["cuffs"] = page.trends["cuffs"][:2]
    page.view["alarms"] = [
        alarm(
            condition=f"silent:{name}",
            channel=name,
            priority="medium",
            kind="technical",
            value="",
            limit=None,
            since=at(NOW - timedelta(seconds=95)),
        )
        for name in ("hr", "spo2", "resp")
    ]


def _old_cuff(page: Page) -> None:
    page.view["alarms"] = []
    page.view["numerics"]["nibp"].update(at=at(minute(-1)), status="lost", alarm=None, systolic="126", diastolic="77")
    page.trends["cuffs"] = page.trends["cuffs"][:2]


def _paused(page: Page) -> None:
    view = page.view
    view.update(
        phase="paused",
        seq=45,
        choices=[
            choice("resume", "151", 41.5, "35"),
            choice("resume_75", "113.2", 46.7, "35"),
            choice("stop", None, None, "20.1"),
        ],
    )
    view["infusion"].update(
        rate_ml_per_h="0",
        rate_mg_per_h="0",
        given_mg="20.1",
        remaining_mg="14.9",
        minutes_left=None,
        segments=[segment(0, 23, "151", "52.48")],
    )
    view["times"].update(end_expected_at=None, paused_at=at(minute(23)))
    view["numerics"]["pump"]["ml_per_h"] = "0"


def _slowed(page: Page) -> None:
    view = page.view
    view["infusion"].update(
        rate_ml_per_h="75.5",
        rate_mg_per_h="26.24",
        given_mg="17.9",
        remaining_mg="17.1",
        minutes_left="39.1",
        segments=[segment(0, 16.5, "151", "52.48"), segment(16.5, None, "75.5", "26.24")],
    )
    view["times"]["end_expected_at"] = at(minute(63.5))
    view["numerics"]["pump"]["ml_per_h"] = "75.5"
    view["choices"] = [
        choice("go_on", "75.5", 63.5, "35"),
        choice("slow_75", "56.6", 76.5, "35"),
        choice("slow_half", "37.7", 102.6, "35"),
        choice("pause", None, 81.5, "35", then="56.6"),
        choice("stop", None, None, "17.9"),
    ]
    _seen(page)


def _dose_in(page: Page) -> None:
    page.view["infusion"].update(given_mg="35", remaining_mg="0", minutes_left="0", dose_in=True, minutes_done="24.4")
    page.view["times"]["end_expected_at"] = at(NOW - timedelta(seconds=70))
    page.view["alarms"] = []
    page.view["numerics"]["nibp"]["alarm"] = None


def _before(page: Page, phase: str, missing: list[str]) -> None:
    view = page.view
    view.update(phase=phase, seq=6, missing=missing, infusion=None, choices=[], marks=[], alarms=[], ratings=[])
    view["times"].update(started_at=None, end_expected_at=None)
    view["numerics"]["nibp"].update(
        systolic="126", diastolic="77", mean="93", alarm=None, at=at(NOW - timedelta(minutes=3)), first=None
    )
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
    view["infusion"].update(
        rate_ml_per_h="0",
        rate_mg_per_h="0",
        given_mg="35",
        remaining_mg="0",
        minutes_done="40",
        minutes_left=None,
        ended_as="completed",
        dose_in=True,
        segments=[segment(-30, 10, "151", "52.48")],
    )
    view["numerics"]["pump"].update(status="lost", at=at(minute(10)))
    view["numerics"]["nibp"].update(systolic="131", diastolic="79", mean="96", alarm=None)
    page.trends["cuffs"][-1][1:3] = [131, 79]


def _no_device(page: Page) -> None:
    never = {
        "value": None,
        "at": None,
        "status": "never",
        "limits": ["50", "120"],
        "alarm": None,
        "interval_s": None,
        "bound": False,
    }
    for name in ("hr", "spo2", "resp"):
        page.view["numerics"][name] = dict(never)
        page.trends["trends"][name] = []
        page.trends["gaps"][name] = []
    page.view["numerics"]["nibp"] = {
        "systolic": None,
        "diastolic": None,
        "mean": None,
        "at": None,
        "status": "never",
        "first": None,
        "next_due_at": None,
        "limits": ["160", "100"],
        "alarm": None,
        "interval_s": None,
        "bound": False,
    }
    page.view["numerics"]["pump"] = {
        "ml_per_h": None,
        "at": None,
        "status": "never",
        "volume_ml": None,
        "interval_s": None,
        "bound": False,
        "alarm": None,
    }
    page.trends["cuffs"] = []
    page.view["breathing_monitored"] = False
    page.view["alarms"] = []


def _blind(page: Page) -> None:
    from_at, to_at = minute(18.5), minute(19.2)
    page.view["blind"] = [{"from": at(from_at), "to": at(to_at)}]
    for name, points in page.trends["trends"].items():
        page.trends["trends"][name] = [
            point for point in points if not from_at.timestamp() < point[0] < to_at.timestamp()
        ]
        page.trends["gaps"][name] = [*page.trends["gaps"][name], [from_at.timestamp(), to_at.timestamp()]]


def _long_names(page: Page) -> None:
    page.view["patient"]["name"] = "Maximiliana Wolfeschlegelsteinhausenbergerdorff-García"
    page.view["watcher"] = "Guadalupe Fernández-Echeverría"
    page.view["chair"] = {"number": 12, "room": "Room 12"}
    page.view["alarms"] = [
        alarm(acknowledged_by="Guadalupe Fernández-Echeverría", acknowledged_at=at(NOW - timedelta(seconds=9))),
        alarm(condition="hr_high", channel="hr", priority="low", value="131", limit="120"),
    ]
    page.view["numerics"]["hr"].update(value="131", alarm="low")


LONG_DO = {
    "en": (
        "High in a second reading. Tell the physician, calm the patient, cuff every 5 minutes. Slow if rising, unwell, "
        "or at their own limit. Headache, blurred sight, chest pain, weakness or hard breathing: stop, emergency."
    ),
    "es": (
        "Alta en una segunda medición. Avise al médico, calme al paciente, manguito cada 5 minutos. Reduzca si sube, está mal "
        "o llega a su límite. Cefalea, visión borrosa, dolor torácico, debilidad o dificultad para respirar: detenga, emergencia."
    ),
}
"""The longest instruction that the protocol has."""


def _long_do(page: Page) -> None:
    page.view["alarms"] = [alarm(do=LONG_DO, value="186/115", latest="191/116", limit="180/110")]


def _pump_differs(page: Page) -> None:
    page.view["numerics"]["pump"].update(ml_per_h="113.2", alarm="medium")
    page.view["numerics"]["nibp"]["alarm"] = None
    page.view["alarms"] = [
        alarm(
            condition="pump_differs",
            channel="pump_rate",
            kind="technical",
            value="113.2",
            limit="151",
            rates={"pump": "113.2", "charted": "151"},
            do={
                "en": "Look at the pump. Set it to the charted rate, or chart what it runs at.",
                "es": "Mire la bomba. Póngala a la velocidad registrada, o registre la que lleva.",
            },
        )
    ]


def _two_bags(page: Page) -> None:
    """The second bag is twice as strong: half the flow is the same drug."""
    _quiet(page)
    page.view["infusion"].update(
        rate_ml_per_h="75.5",
        rate_mg_per_h="52.48",
        segments=[segment(0, 8, "151", "52.48"), segment(9, None, "75.5", "52.48")],
    )
    page.view["numerics"]["pump"]["ml_per_h"] = "75.5"
    page.view["bag"]["concentration_mg_per_ml"] = "0.69511"


def _fine_dose(page: Page) -> None:
    """An order of 35.65 mg, written to the hundredth."""
    page.view["order"] = {**page.view["order"], "dose_mg": "35.65", "dose_decimals": 2}
    page.view["infusion"].update(given_mg="21.34", to_give_mg="35.65", remaining_mg="14.31")
    for option in page.view["choices"]:
        option["given_mg"] = "21.34" if option["key"] == "stop" else "35.65"


CHANGES: dict[str, Callable[[Page], None]] = {
    "quiet": _quiet,
    "high": _high,
    "seen": _seen,
    "sound_paused": _sound_paused,
    "stale": _stale,
    "lost": _lost,
    "old_cuff": _old_cuff,
    "paused": _paused,
    "slowed": _slowed,
    "dose_in": _dose_in,
    "ordered": _ordered,
    "ready": _ready,
    "recovering": _recovering,
    "no_device": _no_device,
    "blind": _blind,
    "long_names": _long_names,
    "long_do": _long_do,
    "pump_differs": _pump_differs,
    "two_bags": _two_bags,
    "fine_dose": _fine_dose,
}


def later(page: Page, seconds: float, **numerics: str) -> Json:
    """The stream's next message: the same visit some seconds on, with a fresh value for each channel named."""
    now = NOW + timedelta(seconds=seconds)
    view = deepcopy(page.view)
    view.update(now=at(now), cursor=view["cursor"] + len(numerics))
    for name, value in numerics.items():
        view["numerics"][name].update(value=value, at=at(now), status="fresh")
    return {
        "view": view,
        "since": None,
        "whole": None,
        "samples": {name: [[now.timestamp(), float(value)]] for name, value in numerics.items()},
        "numbers": {},
        "cuffs": [],
        "events": [],
    }
