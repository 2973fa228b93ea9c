"""What an order comes to before anything runs: twins who have had nothing yet, carried through the whole infusion.

As ordered, beside a lower dose and a longer time. Nothing faster and nothing more is ever set beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

import numpy as np

from handrail.pathway.events import BagPrepared, InfusionOrdered, PrimedWith
from handrail.pathway.infuse.forecast.basis import Basis, patient_of, seed_of
from handrail.pathway.infuse.forecast.cuffs import counting_cuffs, severe, unconfirmed
from handrail.pathway.infuse.forecast.times import Range, Ready, range_of, ready_times
from handrail.pathway.session import Cuff, Session, minutes_after, minutes_between
from handrail.pharmacology import Regimen
from handrail.pharmacology.line import Flow, Line, through
from handrail.pharmacology.outlook import Paths, Wanderings, highest, paths, wanderings
from handrail.pharmacology.readings import Reading
from handrail.pharmacology.system import Floats
from handrail.pharmacology.twins import Knowledge, Twins
from handrail.protocol.schema import ForecastRules
from handrail.units import MilligramsPerKilogram, Millilitres, Minutes

DRAWN = ("felt", "systolic")
FOLLOWED = (*DRAWN, "sedation")
WHOLE_MINUTE = Decimal(1)
DOSE_GRAIN = MilligramsPerKilogram("0.01")  # how finely a dose that nobody typed is written
MINUTES_PER_HOUR = 60
Alternative = tuple[MilligramsPerKilogram, Minutes]


@dataclass(frozen=True, slots=True)
class Proposal:
    """An order with the bag that it would be given from."""

    key: str
    order: InfusionOrdered
    bag: BagPrepared

    @property
    def end_min(self) -> float:
        """When the dose is in, in minutes from the start."""
        return float(self.order.dose.taken_at(self.bag.drug_rate).value)

    def regimen(self, primed_with: PrimedWith | None, volume: Millilitres) -> Regimen:
        """What reaches the vein, in minutes from the start; where nobody says how the line is filled, at once."""
        strength = float(self.bag.concentration.value)
        line = Line(
            volume_ml=float(volume.value) if primed_with else 0.0,
            primed_mg_per_ml=strength if primed_with == "drug" else 0.0,
        )
        ml_per_min = float(self.bag.rate.value) / MINUTES_PER_HOUR
        flows = [Flow(ml_per_min=ml_per_min, mg_per_ml=strength, from_min=0.0, to_min=self.end_min)]
        if primed_with == "saline":
            flushed_min = self.end_min + line.volume_ml / ml_per_min
            flows.append(Flow(ml_per_min=ml_per_min, mg_per_ml=0.0, from_min=self.end_min, to_min=flushed_min))
        return Regimen(through(line, flows))


@dataclass(frozen=True, slots=True)
class Expected:
    """What to expect of one proposal: bands by quantity, (levels, times), and what a prescriber asks first.

    `highest_systolic` is of the infusion and as long after it as the protocol looks ahead for it.
    """

    proposal: Proposal
    bands: Mapping[str, Floats]
    highest_systolic: Range
    felt_at_strongest: Range
    ready: Ready


def less_than(dose_per_weight: MilligramsPerKilogram, length: Minutes, slower: Decimal) -> dict[str, Alternative]:
    """A dose and a time to set beside an order: the same drug rate as its first step of slowing, by dose or by time."""
    longer = Minutes((length.value / slower).quantize(WHOLE_MINUTE, rounding=ROUND_CEILING))
    lower = dose_per_weight.times(slower).rounded_down(DOSE_GRAIN)
    return {"lower_dose": (lower, length), "longer": (dose_per_weight, longer)}


def against_expected_pressure(session: Session, rules: ForecastRules) -> str | None:
    """Why nothing can be said of pressure before the start: the last cuff is severe, or not confirmed. None: something can.

    However old that cuff is: a typical pressure in its place would calm.
    """
    cuffs = counting_cuffs(session)
    if unconfirmed(session, rules):
        return "cuff_unconfirmed"
    return "cuff_severe" if cuffs and severe(cuffs[-1], rules) else None


def fresh_cuffs(session: Session, now: datetime, rules: ForecastRules) -> list[Cuff]:
    """The cuffs that pressure may begin at: none older than the protocol's limit."""
    return [cuff for cuff in counting_cuffs(session) if now <= minutes_after(cuff.at, rules.cuff_oldest)]


def before_start(cuffs: Sequence[Cuff], order: InfusionOrdered, session_id: str, knowledge: Knowledge) -> Basis:
    """What the twins are made from before anything runs: fresh cuffs, where there are any."""
    return Basis(
        patient=patient_of(order),
        regimen=Regimen(()),
        readings=tuple(_at_rest(cuffs)),
        knowledge=knowledge,
        seed=seed_of(session_id),
    )


def _at_rest(cuffs: Sequence[Cuff]) -> Iterator[Reading]:
    """In minutes from the last of them, so that they stay what they are while somebody types."""
    for cuff in cuffs:
        at_min = -float(minutes_between(cuff.at, cuffs[-1].at).value)
        yield Reading(kind="systolic", at_min=at_min, value=float(cuff.systolic.value))
        yield Reading(kind="diastolic", at_min=at_min, value=float(cuff.diastolic.value))


class Previewer:
    """The twins of one patient before the start, asked about one proposal after another."""

    def __init__(self, twins: Twins, seed: Sequence[int], rules: ForecastRules, longest: Minutes) -> None:
        self.twins = twins
        self.rules = rules
        until = float((longest + rules.ahead).value)
        self.at_min = np.arange(0.0, until + 1e-9, float(rules.step.value))
        self._wanderings: Wanderings = wanderings(twins, self.at_min, seed, DRAWN)

    def expected(self, proposal: Proposal, primed_with: PrimedWith | None, volume: Millilitres) -> Expected:
        """What to expect of this proposal."""
        found = paths(self.twins, proposal.regimen(primed_with, volume), self._wanderings, FOLLOWED)
        window_min = proposal.end_min + float(self.rules.severe_within.value)
        return Expected(
            proposal=proposal,
            bands={name: found.bands(name) for name in DRAWN},
            highest_systolic=range_of(highest(found, "systolic", within_min=window_min)),
            felt_at_strongest=_felt_at_strongest(found),
            ready=self._ready(found, proposal),
        )

    def _ready(self, found: Paths, proposal: Proposal) -> Ready:
        rules = self.rules.ready
        earliest = max(proposal.end_min + float(rules.leaving_after_end.value), float(rules.leaving_after_start.value))
        return ready_times(
            self.twins.responses,
            found.calm,
            self.at_min,
            rules=rules,
            earliest_leaving_min=earliest,
            earliest_standing_min=proposal.end_min + float(rules.standing_after_end.value),
            end_min=proposal.end_min,
        )


def _felt_at_strongest(found: Paths) -> Range:
    """What each twin would say if asked when the drug is felt most."""
    peak = np.argmax(found.calm["felt"], axis=0)
    return range_of(found.of["felt"][peak, np.arange(len(peak))])
