"""The clinic's clock stands still while its messages are looked at."""

from collections.abc import Iterator

import pytest

from tests.people import World, clinic_time, small_world


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """Riverside and Hillside, at half past two in the afternoon of Riverside."""
    with clinic_time():
        yield small_world()
