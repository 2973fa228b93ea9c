"""Starting, slowing, pausing, resuming and ending the drip.

Slowing, pausing and stopping are never refused. Starting, raising and resuming are intentions, and may be.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from handrail.pathway.events import (
    BagPrepared,
    Event,
    InfusionCompleted,
    InfusionPaused,
    InfusionResumed,
    InfusionStarted,
    InfusionStopped,
    OrderAmended,
    PauseFor,
    RateChanged,
    RateChangeRefused,
    ResumeRefused,
    StartRefused,
)
from handrail.pathway.session import Phase, Session
from handrail.units import (
    Milligrams,
    MilligramsPerHour,
    MilligramsPerKilogram,
    MillilitresPerHour,
    Minutes,
)

DOSE_WRITTEN = Milligrams("0.001")  # how finely what was given is written down
DRUG_RATE_STEP = MilligramsPerHour("0.0001")  # how finely a rate of drug is written down


@dataclass(frozen=True, slots=True)
class RateRules:
    """What the protocol says of changing the drip."""

    rate_step: MillilitresPerHour
    highest_flow: MillilitresPerHour
    slow_factors: tuple[Decimal, ...]
    resume_factor: Decimal
    dose_ceiling: MilligramsPerKilogram
    highest_dose: Milligrams


def drug_rate(bag: BagPrepared, rate: MillilitresPerHour) -> MilligramsPerHour:
    """What this flow carries out of this bag."""
    return rate.carrying(bag.concentration).rounded(DRUG_RATE_STEP)


def slowed(rate: MillilitresPerHour, factor: Decimal, rules: RateRules) -> MillilitresPerHour:
    """A part of a rate, rounded down to what the pump can be set to."""
    return rate.times(factor).rounded_down(rules.rate_step)


NEVER_GUESSED = ("order", "bag")  # without these nobody knows how many milligrams run


def start(session: Session, *, already_runs: bool = False) -> list[Event]:
    """Begin, at the rate that two people worked out; or say what is missing.

    A drip that runs already is a fact: it is written down with what was missing, and watched like any other. Only
    where no order or no bag says how strong it is, the first of them is asked for, since milligrams are not guessed.
    """
    if session.running or session.phase in {Phase.PAUSED, Phase.RECOVERING, Phase.LEFT}:
        return [StartRefused(because="started")] if session.phase is not Phase.INFUSING else []
    missing = missing_before_start(session)
    asked = [name for name in missing if name in NEVER_GUESSED] if already_runs else missing
    if asked:
        return [StartRefused(because=asked[0])]
    assert session.bag is not None  # missing_before_start has just seen it
    return [InfusionStarted(rate=session.bag.rate, drug_rate=session.bag.drug_rate, missing=tuple(missing))]


def missing_before_start(session: Session) -> list[str]:
    """What must be there before the drip may run, in the order in which it is done."""
    there = {
        "order": session.order is not None,
        "chair": session.chair is not None,
        "bag": session.bag is not None,
        "second_check": session.bag_checked_by is not None,
        "monitor": any(binding.device_kind == "monitor" for binding in session.bindings),
        "watcher": session.watcher is not None,
    }
    return [name for name, done in there.items() if not done]


def change(
    session: Session,
    to: MillilitresPerHour,
    *,
    prescriber: bool,
    rules: RateRules,
    lower_only: bool = False,
) -> list[Event]:
    """Set the running drip to another rate. Lower always; higher only by a prescriber and up to the ordered rate.

    What counts as higher is judged against the rate that runs when this is decided, whatever the page showed; a press
    that meant to slow (`lower_only`) never raises.
    """
    running, bag = session.running, session.bag
    if running is None or bag is None:
        return [RateChangeRefused(rate=to, because="not_running")]
    if to == running.rate:
        return []
    if to > running.rate:
        because = "already_slower" if lower_only else _against_raising(session, to, rules, prescriber=prescriber)
        if because:
            return [RateChangeRefused(rate=to, because=because)]
    return [RateChanged(rate=to, drug_rate=drug_rate(bag, to), previous=running.rate)]


def _against_raising(session: Session, to: MillilitresPerHour, rules: RateRules, *, prescriber: bool) -> str | None:
    if not prescriber:
        return "prescriber_only"
    if session.ceiling is None or to > session.ceiling or to > rules.highest_flow:
        return "above_ceiling"
    return None


def pause(session: Session, pause_for: PauseFor | None) -> list[Event]:
    """Let the drip stand still; what for may be said later. A pause under a high alarm is one for that alarm."""
    if session.running is None:
        return []
    return [InfusionPaused(pause_for="high" if session.under_high and pause_for is None else pause_for)]


def resume(session: Session, to: MillilitresPerHour, *, prescriber: bool, rules: RateRules) -> list[Event]:
    """Let the drip run again after a pause, at no more than the rules allow after such a pause."""
    if session.phase is not Phase.PAUSED or session.bag is None:
        return [ResumeRefused(rate=to, because="not_paused")] if session.running is None else []
    because = against_resuming(session, to, rules, prescriber=prescriber)
    if because:
        return [ResumeRefused(rate=to, because=because)]
    return [InfusionResumed(rate=to, drug_rate=drug_rate(session.bag, to))]


def against_resuming(session: Session, to: MillilitresPerHour, rules: RateRules, *, prescriber: bool) -> str | None:
    """Why somebody may not let a paused drip run again at this rate, as a code; None: they may."""
    before, bag, pause = session.segments[-1], session.bag, session.pause
    if bag is None or session.bag_checked_by is None:
        return "second_check"
    if session.ceiling is None or to > session.ceiling:
        return "above_ceiling"
    if prescriber or pause is None:
        return None
    if pause.under_high or session.under_high or pause.why == "high":
        return "prescriber_after_high"
    if pause.counts and sum(one.counts for one in session.pauses) > 1:
        return "prescriber_after_second_pause"
    if drug_rate(bag, to) > _highest_again(before.drug_rate, rules, counts=pause.counts):
        return "above_resume_rate" if pause.counts else "prescriber_only"
    return None


def _highest_again(before: MilligramsPerHour, rules: RateRules, *, counts: bool) -> MilligramsPerHour:
    """How much drug may run again after a pause: counted in mg/h, since another bag may have come in between."""
    return before.times(rules.resume_factor) if counts else before


def again(session: Session, factor: Decimal, rules: RateRules) -> MillilitresPerHour | None:
    """The flow at which that part of the drug that ran before the pause runs again, out of the bag that hangs now."""
    if session.bag is None or not session.segments:
        return None
    before = session.segments[-1]
    if before.drug_rate == drug_rate(session.bag, before.rate):
        return slowed(before.rate, factor, rules)
    return before.drug_rate.times(factor).flow(session.bag.concentration).rounded_down(rules.rate_step)


def stop(session: Session, now: datetime) -> list[Event]:
    """End the drip before the dose is in."""
    if session.running is None and session.phase is not Phase.PAUSED:
        return []
    return [InfusionStopped(given=session.given(now).rounded(DOSE_WRITTEN))]


def complete(session: Session, now: datetime, rest: Milligrams) -> list[Event]:
    """End the drip with the dose in, as the person at the pump sees it.

    That it has ended is a fact, and is never refused; where by the chart more than the rest was still to come, it says so.
    """
    if session.running is None and session.phase is not Phase.PAUSED:
        return []
    left = session.remaining(now)
    short = left.rounded(DOSE_WRITTEN) if left > rest else None
    return [InfusionCompleted(given=session.given(now).rounded(DOSE_WRITTEN), short=short)]


def amend(
    session: Session,
    *,
    dose_per_weight: MilligramsPerKilogram,
    length: Minutes,
    prescriber: bool,
    rules: RateRules,
) -> list[Event]:
    """A prescriber's new dose and time for the order that runs, within the ceilings.

    The new highest rate is the one that would give the whole new dose in the new time from this bag.
    """
    order, bag = session.order, session.bag
    if order is None or bag is None:
        return [RateChangeRefused(rate=MillilitresPerHour(0), because="no_order")]
    dose = dose_per_weight.for_weight(order.weight)
    flow = dose.over(length).per_hour().flow(bag.concentration).rounded_down(rules.rate_step)
    if not prescriber:
        return [RateChangeRefused(rate=flow, because="prescriber_only")]
    in_bag = bag.vial_strength.contained_in(bag.drawn)
    if dose_per_weight > rules.dose_ceiling or dose > rules.highest_dose or flow > rules.highest_flow:
        return [RateChangeRefused(rate=flow, because="above_ceiling")]
    if dose > in_bag.rounded(Milligrams("0.1")):
        return [RateChangeRefused(rate=flow, because="not_in_bag")]
    return [
        OrderAmended(
            dose_per_weight=dose_per_weight,
            dose=dose,
            length=length,
            rate=flow,
            drug_rate=drug_rate(bag, flow),
        )
    ]
