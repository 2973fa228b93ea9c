"""Cases written by hand, one file a scale: what is answered, and what must come of it."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from handrail.protocol.scale import EVERYBODY, Scale, change, load_scales, overlaps, score

HERE = Path(__file__).parent
SHIPPED = load_scales()
SCALES = SHIPPED.scales
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

CASES: dict[str, dict[str, list[dict[str, Any]]]] = {
    file.stem: tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    for file in sorted((HERE / "cases").glob("*.toml"))
}


def answers(scale: Scale, written: str) -> dict[str, Decimal]:
    """The answers by item, in the order of the items; a dash is an unanswered one."""
    given = zip(scale.items, written.split(), strict=False)
    return {item: Decimal(answer) for item, answer in given if answer != "-"}


def wrong(scale: Scale) -> Iterator[str]:
    """What of the scale's cases does not hold."""
    cases = CASES[scale.id]
    for kind, come_of in (("case", _scored), ("change", _changed), ("again", _again)):
        for case in cases.get(kind, []):
            if (came := come_of(scale, case)) != (due := _due(kind, case)):
                yield f"{scale.id}: {case['says']}: {came} instead of {due}"


def _due(kind: str, case: Mapping[str, Any]) -> dict[str, Any]:
    usual: dict[str, dict[str, Any]] = {
        "case": {"total": None, "band": None, "flags": [], "none": None},
        "change": {"response": None, "partial": None, "remission": None, "important": None},
        "again": {},
    }
    left_out = {"says", "answers", "group", "before", "after", "after_h"}
    return usual[kind] | {key: value for key, value in case.items() if key not in left_out}


def _scored(scale: Scale, case: Mapping[str, Any]) -> dict[str, Any]:
    result = score(scale, answers(scale, case["answers"]), group=case.get("group", EVERYBODY))
    came = {
        "total": result.total,
        "band": result.band.id if result.band else None,
        "flags": [flag.id for flag in result.flags],
        "none": result.why_none,
    }
    more = {"applied": result.applied, "missing": list(result.missing)}
    return came | {key: value for key, value in more.items() if key in case}


def _changed(scale: Scale, case: Mapping[str, Any]) -> dict[str, Any]:
    result = change(scale, Decimal(case["before"]), Decimal(case["after"]))
    came: dict[str, Any] = {key: getattr(result, key) for key in ("response", "partial", "remission", "important")}
    return came | ({"reached": list(result.reached)} if "reached" in case else {})


def _again(scale: Scale, case: Mapping[str, Any]) -> dict[str, Any]:
    return {"overlaps": overlaps(scale, NOON, NOON + timedelta(hours=float(case["after_h"])))}
