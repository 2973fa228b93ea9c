"""The messages' part of a server: every second what is due is handed to the worker of django-tasks-db, which sends it.

The outbox says what is to be sent and what came of it; the library's queue says who does it. Where a queue's row is lost, or its
worker dies, the outbox hands the message out anew. Nothing of it waits for the watch, and the watch waits for nothing of it.
"""

import asyncio
import logging
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from handrail.care.clock import Clock
from handrail.care.messages import outbox
from handrail.clinic.ids import new
from handrail.clinic.models.messages import Way
from handrail.jobs.messages import sending

ROUND_EVERY_S = 1.0  # of real time
AT_ONCE = 50  # messages handed out in one round
LEASE = timedelta(minutes=10)  # of real time
"""What a worker was handed and did not end within this is no longer its own: every step of a conversation is far shorter."""

TASKS_KEPT = timedelta(days=1)  # of real time: the outbox keeps what became of each message

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Messages:
    """One process's round over the outbox."""

    clock: Clock
    threads: Executor
    _ending: asyncio.Event = field(default_factory=asyncio.Event)
    _worker: Worker | None = None
    _tidied_on: date | None = None

    def end(self) -> None:
        """Nothing further is begun; what is being said is said to its end. To be called on the loop."""
        self._ending.set()
        if self._worker is not None:
            self._worker.running = False

    async def run(self) -> None:
        """Round after round, until `end` or until cancelled."""
        loop = asyncio.get_running_loop()
        sending.here.use(self.clock)
        await loop.run_in_executor(self.threads, self._begin)
        while not self._ending.is_set():
            try:
                await loop.run_in_executor(self.threads, self._round)
            except Exception:
                log.exception("A round of the messages broke off; the next one tries again.")
            try:
                async with asyncio.timeout(ROUND_EVERY_S):
                    await self._ending.wait()
            except TimeoutError:
                continue

    def _begin(self) -> None:
        """What a process that died had in its hands. On SQLite there was no other than the one before this."""
        close_old_connections()
        alone = connection.vendor == "sqlite"
        self._recover(self.clock.now(), timedelta() if alone else LEASE * self.clock.speed)

    def _round(self) -> None:
        close_old_connections()
        now = self.clock.now()
        self._recover(now, LEASE * self.clock.speed)
        outbox.give_up_late(now)
        hand_out(now, ways_set_up(), LEASE * self.clock.speed)
        if DBTaskResult.objects.ready().filter(queue_name=sending.QUEUE).exists():
            self._work()
        self._tidy()

    def _recover(self, now: datetime, lease: timedelta) -> None:
        unclear = outbox.recover(now, lease=lease)
        if unclear:
            log.warning(
                "Of %d messages it is unclear whether they arrived. Somebody decides on the page Messages.", unclear
            )

    def _work(self) -> None:
        """Let the library's worker do what is ready, and come back."""
        self._worker = worker()
        try:
            if not self._ending.is_set():
                self._worker.run()
        finally:
            self._worker = None

    def _tidy(self) -> None:
        today = timezone.now().date()
        if self._tidied_on != today:
            tidy(timezone.now())
            self._tidied_on = today


def ways_set_up() -> tuple[Way, ...]:
    """By which ways messages can leave this installation."""
    known = settings.OUTGOING
    mail, texts = (Way.E_MAIL,) if known.sends_mail else (), (Way.TEXT,) if known.sends_texts else ()
    return (Way.PAGE, *mail, *texts)


def hand_out(now: datetime, ways: tuple[Way, ...], lease: timedelta = LEASE) -> int:
    """Put what is due into the worker's queue, each message in a turn of its own; how many that were."""
    handed = 0
    for message in outbox.due(now, ways, lease=lease)[:AT_ONCE]:
        with transaction.atomic():
            turn = outbox.hand_out(message, now, lease=lease)
            if turn is not None:
                sending.deliver.enqueue(message.pk, turn)
                handed += 1
    return handed


def worker() -> Worker:
    """The library's worker, told to do what is ready and to end then."""
    return Worker(
        queue_names=[sending.QUEUE],
        interval=0,
        batch=True,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=new("wrk"),
        excluded_queue_names=[],
    )


def tidy(now: datetime) -> None:
    """Take what is done off the library's queue, and what a worker that died had begun. `now` is real time, as the library's."""
    call_command("prune_db_task_results", queue_name=sending.QUEUE, min_age_days=TASKS_KEPT.days, verbosity=0)
    begun = DBTaskResult.objects.filter(queue_name=sending.QUEUE, status=TaskResultStatus.RUNNING)
    begun.filter(started_at__lt=now - TASKS_KEPT).delete()
