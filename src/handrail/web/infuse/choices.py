"""Which rate a press means: the rate that the page showed under the choice, or a rate that was typed."""

from decimal import Decimal

from django.utils.translation import gettext as _

from handrail.care import rules
from handrail.clinic.models import Visit
from handrail.pathway.infuse import rate as rates
from handrail.pathway.infuse.rate import RateRules
from handrail.pathway.session import Session
from handrail.record import log
from handrail.units import MillilitresPerHour
from handrail.web.asked import Asked, BadAsk

SLOWER = ("slow_75", "slow_half")
AGAIN = ("resume", "resume_75")


def chosen_rate(visit: Visit, asked: Asked) -> tuple[MillilitresPerHour, bool]:
    """The rate, and whether the press meant to slow.

    A page with a script sends the rate it showed. A plain form sends the choice and the event number it was drawn
    at: the rate is then worked out from what ran at that event, so that both mean the same.
    """
    choice = asked.maybe("choice")
    if choice is not None and choice not in (*SLOWER, *AGAIN):
        raise BadAsk(_("“choice” is one of %(known)s.") % {"known": ", ".join((*SLOWER, *AGAIN))})
    session: Session = log.state(visit.pk)[1]
    rule = rules.of_session(session, visit.clinic_id).rate_rules()
    if asked.maybe("ml_per_h") is not None or choice is None:
        return asked.rate(rule), choice in SLOWER
    return _worked_out(session, choice, asked.seen, rule), choice in SLOWER


def _worked_out(session: Session, choice: str, seen: int | None, rule: RateRules) -> MillilitresPerHour:
    shown = [part for part in session.segments if seen is None or part.seq <= seen]
    if not shown:
        raise BadAsk(_("Nothing has run yet, so there is no rate to change."))
    if choice in AGAIN:
        rate = rates.again(session, rule.resume_factor if choice == "resume_75" else Decimal(1), rule)
        return rate or shown[-1].rate
    factor = rule.slow_factors[0] if choice == "slow_75" else rule.slow_factors[1]
    return rates.slowed(shown[-1].rate, factor, rule)
