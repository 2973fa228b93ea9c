"""Answers about wishing to be dead, as staff have them before them: what came, who reads it, what came of it.

Everything follows from the patient's course and from the draft; the table `ToRead` only says where there is something to look at.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from handrail.care import course as courses
from handrail.care import rules, scales
from handrail.clinic import private_text
from handrail.clinic.models import Clinic, DraftAnswer, Patient, Person, ToRead
from handrail.clinic.opening import opening_of
from handrail.clinic.roles import READERS
from handrail.pathway import reading
from handrail.pathway.events import CameOf, Event, Sealed
from handrail.pathway.questionnaire import is_promised
from handrail.pathway.reading import Given, NothingToRead, Reading
from handrail.protocol.rulebook import Facts, look
from handrail.protocol.scale import Scale
from handrail.record import log
from handrail.units import Minutes

CLOSING_RULES = ("risk_alert_stays_open", "risk_alert_closes")
BEFORE_THE_END = "risk_unread_everybody"


class StaysOpen(ValueError):
    """What was written does not end it; `rule` is the protocol's rule that says so, None where the protocol has none."""

    def __init__(self, rule: str | None) -> None:
        super().__init__(rule or "")
        self.rule = rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something in a clinic that somebody has to read, or promised to read once it comes."""

    patient: Patient
    scale: Scale
    reading: Reading
    everybody_from: datetime | None

    def concerns_everybody(self, now: datetime) -> bool:
        """Whether all who read see it, not only who promised."""
        return self.everybody_from is not None and now >= self.everybody_from


def of(patient: Patient, asking: str | None = None) -> list[Reading]:
    """All that there is to read of this patient, also what was read; or what there is under one asking."""
    known = scales.library().scales
    found = reading.readings(courses.of(patient), known, _drafts(patient))
    return [one for one in found if asking in {None, one.asked.id}]


def needs_a_person(patient: Patient) -> bool:
    """Whether an answer says that somebody should speak with the patient about wishing to be dead, and nobody wrote who did."""
    return any(one.needs_a_person for one in listed(patient))


def listed(patient: Patient) -> list[Reading]:
    """What is open of this patient; quick where there is nothing, as on every look at a chair."""
    if not ToRead.objects.filter(patient=patient).exists():
        return []
    return [one for one in of(patient) if one.open]


def in_clinic(clinic: Clinic, now: datetime) -> list[Waiting]:
    """What somebody of this clinic has to read or promised to read today, the oldest first."""
    rows = ToRead.objects.filter(clinic=clinic).select_related("patient")
    patients = list({row.patient_id: row.patient for row in rows}.values())
    found = [one for patient in patients for one in _waiting(patient, clinic, now)]
    return sorted(found, key=lambda one: (one.reading.came_at is None, one.reading.came_at or one.reading.asked.at))


def mark_read(*, patient: Patient, asking: str, key: str, by: str, at: datetime) -> bool:
    """Somebody has read it; whether that was new.

    Raises:
        NothingToRead: nothing came, or it was taken back.
    """
    with transaction.atomic():
        committed = log.commit(
            courses.opened(patient),
            lambda _course: reading.mark_read(_one(patient, asking)),
            key=f"{asking}:{key}",
            by=by,
            at=at,
        )
        keep_in_sight(patient)
    return bool(committed.recorded) and not committed.repeated


def follow_up(
    *,
    patient: Patient,
    asking: str,
    came_of: CameOf,
    to: Person | None,
    words: str,
    key: str,
    by: str,
    at: datetime,
) -> None:
    """What came of it: then it is out of sight.

    Raises:
        StaysOpen: by the clinic's protocol that does not end it: a name, or a next step, is missing.
        NothingToRead: nothing came that needs a person.
    """
    _unless_stays_open(patient.clinic_id, came_of, named=to is not None, next_step=bool(words))
    sealed = Sealed(private_text.seal(patient.pk, words)) if words else None

    def decide(_course: object) -> list[Event]:
        return reading.follow_up(_one(patient, asking), came_of, to=to.pk if to else None, words=sealed)

    with transaction.atomic():
        log.commit(courses.opened(patient), decide, key=f"{asking}:{key}", by=by, at=at)
        keep_in_sight(patient)


def keep_in_sight(patient: Patient) -> None:
    """Remember where there is something to look at. Called in the same transaction as whatever changed it."""
    wanted = {one.asked.id for one in of(patient) if one.open or not one.sent}
    rows = ToRead.objects.filter(patient=patient)
    known = set(rows.values_list("asking", flat=True))
    rows.filter(asking__in=known - wanted).delete()
    for asking in sorted(wanted - known):
        ToRead.objects.create(clinic_id=patient.clinic_id, patient=patient, asking=asking)


def readers(clinic: Clinic) -> list[Person]:
    """Who reads answers in this clinic."""
    members = Person.objects.filter(is_active=True, memberships__clinic=clinic, memberships__role__in=sorted(READERS))
    return list(members.distinct().order_by("name"))


def _one(patient: Patient, asking: str) -> Reading:
    found = of(patient, asking)
    if not found:
        raise NothingToRead
    return found[0]


def _waiting(patient: Patient, clinic: Clinic, now: datetime) -> Iterator[Waiting]:
    known, zone = scales.library().scales, ZoneInfo(clinic.timezone)
    for one in of(patient):
        if one.open or (not one.sent and is_promised(one.asked, now, zone)):
            yield Waiting(
                patient=patient,
                scale=known[one.asked.scale],
                reading=one,
                everybody_from=_everybody_from(one, clinic, zone),
            )


def _everybody_from(one: Reading, clinic: Clinic, zone: ZoneInfo) -> datetime | None:
    """Some time before the end of the day on which it was promised; at once where it came later, or whoever promised is gone."""
    if one.came_at is None:
        return None
    if not Person.objects.filter(pk=one.reader, is_active=True, memberships__clinic=clinic).exists():
        return one.came_at
    day_ends = opening_of(clinic.opening).day_ends(one.asked.promised_at or one.came_at, zone)
    return reading.for_everybody_from(one, day_ends=day_ends, before_the_end=_before_the_end(clinic.pk))


def _before_the_end(clinic_id: str) -> timedelta:
    """As the clinic's protocol has it; one that is older than this rule shows it as the day ends."""
    book = rules.of_clinic(clinic_id).protocol.rulebook
    if BEFORE_THE_END not in book.named:
        return timedelta(0)
    return timedelta(minutes=float(book.number(BEFORE_THE_END, Minutes.unit)))


