"""What a worker does with one message: look whether it may go now, hand it over, write down what came of it."""

import logging
import traceback

from django.conf import settings
from django_tasks import task

from handrail.care.clock import Clock
from handrail.care.messages import outbox
from handrail.care.messages.outbox import InHand
from handrail.care.messages.words import composed
from handrail.clinic.models.messages import Way
from handrail.jobs.messages import mail, texts
from handrail.jobs.messages.outcome import Bounced, Later, NotOurs, Outcome, Refused, Taken, Unclear

QUEUE = "messages"

log = logging.getLogger(__name__)


class Place:
    """The clinic's time in this process, for tasks: a queue hands them nothing but names and numbers."""

    clock: Clock | None = None

    def use(self, clock: Clock) -> None:
        """From now on tasks go by this clock."""
        self.clock = clock


here = Place()


@task(queue_name=QUEUE)
def deliver(message_id: str, turn: int) -> None:
    """Hand one message over, in the turn in which a worker was given it."""
    assert here.clock is not None, "whoever runs the worker sets its clock"
    try:
        hand = outbox.take_up(message_id, turn)
        if hand is not None and not hand.held_back(here.clock.now()):
            _write_down(hand, _handed_over(hand, here.clock), here.clock)
    except Exception as problem:  # noqa: BLE001 - told without its words, which may hold an address
        where = "".join(traceback.format_tb(problem.__traceback__))
        log.error("%s could not be sent: %s\n%s", message_id, type(problem).__name__, where)  # noqa: TRY400 - as above
        outbox.broken(message_id, turn, here.clock.now())


def _handed_over(hand: InHand, clock: Clock) -> Outcome:
    message, contact, known = hand.message, hand.message.contact, settings.OUTGOING
    if message.kind == Way.PAGE:
        return Taken("") if hand.last_word() else NotOurs()
    assert contact is not None, "what is no page goes to an address"
    written = composed(message, contact, clock.now())
    if message.kind == Way.E_MAIL and known.mail is not None:
        return mail.send(known.mail, written, message.pk, hand.last_word)
    if message.kind == Way.TEXT and known.texts is not None:
        return texts.send(known.texts, written, message.pk, hand.last_word)
    return Later("not set up")


def _write_down(hand: InHand, outcome: Outcome, clock: Clock) -> None:
    now = clock.now()
    match outcome:
        case Taken(said):
            hand.sent(said, now)
        case Bounced(said):
            hand.bounced(said, now)
        case Refused(said):
            hand.refused(said, now)
        case Later(said):
            hand.later(said, now)
        case Unclear(said):
            hand.unclear(said, now)
        case NotOurs():
            pass
