"""The protocol as the rules read it: typed, complete, frozen. Where a number came from stands in `entries`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from handrail.protocol.entries import Entry, Range, Source
from handrail.protocol.rulebook.schema import Rulebook
from handrail.protocol.rules import Alarms, Priority, Span
from handrail.units import (
    Centimetres,
    Kilograms,
    Milligrams,
    MilligramsPerKilogram,
    MilligramsPerMillilitre,
    Millilitres,
    MillilitresPerHour,
    MillimetresOfMercury,
    Minutes,
    Percent,
)

BagMethod = Literal["add", "replace"]
SignalKind = Literal["continuous", "cuff", "pump"]


@dataclass(frozen=True, slots=True)
class Version:
    """Which protocol this is: the version that its head names, and the SHA-256 of all that its documents say.

    Comments, order and spacing of the files do not change the digest; any other character does.
    """

    text: str
    sha256: str

    def __str__(self) -> str:
        """As a session records it."""
        return f"{self.text}, sha256 {self.sha256}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRules:
    """What an order may be. Above a ceiling a second signature is needed; above the highest there is no order."""

    default_dose: MilligramsPerKilogram
    lowest: MilligramsPerKilogram
    ceiling: MilligramsPerKilogram
    highest: MilligramsPerKilogram
    amount_ceiling: Milligrams
    highest_amount: Milligrams
    default_length: Minutes
    shortest: Minutes
    longest: Minutes
    longest_with_slowing: Minutes
    dose_step: Milligrams
    lightest: Kilograms
    heaviest: Kilograms
    weight_lasts: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRules:
    """What is believed of a patient who is put on the list; beyond it something was mistyped. Weights stand with the order."""

    youngest_years: int
    oldest_years: int
    shortest: Centimetres
    tallest: Centimetres
    longest_series: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpRules:
    """How the drip may be set and changed. Rates are rounded down to the step, so that rounding never adds drug."""

    rate_step: MillilitresPerHour
    highest_flow: MillilitresPerHour
    slow_factors: tuple[Decimal, ...]
    resume_factor: Decimal
    forecast_pause: Minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class BagRules:
    """What a bag may be made of, and how exactly."""

    vial_strengths: tuple[MilligramsPerMillilitre, ...]
    dilute_from: MilligramsPerMillilitre
    bag_volumes: tuple[Millilitres, ...]
    default_vial: MilligramsPerMillilitre
    default_volume: Millilitres
    default_method: BagMethod
    draw_step: Millilitres
    dose_tolerance: Milligrams


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyRules:
    """When somebody counts as able to talk and to stand, and before when nobody stands and leaves.

    The percentages are of the pressure on arrival and of the largest possible sedation.
    """

    talking_felt: int
    standing_felt: int
    standing_pressure: Percent
    standing_sedation: Percent
    standing_after_end: Minutes
    leaving_after_end: Minutes
    leaving_after_start: Minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRules:
    """Whether forecasts are shown, how far and finely, how often one is written down, and of which pressures.

    A cuff that differs from the one before by a recheck difference, or is severe for the first time, waits for another at
    least `recheck_apart` later.
    """

    shown: bool
    ahead: Minutes
    step: Minutes
    every: timedelta
    severe_systolic: MillimetresOfMercury
    severe_diastolic: MillimetresOfMercury
    severe_within: Minutes
    shows_by: MillimetresOfMercury
    shows_felt_by: int
    cuff_oldest: Minutes
    recheck_from: MillimetresOfMercury
    recheck_from_diastolic: MillimetresOfMercury
    recheck_apart: timedelta
    scored_ahead: Minutes
    judged_ahead: Minutes
    line_volume: Millilitres
    ready: ReadyRules


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenAfter:
    """When an unchanging value is no longer believed: so many the same, over at least so long."""

    samples: int
    lasting: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRules:
    """What may be expected of a channel. Outside lowest to highest a value is impossible, not bad."""

    name: str
    kind: SignalKind
    unit: str
    interval: timedelta
    lowest: Decimal
    highest: Decimal
    frozen: FrozenAfter | None

    def possible(self, value: Decimal) -> bool:
        """Whether a living patient or a working device could give this value."""
        return self.lowest <= value <= self.highest


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRanges:
    """Where alarms of some channels may be set: for limits above which they begin and for those below, by their priority."""

    id: str
    channels: tuple[str, ...]
    above: Mapping[Priority, Range]
    below: Mapping[Priority, Range]


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """Until when a value is fresh, ageing, stale; after that it is lost."""

    fresh: Span
    ageing: Span
    stale: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class CuffSchedule:
    """When the cuff is due: minutes from the start, then minutes from the end, and how close it may come together."""

    during: tuple[timedelta, ...]
    after_end: tuple[timedelta, ...]
    cycle: timedelta
    closer: timedelta
    closer_from_age_years: int
    recheck: timedelta
    may_wait: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Skew:
    """How far a device's clock may be off: tolerated in real time; beyond `refuse_beyond` a message is not taken."""

    tolerance: timedelta
    refuse_beyond: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """What is expected of the signals."""

    channels: Mapping[str, ChannelRules]
    limits: Mapping[str, LimitRanges]
    continuous: Freshness
    cuff: Freshness
    schedule: CuffSchedule
    skew: Skew
    window: timedelta
    blind_after: timedelta

    def freshness(self, kind: SignalKind) -> Freshness:
        """The ages of a value of that kind of channel."""
        return self.cuff if kind == "cuff" else self.continuous


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """The whole protocol of a clinic, as a session runs under it."""

    version: Version
    order: OrderRules
    patient: PatientRules
    pump: PumpRules
    bag: BagRules
    forecast: ForecastRules
    monitoring: Monitoring
    alarms: Alarms
    rulebook: Rulebook
    entries: Mapping[str, Entry]
    sources: Mapping[str, Source]
