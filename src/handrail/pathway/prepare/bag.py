"""The bag and the pump: what to draw, what it makes, how fast it runs, worked out forwards and checked backwards.

Let D be the dose (mg), c the vial's strength (mg/mL), B the diluent (mL), t the length (min). Drawn v = D/c. Method
"add" leaves the diluent in: V = B + v; "replace" withdraws v first: V = B. Concentration D/V; flow V * 60/t.
"""

from dataclasses import dataclass

from handrail.pathway.events import BagPrepared, Method
from handrail.units import (
    Milligrams,
    MilligramsPerHour,
    MilligramsPerMillilitre,
    Millilitres,
    MillilitresPerHour,
    Minutes,
)

CONCENTRATION_STEP = MilligramsPerMillilitre("0.000001")  # how finely a concentration is written down
DRUG_RATE_STEP = MilligramsPerHour("0.0001")  # and a rate of drug


class BagRefused(ValueError):
    """A bag that cannot be made or run as asked; the text says what to change."""


@dataclass(frozen=True, slots=True)
class BagRules:
    """The protocol's limits on making and running a bag."""

    draw_step: Millilitres
    rate_step: MillilitresPerHour
    highest_flow: MillilitresPerHour
    dose_tolerance: Milligrams


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the calculation, as a person would write it."""

    name: str
    worked: str
    result: str


@dataclass(frozen=True, slots=True)
class BagPlan:
    """A bag with its calculation, line by line."""

    vial_strength: MilligramsPerMillilitre
    drawn: Millilitres
    diluent: Millilitres
    method: Method
    volume: Millilitres
    concentration: MilligramsPerMillilitre
    rate: MillilitresPerHour
    drug_rate: MilligramsPerHour
    steps: tuple[Step, ...]

    def prepared(self) -> BagPrepared:
        """The fact that a person made it so."""
        return BagPrepared(
            vial_strength=self.vial_strength,
            drawn=self.drawn,
            diluent=self.diluent,
            method=self.method,
            volume=self.volume,
            concentration=self.concentration,
            rate=self.rate,
            drug_rate=self.drug_rate,
        )


def work_out(
    *,
    dose: Milligrams,
    length: Minutes,
    vial_strength: MilligramsPerMillilitre,
    diluent: Millilitres,
    method: Method,
    rules: BagRules,
) -> BagPlan:
    """The bag that gives this dose in this time.

    The flow is rounded down to what the pump can be set to, so that rounding never gives more.

    Raises:
        BagRefused: where the bag cannot be made, the pump cannot run it, or the way back does not give the dose.
    """
    for amount, name in ((dose, "dose"), (length, "length"), (vial_strength, "vial strength"), (diluent, "diluent")):
        if not amount.positive:
            raise BagRefused(f"The {name} is {amount}. Enter an amount above 0.")
    drawn = dose.drawn_from(vial_strength).rounded(rules.draw_step)
    if not drawn.positive:
        raise BagRefused(f"{dose} of {vial_strength} is less than can be drawn. Use a weaker vial.")
    volume = diluent + drawn if method == "add" else diluent
    if volume < drawn:
        raise BagRefused(f"{drawn} does not fit into {diluent}. Use a larger bag or a stronger vial.")
    concentration = vial_strength.contained_in(drawn).in_volume(volume).rounded(CONCENTRATION_STEP)
    exact = volume.over(length)
    rate = exact.rounded_down(rules.rate_step)
    _within_the_pump(rate, rules)
    drug_rate = rate.carrying(concentration).rounded(DRUG_RATE_STEP)
    plan = BagPlan(
        vial_strength,
        drawn,
        diluent,
        method,
        volume,
        concentration,
        rate,
        drug_rate,
        _steps(dose, length, vial_strength, drawn, diluent, method, volume, concentration, exact, rate, drug_rate),
    )
    check_backwards(plan.prepared(), dose, rules)
    return plan


def _within_the_pump(rate: MillilitresPerHour, rules: BagRules) -> None:
    if not rate.positive:
        raise BagRefused("The flow is less than the pump can be set to. Use a larger bag or a shorter time.")
    if rate > rules.highest_flow:
        raise BagRefused(f"The flow would be {rate}, above the limit of {rules.highest_flow}. Use a smaller bag.")


def check_backwards(bag: BagPrepared, dose: Milligrams, rules: BagRules) -> None:
    """From what is in the bag and how it runs, back to the dose.

    Raises:
        BagRefused: where the drawn volume, or flow and concentration together, do not give the ordered dose.
    """
    in_bag = bag.vial_strength.contained_in(bag.drawn)
    apart = max(in_bag, dose) - min(in_bag, dose)
    if apart > rules.dose_tolerance:
        raise BagRefused(f"{bag.drawn} of {bag.vial_strength} is {in_bag}, but {dose} is ordered. Draw again.")
    carried = bag.concentration.contained_in(bag.volume)
    apart = max(in_bag, carried) - min(in_bag, carried)
    if apart > rules.dose_tolerance:
        raise BagRefused(
            f"{bag.volume} of {bag.concentration} is {carried}, but {in_bag} was drawn. Work it out again."
        )
    if bag.rate.carrying(bag.concentration).rounded(DRUG_RATE_STEP) != bag.drug_rate:
        raise BagRefused(f"{bag.rate} of {bag.concentration} is not {bag.drug_rate}. Work it out again.")


def difference(bag: BagPrepared, drawn: Millilitres, rate: MillilitresPerHour) -> str | None:
    """How a second person's figures differ from the bag's; None where they agree."""
    apart = [
        f"{name}: {mine} and {yours}"
        for name, mine, yours in (("drawn", bag.drawn, drawn), ("rate", bag.rate, rate))
        if mine.value != yours.value
    ]
    return "; ".join(apart) or None


def _steps(
    dose: Milligrams,
    length: Minutes,
    strength: MilligramsPerMillilitre,
    drawn: Millilitres,
    diluent: Millilitres,
    method: Method,
    volume: Millilitres,
    concentration: MilligramsPerMillilitre,
    exact: MillilitresPerHour,
    rate: MillilitresPerHour,
    drug_rate: MilligramsPerHour,
) -> tuple[Step, ...]:
    volume_worked = f"{diluent} + {drawn}" if method == "add" else f"{diluent} - {drawn} + {drawn}"
    shown = concentration.rounded(MilligramsPerMillilitre("0.00001"))
    return (
        Step("draw", f"{dose} / {strength}", str(drawn)),
        Step("volume", volume_worked, str(volume)),
        Step("concentration", f"{strength.contained_in(drawn)} / {volume}", str(shown)),
        Step("flow", f"{volume} * 60 / {length}", str(exact.rounded(MillilitresPerHour("0.01")))),
        Step("pump", f"{exact.rounded(MillilitresPerHour('0.01'))}, rounded down", str(rate)),
        Step("drug_rate", f"{rate} * {shown}", str(drug_rate.rounded(MilligramsPerHour("0.01")))),
        Step("back", f"{shown} * {volume}", str(concentration.contained_in(volume).rounded(Milligrams("0.01")))),
    )
