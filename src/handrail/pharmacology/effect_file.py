"""Reading the files of `effects/` strictly: every number with its unit, and with its source or the reason for it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from handrail.pharmacology.table import Table, TableError

EFFECTS = Path(__file__).parent / "effects"
SCHEMA = 1
ORIGINS = ("published", "derived", "assumed")
TYPICAL = ("mean", "median")
DRIVERS = ("ketamine", "S-ketamine", "systolic rise", "felt")
SHAPES = ("linear", "sigmoid")

Origin = Literal["published", "derived", "assumed"]


class EffectFileError(ValueError):
    """An effect's file that is incomplete; the text names the file, the place and the remedy."""


@dataclass(frozen=True, slots=True)
class Number:
    """One figure: a source where it was published, a reason where it was not."""

    value: float
    unit: str
    origin: Origin
    words: str
    typical: Literal["mean", "median"] | None

    @property
    def part(self) -> float:
        """A percentage as a part of one."""
        return self.value / 100


@dataclass(frozen=True, slots=True)
class Effect:
    """One file: what the drug does to one quantity, in whom how differently."""

    name: str
    title: str
    unit: str | None
    driven_by: str | None
    shape: str | None
    numbers: Mapping[str, Number]

    def __getitem__(self, name: str) -> float:
        return self.numbers[name].value

    @property
    def assumed(self) -> tuple[str, ...]:
        """The numbers that nobody has published, by name."""
        return tuple(name for name, number in self.numbers.items() if number.origin == "assumed")


@cache
def effects() -> Mapping[str, Effect]:
    """Every effect by its name, read once.

    Raises:
        EffectFileError: when a file is incomplete.
    """
    return {path.stem: read(path) for path in sorted(EFFECTS.glob("*.toml"))}


def read(path: Path) -> Effect:
    """The effect in a file.

    Raises:
        EffectFileError: when anything is missing, unknown or does not fit.
    """
    try:
        return _effect(tomllib.loads(path.read_text("utf-8")), path.stem)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TableError) as problem:
        raise EffectFileError(f"{path.name}: {problem}") from problem


def _effect(values: object, stem: str) -> Effect:
    file = Table(values, known=("schema", "name", "title", "unit", "driven_by", "shape", "numbers"))
    if file.number("schema") != SCHEMA:
        raise TableError(f"schema must be {SCHEMA}: this program reads no other.")
    if file.text("name") != stem:
        raise TableError(f"name must be {stem!r}, as the file is called.")
    numbers = file.raw("numbers")
    names = tuple(numbers) if isinstance(numbers, dict) else ()
    table = Table(numbers, known=names, where="numbers")
    return Effect(
        name=stem,
        title=file.text("title"),
        unit=file.text("unit") if "unit" in file else None,
        driven_by=file.choice("driven_by", DRIVERS) if "driven_by" in file else None,
        shape=file.choice("shape", SHAPES) if "shape" in file else None,
        numbers={name: _number(f"numbers.{name}", table.raw(name)) for name in names},
    )


def _number(where: str, values: object) -> Number:
    table = Table(values, known=("value", "unit", "origin", "source", "because", "typical"), where=where)
    origin = table.choice("origin", ORIGINS)
    if table.number("value") <= 0:
        raise TableError(f"{where}: value must be above 0.")
    return Number(
        value=table.number("value"),
        unit=table.text("unit"),
        origin=_origin(origin),
        words=table.text("source" if origin == "published" else "because"),
        typical=_typical(table.choice("typical", TYPICAL)) if "typical" in table else None,
    )


def _origin(word: str) -> Origin:
    return "published" if word == "published" else "derived" if word == "derived" else "assumed"


def _typical(word: str) -> Literal["mean", "median"]:
    return "mean" if word == "mean" else "median"
