"""A protocol handed to the rules in the form each of them reads: that of a clinic, or the one that a session runs under.

rules.of_clinic(clinic_id).order_rules()            # for a new order: what is in force
rules.of_session(session, clinic_id).rate_rules()   # for a session: the version of its order, also after another was signed
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from handrail.care import protocol as protocols
from handrail.clinic.models import Visit
from handrail.pathway.infuse.alarms import limits_beside
from handrail.pathway.infuse.conditions.changes import level_of
from handrail.pathway.infuse.rate import RateRules
from handrail.pathway.prepare.bag import BagRules
from handrail.pathway.prepare.order import OrderRules
from handrail.pathway.session import Alarm, Session
from handrail.protocol import Protocol
from handrail.protocol.schema import ForecastRules, PatientRules
from handrail.record import log
from handrail.units import MillimetresOfMercury, Minutes

VISITS_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of a protocol, as the rules read it."""

    protocol: Protocol

    def order_rules(self) -> OrderRules:
        """What an order may be."""
        order = self.protocol.order
        return OrderRules(
            lowest=order.lowest,
            ceiling=order.ceiling,
            highest_dose=order.amount_ceiling,
            shortest=order.shortest,
            longest=order.longest,
            dose_step=order.dose_step,
            lightest=order.lightest,
            heaviest=order.heaviest,
        )

    def patient_rules(self) -> PatientRules:
        """What is believed of a patient who is put on the list."""
        return self.protocol.patient

    def bag_rules(self) -> BagRules:
        """How a bag is made and run."""
        bag, pump = self.protocol.bag, self.protocol.pump
        return BagRules(
            draw_step=bag.draw_step,
            rate_step=pump.rate_step,
            highest_flow=pump.highest_flow,
            dose_tolerance=bag.dose_tolerance,
        )

    def rate_rules(self) -> RateRules:
        """How the drip may be changed."""
        order, pump = self.protocol.order, self.protocol.pump
        return RateRules(
            rate_step=pump.rate_step,
            highest_flow=pump.highest_flow,
            slow_factors=pump.slow_factors,
            resume_factor=pump.resume_factor,
            dose_ceiling=order.ceiling,
            highest_dose=order.amount_ceiling,
        )

    def forecast_rules(self) -> ForecastRules:
        """What is forecast, how far, and when somebody counts as ready."""
        return self.protocol.forecast

    def pause_length(self) -> Minutes:
        """How long the choice "pause" is reckoned to last."""
        return self.protocol.pump.forecast_pause

    def sound_pause(self) -> timedelta:
        """For how long an alarm's sound may be paused."""
        return self.protocol.alarms.behaviour.longest_sound_pause

    def alarm_sounds(self) -> dict[str, Any]:
        """When a seen alarm sounds again, and how often sounds come, in seconds."""
        behaviour = self.protocol.alarms.behaviour
        return {
            "repeat_s": {priority: length.total_seconds() for priority, length in behaviour.sound_repeats.items()},
            "sounds_again_after_s": int(behaviour.sounds_again_after.total_seconds()),
        }

    def window_length(self) -> timedelta:
        """How far back the alarms look."""
        return self.protocol.monitoring.window

    def condition_name(self, condition: str, language: str) -> str:
        """What an alarm condition is called."""
        rule = self.protocol.alarms.rule(condition)
        return rule.name.in_language(language) if rule else condition

    def shown_limits(self, channel: str) -> tuple[str | None, str | None]:
        """The limits that stand beside a figure: lower and upper; of the cuff, systolic and diastolic."""
        return limits_beside(channel, self.protocol)

    def blind_after(self) -> timedelta:
        """How long nobody may have watched before it is written down."""
        return self.protocol.monitoring.blind_after

    def plausible_pressure(self) -> tuple[MillimetresOfMercury, MillimetresOfMercury]:
        """Between which values a pressure can be a living person's."""
        channels = self.protocol.monitoring.channels
        return MillimetresOfMercury(channels["nibp_dia"].lowest), MillimetresOfMercury(channels["nibp_sys"].highest)

    def ages_s(self, channel: str, interval_s: int) -> dict[str, float]:
        """After how many seconds a value of this channel ages, is stale and is lost."""
        monitoring = self.protocol.monitoring
        ages, interval = monitoring.freshness(monitoring.channels[channel].kind), timedelta(seconds=interval_s)
        return {
            "ageing_s": ages.fresh.over(interval).total_seconds(),
            "stale_s": ages.ageing.over(interval).total_seconds(),
            "lost_s": ages.stale.over(interval).total_seconds(),
        }

    def shortest_gap(self) -> timedelta:
        """A stretch without a value shorter than this is none that anybody sees."""
        return self.protocol.monitoring.continuous.fresh.at_least

    def recheck_after(self) -> timedelta:
        """How soon the cuff is due again while a pressure alarm asks for another reading."""
        return self.protocol.monitoring.schedule.recheck

    def refuse_skew_beyond(self) -> timedelta:
        """By how much a device's clock may be off before its messages are not taken."""
        return self.protocol.monitoring.skew.refuse_beyond

    def what_to_do(self, alarm: Alarm) -> dict[str, str] | None:
        """What the protocol says to do about an open alarm, by language; None where it has no such rule."""
        rule = self.protocol.alarms.rule(alarm.condition)
        if rule is None:
            return None
        words = rule.watch.levels[level_of(alarm, rule.watch.levels) - 1].do
        return {"en": words.en, "es": words.es}


def shipped() -> Rules:
    """By the protocol that came with this software, whatever a clinic has signed."""
    return Rules(protocols.shipped())


def of_clinic(clinic_id: str) -> Rules:
    """By what is in force in a clinic: for its next order, its lists, its board."""
    return Rules(protocols.in_force(clinic_id))


def of_session(session: Session, clinic_id: str) -> Rules:
    """By the version of the session's order; before it has one, by what is in force in its clinic."""
    return Rules(protocols.under(session, clinic_id))


def of_stream(session_id: str, session: Session) -> Rules:
    """As `of_session`, where only the session's id is at hand."""
    return of_session(session, clinic_of(session_id))


def of_visit(visit: Visit) -> Rules:
    """By what a visit runs under."""
    _seq, session = log.state(visit.pk)
    assert isinstance(session, Session)
    return of_session(session, visit.clinic_id)


@lru_cache(maxsize=VISITS_KEPT)
def clinic_of(session_id: str) -> str:
    """The clinic of a visit, which never changes.

    Raises:
        Visit.DoesNotExist: there is no such visit.
    """
    return str(Visit.objects.values_list("clinic_id", flat=True).get(pk=session_id))
