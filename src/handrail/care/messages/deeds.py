"""What people do about messages: decide what became of one, send it again, take it back; say yes or no to an address."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from handrail.care.messages import rules, words
from handrail.care.messages.outbox import WAITING, Letter, write_to
from handrail.clinic.models import Contact, Message, Patient
from handrail.clinic.models.messages import Because, State, Way

SENT_AGAIN_FROM = (State.FAILED, State.BOUNCED, State.UNCLEAR)
TAKEN_BACK_FROM = (*WAITING, *SENT_AGAIN_FROM)


def send_again(message: Message, *, by: str, at: datetime) -> bool:
    """Somebody decides that it goes out once more, to where the patient is reached now; False where it stands otherwise by now."""
    last = at + rules.of_clinic(message.clinic).kept_for
    return _decided(
        message,
        SENT_AGAIN_FROM,
        by=by,
        at=at,
        contact=_address_now(message),
        state=State.QUEUED,
        because=Because.NOTHING,
        tries=0,
        next_at=at,
        not_after=min(last, datetime.fromisoformat(message.fields.get("starts_at", last.isoformat()))),
        handed_at=None,
        ended_at=None,
    )


def _address_now(message: Message) -> Contact | None:
    """The address that a message goes to from now on: another of its kind where the old one is forgotten or wants no more."""
    old = message.contact
    if old is None or message.patient is None or old.takes_messages or message.template == words.CONFIRM:
        return old
    others = addresses(message.patient).filter(kind=message.kind, opted_out_at__isnull=True)
    return others.last() or old


def it_arrived(message: Message, *, by: str, at: datetime) -> bool:
    """Somebody has asked, or looked: what was unclear has arrived."""
    return _decided(message, (State.UNCLEAR,), by=by, at=at, state=State.SENT, because=Because.NOTHING, ended_at=at)


def take_back(message: Message, *, by: str, at: datetime) -> bool:
    """It shall not be sent, or nothing more is to be done about it; False where it has gone."""
    return _decided(message, TAKEN_BACK_FROM, by=by, at=at, state=State.TAKEN_BACK, handed_at=None, ended_at=at)


def take_back_about(about: str, *, by: str | None, at: datetime) -> int:
    """Nothing that still waits about this is sent any more; how many that were."""
    return Message.objects.filter(about=about, state__in=WAITING).update(
        state=State.TAKEN_BACK, decided_by=by, decided_at=at, handed_at=None, ended_at=at
    )


def answer(message: Message, *, by: str, at: datetime) -> bool:
    """Somebody has a page, by name; the first one does."""
    pages = Message.objects.filter(pk=message.pk, kind=Way.PAGE, decided_at__isnull=True)
    return pages.update(decided_by=by, decided_at=at) == 1


def _decided(message: Message, states: tuple[State, ...], *, by: str, at: datetime, **to: object) -> bool:
    found = Message.objects.filter(pk=message.pk, state__in=states).exclude(kind=Way.PAGE)
    return found.update(decided_by=by, decided_at=at, **to) == 1


# ------------------------------------------------------------------ addresses


def addresses(patient: Patient) -> QuerySet[Contact]:
    """Where a patient can be reached, in the order in which it was written down."""
    return Contact.objects.filter(patient=patient, removed_at__isnull=True).select_related("clinic", "patient")


def add_address(
    patient: Patient, *, kind: Way, address: str, confirmed: bool, key: str, by: str, at: datetime
) -> tuple[Contact, bool]:
    """Write down where a patient can be reached, and whether that was new. Unless the patient has said so, they are asked first."""
    with transaction.atomic():
        Patient.objects.select_for_update().get(pk=patient.pk)  # two who write at once wait for each other
        here = Q(patient=patient, kind=kind, address=address, removed_at__isnull=True)
        known = Contact.objects.filter(here | Q(clinic=patient.clinic, added_by=by, key=key)).first()
        if known is not None:
            return known, False
        contact = Contact.objects.create(
            clinic=patient.clinic,
            patient=patient,
            kind=kind,
            address=address,
            added_by_id=by,
            added_at=at,
            key=key,
            confirmed_at=at if confirmed else None,
        )
        if not confirmed:
            write_to(contact, _question(contact), by=by, at=at)
    return contact, True


def say_yes(contact: Contact, *, at: datetime) -> None:
    """Messages are welcome at this address: what waited for that goes out."""
    with transaction.atomic():
        Contact.objects.filter(pk=contact.pk, confirmed_at__isnull=True).update(confirmed_at=at)
        Contact.objects.filter(pk=contact.pk).update(opted_out_at=None)
        waited = Message.objects.filter(
            contact=contact, state=State.HELD, because__in=(Because.UNCONFIRMED, Because.STOPPED)
        )
        waited.update(state=State.QUEUED, because=Because.NOTHING, next_at=at)


def say_no(contact: Contact, *, at: datetime) -> None:
    """No more messages to this address; the first time it is said is kept."""
    Contact.objects.filter(pk=contact.pk, opted_out_at__isnull=True).update(opted_out_at=at)


def remove_address(contact: Contact, *, at: datetime) -> None:
    """The address is forgotten: what waits for it is not sent, and the list says only that there was one."""
    with transaction.atomic():
        Contact.objects.filter(pk=contact.pk).update(address="", removed_at=at)
        Message.objects.filter(contact=contact, state__in=WAITING).update(
            state=State.TAKEN_BACK, because=Because.REMOVED, handed_at=None, ended_at=at
        )


def _question(contact: Contact) -> Letter:
    return Letter(template=words.CONFIRM, key=f"confirm:{contact.pk}", about=contact.pk)
