"""One small world whose clock runs: of two answers, one is the later."""

from collections.abc import Iterator

import pytest

from handrail.care.clock import ClinicClock
from handrail.web.clock import WallClock
from tests.people import NOW, World, clinic_time, small_world


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    wall = WallClock()
    with clinic_time(ClinicClock(wall.now, wall.now(), NOW)):
        yield small_world()
