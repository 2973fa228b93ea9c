"""What one session teaches and the next begins with: on the real database, through the patient's own course."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from handrail.care import course as courses
from handrail.care import forecast, infuse, prepare, preview, recover
from handrail.clinic.models import Visit
from handrail.pathway.events import ResponseLearned
from handrail.pathway.infuse.forecast import Foreteller, Plan
from handrail.pharmacology.twins import NOTHING_KNOWN
from handrail.record import log
from handrail.units import (
    MilligramsPerKilogram,
    MilligramsPerMillilitre,
    Millilitres,
    MillilitresPerHour,
    MillimetresOfMercury,
    Minutes,
)
from tests.people import NOW, World, seat, small_world, visit
from tests.shell.care.test_deeds import MONITORED, started

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)
NEXT = NOW + timedelta(days=3)
STEEP = ((0, 126), (5, 140), (10, 154), (15, 165), (20, 173), (25, 180), (30, 185), (35, 188), (40, 191))
GO_ON = Plan("go_on", MillilitresPerHour(151))
MIDDLE = 2
RESTING = 126
AHEAD = 30  # minutes


@pytest.fixture
def world() -> World:
    """Ruth's third infusion runs."""
    world = small_world()
    started(world)
    return world


def cuff(which: Visit, systolic: int, by: str, at: datetime) -> None:
    """A pressure by hand."""
    infuse.chart_cuff(
        session=which.pk,
        systolic=MillimetresOfMercury(systolic),
        diastolic=MillimetresOfMercury(70 + (systolic - 126) // 2),
        key=f"cuff {at.isoformat()}",
        by=by,
        at=at,
    )


def lived(world: World) -> None:
    """Ruth's pressure climbs steeply; she goes home, and what was learned is written down."""
    for minute, systolic in STEEP:
        cuff(world.ruths_visit, systolic, world.mara.pk, NOW + minute * MINUTE)
    recover.leave(visit=world.ruths_visit, key="leave", by=world.mara.pk, at=NOW + 60 * MINUTE)
    forecast.teach(world.ruths_visit, NOW + 61 * MINUTE)


def again(world: World) -> Visit:
    """Her next infusion has just begun; one cuff, as low as on the day before."""
    which = visit(world.ruths, NEXT, infusion_number=4)
    by = world.mara.pk
    seat(which, world.chairs[0], by=world.mara, at=NEXT)
    prepare.order_infusion(
        visit=which,
        dose_per_weight=MilligramsPerKilogram("0.5"),
        length=Minutes(40),
        key="order",
        by=world.albrecht.pk,
        at=NEXT,
    )
    prepare.prepare_bag(
        visit=which,
        vial_strength=MilligramsPerMillilitre(50),
        diluent=Millilitres(100),
        method="add",
        key="bag",
        by=by,
        at=NEXT,
    )
    prepare.check_bag(
        visit=which, drawn=Millilitres("0.7"), rate=MillilitresPerHour(151), key="check", by=world.jonas.pk, at=NEXT
    )
    prepare.bind_device(visit=which, device=world.monitor, watching=MONITORED, key="bind", by=by, at=NEXT)
    prepare.watch_over(visit=which, person=by, key="watch", by=by, at=NEXT)
    assert infuse.start(session=which.pk, key="start", by=by, at=NEXT).refused is None
    cuff(which, 126, by, NEXT)
    return which


def _spread(levels: np.ndarray) -> float:
    """The width of nine of ten, as a part of the rise."""
    return float((levels[-1] - levels[0]) / (levels[MIDDLE] - RESTING))


class TestTheNextSession:
    """Begins where the last one ended."""

    def test_knows_that_this_pressure_climbs(self, world: World) -> None:
        """Before anything was read of today's rise: forecast higher, and by a narrower band."""
        lived(world)
        which = again(world)
        made = forecast.forecast(which, NEXT + 5 * MINUTE)
        nobody = forecast.twins_of(replace(made.basis, knowledge=NOTHING_KNOWN))
        unknowing = Foreteller(nobody, made.foreteller.course, made.basis.seed, made.rules)
        known, unknown = (one.prospect(GO_ON).bands["systolic"][:, AHEAD] for one in (made.foreteller, unknowing))
        assert known[MIDDLE] > unknown[MIDDLE] + 8
        assert _spread(known) < _spread(unknown)

    def test_is_previewed_by_what_was_learned(self, world: World) -> None:
        """The prescriber is told that it begins there, and the pressure is expected higher."""
        before = expected(world.karls_visit)
        lived(world)
        which = visit(world.ruths, NEXT, infusion_number=4)
        after = expected(which)
        assert (before.known, after.known) == (False, True)
        assert _high(after) > _high(before)

    def test_knows_nothing_under_other_data(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """What figures meant under other files is not carried over."""
        lived(world)
        which = visit(world.ruths, NEXT, infusion_number=4)
        assert courses.known_before(which) != NOTHING_KNOWN
        monkeypatch.setattr(courses, "data_digest", lambda: "ffffffffffffffff")
        assert courses.known_before(which) == NOTHING_KNOWN

    def test_of_another_patient_knows_nothing_of_it(self, world: World) -> None:
        """A course is one patient's."""
        lived(world)
        assert courses.known_before(world.karls_visit) == NOTHING_KNOWN

    def test_leaves_the_first_as_it_was(self, world: World) -> None:
        """Its own replay never begins with what it taught."""
        lived(world)
        assert courses.known_before(world.ruths_visit) == NOTHING_KNOWN


class TestTeaching:
    """Once a session, and only what was read."""

    def test_is_written_down_once(self, world: World) -> None:
        """Whoever comes second writes nothing."""
        lived(world)
        forecast.teach(world.ruths_visit, NOW + 70 * MINUTE)
        (recorded,) = log.after(courses.stream_of(world.ruths), 0)
        assert isinstance(recorded.fact.event, ResponseLearned)
        assert recorded.fact.event.session == world.ruths_visit.pk

    def test_without_a_reading_teaches_nothing(self, world: World) -> None:
        """No course is opened."""
        recover.leave(visit=world.ruths_visit, key="leave", by=world.mara.pk, at=NOW + 60 * MINUTE)
        forecast.teach(world.ruths_visit, NOW + 61 * MINUTE)
        assert log.streams("course") == []


class TestTheCoursesRecord:
    """A stream like any other: chained, verified, exported, and readable without Handrail."""

    def test_is_verified_and_exported(self, world: World, tmp_path: Path) -> None:
        """By the program and by the script that needs no Handrail."""
        lived(world)
        stream = courses.stream_of(world.ruths)
        assert log.verify(stream).problem is None
        lines = [one.text() for one in log.after(stream, 0)]
        assert json.loads(lines[0])["kind"] == "ResponseLearned"
        exported, samples = tmp_path / "course.jsonl", tmp_path / "samples.jsonl"
        exported.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        samples.write_text("", "utf-8")
        script = Path(__file__).parents[3] / "docs" / "reference" / "verify_export.py"
        checked = subprocess.run(
            [sys.executable, str(script), str(exported), str(samples)], capture_output=True, text=True, check=False
        )
        assert checked.returncode == 0, checked.stderr


def expected(which: Visit) -> preview.Preview:
    """What is expected of the usual order."""
    return preview.preview(
        visit=which, dose_per_weight=MilligramsPerKilogram("0.5"), length=Minutes(40), primed_with=None, now=NEXT
    )


def _high(of: preview.Preview) -> float:
    """Where nine of ten highest pressures of the order stay below."""
    high = of.expected[0].highest_systolic.high
    assert high is not None
    return high
