"""What a session's twins are made from: hashable, so that the same basis is learned from once."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from handrail.pathway.events import InfusionOrdered
from handrail.pathway.infuse.forecast.course import Course
from handrail.pathway.infuse.forecast.cuffs import counting_cuffs, unconfirmed, waits_after_impossible
from handrail.pathway.infuse.forecast.none import NoForecast
from handrail.pathway.infuse.forecast.readings import readings_of
from handrail.pathway.session import Session, minutes_after
from handrail.pharmacology import Covariates, Infusion, Refused, Regimen
from handrail.pharmacology.learning import Learned, learn
from handrail.pharmacology.readings import Reading
from handrail.pharmacology.twins import NOTHING_KNOWN, Knowledge, Patient
from handrail.protocol.schema import ForecastRules

SEED_BYTES = 8


@dataclass(frozen=True, slots=True)
class Basis:
    """Whose twins, what reached the vein until the last reading, the readings, what was known before, and the seed."""

    patient: Patient
    regimen: Regimen
    readings: tuple[Reading, ...]
    knowledge: Knowledge
    seed: tuple[int, ...]


def basis(course: Course, *, session_id: str, knowledge: Knowledge = NOTHING_KNOWN) -> Basis:
    """What the twins of this session are made from now. It stays the same until something new is read."""
    readings = readings_of(course)
    last_min = readings[-1].at_min if readings else 0.0
    order = course.session.order
    assert order is not None  # a course is of an ordered infusion
    return Basis(patient_of(order), _until(course.so_far, last_min), readings, knowledge, seed_of(session_id))


def patient_of(order: InfusionOrdered) -> Patient:
    """The person as the models see one."""
    return Patient(
        covariates=Covariates(
            age_years=order.age_years,
            sex=order.sex,
            weight_kg=float(order.weight.value),
            height_cm=float(order.height.value) if order.height else None,
        )
    )


def seed_of(session_id: str) -> tuple[int, ...]:
    """The session's own seed: the same twins whenever and wherever they are made."""
    return (int.from_bytes(sha256(session_id.encode()).digest()[:SEED_BYTES], "big"),)


def learned_from(basis: Basis) -> Learned:
    """The twins that agree with the basis.

    Raises:
        NoForecast: "out_of_range" where no model was made for such a person.
    """
    try:
        return learn(
            basis.patient,
            regimen=basis.regimen,
            readings=basis.readings,
            seed=basis.seed,
            knowledge=basis.knowledge,
        )
    except Refused as problem:
        raise NoForecast("out_of_range") from problem


def against_pressure(session: Session, now: datetime, rules: ForecastRules) -> str | None:
    """Why nothing can be said of pressure: no cuff yet, the last one too old or not confirmed. None: something can."""
    cuffs = counting_cuffs(session)
    if waits_after_impossible(session):
        return "cuff_unconfirmed"
    if not cuffs:
        return "no_cuff"
    if now > minutes_after(cuffs[-1].at, rules.cuff_oldest):
        return "cuff_old"
    return "cuff_unconfirmed" if unconfirmed(session, rules) else None


def _until(regimen: Regimen, last_min: float) -> Regimen:
    """What was given until then."""
    return Regimen(
        tuple(
            replace(item, to_min=min(item.to_min, last_min))
            for item in regimen.items
            if isinstance(item, Infusion) and item.from_min < last_min
        )
    )
