"""When somebody who recovers may be ready to leave, on the board: by the last forecast, and only while it holds."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from handrail.care import forecast, infuse
from handrail.pathway.events.codec import read_time, written_time
from handrail.units import MillimetresOfMercury
from handrail.web.board import rail
from handrail.web.infuse.screen import chair_view
from tests.people import NOW, World, clinic_time, small_world
from tests.shell.care.test_deeds import started

MINUTE = timedelta(minutes=1)
ENDED_MIN = 30


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world(db: None) -> World:
    """Ruth's drip was stopped after half an hour."""
    world = small_world()
    started(world)
    cuff(world, 1)
    infuse.stop(session=world.ruths_visit.pk, key="stop", by=world.mara.pk, at=NOW + ENDED_MIN * MINUTE)
    return world


def cuff(world: World, minute: float) -> None:
    """Mara takes the pressure by hand."""
    infuse.chart_cuff(
        session=world.ruths_visit.pk,
        systolic=MillimetresOfMercury(130),
        diastolic=MillimetresOfMercury(80),
        key=f"cuff {minute}",
        by=world.mara.pk,
        at=NOW + minute * MINUTE,
    )


def leaving(world: World, minute: float) -> Any:
    """What the board is told at that minute."""
    return chair_view(world.ruths_visit.pk, NOW + minute * MINUTE)["leaving"]


class TestLeaving:
    def test_is_told_once_it_was_forecast_and_never_before_the_clinic_lets_anybody_go(self, world: World) -> None:
        """Two hours after the start at the earliest, as the protocol says."""
        assert leaving(world, ENDED_MIN) is None
        forecast.write_down(world.ruths_visit, NOW + (ENDED_MIN + 1) * MINUTE)
        told = leaving(world, ENDED_MIN + 2)
        assert read_time(told["low"]) >= NOW + 120 * MINUTE
        assert told["high"] is None or read_time(told["high"]) >= read_time(told["low"])

    def test_is_not_told_by_a_forecast_that_was_overtaken_or_is_old(self, world: World) -> None:
        """A reading since makes another; where none comes, nothing is told."""
        forecast.write_down(world.ruths_visit, NOW + (ENDED_MIN + 1) * MINUTE)
        assert leaving(world, ENDED_MIN + 10) is not None
        assert leaving(world, ENDED_MIN + 12) is None
        cuff(world, ENDED_MIN + 2)
        assert leaving(world, ENDED_MIN + 3) is None


def drawn(view_leaving: dict[str, str | None] | None) -> list[rail.Shape]:
    """The pills and their words on the rail of somebody who recovers."""
    times = dict.fromkeys(("arrived_at", "ended_at", "left_at", "planned_at", "end_expected_at"))
    view: rail.View = {"times": times, "blind": [], "infusion": None, "order": None, "leaving": view_leaving}
    found = rail.shapes(view, NOW, lambda moment: f"{moment:%H:%M}", words)
    return [one for one in found if one.kind.startswith(("pill", "label"))]


def words(name: str, **places: str) -> str:
    """The board's sentences, as their names."""
    return " ".join([name, *places.values()])


def told(*minutes: float | None) -> dict[str, str | None]:
    """Early end, middle and late end, in minutes from now."""

    def written(minute: float | None) -> str | None:
        return None if minute is None else written_time(NOW + minute * MINUTE)

    return dict(zip(("low", "middle", "high"), map(written, minutes), strict=True))


def clock(minute: float) -> str:
    """So many minutes from now, on the wall."""
    moment: datetime = NOW + minute * MINUTE
    return f"{moment:%H:%M}"


class TestThePills:
    def test_say_from_when_until_when(self) -> None:
        """The inner one lies within the outer one."""
        outer, inner, label = drawn(told(30, 40, 60))
        (left, width), (from_, wide) = (
            (float(one.attributes["x"][:-1]), float(one.attributes["width"][:-1])) for one in (outer, inner)
        )
        assert left <= from_
        assert from_ + wide <= left + width + 0.01
        assert label.text == f"rail.leaves {clock(30)} {clock(60)}"

    def test_have_an_open_end_where_it_is_later_than_was_looked(self) -> None:
        """From when, and no more."""
        *_pills, label = drawn(told(30, None, None))
        assert label.text == f"rail.leaves_from {clock(30)}"

    @pytest.mark.parametrize("past", [None, told(-9, -5, -1), told(130, 140, None)], ids=["unknown", "over", "far"])
    def test_are_not_drawn_where_there_is_nothing_ahead(self, past: dict[str, str | None] | None) -> None:
        """Not known, over, or beyond the axis."""
        assert drawn(past) == []
