"""The small world in which questions are asked: its clock stands still, Ruth and Mara sit at their browsers."""

from collections.abc import Iterator

import pytest
from django.test import Client

from handrail.care.clock import SteppedClock
from tests.asking import asked
from tests.people import NOW, World, clinic_time, small_world
from tests.shell.web.preparing import Browser


@pytest.fixture(autouse=True)
def clock() -> Iterator[SteppedClock]:
    clock = SteppedClock(NOW)
    with clinic_time(clock):
        yield clock


@pytest.fixture
def world(db: None) -> World:
    return small_world()


@pytest.fixture
def ruth(world: World) -> Client:
    return Browser(world.ruth).client


@pytest.fixture
def mara(world: World) -> Client:
    return Browser(world.mara).client


@pytest.fixture
def phq_9(world: World) -> str:
    """Ruth has been asked: her page of it."""
    return f"/me/questions/{asked(world.ruths, 'phq_9', by=world.mara)}/"
