"""Who looks at the board in these tests."""

from collections.abc import Iterator

import pytest

from tests.people import World, small_world
from tests.shell.web.streaming import close_the_clinics


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """Mara and the others of Riverside and Hillside."""
    yield small_world()
    close_the_clinics()
