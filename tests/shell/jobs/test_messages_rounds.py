"""The messages' part of a server: what is due goes through the library's queue, and what goes wrong there is told and left."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from handrail.care.clock import SteppedClock
from handrail.care.messages import outbox
from handrail.clinic.models.messages import Because, State
from handrail.jobs.messages import rounds, sending
from handrail.jobs.messages.rounds import LEASE, Messages
from tests.faults.waiting import PATIENCE_S
from tests.letters import ADDRESS, letter, now_of, send_what_is_due
from tests.mailing import MailServer, set_up
from tests.people import NOW, World, small_world
from tests.shell.record.makers import at_once


@pytest.fixture
def world(transactional_db: None) -> World:
    """Riverside and Hillside; Ruth can log in."""
    return small_world()


async def until(arrived: Event, part: Messages) -> None:
    """Run the part as a server does, and end it once the letter is there."""
    running = asyncio.create_task(part.run())
    assert await asyncio.to_thread(arrived.wait, PATIENCE_S)
    part.end()
    await running


class TestTheRound:
    def test_sends_what_is_due_and_ends_when_it_is_told_to(self, world: World, settings: Any) -> None:
        """As in a server: in a thread of its own, until the end."""
        sent, arrived = letter(world), Event()
        with MailServer(before_answer=arrived.set) as post, set_up(settings, post), ThreadPoolExecutor(1) as threads:
            asyncio.run(until(arrived, Messages(SteppedClock(NOW), threads)))
            threads.submit(lambda: connection.close()).result()  # noqa: PLW0108 - each thread has a connection of its own
        assert len(post.mails) == 1
        assert now_of(sent).state == State.SENT

    def test_leaves_the_librarys_queue_alone_while_nothing_is_due(self, world: World) -> None:
        """Its poll would lock other writers out."""
        assert rounds.hand_out(NOW, rounds.ways_set_up()) == 0
        assert not DBTaskResult.objects.exists()

    def test_tells_the_queue_nothing_but_an_id_and_a_turn(self, world: World, settings: Any) -> None:
        """What the library keeps of a task names nobody."""
        sent = letter(world)
        with MailServer() as post, set_up(settings, post):
            send_what_is_due()
        (row,) = DBTaskResult.objects.all()
        assert row.args_kwargs == {"args": [sent.pk, 1], "kwargs": {}}
        assert (row.status, row.traceback, row.return_value) == (TaskResultStatus.SUCCESSFUL, "", None)

    def test_of_four_servers_at_once_sends_each_letter_once(self, world: World, settings: Any) -> None:
        """Whoever is quicker."""
        letter(world)
        sending.here.use(SteppedClock(NOW))
        with MailServer() as post, set_up(settings, post):
            at_once([lambda: rounds.hand_out(NOW, rounds.ways_set_up())] * 4)
            at_once([lambda: rounds.worker().run()] * 4)
        assert len(post.mails) == 1
        assert DBTaskResult.objects.count() == 1

    def test_takes_done_and_forgotten_tasks_off_the_queue_after_a_day(self, world: World, settings: Any) -> None:
        """What became of a message stands in the outbox."""
        letter(world)
        with MailServer() as post, set_up(settings, post):
            send_what_is_due()
        sending.deliver.enqueue("msg_of_a_worker_that_died", 1)
        today = timezone.now()  # noqa: TID251 - the library's own clock, not the clinic's
        long_ago = today - timedelta(days=2)
        DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(
            status=TaskResultStatus.RUNNING, started_at=long_ago
        )
        DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL).update(finished_at=long_ago)
        rounds.tidy(today)
        assert not DBTaskResult.objects.exists()


class TestAWorkerThatStumbles:
    def test_is_told_of_without_an_address_and_the_letter_is_tried_again(
        self, world: World, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Before the last word nothing has gone."""

        def stumble(*_: object) -> None:
            raise ValueError(ADDRESS)

        sent = letter(world)
        monkeypatch.setattr(sending, "composed", stumble)
        with MailServer() as post, set_up(settings, post), caplog.at_level(logging.ERROR, "handrail"):
            send_what_is_due()
        assert f"{sent.pk} could not be sent: ValueError" in caplog.text
        assert ADDRESS not in caplog.text
        assert (now_of(sent).state, now_of(sent).tries) == (State.QUEUED, 1)
        assert ADDRESS not in str(list(DBTaskResult.objects.values()))

    def test_after_the_last_word_leaves_it_unclear(self, world: World) -> None:
        """Nobody knows how far it came."""
        sent = letter(world)
        turn = outbox.hand_out(sent, NOW, lease=LEASE) or 0
        hand = outbox.take_up(sent.pk, turn)
        assert hand is not None
        hand.last_word()
        outbox.broken(sent.pk, turn, NOW)
        assert (now_of(sent).state, now_of(sent).because) == (State.UNCLEAR, Because.NO_ANSWER)
