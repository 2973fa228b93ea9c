"""Booking a visit: for whom, on which day of the clinic's calendar, at which time of its clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from handrail.care import prepare
from handrail.care.messages import occasions
from handrail.care.prepare import Booked
from handrail.clinic.models import Clinic, Patient, Visit
from handrail.web.asked import Asked
from handrail.web.prepare import fields
from handrail.web.prepare.fields import ToMend

AHEAD = timedelta(days=366)
"""How far ahead a visit can be booked here: a slip of the year is likelier than a plan beyond it."""


def read(asked: Asked, clinic: Clinic, now: datetime) -> tuple[Patient, datetime, int | None]:
    """Who comes when, for which infusion; None for the next one.

    Raises:
        ToMend: for the first thing that cannot be taken.
    """
    patient = Patient.objects.filter(clinic=clinic, pk=asked.maybe("patient") or "").first()
    if patient is None:
        raise ToMend("patient", _("Choose who comes."))
    start = read_start(asked, clinic, now)
    number = fields.whole(asked, "infusion_number", _("the series")) if asked.maybe("infusion_number") else None
    return patient, start, number


def read_start(asked: Asked, clinic: Clinic, now: datetime) -> datetime:
    """On which day of the clinic's calendar, at which time of its clock.

    Raises:
        ToMend: for the first thing that cannot be taken.
    """
    zone = ZoneInfo(clinic.timezone)
    day = fields.day(asked, "day")
    today = now.astimezone(zone).date()
    if day < today:
        raise ToMend("day", _("That day is over. Choose today or a later day."))
    if day > today + AHEAD:
        raise ToMend("day", _("That is more than a year ahead. Check the year."))
    return _moment(day, fields.clock_time(asked, "time"), zone)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    moment = datetime.combine(day, at, zone).astimezone(UTC)
    if moment.astimezone(zone).time() != at:
        raise ToMend("time", _("The clocks change that day, and this time is left out. Choose another."))
    return moment


def next_number(patient: Patient) -> int:
    """Which infusion of the series the next one is, by the visits so far."""
    return (patient.visits.filter(taken_off_at__isnull=True).aggregate(last=Max("infusion_number"))["last"] or 0) + 1


def book(
    patient: Patient, start: datetime, number: int | None, zone: ZoneInfo, *, key: str, by: str, at: datetime
) -> Booked:
    """Book the visit, once, and write to the patient: the same press, or the same patient at the same time, is the same visit.

    Raises:
        ToMend: where the patient is expected that day already.
    """
    with transaction.atomic():
        Patient.objects.select_for_update().get(pk=patient.pk)  # two who book the same patient wait for each other
        if (known := prepare.booked(patient, key)) is not None:
            return Booked(known, before=True)
        to_come = Visit.objects.filter(patient=patient, closed_at__isnull=True)
        same = to_come.filter(planned_start_at=start).first()
        if same is not None:
            return Booked(same, before=True)
        unless_expected(to_come, start, zone)
        booked = prepare.book(
            patient=patient, planned_start_at=start, infusion_number=number or next_number(patient), key=key
        )
        occasions.visit_planned(booked.visit, by=by, at=at)
        return booked


def unless_expected(visits: QuerySet[Visit], start: datetime, zone: ZoneInfo) -> None:
    """Go on, unless one of these visits of a patient is on the same day.

    Raises:
        ToMend: with when they are expected.
    """
    for other in visits.select_related("patient"):
        there = other.planned_start_at.astimezone(zone)
        if there.date() == start.astimezone(zone).date():
            said = {"name": other.patient.name, "time": there.strftime("%H:%M")}
            raise ToMend("day", _("%(name)s is expected that day already, at %(time)s.") % said)
