"""Whom a drafted protocol touches among the patients who are here or expected, in words, before anybody signs it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain

from handrail.care import protocol as protocols
from handrail.care.monitor import readings_of
from handrail.care.prepare import age_of
from handrail.care.readings import Readings
from handrail.clinic.models import Visit
from handrail.pathway.infuse.alarms import Window
from handrail.pathway.infuse.charting import latest_cuff
from handrail.pathway.infuse.drafted import AlarmDiffers, alarms_differing
from handrail.pathway.infuse.trends import freshness
from handrail.pathway.session import Session
from handrail.protocol import Protocol
from handrail.protocol.entries import Words
from handrail.protocol.rulebook import Fact
from handrail.protocol.rulebook.differing import RuleDiffers, differing
from handrail.protocol.rulebook.facts import Facts, Value
from handrail.record import log

KEEPS = Words(
    "What is ordered already runs on under the version of its order; the next order takes the new one.",
    "Lo ya prescrito sigue con la versión de su prescripción; la próxima toma la nueva.",
)
MEASURED = {"heart_rate": "hr", "spo2": "spo2", "breathing_rate": "resp", "etco2": "etco2"}
"""Facts that a bound device tells, by its channel."""

UNITS = {
    "age": "years",
    "weight": "kg",
    "height": "cm",
    "bmi": "kg/m2",
    "infusions_given": "infusions",
    "systolic": "mmHg",
    "diastolic": "mmHg",
    "heart_rate": "1/min",
    "spo2": "%",
    "breathing_rate": "1/min",
    "etco2": "mmHg",
    "nausea": "of 10",
    "pauses_that_count": "times",
}
"""In which unit each number is known here: a protocol that describes it in another is not guessed at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A patient for whom something would be otherwise. `ordered`: their session keeps its version all the same."""

    visit: Visit
    ordered: bool
    alarms: tuple[AlarmDiffers, ...]
    rules: tuple[RuleDiffers, ...]

    def lines(self, language: str) -> list[str]:
        """What would be otherwise, a line each."""
        return [*(one.line(language) for one in self.alarms), *(one.line(language) for one in self.rules)]


@dataclass(frozen=True, slots=True)
class Impact:
    """Whom a draft touches, of how many who were looked at."""

    looked_at: int
    touched: tuple[Touched, ...]
    keeps: Words = KEEPS


def impact(clinic_id: str, drafted: Protocol, now: datetime, *, clock_speed: float = 1.0) -> Impact:
    """Every open visit of the clinic, by what is in force and by the draft: the alarms of this moment, the rules on what is known."""
    visits = Visit.objects.filter(clinic=clinic_id, closed_at__isnull=True)
    found = [
        _touched(visit, protocols.in_force(clinic_id), drafted, now, clock_speed)
        for visit in visits.select_related("patient__clinic", "chair").order_by("planned_start_at", "pk")
    ]
    return Impact(len(found), tuple(one for one in found if one.alarms or one.rules))


def _touched(visit: Visit, present: Protocol, drafted: Protocol, now: datetime, clock_speed: float) -> Touched:
    _seq, session = log.state(visit.pk)
    assert isinstance(session, Session)
    readings = readings_of(visit.pk, back=max(present.monitoring.window, drafted.monitoring.window))
    window = Window(readings.window())
    named = {**drafted.entries, **present.entries}
    known = facts_known(visit, session, readings, present, now)
    return Touched(
        visit=visit,
        ordered=session.order is not None,
        alarms=alarms_differing(session, window, present, drafted, now, clock_speed=clock_speed),
        rules=tuple(differing(present.rulebook, drafted.rulebook, named, known)),
    )


def facts_known(visit: Visit, session: Session, readings: Readings, protocol: Protocol, now: datetime) -> Facts:
    """What this installation knows of a patient and today's session, as the facts of the protocol; the rest is unknown."""
    told = chain(
        _of_the_patient(visit, now), _of_the_session(session, protocol), _measured(session, readings, protocol, now)
    )
    described = protocol.rulebook.facts
    return {fact: value for fact, value in told if fact in described and _fits(described[fact], value)}


def _fits(fact: Fact, value: Value) -> bool:
    return fact.possible(value) and fact.unit == UNITS.get(fact.id)


def _of_the_patient(visit: Visit, now: datetime) -> Iterator[tuple[str, Value]]:
    patient = visit.patient
    yield "age", Decimal(age_of(patient, now))
    yield "sex", patient.sex
    yield "weight", patient.weight_kg
    yield "infusions_given", Decimal(visit.infusion_number - 1)
    if visit.infusion_number > 1:
        yield "infused_before", True
    if patient.height_cm:
        yield "height", patient.height_cm
        yield "bmi", (patient.weight_kg / (patient.height_cm / 100) ** 2).quantize(Decimal("0.1"))


def _of_the_session(session: Session, protocol: Protocol) -> Iterator[tuple[str, Value]]:
    cuff = latest_cuff(session, protocol)
    if cuff is not None:
        yield "systolic", cuff.systolic.value
        yield "diastolic", cuff.diastolic.value
    nausea = [rating.value for rating in session.ratings if rating.scale == "nausea"]
    if nausea:
        yield "nausea", Decimal(nausea[-1])
    if session.started_at is not None:
        yield "pauses_that_count", Decimal(sum(pause.counts for pause in session.pauses))
        yield (
            "pressure_alarm",
            any(alarm.channel == "nibp" and alarm.alarm_kind == "physiological" for alarm in session.alarms),
        )


def _measured(session: Session, readings: Readings, protocol: Protocol, now: datetime) -> Iterator[tuple[str, Value]]:
    """What the devices say now; a value that is no longer fresh tells nothing."""
    for fact, channel in MEASURED.items():
        last, binding = readings.latest_value.get(channel), session.binding(channel)
        if last is None or binding is None or last.value is None:
            continue
        if freshness(channel, last.received_at, binding.interval_s, now, protocol) in {"fresh", "ageing"}:
            yield fact, last.value
