"""What the screens are told of readings that cannot be, of an alarm's worst value, and of who may resume."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from handrail.care import infuse, monitor
from handrail.record import log, telemetry
from handrail.units import MillimetresOfMercury
from handrail.web.infuse.screen import chair_view
from handrail.web.infuse.trends import trends
from handrail.web.stream.position import Position
from handrail.web.stream.reading import LogSources
from tests.people import NOW, World, clinic_time, small_world
from tests.shell.record.makers import sample
from tests.shell.web.stages import brought

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world(transactional_db: None) -> World:
    """The drip runs; one cuff, 128/78, ten minutes ago."""
    made = small_world()
    brought(made, "running")
    return made


def charted(world: World, reading: str, minute: float = 0) -> int:
    """A reading is charted, and the watch looks. Its event number."""
    systolic, _, diastolic = reading.partition("/")
    at = NOW + minute * MINUTE
    done = infuse.chart_cuff(
        session=world.ruths_visit.pk,
        systolic=MillimetresOfMercury(systolic),
        diastolic=MillimetresOfMercury(diastolic),
        key=f"cuff {minute}",
        by=world.mara.pk,
        at=at,
    )
    monitor.watch(world.ruths_visit.pk, at=at)
    return done.seq


def alarms(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The open alarms by condition."""
    return {alarm["condition"]: alarm for alarm in view["alarms"]}


class TestAnImpossibleCuff:
    def test_is_told_beside_the_last_that_counts(self, world: World) -> None:
        """Not the headline, not the first, and said aloud."""
        seq = charted(world, "190/195")
        view = chair_view(world.ruths_visit.pk, NOW)
        nibp = view["numerics"]["nibp"]
        assert (nibp["systolic"], nibp["first"]) == ("128", {"systolic": "128", "diastolic": "78"})
        assert (nibp["impossible"]["value"], nibp["impossible"]["seq"]) == ("190/195", seq)
        assert alarms(view)["cuff_impossible"]["value"] == "190/195"

    def test_is_no_point_of_the_lane(self, world: World) -> None:
        """Neither on loading nor in the stream; the scale goes no further than a pressure can."""
        before = Position(log.head(world.ruths_visit.pk), 0)
        charted(world, "9999/150")
        whole = trends(world.ruths_visit.pk, NOW)
        assert [cuff[1:3] for cuff in whole["cuffs"]] == [[128, 78]]
        assert [told for _, told in whole["aside"]["nibp"]] == ["9999/150"]
        assert whole["ranges"]["nibp"] == [10, 300]
        through = Position(log.head(world.ruths_visit.pk), 0)
        news = LogSources().news(world.ruths_visit.pk, before, through)
        assert (news.cuffs, [told for _, told in news.aside["nibp"]]) == ([], ["9999/150"])

    def test_is_the_same_for_a_signal(self, world: World) -> None:
        """A heart rate of 999 is a moment with words, no point."""
        lane = [sample(0, "80"), sample(20, "999")]
        telemetry.append({world.ruths_visit.pk: lane}, [])
        whole = trends(world.ruths_visit.pk, NOW)
        assert [value for _, value in whole["trends"]["hr"]] == [80]
        assert [value for _, value in whole["aside"]["hr"]] == ["999"]


class TestTheValueOfAnAlarm:
    def test_is_the_worst_since_it_began_with_the_newest_beside_it(self, world: World) -> None:
        """Whatever level it is told at."""
        for minute, reading in ((0, "162/96"), (3, "171/98"), (6, "166/97")):
            charted(world, reading, minute)
        told = alarms(chair_view(world.ruths_visit.pk, NOW + 6 * MINUTE))["pressure_high"]
        assert (told["value"], told["latest"]) == ("171/98", "166/97")


class TestResuming:
    def test_is_told_with_who_may(self, world: World) -> None:
        """As before after a pause that nobody explained: the prescriber. At three quarters: anybody."""
        brought_to_a_pause(world)
        assert refusals(world) == {
            "resume": (None, "above_resume_rate"),
            "resume_75": (None, None),
            "stop": (None, None),
        }

    def test_after_a_high_alarm_is_the_prescribers_until_its_reading_was_none(self, world: World) -> None:
        """Typed wrong, then right: set aside as entered in error, it takes nothing from the nurse."""
        brought_to_a_pause(world)
        wrong = charted(world, "204/121", 1)
        charted(world, "128/82", 4)
        assert refusals(world)["resume_75"] == (None, "prescriber_after_high")
        at = NOW + 5 * MINUTE
        infuse.set_cuff_aside(session=world.ruths_visit.pk, about=wrong, key="aside", by=world.mara.pk, at=at)
        monitor.watch(world.ruths_visit.pk, at=at)
        assert refusals(world)["resume_75"] == (None, None)


def brought_to_a_pause(world: World) -> None:
    infuse.pause(session=world.ruths_visit.pk, key="pause", by=world.mara.pk, at=NOW)


def refusals(world: World) -> dict[str, tuple[str | None, str | None]]:
    """For a prescriber, and for everybody else."""
    choices = chair_view(world.ruths_visit.pk, NOW + 6 * MINUTE)["choices"]
    return {one["key"]: (one["refused"], one["refused_unless_prescriber"]) for one in choices}


class TestARate:
    def test_finer_than_a_pump_can_be_set_is_asked_about(self, world: World, client: Client) -> None:
        """Chart and pump would differ for ever; nothing is written."""
        client.force_login(world.mara)
        before = log.head(world.ruths_visit.pk)
        answer = client.post(
            f"/sessions/{world.ruths_visit.pk}/rate",
            {"key": "k", "ml_per_h": "24.123456789"},
            headers={"accept": "application/json"},
        )
        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert "steps of 0.1 mL/h. Enter 24.1 mL/h" in answer.json()["error"]
        assert log.head(world.ruths_visit.pk) == before


class TestAnEndBeforeTheDoseIsIn:
    def test_is_written_and_asked_about(self, world: World, client: Client) -> None:
        """A fact is never refused; what is short is said at once."""
        client.force_login(world.mara)
        answer = client.post(
            f"/sessions/{world.ruths_visit.pk}/complete",
            {"key": "k", "seen": "1"},
            headers={"accept": "application/json"},
        )
        assert "short of the dose. Say why." in answer.json()["said"]
        assert chair_view(world.ruths_visit.pk, NOW)["infusion"]["ended_as"] == "stopped"
