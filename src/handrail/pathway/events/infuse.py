"""What is recorded while an infusion runs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from handrail.pathway.events.base import Event, Sealed
from handrail.units import (
    Milligrams,
    MilligramsPerHour,
    MilligramsPerKilogram,
    MillilitresPerHour,
    MillimetresOfMercury,
    Minutes,
)

Scale = Literal["felt", "nausea"]
PauseFor = Literal["distress", "high", "toilet", "vein", "vomiting", "pump", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionStarted(Event):
    """The drip runs. `missing` is what was not there yet where it was started all the same."""

    rate: MillilitresPerHour
    drug_rate: MilligramsPerHour
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRefused(Event):
    """A start that was asked for and not taken, with the reason."""

    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RateChanged(Event):
    """The drip was set to another rate."""

    rate: MillilitresPerHour
    drug_rate: MilligramsPerHour
    previous: MillilitresPerHour


@dataclass(frozen=True, slots=True, kw_only=True)
class RateChangeRefused(Event):
    """A rate that was asked for and not taken, with the reason."""

    rate: MillilitresPerHour
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAmended(Event):
    """A prescriber changed the order while it runs: the dose, and the rate that staff may go up to."""

    dose_per_weight: MilligramsPerKilogram
    dose: Milligrams
    length: Minutes
    rate: MillilitresPerHour
    drug_rate: MilligramsPerHour


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionPaused(Event):
    """The drip stands still; what for may be said later."""

    pause_for: PauseFor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionResumed(Event):
    """The drip runs again."""

    rate: MillilitresPerHour
    drug_rate: MilligramsPerHour


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeRefused(Event):
    """A resumption that was asked for and not taken, with the reason."""

    rate: MillilitresPerHour
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionStopped(Event):
    """The drip was ended before the dose was in."""

    given: Milligrams


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionCompleted(Event):
    """The drip was ended with the dose in, as somebody at the pump said. `short` is what was then still to come by the chart."""

    given: Milligrams
    short: Milligrams | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonGiven(Event):
    """Why something was done, said afterwards."""

    about: int
    reason: str
    words: Sealed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMarked(Event):
    """Something happened: the moment first, the words afterwards."""

    number: int
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkDescribed(Event):
    """What a mark was, and when it really was, said afterwards."""

    number: int
    words: Sealed | None
    happened_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CuffCharted(Event):
    """A cuff reading, written into the chart by the device or by hand.

    `measured_at` is the device's own word on when; `cursor` the sample's number, so that it is charted once.
    """

    systolic: MillimetresOfMercury
    diastolic: MillimetresOfMercury
    mean: MillimetresOfMercury | None
    source: Literal["device", "manual"]
    device: str | None
    measured_at: datetime | None
    cursor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CuffSetAside(Event):
    """A cuff reading that a person saw to be artefact; the reading stays in the log."""

    about: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperienceRated(Event):
    """What the patient said when asked, 0 to 10: how far away it feels, or how sick."""

    scale: Scale
    of_ten: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastShown(Event):
    """What was forecast of going on as charted, so that a replay shows what was known then and the bands can be judged.

    `bands` holds, by quantity, for each of `after_min` the 5th, 25th, 50th, 75th and 95th of a hundred twins, in ng/mL,
    0 to 10, mmHg or beats a minute; `highest_systolic` and the times the 5th, 50th and 95th, None for later than was
    looked. `data` is the digest of the models' and effects' files, `readings` how many readings the twins agree with.
    """

    plan: str
    models: tuple[str, ...]
    data: str
    twins: int
    readings: int
    after_min: tuple[int, ...]
    bands: dict[str, tuple[tuple[str, ...], ...]]
    highest_systolic: tuple[str, ...]
    severe_per_100: int | None
    talking_min: tuple[int | None, ...]
    standing_min: tuple[int | None, ...]
    leaving_min: tuple[int | None, ...]
