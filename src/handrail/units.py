"""The quantities of this treatment, each with its unit, and the only conversions between them.

Orders, pumps and bags are worked out in Decimal. A quantity never meets another of a different unit: adding
mg/kg to mg/kg/h is a type error for the checker and a TypeError at run time. Floats are refused, since 0.1 is
not a dose.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from typing import ClassVar, Self

__all__ = [
    "Centimetres",
    "Kilograms",
    "Micrograms",
    "MicrogramsPerKilogramPerMinute",
    "Milligrams",
    "MilligramsPerHour",
    "MilligramsPerKilogram",
    "MilligramsPerKilogramPerHour",
    "MilligramsPerMillilitre",
    "MilligramsPerMinute",
    "Millilitres",
    "MillilitresPerHour",
    "MillimetresOfMercury",
    "Minutes",
    "NanogramsPerMillilitre",
    "PerMinute",
    "Percent",
    "Quantity",
    "UnitError",
    "number",
    "parse",
]

MICROGRAMS_PER_MILLIGRAM = Decimal(1000)
MINUTES_PER_HOUR = Decimal(60)
WRITTEN = re.compile(r"-?[0-9]+(\.[0-9]+)?")  # a leading zero, a point, nothing else
DIGITS = 28  # significant digits of a division; a dose is written with at most six


class UnitError(ValueError):
    """A quantity that cannot be read, or a unit that does not belong here; the text says what to write."""


def number(text: str) -> Decimal:
    """Read a number as it is written in a dose: digits and at most one point.

    Raises:
        UnitError: for anything else; a comma is asked about, never guessed.
    """
    cleaned = text.strip()
    if "," in cleaned:
        raise UnitError(
            f"Write {cleaned!r} with a point: is it {cleaned.replace(',', '.')} or {cleaned.replace(',', '')}?"
        )
    if not WRITTEN.fullmatch(cleaned):
        raise UnitError(f"{cleaned[:40]!r} is not a number. Write digits with a point, for example 0.5.")
    if len(cleaned) > DIGITS:
        raise UnitError(f"{cleaned[:12]!r}… has more digits than a dose can have.")
    return Decimal(cleaned)


def _written(value: Decimal) -> str:
    """A number with a point, a leading zero and no trailing zero: 41.2, 35, 0.5."""
    text = format(value.normalize(), "f")
    return "0" if text in {"-0", ""} else text


@dataclass(frozen=True, order=True, slots=True)
class Quantity:
    """A number that cannot be parted from its unit."""

    value: Decimal
    unit: ClassVar[str] = ""

    def __init__(self, value: Decimal | int | str) -> None:
        """Take a Decimal, a whole number or its text; a float is refused, for it is not what was written."""
        if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
            raise TypeError(
                f"{type(self).__name__} takes a Decimal, a whole number or text, not {type(value).__name__}."
            )
        try:
            exact = number(value) if isinstance(value, str) else Decimal(value)
        except InvalidOperation as problem:
            raise UnitError(f"{value!r} is not a number of {self.unit}.") from problem
        if not exact.is_finite():
            raise UnitError(f"{value} is not an amount of {self.unit}.")
        object.__setattr__(self, "value", exact)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "35 mg"; the unit must be this quantity's own."""
        amount, _, unit = text.strip().partition(" ")
        if unit != cls.unit:
            raise UnitError(f"{text!r} is not in {cls.unit}. Write it as a number, a space and {cls.unit}.")
        return cls(number(amount))

    def __str__(self) -> str:
        return f"{_written(self.value)} {self.unit}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({_written(self.value)!r})"

    @property
    def written(self) -> str:
        """The number alone, as a dose is written: leading zero, no trailing zero."""
        return _written(self.value)

    def _same(self, other: object) -> Decimal:
        if type(other) is not type(self):
            raise TypeError(f"{self} and {other!r} are not the same kind of quantity.")
        return other.value

    def __add__(self, other: Self) -> Self:
        return type(self)(self.value + self._same(other))

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.value - self._same(other))

    def times(self, factor: Decimal | int) -> Self:
        """This quantity, so many times."""
        if isinstance(factor, bool) or not isinstance(factor, Decimal | int):
            raise TypeError("A quantity is multiplied by a Decimal or a whole number.")
        return type(self)(self.value * factor)

    def ratio(self, other: Self) -> Decimal:
        """How many times the other goes into this one."""
        return _divide(self.value, self._same(other))

    @property
    def positive(self) -> bool:
        """Whether there is any of it."""
        return self.value > 0

    def rounded(self, step: Self) -> Self:
        """To the nearest multiple of a step, halves up: for what a person reads."""
        return self._to_step(step, ROUND_HALF_UP)

    def rounded_down(self, step: Self) -> Self:
        """Down to a multiple of a step: for what a pump is set to, so that rounding never adds drug."""
        return self._to_step(step, ROUND_DOWN)

    def _to_step(self, step: Self, rounding: str) -> Self:
        size = self._same(step)
        if size <= 0:
            raise UnitError(f"A step of {step} cannot be rounded to.")
        return type(self)((self.value / size).to_integral_value(rounding) * size)


