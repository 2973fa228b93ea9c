"""A drip that somebody has begun before everything was there: a fact, written down with what was missing."""

from collections.abc import Iterator

import pytest
from django.test import Client

from handrail.pathway.session import Phase, Session
from handrail.record import log
from tests.people import World, clinic_time, small_world
from tests.shell.care.test_deeds import bagged, ordered
from tests.shell.web.streaming import close_the_clinics

JSON = {"Accept": "application/json"}


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """Ruth's bag hangs, and nobody has checked it."""
    with clinic_time():
        world = small_world()
        ordered(world)
        bagged(world)
        yield world
    close_the_clinics()


@pytest.fixture
def mara(client: Client, world: World) -> Client:
    """Mara's browser."""
    client.force_login(world.mara)
    return client


def state(world: World) -> Session:
    _seq, session = log.state(world.ruths_visit.pk)
    assert isinstance(session, Session)
    return session


class TestAStart:
    def test_that_is_still_to_come_is_refused_with_what_is_missing(self, mara: Client, world: World) -> None:
        """An intention can wait."""
        answer = mara.post(f"/sessions/{world.ruths_visit.pk}/start", {"key": "one"}, headers=JSON).json()
        assert answer["refused"]
        assert state(world).started_at is None

    def test_that_happened_is_written_down_and_watched(self, mara: Client, world: World) -> None:
        """The log says what was missing, in words; the drip is one like any other."""
        already = {"key": "two", "already": "yes"}
        answer = mara.post(f"/sessions/{world.ruths_visit.pk}/start", already, headers=JSON).json()
        assert answer["refused"] is None
        assert state(world).phase is Phase.INFUSING
        page = mara.get(f"/sessions/{world.ruths_visit.pk}/log").content.decode()
        assert "without a second person’s check of the bag" in page

    def test_that_happened_can_be_written_down_without_a_script(self, mara: Client, world: World) -> None:
        """The page itself has the key."""
        page = mara.get(f"/sessions/{world.ruths_visit.pk}/").content.decode()
        assert "It runs already: write it down" in page
        assert 'id="already" hidden' not in page
