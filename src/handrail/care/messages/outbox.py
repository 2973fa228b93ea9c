"""The outbox: what is to be written to somebody, kept in the database with the deed that causes it, and how far it has come.

Every step is one conditional change of the row, so that of two workers one wins. Before the last word to the other side the
message is marked `sending`, durably: what a process leaves in that state when it dies is unclear, is shown to the staff, and is
never sent again by itself. What it leaves in any other state was not sent, and is.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q, QuerySet

from handrail.care.messages import rules, words
from handrail.clinic.models import Clinic, Contact, Message, Patient
from handrail.clinic.models.messages import MOST_SAID, Because, State, Way

WAITING = (State.QUEUED, State.HELD)
OPEN = (*WAITING, State.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What somebody is to be told, once for each `key`. After `not_after` nobody needs it any more."""

    template: str
    key: str
    about: str
    not_after: datetime | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


def write(patient: Patient, letter: Letter, *, by: str | None, at: datetime) -> Message | None:
    """Put a letter to a patient into the outbox, where they have an address; the same cause is one message.

    It goes by e-mail where there is an address for it, else as a text message.
    """
    contact = address_for(patient)
    return None if contact is None else write_to(contact, letter, by=by, at=at)


def write_to(contact: Contact, letter: Letter, *, by: str | None, at: datetime) -> Message:
    """Put a letter to one address of a patient into the outbox."""
    assert contact.patient is not None, "letters are written to patients"
    clinic = contact.clinic
    last = at + rules.of_clinic(clinic).kept_for
    message, _made = Message.objects.get_or_create(
        clinic=clinic,
        kind=contact.kind,
        key=letter.key,
        defaults={
            "patient": contact.patient,
            "contact": contact,
            "template": letter.template,
            "language": contact.patient.language,
            "fields": dict(letter.fields),
            "about": letter.about,
            "caused_by_id": by,
            "made_at": at,
            "not_before": at,
            "not_after": min(last, letter.not_after) if letter.not_after else last,
            "next_at": at,
        },
    )
    return message


def page(clinic: Clinic, *, template: str, key: str, about: str = "", by: str | None, at: datetime) -> Message:
    """Call the staff of a clinic: it stands on the pager until somebody has it."""
    message, _made = Message.objects.get_or_create(
        clinic=clinic,
        kind=Way.PAGE,
        key=key,
        defaults={
            "template": template,
            "language": clinic.language,
            "about": about,
            "caused_by_id": by,
            "made_at": at,
            "not_before": at,
            "next_at": at,
        },
    )
    return message


def address_for(patient: Patient) -> Contact | None:
    """Where a patient is written to: e-mail before text, an address that takes messages before one that does not yet."""
    known = Contact.objects.filter(patient=patient, removed_at__isnull=True).select_related("clinic", "patient")
    return min(known, key=_worth, default=None)


def _worth(contact: Contact) -> tuple[bool, bool, bool]:
    return (contact.opted_out_at is not None, contact.confirmed_at is None, contact.kind != Way.E_MAIL)


# ------------------------------------------------------------------ handed to a worker


def due(now: datetime, ways: Collection[Way], *, lease: timedelta) -> QuerySet[Message]:
    """What is to be tried now, by one of these ways, and is in no worker's hands."""
    waits = Q(state=State.QUEUED) | Q(state=State.HELD, because=Because.QUIET_HOURS)
    return Message.objects.filter(waits & _free(now, lease), kind__in=ways, next_at__lte=now).order_by("next_at", "id")


def hand_out(message: Message, now: datetime, *, lease: timedelta) -> int | None:
    """Give a message to a worker; the number of its turn, or None where somebody else was quicker."""
    ours = Message.objects.filter(_free(now, lease), pk=message.pk, turn=message.turn, state__in=WAITING)
    return message.turn + 1 if ours.update(turn=F("turn") + 1, handed_at=now) else None


def _free(now: datetime, lease: timedelta) -> Q:
    """In no worker's hands, or in those of one that has had it for too long."""
    return Q(handed_at__isnull=True) | Q(handed_at__lt=now - lease)


def recover(now: datetime, *, lease: timedelta) -> int:
    """Set right what a process left in its hands when it died, longer ago than the lease; how many are now unclear.

    What was waiting is handed out anew. Of what was being sent nobody knows whether it arrived.
    """
    left = Message.objects.filter(handed_at__lte=now - lease)
    if not left.exists():  # asked every second: a look locks nothing
        return 0
    left.filter(state__in=WAITING).update(handed_at=None)
    return left.filter(state=State.SENDING).update(
        state=State.UNCLEAR, because=Because.BROKEN_OFF, handed_at=None, ended_at=now
    )


