"""What went through the line until now, and what would go through it with each choice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from handrail.pathway.session import Session, minutes_after, minutes_between
from handrail.pharmacology import Regimen
from handrail.pharmacology.line import Flow, Line, through
from handrail.units import Milligrams, MilligramsPerHour, Millilitres, MillilitresPerHour, Minutes

MINUTES_PER_HOUR = 60
AT_ONCE = Minutes(0)


@dataclass(frozen=True, slots=True)
class Plan:
    """A choice: the rate to run at, after standing still for a while or at once; no rate is the end."""

    key: str
    rate: MillilitresPerHour | None
    after: Minutes = AT_ONCE


@dataclass(frozen=True, slots=True)
class Planned:
    """What a plan comes to: what reaches the vein in all, when the dose is in, and how much was given then."""

    plan: Plan
    regimen: Regimen
    end_at: datetime | None
    given: Milligrams


class Course:
    """One infusion as the models see it: minutes from the start of the drip."""

    def __init__(self, session: Session, now: datetime, line_volume: Millilitres) -> None:
        assert session.started_at is not None  # the caller has seen it run
        self.session = session
        self.now = now
        self.start_at = session.started_at
        self.line = _line(session, line_volume)
        self.past = tuple(self._past())

    def minute(self, moment: datetime) -> float:
        """Minutes from the start of the drip."""
        return float(minutes_between(self.start_at, moment).value)

    @property
    def so_far(self) -> Regimen:
        """What has reached the vein, and nothing that is still to come."""
        return Regimen(through(self.line, self.past))

    def with_plan(self, plan: Plan) -> Planned:
        """The whole course if this is done now."""
        ahead, end_at = self._ahead(plan)
        given = self.session.to_give if end_at else self.session.given(self.now)
        return Planned(plan, Regimen(through(self.line, (*self.past, *ahead))), end_at, given)

    def _past(self) -> Iterator[Flow]:
        """The charted stretches, no further than the dose that the bag holds."""
        left = self.session.to_give
        for segment in self.session.segments:
            until = min(segment.to_at or self.now, self.now)
            amount = min(segment.given(self.now), left)
            if amount.positive and until > segment.from_at:
                ends = min(until, minutes_after(segment.from_at, amount.taken_at(segment.drug_rate)))
                yield self._flow(segment.rate, segment.drug_rate, segment.from_at, ends)
                left = left - amount
        yield from self._flush_of_the_past()

    def _flush_of_the_past(self) -> Iterator[Flow]:
        """A dose that was given whole is flushed at its own rate; one that was stopped is taken off at the hub."""
        session = self.session
        if session.ended_as == "completed" and session.ended_at and session.segments:
            last = session.segments[-1]
            yield from self._flush(last.rate, session.ended_at, self.now)

    def _ahead(self, plan: Plan) -> tuple[tuple[Flow, ...], datetime | None]:
        bag = self.session.bag
        left = self.session.remaining(self.now)
        if plan.rate is None or bag is None or not plan.rate.positive or not left.positive:
            return (), None
        drug_rate = plan.rate.carrying(bag.concentration)
        begins_at = minutes_after(self.now, plan.after)
        ends_at = minutes_after(begins_at, left.taken_at(drug_rate))
        flow = self._flow(plan.rate, drug_rate, begins_at, ends_at)
        return (flow, *self._flush(plan.rate, ends_at, None)), ends_at

    def _flush(self, rate: MillilitresPerHour, from_at: datetime, until: datetime | None) -> Iterator[Flow]:
        """The line's volume after the dose, without drug.

        A line that was filled from the bag has had its volume of the dose before the pump ran: nothing is left to flush.
        """
        if self.line.volume_ml <= 0 or self.line.primed_mg_per_ml > 0 or not rate.positive:
            return
        whole = minutes_after(from_at, rate.time_for(Millilitres(str(self.line.volume_ml))))
        ends_at = min(whole, until) if until else whole
        if ends_at > from_at:
            yield self._flow(rate, MilligramsPerHour(0), from_at, ends_at)

    def _flow(self, rate: MillilitresPerHour, drug_rate: MilligramsPerHour, start: datetime, end: datetime) -> Flow:
        ml_per_h = float(rate.value)
        return Flow(
            ml_per_min=ml_per_h / MINUTES_PER_HOUR,
            mg_per_ml=float(drug_rate.value) / ml_per_h if ml_per_h else 0.0,
            from_min=self.minute(start),
            to_min=max(self.minute(start), self.minute(end)),
        )


def _line(session: Session, usual: Millilitres) -> Line:
    """What the line was filled with, as far as anybody has said; unsaid, the drug stands at the hub."""
    primed, bag = session.primed, session.primed_from
    if primed is None:
        return Line(volume_ml=0.0, primed_mg_per_ml=0.0)
    volume = float((primed.volume or usual).value)
    return Line(volume_ml=volume, primed_mg_per_ml=float(bag.concentration.value) if bag else 0.0)