def _divide(value: Decimal, by: Decimal) -> Decimal:
    if by == 0:
        raise UnitError("There is nothing to divide by: the amount below the line is 0.")
    with localcontext() as context:
        context.prec = DIGITS
        return value / by


class Kilograms(Quantity):
    """Body weight."""

    __slots__ = ()
    unit = "kg"


class Centimetres(Quantity):
    """Height."""

    __slots__ = ()
    unit = "cm"


class Minutes(Quantity):
    """A length of time as a clinic counts it."""

    __slots__ = ()
    unit = "min"


class Micrograms(Quantity):
    """The ledger's unit: whole micrograms."""

    __slots__ = ()
    unit = "mcg"

    def milligrams(self) -> "Milligrams":
        """The same amount in mg."""
        return Milligrams(_divide(self.value, MICROGRAMS_PER_MILLIGRAM))


class Millilitres(Quantity):
    """A volume."""

    __slots__ = ()
    unit = "mL"

    def over(self, length: Minutes) -> "MillilitresPerHour":
        """The steady flow that empties this volume in that time."""
        return MillilitresPerHour(_divide(self.value * MINUTES_PER_HOUR, length.value))


class Milligrams(Quantity):
    """An amount of ketamine base."""

    __slots__ = ()
    unit = "mg"

    def micrograms(self) -> Micrograms:
        """The same amount in whole mcg, as the ledger keeps it."""
        return Micrograms((self.value * MICROGRAMS_PER_MILLIGRAM).to_integral_value(ROUND_HALF_UP))

    def per_weight(self, weight: Kilograms) -> "MilligramsPerKilogram":
        """The dose this amount is for somebody of that weight."""
        return MilligramsPerKilogram(_divide(self.value, weight.value))

    def drawn_from(self, strength: "MilligramsPerMillilitre") -> Millilitres:
        """The volume of a vial of that strength that holds this amount."""
        return Millilitres(_divide(self.value, strength.value))

    def in_volume(self, volume: Millilitres) -> "MilligramsPerMillilitre":
        """The concentration when this amount is in that volume."""
        return MilligramsPerMillilitre(_divide(self.value, volume.value))

    def taken_at(self, rate: "MilligramsPerHour") -> Minutes:
        """How long this amount takes at that rate."""
        return Minutes(_divide(self.value * MINUTES_PER_HOUR, rate.value))

    def over(self, length: Minutes) -> "MilligramsPerMinute":
        """The steady rate that gives this amount in that time."""
        return MilligramsPerMinute(_divide(self.value, length.value))


class MilligramsPerKilogram(Quantity):
    """A dose by weight."""

    __slots__ = ()
    unit = "mg/kg"

    def for_weight(self, weight: Kilograms) -> Milligrams:
        """The amount for somebody of that weight."""
        return Milligrams(self.value * weight.value)

    def over(self, length: Minutes) -> "MilligramsPerKilogramPerHour":
        """The steady rate by weight that gives this dose in that time."""
        return MilligramsPerKilogramPerHour(_divide(self.value * MINUTES_PER_HOUR, length.value))


