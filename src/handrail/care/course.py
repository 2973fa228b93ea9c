"""What is known of a patient across visits, as far as it is kept: what each session taught of how they respond."""

from datetime import datetime

from handrail.clinic.models import Patient, Visit
from handrail.pathway.course import EMPTY, Course
from handrail.pathway.events import ResponseLearned
from handrail.pharmacology.digest import data_digest
from handrail.pharmacology.responses import PERSON
from handrail.pharmacology.twins import NOTHING_KNOWN, Knowledge
from handrail.record import log

PREFIX = "crs_"
BY = "handrail"


def stream_of(patient: Patient) -> str:
    """The id of the patient's course."""
    return PREFIX + patient.pk.partition("_")[2]


def known_before(visit: Visit) -> Knowledge:
    """What this patient's earlier sessions taught, under the data that are in use now; else nothing."""
    learned = of(visit.patient).known_before(visit.pk)
    if learned is None or learned.data != data_digest():
        return NOTHING_KNOWN
    return Knowledge(_by_column(learned.mean), _by_column(learned.spread))


def has_learned(visit: Visit) -> bool:
    """Whether this visit has taught already."""
    return any(one.session == visit.pk for one in of(visit.patient).learned)


def of(patient: Patient) -> Course:
    """What is known of the patient across visits; nothing before anything was written down."""
    try:
        _seq, state = log.state(stream_of(patient))
    except log.NoSuchStream:
        return EMPTY
    assert isinstance(state, Course)
    return state


def opened(patient: Patient) -> str:
    """The stream of the patient's course, opened where it was not."""
    stream = stream_of(patient)
    log.open_stream("course", clinic_id=patient.clinic_id, subject_id=patient.pk, stream_id=stream)
    return stream


def learned(visit: Visit, knowledge: Knowledge, *, readings: int, at: datetime) -> None:
    """Write down what a session taught, once a session."""
    stream = opened(visit.patient)
    event = ResponseLearned(
        session=visit.pk,
        data=data_digest(),
        mean=_by_name(knowledge.mean),
        spread=_by_name(knowledge.spread),
        readings=readings,
    )
    log.commit(stream, lambda _course: [event], key=f"learned:{visit.pk}", by=BY, at=at)


def _by_name(values: tuple[float, ...]) -> dict[str, str]:
    return {name: f"{value:.4f}" for name, value in zip(PERSON, values, strict=True)}


def _by_column(values: dict[str, str]) -> tuple[float, ...]:
    return tuple(float(values[name]) for name in PERSON)
