"""What may be done at the bedside, from least to most, as plans that can be forecast."""

from decimal import Decimal

from handrail.pathway.infuse import rate as rates
from handrail.pathway.infuse.forecast.course import Plan
from handrail.pathway.infuse.rate import RateRules
from handrail.pathway.session import Phase, Session
from handrail.units import Minutes


def plans_of(session: Session, rules: RateRules, pause: Minutes) -> tuple[Plan, ...]:
    """The choices of this phase. "Pause" stands for a pause of that length and what may run again after it.

    Once nothing runs any more there is one course only, and it is called going on.
    """
    running = session.running
    if running is not None:
        quarter_less, half = (rates.slowed(running.rate, factor, rules) for factor in rules.slow_factors)
        return (
            Plan("go_on", running.rate),
            Plan("slow_75", quarter_less),
            Plan("slow_half", half),
            Plan("pause", rates.slowed(running.rate, rules.resume_factor, rules), after=pause),
            Plan("stop", None),
        )
    if session.phase is Phase.PAUSED:
        again = (
            Plan("resume", rates.again(session, Decimal(1), rules)),
            Plan("resume_75", rates.again(session, rules.resume_factor, rules)),
        )
        return (*(again if session.bag_agreed else ()), Plan("stop", None))
    return (Plan("go_on", None),)
