"""What is written into the server's own log: faults, and no answers that were meant."""

import logging

import pytest
from django.test import Client

from tests.people import World, small_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Riverside and Hillside."""
    return small_world()


class TestAStreamThatIsOff:
    """Where no hub runs, as while the server stops."""

    @pytest.mark.parametrize("path", ["/board/stream", "/sessions/{session}/stream"])
    def test_is_told_to_the_browser_and_is_no_error(
        self, world: World, client: Client, caplog: pytest.LogCaptureFixture, path: str
    ) -> None:
        """Each open page asks again within a second: a clean stop would look like an accident."""
        client.force_login(world.mara)
        with caplog.at_level(logging.DEBUG):
            answer = client.get(path.format(session=world.ruths_visit.pk))
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "2"
        assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


class TestAServerThatIsNotReady:
    """A part that does not work is a fault, also where it is an answer."""

    def test_is_an_error(self, client: Client, caplog: pytest.LogCaptureFixture) -> None:
        """Whoever reads the log is told."""
        assert client.get("/readyz").status_code == 503
        assert [record.levelname for record in caplog.records if record.name == "django.request"] == ["ERROR"]
