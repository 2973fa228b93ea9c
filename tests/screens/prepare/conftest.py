"""One browser and one small world for all tests of the pages before an infusion."""

from collections.abc import Iterator

import pytest

from tests.people import World, clinic_time, small_world


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    with clinic_time():
        yield small_world()
