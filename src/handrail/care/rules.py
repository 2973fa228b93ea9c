"""The protocol in force, handed to the rules in the form each of them reads."""

from datetime import timedelta
from functools import cache
from typing import Any

from handrail.pathway.infuse.alarms import limits_beside
from handrail.pathway.infuse.conditions.changes import level_of
from handrail.pathway.infuse.rate import RateRules
from handrail.pathway.prepare.bag import BagRules
from handrail.pathway.prepare.order import OrderRules
from handrail.pathway.session import Alarm
from handrail.protocol import Protocol, load
from handrail.protocol.schema import ForecastRules, PatientRules
from handrail.units import MillimetresOfMercury, Minutes


@cache
def protocol() -> Protocol:
    """The protocol of this installation, read once."""
    return load()


def order_rules() -> OrderRules:
    """What an order may be."""
    order = protocol().order
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


def patient_rules() -> PatientRules:
    """What is believed of a patient who is put on the list."""
    return protocol().patient


def bag_rules() -> BagRules:
    """How a bag is made and run."""
    bag, pump = protocol().bag, protocol().pump
    return BagRules(
        draw_step=bag.draw_step,
        rate_step=pump.rate_step,
        highest_flow=pump.highest_flow,
        dose_tolerance=bag.dose_tolerance,
    )


def rate_rules() -> RateRules:
    """How the drip may be changed."""
    order, pump = protocol().order, protocol().pump
    return RateRules(
        rate_step=pump.rate_step,
        highest_flow=pump.highest_flow,
        slow_factors=pump.slow_factors,
        resume_factor=pump.resume_factor,
        dose_ceiling=order.ceiling,
        highest_dose=order.amount_ceiling,
    )


def forecast_rules() -> ForecastRules:
    """What is forecast, how far, and when somebody counts as ready."""
    return protocol().forecast


def pause_length() -> Minutes:
    """How long the choice "pause" is reckoned to last."""
    return protocol().pump.forecast_pause


def sound_pause() -> timedelta:
    """For how long an alarm's sound may be paused."""
    return protocol().alarms.behaviour.longest_sound_pause


def alarm_sounds() -> dict[str, Any]:
    """When a seen alarm sounds again, and how often sounds come, in seconds."""
    behaviour = protocol().alarms.behaviour
    return {
        "repeat_s": {priority: length.total_seconds() for priority, length in behaviour.sound_repeats.items()},
        "sounds_again_after_s": int(behaviour.sounds_again_after.total_seconds()),
    }


def window_length() -> timedelta:
    """How far back the alarms look."""
    return protocol().monitoring.window


def condition_name(condition: str, language: str) -> str:
    """What an alarm condition is called."""
    rule = protocol().alarms.rule(condition)
    return rule.name.in_language(language) if rule else condition


def shown_limits(channel: str) -> tuple[str | None, str | None]:
    """The limits that stand beside a figure: lower and upper; of the cuff, systolic and diastolic."""
    return limits_beside(channel, protocol())


def blind_after() -> timedelta:
    """How long nobody may have watched before it is written down."""
    return protocol().monitoring.blind_after


def plausible_pressure() -> tuple[MillimetresOfMercury, MillimetresOfMercury]:
    """Between which values a pressure can be a living person's."""
    channels = protocol().monitoring.channels
    return MillimetresOfMercury(channels["nibp_dia"].lowest), MillimetresOfMercury(channels["nibp_sys"].highest)


def ages_s(channel: str, interval_s: int) -> dict[str, float]:
    """After how many seconds a value of this channel ages, is stale and is lost."""
    monitoring = protocol().monitoring
    ages, interval = monitoring.freshness(monitoring.channels[channel].kind), timedelta(seconds=interval_s)
    return {
        "ageing_s": ages.fresh.over(interval).total_seconds(),
        "stale_s": ages.ageing.over(interval).total_seconds(),
        "lost_s": ages.stale.over(interval).total_seconds(),
    }


def shortest_gap() -> timedelta:
    """A stretch without a value shorter than this is none that anybody sees."""
    return protocol().monitoring.continuous.fresh.at_least


def recheck_after() -> timedelta:
    """How soon the cuff is due again while a pressure alarm asks for another reading."""
    return protocol().monitoring.schedule.recheck


def watch_late_after() -> timedelta:
    """A watch that has given no sign for so long, in real time, is not on duty."""
    return protocol().monitoring.blind_after


def what_to_do(alarm: Alarm) -> dict[str, str] | None:
    """What the protocol says to do about an open alarm, by language; None where the protocol no longer has its rule."""
    rule = protocol().alarms.rule(alarm.condition)
    if rule is None:
        return None
    words = rule.watch.levels[level_of(alarm, rule.watch.levels) - 1].do
    return {"en": words.en, "es": words.es}
