"""Text messages handed to a real gateway over HTTP, which takes them, refuses them, or answers rubbish."""

from collections.abc import Iterator
from typing import Any

import pytest

from handrail.care.messages import occasions
from handrail.clinic.models import Message
from handrail.clinic.models.messages import Because, State, Way
from handrail.jobs.messages import texts
from tests.letters import address, now_of, send_what_is_due
from tests.mailing import TextGateway, set_up
from tests.people import NOW, World, small_world

NUMBER = "+4915123456789"


@pytest.fixture
def world(transactional_db: None) -> World:
    """Ruth has a mobile number, and no e-mail."""
    world = small_world()
    address(world.ruths, by=world.ines, to=NUMBER, kind=Way.TEXT)
    return world


@pytest.fixture
def gateway(settings: Any) -> Iterator[TextGateway]:
    """A gateway that this installation knows, and nothing else."""
    with TextGateway() as server, set_up(settings, texts=server):
        yield server


def told(world: World) -> Message:
    """Questions wait for Ruth, and everything that is due has been sent."""
    message = occasions.questions_wait(world.ruths, key="k", by=world.mara.pk, at=NOW)
    assert message is not None
    send_what_is_due()
    return now_of(message)


class TestATextMessage:
    def test_is_handed_over_as_documented(self, world: World, gateway: TextGateway) -> None:
        """The number, the text, an id that stays; and the token beside it."""
        message = told(world)
        (asked,), (headers,) = gateway.asked, gateway.headers
        assert (asked["path"], asked["to"], asked["id"]) == ("/messages?from=riverside", NUMBER, message.pk)
        assert asked["text"].startswith("Riverside: We have some questions for you.")
        assert "https://clinic.example/login/" in asked["text"]
        assert "https://clinic.example/address/" in asked["text"]
        assert headers["Authorization"] == "Bearer a-token"
        assert headers["Idempotency-Key"] == message.pk
        assert (message.state, message.tries) == (State.SENT, 1)

    @pytest.mark.parametrize("status", [400, 404, 410, 422])
    def test_bounces_where_the_number_is_none(self, world: World, gateway: TextGateway, status: int) -> None:
        """It is not tried again."""
        gateway.status, gateway.body = status, b"no such number"
        assert told(world).state == State.BOUNCED

    @pytest.mark.parametrize("status", [401, 403, 408, 429, 503])
    def test_is_tried_again_where_it_was_not_taken(self, world: World, gateway: TextGateway, status: int) -> None:
        """A token that somebody mends, a moment of too much."""
        gateway.status = status
        message = told(world)
        assert (message.state, message.tries) == (State.QUEUED, 1)
        gateway.status = 202
        send_what_is_due(message.next_at)
        assert now_of(message).state == State.SENT

    @pytest.mark.parametrize(
        ("status", "body"), [(202, b"<html>welcome</html>"), (200, b""), (200, b'"fine"'), (500, b"oops"), (302, b"")]
    )
    def test_is_unclear_after_rubbish_and_never_sent_again_by_itself(
        self, world: World, gateway: TextGateway, status: int, body: bytes
    ) -> None:
        """It may have gone out: a person decides."""
        gateway.status, gateway.body = status, body
        message = told(world)
        assert (message.state, message.because) == (State.UNCLEAR, Because.NO_ANSWER)
        send_what_is_due()
        assert len(gateway.asked) == 1

    def test_is_unclear_where_no_answer_comes(
        self, world: World, gateway: TextGateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The gateway has it and says nothing."""
        monkeypatch.setattr(texts, "WITHIN_S", 0.2)
        gateway.silent = True
        assert told(world).state == State.UNCLEAR

    def test_is_tried_again_where_nobody_is_there(self, world: World, settings: Any) -> None:
        """Nothing was handed over."""
        with TextGateway() as server, set_up(settings, texts=server):
            gone = settings.OUTGOING
        settings.OUTGOING = gone
        message = told(world)
        assert (message.state, message.tries) == (State.QUEUED, 1)
