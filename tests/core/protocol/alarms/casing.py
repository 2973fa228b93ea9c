"""Alarms against cases written by hand: what the devices said, second by second, and what must be told of it when."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from handrail.protocol import Protocol
from tests.core.pathway.watching import MINUTE, SHIPPED, Chair

CASES: list[Mapping[str, Any]] = [
    case
    for document in sorted((Path(__file__).parent / "cases").glob("*.toml"))
    for case in tomllib.loads(document.read_text("utf-8"))["case"]
]


def wrong(rule: str, protocol: Protocol) -> Iterator[str]:
    """The cases of a rule that come to something else under this protocol."""
    for case in CASES:
        if case["rule"] == rule and told(case, protocol) != case["told"]:
            yield f"{case['says']}: {told(case, protocol)}"


def told(case: Mapping[str, Any], protocol: Protocol = SHIPPED) -> list[str]:
    """What is told of the rule in a case, each with its second."""
    chair = seated(case, protocol)
    about = case.get("about", case["rule"])
    return [f"{what} {at:g}" for what, at in chair.looks(case["until"]).story(about)]


def seated(case: Mapping[str, Any], protocol: Protocol) -> Chair:
    """The chair that a case describes."""
    chair = Chair(protocol, clock_speed=case.get("clock_speed", 1.0))
    every = case.get("every", 1)
    if "channel" in case:
        chair.monitor(case["channel"], interval_s=every, at=case.get("bound", 0))
        values = dict(enumerate(spoken(case["values"])))
        right_from = case.get("clock_right_from", case["until"])
        for off, seconds in ((case.get("clock_off", 0), range(right_from)), (0, range(right_from, case["until"]))):
            timed = {every * (place + 1): value for place, value in values.items() if every * (place + 1) in seconds}
            chair.says(case["channel"], timed, clock_off=off)
    if "cuffs" in case:
        chair.monitor("nibp_sys", "nibp_dia", "nibp_mean", cuff_interval_s=case.get("cuff_every", 10 * MINUTE))
        for at, reading in case["cuffs"].items():
            pressure, _, mean = reading.partition(" ")
            chair.cuff(int(at), pressure, mean=int(mean) if mean else None)
    if "pump" in case:
        chair.pump(interval_s=every)
        chair.says("pump_rate", spoken(case["pump"]), start=every, every=every)
    chair.names_another(*case.get("names_another", ()))
    for at, rate in case.get("charted", {}).items():
        chair.starts(int(at), rate) if int(at) == min(map(int, case["charted"])) else chair.slows(int(at), rate)
    return chair


def spoken(values: str) -> list[float | None]:
    """Values in short, "93 x20, none x5, 96": each as often as is said; "~" before a value lets it waver by one, as life does."""
    found: list[float | None] = []
    for part in values.split(", "):
        value, _, times = part.partition(" x")
        found += (_one(value, place) for place in range(int(times or 1)))
    return found


def _one(value: str, place: int) -> float | None:
    if value == "none":
        return None
    return float(value.removeprefix("~")) + (place % 2 if value.startswith("~") else 0)
