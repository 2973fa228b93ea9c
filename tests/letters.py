"""Messages as they stand in the outbox after something happened, through production code."""

from datetime import datetime

from handrail.care.clock import SteppedClock
from handrail.care.messages import deeds, occasions, outbox, pager
from handrail.clinic.models import Contact, Message, Patient, Person
from handrail.clinic.models.messages import Way
from handrail.jobs.messages import rounds, sending
from handrail.jobs.messages.rounds import LEASE
from tests.people import NOW, World

ADDRESS = "ruth.amsel@example.org"


def address(
    patient: Patient,
    *,
    by: Person,
    to: str = ADDRESS,
    kind: Way = Way.E_MAIL,
    confirmed: bool = True,
    at: datetime = NOW,
) -> Contact:
    """Where a patient is written to."""
    key = f"{patient.pk}:{to}"
    contact, _new = deeds.add_address(patient, kind=kind, address=to, confirmed=confirmed, key=key, by=by.pk, at=at)
    return contact


def letter(world: World, *, confirmed: bool = True, at: datetime = NOW) -> Message:
    """Ruth is told that questions wait; she has an address."""
    address(world.ruths, by=world.ines, confirmed=confirmed)
    found = occasions.questions_wait(world.ruths, key="a-cause", by=world.mara.pk, at=at)
    assert found is not None
    return found


def unclear_letter(world: World) -> Message:
    """One of which nobody knows whether it arrived: the server ended after the last word."""
    found = letter(world, confirmed=False)
    turn = outbox.hand_out(found, NOW, lease=LEASE)
    hand = outbox.take_up(found.pk, turn or 0)
    assert hand is not None
    assert hand.last_word()
    outbox.recover(NOW + LEASE, lease=LEASE)
    return now_of(found)


def page_for(world: World) -> Message:
    """Riverside is called, and nobody has it yet."""
    called = pager.try_it(world.riverside, key="a-call", by=world.ines.pk, at=NOW)
    turn = outbox.hand_out(called, NOW, lease=LEASE)
    hand = outbox.take_up(called.pk, turn or 0)
    assert hand is not None
    assert hand.last_word()
    hand.sent("", NOW)
    return now_of(called)


def now_of(message: Message) -> Message:
    """How it stands by now."""
    return Message.objects.get(pk=message.pk)


def send_what_is_due(at: datetime = NOW) -> None:
    """One round of the server's, at this moment of the clinic: what is due is handed out, and the worker does it."""
    sending.here.use(SteppedClock(at))
    outbox.give_up_late(at)
    rounds.hand_out(at, rounds.ways_set_up())
    rounds.worker().run()
