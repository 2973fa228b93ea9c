"""What to expect of an order, for whoever prescribes it: before it is given, and while it waits to be started."""

from dataclasses import dataclass
from datetime import datetime

from handrail.care import course as courses
from handrail.care import forecast as forecasts
from handrail.care import prepare, rules
from handrail.care.rules import Rules
from handrail.clinic.models import Visit
from handrail.pathway.events import BagPrepared, InfusionOrdered, OrderRefused, PrimedWith
from handrail.pathway.infuse import forecast as forecasting
from handrail.pathway.infuse.forecast import Expected, Previewer, Proposal
from handrail.pathway.prepare import bag as bags
from handrail.pathway.prepare.bag import BagRefused
from handrail.pathway.prepare.order import PersonFacts, order
from handrail.pathway.session import Cuff, Session, minutes_between
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

    `cuff` is the last one of today. Pressure begins there, and at a typical one where there is none or it `is_old`; where
    `without_pressure` says why, nothing is said of it. `known` says whether earlier sessions of this patient taught anything.
    """

    at_min: Floats
    expected: tuple[Expected, ...]
    cuff: Cuff | None
    cuff_age: Minutes | None
    is_old: bool
    without_pressure: str | None
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
    _seq, told = log.state(visit.pk)
    assert isinstance(told, Session)
    new_order = rules.of_clinic(visit.clinic_id)
    session, rule = forecasting.sifted(told, new_order.protocol), new_order.forecast_rules()
    if session.started_at is not None:
        raise NoPreview(BEGUN)
    if not rule.shown:
        raise NoPreview("Forecasts are switched off in this clinic.")
    facts = prepare.facts_of(visit, now)
    asked = _proposal("as_ordered", facts, dose_per_weight, length, new_order)
    knowledge = courses.known_before(visit)
    fresh = forecasting.fresh_cuffs(session, now, rule)
    try:
        twins = forecasts.twins_of(forecasting.before_start(fresh, asked.order, visit.pk, knowledge))
    except forecasting.NoForecast as problem:
        raise NoPreview(OUT_OF_RANGE) from problem
    proposals = (asked, *_beside(facts, dose_per_weight, length, new_order))
    longest = max(proposal.order.length for proposal in proposals)
    previewer = Previewer(twins, forecasting.seed_of(visit.pk), rule, longest)
    volume = (session.primed.volume if session.primed else None) or rule.line_volume
    last = next(reversed(forecasting.counting_cuffs(session)), None)
    return Preview(
        at_min=previewer.at_min,
        expected=tuple(previewer.expected(proposal, primed_with, volume) for proposal in proposals),
        cuff=last,
        cuff_age=minutes_between(last.at, now) if last else None,
        is_old=last is not None and last not in fresh,
        without_pressure=forecasting.against_expected_pressure(session, rule),
        known=knowledge != NOTHING_KNOWN,
        models=twins.models,
    )


def _beside(
    facts: PersonFacts, dose_per_weight: MilligramsPerKilogram, length: Minutes, new_order: Rules
) -> list[Proposal]:
    """Less, and slower, as far as the protocol would take it."""
    found = []
    slower = new_order.rate_rules().slow_factors[0]
    for key, (dose, minutes) in forecasting.less_than(dose_per_weight, length, slower).items():
        try:
            found.append(_proposal(key, facts, dose, minutes, new_order))
        except NoPreview:
            continue
    return found


def _proposal(
    key: str, facts: PersonFacts, dose_per_weight: MilligramsPerKilogram, length: Minutes, new_order: Rules
) -> Proposal:
    """The order with the protocol's usual bag."""
    found = order(
        facts=facts, dose_per_weight=dose_per_weight, length=length, rules=new_order.order_rules(), protocol=""
    )
    if isinstance(found, OrderRefused):
        raise NoPreview(found.because)
    return Proposal(key, found, _usual_bag(found, new_order))


def _usual_bag(ordered: InfusionOrdered, new_order: Rules) -> BagPrepared:
    usual = new_order.protocol.bag
    try:
        plan = bags.work_out(
            dose=ordered.dose,
            length=ordered.length,
            vial_strength=usual.default_vial,
            diluent=usual.default_volume,
            method=usual.default_method,
            rules=new_order.bag_rules(),
        )
    except BagRefused as problem:
        raise NoPreview(str(problem)) from problem
    return plan.prepared()
