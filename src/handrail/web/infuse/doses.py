"""How finely a dose is read: one rule for every figure and every sentence of the infusion's screen.

A dose is read by the order's own precision: an order of 35.65 mg is given as 21.34 of 35.65 mg. A tenth of a milligram is
the coarsest, because what has been given is read while it grows. What the log holds is never rounded.
"""

from decimal import Decimal

from handrail.pathway.events import InfusionOrdered
from handrail.units import Milligrams, MilligramsPerHour

FEWEST_DECIMALS = 1
DRUG_RATE_STEP = MilligramsPerHour("0.01")


def decimals(order: InfusionOrdered | None) -> int:
    """To how many decimals the doses of this order are read."""
    written = order.dose.written if order else ""
    return max(FEWEST_DECIMALS, len(written.partition(".")[2]))


def shown_dose(dose: Milligrams, order: InfusionOrdered | None) -> Milligrams:
    """A dose as finely as it is read."""
    return dose.rounded(Milligrams(Decimal(1).scaleb(-decimals(order))))


def shown_drug_rate(rate: MilligramsPerHour) -> MilligramsPerHour:
    """A rate of drug as finely as it is told."""
    return rate.rounded(DRUG_RATE_STEP)
