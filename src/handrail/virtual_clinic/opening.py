"""The demonstration's past: what happened before it was opened, played through the production code in a few seconds."""

from collections.abc import Callable
from datetime import datetime, timedelta

from handrail.care import protocol
from handrail.care.clock import SteppedClock
from handrail.clinic.models import Chair
from handrail.virtual_clinic import questions, roster
from handrail.virtual_clinic.day import OPENING, PREPARED_BEFORE, Day
from handrail.virtual_clinic.stage import Stage

LOOK_EVERY_S = 15


def play_past(now: datetime, *, progress: Callable[[float], None] = lambda _: None) -> Day:
    """Set up the clinic with four visits under way at this moment, each at another minute."""
    clinic = roster.find() or roster.set_up()
    day = Day(clinic)
    starts = {number: now - timedelta(minutes=minutes) for number, _, minutes in OPENING}
    begins = min(starts.values()) - PREPARED_BEFORE - timedelta(seconds=5)
    protocol.take_in_everywhere(begins)
    questions.fill_in(clinic, now)
    stage = Stage(SteppedClock(begins), look_every_s=LOOK_EVERY_S)
    patients = roster.patients(clinic.clinic)
    coming = sorted((starts[number] - PREPARED_BEFORE, number, index) for number, index, _ in OPENING)

    def each_look(moment: datetime) -> None:
        while coming and coming[0][0] <= moment:
            _, number, index = coming.pop(0)
            visit = day.book(patients[index], starts[number])
            chair = Chair.objects.get(clinic=clinic.clinic, number=number)
            day.chairs[visit.pk] = day.chairside(visit, chair, moment)
            stage.chairs.append(day.chairs[visit.pk])
        day.care(moment)
        progress((moment - begins) / (now - begins))

    stage.play(now, each_look=each_look)
    return day
