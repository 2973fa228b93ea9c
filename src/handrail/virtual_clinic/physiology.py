"""The numbers of `physiology.toml`, read strictly: each has a unit, a grade, and a source or a rationale."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files


class PhysiologyError(ValueError):
    """An entry that is missing or incomplete; the text names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Physiology:
    """How virtual patients and their devices behave; units as in the file."""

    effect_delay: float
    systolic_per_ng_per_ml: float
    systolic_variation: float
    systolic_if_hypertensive: float
    diastolic_part: float
    heart_rate_per_ng_per_ml: float
    breathing_per_ng_per_ml: float
    clearance_variation: float
    cuff_noise: float
    heart_rate_noise: float
    breathing_noise: float
    saturation_noise: float
    artefact_heart_rate: float
    artefact_saturation: float
    artefact_cuff: float
    artefact_lasts: float
    pump_follows_after: float


@cache
def physiology() -> Physiology:
    """The file, read once."""
    document = tomllib.loads((files("handrail.virtual_clinic") / "physiology.toml").read_text("utf-8"))
    return Physiology(**{field.name: _number(document, field.name) for field in fields(Physiology)})


def _number(document: dict[str, object], name: str) -> float:
    entry = document.get(name)
    if not isinstance(entry, dict) or "value" not in entry or "unit" not in entry:
        raise PhysiologyError(f"physiology.toml: {name} needs a value and a unit.")
    if entry.get("grade") == "seen" and not entry.get("source"):
        raise PhysiologyError(f"physiology.toml: {name} says it was seen; name its source.")
    if entry.get("grade") != "seen" and not entry.get("rationale"):
        raise PhysiologyError(f"physiology.toml: {name} needs a rationale.")
    return float(entry["value"])