class MilligramsPerMinute(Quantity):
    """A rate of drug, as pharmacology counts it."""

    __slots__ = ()
    unit = "mg/min"

    def per_hour(self) -> "MilligramsPerHour":
        """The same rate in mg/h."""
        return MilligramsPerHour(self.value * MINUTES_PER_HOUR)

    def during(self, length: Minutes) -> Milligrams:
        """The amount given in that time."""
        return Milligrams(self.value * length.value)


class MilligramsPerHour(Quantity):
    """A rate of drug, as a pump shows it."""

    __slots__ = ()
    unit = "mg/h"

    def per_minute(self) -> MilligramsPerMinute:
        """The same rate in mg/min."""
        return MilligramsPerMinute(_divide(self.value, MINUTES_PER_HOUR))

    def during(self, length: Minutes) -> Milligrams:
        """The amount given in that time."""
        return Milligrams(_divide(self.value * length.value, MINUTES_PER_HOUR))

    def flow(self, concentration: "MilligramsPerMillilitre") -> "MillilitresPerHour":
        """The flow that carries this rate when the bag has that concentration."""
        return MillilitresPerHour(_divide(self.value, concentration.value))


class MilligramsPerKilogramPerHour(Quantity):
    """A rate of drug by weight."""

    __slots__ = ()
    unit = "mg/kg/h"

    def for_weight(self, weight: Kilograms) -> MilligramsPerHour:
        """The rate for somebody of that weight."""
        return MilligramsPerHour(self.value * weight.value)

    def per_minute(self) -> "MicrogramsPerKilogramPerMinute":
        """The same rate in mcg/kg/min."""
        return MicrogramsPerKilogramPerMinute(_divide(self.value * MICROGRAMS_PER_MILLIGRAM, MINUTES_PER_HOUR))


class MicrogramsPerKilogramPerMinute(Quantity):
    """A rate of drug by weight, as some pumps want it."""

    __slots__ = ()
    unit = "mcg/kg/min"

    def per_hour(self) -> MilligramsPerKilogramPerHour:
        """The same rate in mg/kg/h."""
        return MilligramsPerKilogramPerHour(_divide(self.value * MINUTES_PER_HOUR, MICROGRAMS_PER_MILLIGRAM))


class MilligramsPerMillilitre(Quantity):
    """The strength of a vial or a bag."""

    __slots__ = ()
    unit = "mg/mL"

    def contained_in(self, volume: Millilitres) -> Milligrams:
        """The amount in that volume."""
        return Milligrams(self.value * volume.value)


class MillilitresPerHour(Quantity):
    """A flow, as a pump is set."""

    __slots__ = ()
    unit = "mL/h"

    def carrying(self, concentration: MilligramsPerMillilitre) -> MilligramsPerHour:
        """The rate of drug that this flow carries."""
        return MilligramsPerHour(self.value * concentration.value)

    def during(self, length: Minutes) -> Millilitres:
        """The volume that has run in that time."""
        return Millilitres(_divide(self.value * length.value, MINUTES_PER_HOUR))

    def time_for(self, volume: Millilitres) -> Minutes:
        """How long that volume takes."""
        return Minutes(_divide(volume.value * MINUTES_PER_HOUR, self.value))


class NanogramsPerMillilitre(Quantity):
    """A concentration in plasma or at the effect site."""

    __slots__ = ()
    unit = "ng/mL"


class MillimetresOfMercury(Quantity):
    """A blood pressure."""

    __slots__ = ()
    unit = "mmHg"


class PerMinute(Quantity):
    """A heart rate or a breathing rate."""

    __slots__ = ()
    unit = "1/min"


class Percent(Quantity):
    """An oxygen saturation, a part of a hundred."""

    __slots__ = ()
    unit = "%"


BY_UNIT: dict[str, type[Quantity]] = {kind.unit: kind for kind in Quantity.__subclasses__()}


def parse(text: str) -> Quantity:
    """Read a number and any unit known here, "0.5 mg/kg"; the caller checks that it is the kind that was wanted."""
    _, _, unit = text.strip().partition(" ")
    if unit not in BY_UNIT:
        raise UnitError(f"{text!r} has no unit known here. Known are: {', '.join(sorted(BY_UNIT))}.")
    return BY_UNIT[unit].parse(text)
