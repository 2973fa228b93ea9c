"""The demonstration's day goes round: a room whose visit ends takes its next patient within five minutes."""

from datetime import datetime, timedelta

import pytest

from handrail.care.clock import SteppedClock
from handrail.clinic.models import Chair, Visit
from handrail.pathway.events import DeviceUnbound, PatientLeft, PatientSeated
from handrail.record import log, telemetry
from handrail.virtual_clinic import roster
from handrail.virtual_clinic.day import Day
from handrail.virtual_clinic.stage import Stage
from tests.people import NOW

TURNOVER = timedelta(minutes=5)
STEP = timedelta(seconds=30)
ROOMS = 4


@pytest.fixture
def day(db: None) -> Day:
    """The demonstration's clinic before anybody has come."""
    return Day(roster.set_up(ROOMS))


def until_everybody_has_left(day: Day, clock: SteppedClock) -> list[Visit]:
    """Only the staff act, since a visit takes two hours: the first patients come, are treated and leave."""
    while not (over := list(Visit.objects.filter(closed_at__isnull=False))):
        day.act(clock.step(STEP))
    return over


def moment_of(session: str, event: type) -> datetime:
    """When this happened in a session, for the first time."""
    return next(recorded.occurred_at for recorded in log.after(session, 0) if isinstance(recorded.fact.event, event))


def play(day: Day, clock: SteppedClock) -> None:
    """The minutes after that, with every device speaking every second, through the code that runs with real ones."""
    stage = Stage(clock, day.act(clock.now()))

    def act(now: datetime) -> None:
        stage.chairs[:] = day.act(now)

    stage.play(clock.now() + TURNOVER, each_look=act)


class TestARoomWhoseVisitEnds:
    """Nobody waits for a tour of the demonstration to become interesting again."""

    def test_takes_its_next_patient_within_five_minutes(self, day: Day) -> None:
        """In all four rooms at once: seated, wired, and with values on the chart."""
        clock = SteppedClock(NOW)
        over = until_everybody_has_left(day, clock)
        left_at = {visit.chair_id: moment_of(visit.pk, PatientLeft) for visit in over}
        assert len(left_at) == Chair.objects.filter(clinic=day.roster.clinic).count() == ROOMS
        play(day, clock)
        following = Visit.objects.filter(closed_at__isnull=True)
        assert {visit.chair_id for visit in following} == left_at.keys()
        assert {visit.patient_id for visit in following} & {visit.patient_id for visit in over} == set()
        for visit in following:
            by = left_at[visit.chair_id] + TURNOVER
            assert moment_of(visit.pk, PatientSeated) <= by
            assert telemetry.after(visit.pk, 0, limit=1)[0].sample.received_at <= by

    def test_leaves_nothing_of_the_one_before_on_the_chart(self, day: Day) -> None:
        """Every device came off before the patient left, and what it says then belongs to the next one."""
        clock = SteppedClock(NOW)
        over = until_everybody_has_left(day, clock)
        play(day, clock)
        for visit in over:
            assert moment_of(visit.pk, DeviceUnbound) <= moment_of(visit.pk, PatientLeft)
            assert telemetry.head(visit.pk) == 0
