"""The demonstration's day: who sits where, what the invented staff do next, who comes after whom.

Every decision follows from the log and the clock, so that a clinic that was stopped or killed goes on where it was.
What asks for a person's judgement is left to whoever watches: nobody here slows a drip.
"""

from datetime import datetime, timedelta

from handrail.care import prepare
from handrail.clinic.models import Chair, Patient, Visit
from handrail.pathway.session import Phase, Session
from handrail.virtual_clinic import roster
from handrail.virtual_clinic.chairside import Chairside, usual_plan
from handrail.virtual_clinic.devices import Dropout
from handrail.virtual_clinic.roster import Roster

PREPARED_BEFORE = timedelta(minutes=4)
NEXT_STARTS_AFTER = timedelta(minutes=4, seconds=30)
COMPLETED_AFTER = timedelta(seconds=10)
LEAVES_AFTER_START = timedelta(minutes=120)
ASKED_AT = (timedelta(minutes=20), timedelta(minutes=40))
"""After the start: when the nurse asks how far away it feels."""
DROPOUT_AT = timedelta(minutes=32, seconds=30)  # from the planned start
DROPOUT_LASTS = timedelta(minutes=1)
DROPOUT_CHAIR = 3

OPENING = ((1, 0, 8.0), (2, 1, 15.5), (3, 2, 31.0), (4, 3, 116.0))
"""Chair, patient in the file, and minutes since the start, when the demonstration opens."""


class Day:
    """The chairs of the demonstration, kept up with the database."""

    def __init__(self, clinic: Roster) -> None:
        self.roster = clinic
        self.chairs: dict[str, Chairside] = {}

    def refresh(self, now: datetime) -> None:
        """Take up the visits that are open and have a place, and let go of those that are over."""
        open_visits = Visit.objects.select_related("patient", "clinic", "chair").filter(
            clinic=self.roster.clinic, closed_at__isnull=True
        )
        found = {visit.pk: visit for visit in open_visits}
        for gone in self.chairs.keys() - found.keys():
            del self.chairs[gone]
        taken = {visit.chair_id for visit in found.values() if visit.chair_id}
        for visit in found.values():
            if visit.pk not in self.chairs:
                chair = visit.chair or self._free(taken)
                if chair is not None:
                    taken.add(chair.pk)
                    self.chairs[visit.pk] = self.chairside(visit, chair, now)

    def chairside(self, visit: Visit, chair: Chair, now: datetime) -> Chairside:
        """A visit's chair with its virtual patient and devices."""
        monitor, pump = roster.devices_of(chair)
        off_at = visit.planned_start_at + DROPOUT_AT
        return Chairside(
            visit=visit,
            chair=chair,
            body=roster.body(visit.patient, now),
            team=self.roster.team,
            monitor=monitor,
            pump=pump,
            plan=usual_plan(visit.clinic_id),
            dropouts=(Dropout(off_at, off_at + DROPOUT_LASTS),) if chair.number == DROPOUT_CHAIR else (),
        )

    def _free(self, taken: set[str]) -> Chair | None:
        chairs = Chair.objects.filter(clinic=self.roster.clinic).order_by("number")
        return next((chair for chair in chairs if chair.pk not in taken), None)

    def act(self, now: datetime) -> list[Chairside]:
        """What the staff would do at this moment, chair by chair; and book whoever comes next."""
        self._book(now)
        self.refresh(now)
        self.care(now)
        return list(self.chairs.values())

    def care(self, now: datetime) -> None:
        """What the staff would do at this moment at the chairs that are known."""
        for chair in self.chairs.values():
            self._care(chair, now)

    def _care(self, chair: Chairside, now: datetime) -> None:
        session, planned = chair.session, chair.visit.planned_start_at
        self._ask(chair, session, now)
        match session.phase:
            case Phase.EMPTY if now >= planned - PREPARED_BEFORE:
                chair.prepare(now)
            case Phase.READY if now >= planned:
                chair.start(now)
            case Phase.INFUSING if not session.remaining(now - COMPLETED_AFTER).positive:
                chair.complete(now)
            case Phase.RECOVERING if session.started_at and now >= session.started_at + LEAVES_AFTER_START:
                chair.leave(now)
            case _:
                return

    def _ask(self, chair: Chairside, session: Session, now: datetime) -> None:
        """Ask how it feels, where it is time and nobody has asked."""
        if session.started_at is None or session.phase is Phase.LEFT:
            return
        due = sum(now >= session.started_at + at for at in ASKED_AT)
        asked = sum(rating.scale == "felt" for rating in session.ratings)
        if asked < due:
            chair.ask(now, asked + 1)

    def _book(self, now: datetime) -> None:
        """Somebody for every chair that nobody sits on or is expected at."""
        chairs = Chair.objects.filter(clinic=self.roster.clinic).count()
        while Visit.objects.filter(clinic=self.roster.clinic, closed_at__isnull=True).count() < chairs:
            self.book(self._next_patient(), now + NEXT_STARTS_AFTER)

    def book(self, patient: Patient, start: datetime) -> Visit:
        """Plan a visit for this patient."""
        number = roster.infusion_number(patient)
        key = f"book:{start.isoformat()}"
        return prepare.book(patient=patient, planned_start_at=start, infusion_number=number, key=key).visit

    def _next_patient(self) -> Patient:
        """Whoever has waited longest: the fewest visits so far, then the order of the file."""
        here = set(
            Visit.objects.filter(clinic=self.roster.clinic, closed_at__isnull=True).values_list("patient_id", flat=True)
        )
        waiting = [patient for patient in roster.patients(self.roster.clinic) if patient.pk not in here]
        return min(waiting, key=lambda patient: patient.visits.count())