def _unless_stays_open(clinic_id: str, came_of: CameOf, *, named: bool, next_step: bool) -> None:
    book = rules.of_clinic(clinic_id).protocol.rulebook
    facts: Facts = {"alert_deed": came_of, "taken_over_by_name": named, "next_step_set": next_step}
    written = book.books["risk"].rules() if "risk" in book.books else ()
    found = {one.rule.id: one.holds for one in look((one for one in written if one.id in CLOSING_RULES), facts)}
    if found.get("risk_alert_closes", _ends(came_of, named=named, next_step=next_step)):
        return
    raise StaysOpen("risk_alert_stays_open" if "risk_alert_stays_open" in found else None)


def _ends(came_of: CameOf, *, named: bool, next_step: bool) -> bool:
    """Where the clinic's protocol has no rule: somebody named took it over, or the next step is written."""
    return {"spoke": True, "handed_over": named, "unreachable": next_step}[came_of]


def _drafts(patient: Patient) -> Mapping[str, Mapping[str, Given]]:
    found: dict[str, dict[str, Given]] = defaultdict(dict)
    kept = DraftAnswer.objects.filter(draft__patient=patient)
    for asking, item, answer, at in kept.values_list("draft__asking", "item", "answer", "answered_at"):
        found[asking][item] = Given(answer, at)
    return found
