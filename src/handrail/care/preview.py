"""What to expect of an order, for whoever prescribes it: before it is given, and while it waits to be started."""

from dataclasses import dataclass
from datetime import datetime

from handrail.care import course as courses
from handrail.care import forecast as forecasts
from handrail.care import prepare, rules
from handrail.clinic.models import Visit
from handrail.pathway.events import BagPrepared, InfusionOrdered, OrderRefused, PrimedWith
from handrail.pathway.infuse import forecast as forecasting
from handrail.pathway.infuse.forecast import Expected, Previewer, Proposal
from handrail.pathway.prepare import bag as bags
from handrail.pathway.prepare.bag import BagRefused
from handrail.pathway.prepare.order import PersonFacts, order
from handrail.pathway.session import Cuff, Session
from handrail.pharmacology.system import Floats
from handrail.pharmacology.twins import NOTHING_KNOWN
from handrail.record import log
from handrail.units import MilligramsPerKilogram, Minutes

BEGUN = "The infusion has begun. Its order stays; the drip can be slowed, paused or stopped on its own page."
OUT_OF_RANGE = "No published model was made for a person of this age or weight."


class NoPreview(ValueError):
    """Why nothing can be said of this order; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The order as it was asked about first, then what may be set beside it; times in minutes from the start.

    `cuff` is the pressure of today that it begins at; without one it begins at a typical pressure. `known` says whether
    earlier sessions of this patient taught anything.
    """

    at_min: Floats
    expected: tuple[Expected, ...]
    cuff: Cuff | None
    known: bool
    models: tuple[str, ...]


def preview(
    *,
    visit: Visit,
    dose_per_weight: MilligramsPerKilogram,
    length: Minutes,
    primed_with: PrimedWith | None,
    now: datetime,
) -> Preview:
    """What to expect of this order. Nothing is written down.

    Raises:
        NoPreview: where the protocol would not take the order or not make its usual bag, the infusion has begun, or no
            model was made for such a person.
    """
    _seq, session = log.state(visit.pk)
    assert isinstance(session, Session)
    rule = rules.forecast_rules()
    if session.started_at is not None:
        raise NoPreview(BEGUN)
    if not rule.shown:
        raise NoPreview("Forecasts are switched off in this clinic.")
    facts = prepare.facts_of(visit, now)
    asked = _proposal("as_ordered", facts, dose_per_weight, length)
    knowledge = courses.known_before(visit)
    try:
        twins = forecasts.twins_of(forecasting.before_start(session, asked.order, visit.pk, knowledge))
    except forecasting.NoForecast as problem:
        raise NoPreview(OUT_OF_RANGE) from problem
    proposals = (asked, *_beside(facts, dose_per_weight, length))
    longest = max(proposal.order.length for proposal in proposals)
    previewer = Previewer(twins, forecasting.seed_of(visit.pk), rule, longest)
    volume = (session.primed.volume if session.primed else None) or rule.line_volume
    cuffs = forecasting.counting_cuffs(session)
    return Preview(
        at_min=previewer.at_min,
        expected=tuple(previewer.expected(proposal, primed_with, volume) for proposal in proposals),
        cuff=cuffs[-1] if cuffs else None,
        known=knowledge != NOTHING_KNOWN,
        models=twins.models,
    )


def _beside(facts: PersonFacts, dose_per_weight: MilligramsPerKilogram, length: Minutes) -> list[Proposal]:
    """Less, and slower, as far as the protocol would take it."""
    found = []
    slower = rules.rate_rules().slow_factors[0]
    for key, (dose, minutes) in forecasting.less_than(dose_per_weight, length, slower).items():
        try:
            found.append(_proposal(key, facts, dose, minutes))
        except NoPreview:
            continue
    return found


def _proposal(key: str, facts: PersonFacts, dose_per_weight: MilligramsPerKilogram, length: Minutes) -> Proposal:
    """The order with the protocol's usual bag."""
    found = order(facts=facts, dose_per_weight=dose_per_weight, length=length, rules=rules.order_rules(), protocol="")
    if isinstance(found, OrderRefused):
        raise NoPreview(found.because)
    return Proposal(key, found, _usual_bag(found))


def _usual_bag(ordered: InfusionOrdered) -> BagPrepared:
    usual = rules.protocol().bag
    try:
        plan = bags.work_out(
            dose=ordered.dose,
            length=ordered.length,
            vial_strength=usual.default_vial,
            diluent=usual.default_volume,
            method=usual.default_method,
            rules=rules.bag_rules(),
        )
    except BagRefused as problem:
        raise NoPreview(str(problem)) from problem
    return plan.prepared()
