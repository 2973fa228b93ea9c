"""One small world for all tests of the protocol's pages, its shipped protocol on record."""

from collections.abc import Iterator

import pytest

from handrail.care import protocol
from tests.people import NOW, World, clinic_time, small_world


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    with clinic_time():
        made = small_world()
        protocol.take_in_everywhere(NOW)
        yield made
