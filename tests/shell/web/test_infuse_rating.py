"""What the patient says when asked, 0 to 10: written down once, refused in words where it is no rating."""

from collections.abc import Iterator

import pytest
from django.test import Client

from handrail.pathway.session import Session
from handrail.record import log
from tests.people import World, clinic_time, small_world
from tests.shell.web.streaming import close_the_clinics

JSON = {"Accept": "application/json"}


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """Ruth sits in chair 3."""
    with clinic_time():
        yield small_world()
    close_the_clinics()


@pytest.fixture
def mara(client: Client, world: World) -> Client:
    """Mara's browser."""
    client.force_login(world.mara)
    return client


def address(world: World) -> str:
    return f"/sessions/{world.ruths_visit.pk}/rating"


def ratings(world: World) -> list[tuple[str, int]]:
    _seq, session = log.state(world.ruths_visit.pk)
    assert isinstance(session, Session)
    return [(rating.scale, rating.value) for rating in session.ratings]


class TestARating:
    @pytest.mark.parametrize(
        ("scale", "of_ten", "said"), [("felt", "0", "Felt 0 of 10"), ("nausea", "10", "Nausea 10 of 10")]
    )
    def test_is_written_down_and_said_back(
        self, mara: Client, world: World, scale: str, of_ten: str, said: str
    ) -> None:
        """Both ends of the scale."""
        answer = mara.post(address(world), {"scale": scale, "of_ten": of_ten, "key": "one", "seen": "1"}, headers=JSON)
        assert answer.status_code == 200
        assert answer.json()["said"].startswith(said)
        assert ratings(world) == [(scale, int(of_ten))]

    def test_is_one_when_the_same_click_comes_twice(self, mara: Client, world: World) -> None:
        """The key is the click's own."""
        click = {"scale": "felt", "of_ten": "6", "key": "same"}
        first, second = (mara.post(address(world), click, headers=JSON).json() for _ in range(2))
        assert (first["repeated"], second["repeated"]) == (False, True)
        assert ratings(world) == [("felt", 6)]

    @pytest.mark.parametrize("of_ten", ["11", "-1", "5.5", "5,5", "many", "", "²"])
    def test_off_the_scale_is_refused_in_words(self, mara: Client, world: World, of_ten: str) -> None:
        """What to send instead is said; nothing is written."""
        answer = mara.post(address(world), {"scale": "felt", "of_ten": of_ten, "key": "odd"}, headers=JSON)
        assert answer.status_code == 400
        assert "whole number" in answer.json()["error"]
        assert ratings(world) == []

    def test_of_something_else_is_refused(self, mara: Client, world: World) -> None:
        """There are two questions."""
        answer = mara.post(address(world), {"scale": "mood", "of_ten": "5", "key": "odd"}, headers=JSON)
        assert answer.status_code == 400
        assert "felt, nausea" in answer.json()["error"]

    def test_works_from_a_plain_form(self, mara: Client, world: World) -> None:
        """Without a script the page comes back and says it."""
        page = mara.get(f"/sessions/{world.ruths_visit.pk}/").content.decode()
        assert f'action="{address(world)}"' in page
        answer = mara.post(
            address(world),
            {"scale": "felt", "of_ten": "4", "key": "plain"},
            headers={"Accept": "text/html"},
            follow=True,
        )
        assert "Felt 4 of 10" in answer.content.decode()
        assert ratings(world) == [("felt", 4)]