def give_up_late(now: datetime) -> int:
    """What nobody needs any more is not sent late."""
    late = Message.objects.filter(state__in=WAITING, not_after__lte=now)
    if not late.exists():
        return 0
    return late.update(state=State.FAILED, because=Because.TOO_LATE, handed_at=None, ended_at=now)


# ------------------------------------------------------------------ in a worker's hands


@dataclass(frozen=True, slots=True)
class InHand:
    """A message in the hands of one worker, in one turn. Whoever's turn is over changes nothing."""

    message: Message
    turn: int

    def held_back(self, now: datetime) -> bool:
        """Whether it shall not be sent now; then it stands on the list with why."""
        why, next_at = self._against(now)
        if why is None:
            return False
        state = {Because.REMOVED: State.TAKEN_BACK, Because.TOO_LATE: State.FAILED}.get(why, State.HELD)
        self._change(WAITING, state=state, because=why, next_at=next_at, ended_at=None if state == State.HELD else now)
        return True

    def last_word(self) -> bool:
        """Mark it, before the other side is told the one thing after which it may act; False where that is no longer ours to say."""
        return self._change(
            WAITING, keep=True, state=State.SENDING, because=Because.NOTHING, tries=F("tries") + 1, said=""
        )

    def sent(self, said: str, now: datetime) -> None:
        """The other side has taken it."""
        self._change((State.SENDING, State.UNCLEAR), state=State.SENT, because=Because.NOTHING, said=said, ended_at=now)

    def bounced(self, said: str, now: datetime) -> None:
        """The other side knows no such person, and never will."""
        self._change(OPEN, state=State.BOUNCED, because=Because.REFUSED, said=said, ended_at=now)

    def refused(self, said: str, now: datetime) -> None:
        """The other side will not take this message, whenever it comes."""
        self._change(OPEN, state=State.FAILED, because=Because.REFUSED, said=said, ended_at=now)

    def unclear(self, said: str, now: datetime) -> None:
        """The last word was said, and no answer came that can be understood."""
        self._change(OPEN, state=State.UNCLEAR, because=Because.NO_ANSWER, said=said, ended_at=now)

    def later(self, said: str, now: datetime) -> None:
        """It did not work now, and may later: tried again, each time after a longer wait; given up after the last try."""
        known = rules.of_clinic(self.message.clinic)
        told = Message.objects.get(pk=self.message.pk)
        tries = told.tries if told.state == State.SENDING else told.tries + 1
        ended: dict[str, Any] = {"state": State.FAILED, "because": Because.TRIED_ENOUGH, "ended_at": now}
        if tries < known.most_tries:
            ended = {"state": State.QUEUED, "because": Because.NOTHING, "next_at": now + known.wait_after(tries)}
        self._change(OPEN, tries=tries, said=said, **ended)

    def _against(self, now: datetime) -> tuple[Because | None, datetime]:
        message, contact = self.message, self.message.contact
        nothing = (None, message.next_at)
        if message.not_after is not None and message.not_after <= now:
            return Because.TOO_LATE, message.next_at
        if contact is None:
            return nothing
        if contact.removed_at is not None:
            return Because.REMOVED, message.next_at
        if contact.opted_out_at is not None:
            return Because.STOPPED, message.next_at
        if contact.confirmed_at is None and message.template != words.CONFIRM:
            return Because.UNCONFIRMED, message.next_at
        quiet = rules.of_clinic(message.clinic).quiet_until_after(now, ZoneInfo(message.clinic.timezone))
        if quiet is None or (message.not_after is not None and message.not_after <= quiet):
            return nothing  # what would be too late after the quiet hours is sent in them
        return Because.QUIET_HOURS, quiet

    def _change(self, states: Collection[State], *, keep: bool = False, **to: Any) -> bool:
        if "said" in to:
            to["said"] = to["said"][:MOST_SAID]
        if not keep:
            to["handed_at"] = None
        ours = Message.objects.filter(pk=self.message.pk, turn=self.turn, state__in=states)
        return ours.update(**to) == 1


def take_up(message_id: str, turn: int) -> InHand | None:
    """The message, as it is now; None where it waits no more, or in another turn."""
    ours = Message.objects.filter(pk=message_id, turn=turn, state__in=WAITING)
    message = ours.select_related("clinic", "patient", "contact__patient", "contact__clinic").first()
    return None if message is None else InHand(message, turn)


def broken(message_id: str, turn: int, now: datetime) -> None:
    """A worker stumbled over a message: what was said is unclear, what was not is tried again later."""
    message = Message.objects.select_related("clinic").filter(pk=message_id, turn=turn).first()
    if message is None:
        return
    hand = InHand(message, turn)
    with transaction.atomic():
        if message.state == State.SENDING:
            hand.unclear("", now)
        elif message.state in WAITING:
            hand.later("", now)
