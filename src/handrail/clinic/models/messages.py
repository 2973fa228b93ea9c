"""Where people can be reached, and what is written to them: the outbox, kept beside the deeds that cause it."""

from django.db.models import (
    PROTECT,
    CharField,
    CheckConstraint,
    DateTimeField,
    ForeignKey,
    Index,
    JSONField,
    Model,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    Q,
    TextChoices,
    UniqueConstraint,
)
from django.utils.translation import gettext_lazy as _

from handrail.clinic.agrees import Agrees
from handrail.clinic.models.fields import Language, id_field
from handrail.clinic.models.people import Clinic, Patient, Person

LONGEST_ADDRESS = 254  # characters, by RFC 5321
MOST_SAID = 500  # characters of what the other side answered


class Way(TextChoices):
    """How a message goes."""

    E_MAIL = "e_mail", _("e-mail")
    TEXT = "text", _("text message")
    PAGE = "page", _("page")


class State(TextChoices):
    """How far a message has come."""

    QUEUED = "queued", _("queued")
    SENDING = "sending", _("sending")
    SENT = "sent", _("sent")
    HELD = "held", _("held")
    FAILED = "failed", _("failed")
    BOUNCED = "bounced", _("bounced")
    UNCLEAR = "unclear", _("unclear")
    TAKEN_BACK = "taken_back", _("taken back")


class Because(TextChoices):
    """Why a message waits, or will not be sent: nobody has said yes to its address, no more are wanted there, and so on."""

    NOTHING = ""
    QUIET_HOURS = "quiet_hours"
    UNCONFIRMED = "unconfirmed"
    STOPPED = "stopped"
    REMOVED = "removed"
    TOO_LATE = "too_late"
    TRIED_ENOUGH = "tried_enough"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    BROKEN_OFF = "broken_off"


class Contact(Model):
    """An address of somebody: e-mail or a mobile number. Nothing is sent there before it is confirmed, or once it is stopped.

    Whoever is taken off the list leaves no address behind. `key` is that of the press that added it.
    """

    id = id_field("con")
    clinic = ForeignKey(Clinic, on_delete=PROTECT, related_name="contacts")
    patient = ForeignKey(Patient, on_delete=PROTECT, null=True, blank=True, related_name="contacts")
    person = ForeignKey(Person, on_delete=PROTECT, null=True, blank=True, related_name="contacts")
    kind = CharField(max_length=8, choices=[(way.value, way.label) for way in (Way.E_MAIL, Way.TEXT)])
    address = CharField(max_length=LONGEST_ADDRESS, blank=True)
    added_by = ForeignKey(Person, on_delete=PROTECT, related_name="contacts_added")
    added_at = DateTimeField()
    key = CharField(max_length=200)
    confirmed_at = DateTimeField(null=True, blank=True)
    opted_out_at = DateTimeField(null=True, blank=True)
    removed_at = DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            UniqueConstraint(
                fields=["clinic", "patient", "kind", "address"],
                condition=Q(removed_at__isnull=True),
                name="contact_of_patient_once",
            ),
            UniqueConstraint(fields=["clinic", "added_by", "key"], name="contact_added_once"),
            CheckConstraint(
                condition=Q(patient__isnull=True, person__isnull=False) | Q(patient__isnull=False, person__isnull=True),
                name="contact_of_one",
            ),
            CheckConstraint(condition=Q(removed_at__isnull=True) | Q(address=""), name="contact_removed_is_empty"),
            Agrees("patient", on=["clinic"], name="contact_as_patient"),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def takes_messages(self) -> bool:
        """Whether anything may be sent there."""
        return self.confirmed_at is not None and self.opted_out_at is None and self.removed_at is None


class Message(Model):
    """One message: for whom, by which way, in which words, and how far it has come.

    The same cause (`key`) is one message a way. `fields` are what is filled into the template's words, never a name. Times are
    the clinic's. `turn` counts the workers it was handed to: one that was handed it before another does nothing. `tries`
    counts how often the last word was said, or could not be. `said` is what the other side answered.
    """

    id = id_field("msg")
    clinic = ForeignKey(Clinic, on_delete=PROTECT, related_name="messages")
    patient = ForeignKey(Patient, on_delete=PROTECT, null=True, blank=True, related_name="messages")
    person = ForeignKey(Person, on_delete=PROTECT, null=True, blank=True, related_name="messages")
    contact = ForeignKey(Contact, on_delete=PROTECT, null=True, blank=True, related_name="messages")
    kind = CharField(max_length=8, choices=Way.choices)
    template = CharField(max_length=40)
    language = CharField(max_length=8, choices=Language.choices)
    fields = JSONField(default=dict, blank=True)
    key = CharField(max_length=200)
    about = CharField(max_length=40, blank=True, db_index=True)
    caused_by = ForeignKey(Person, on_delete=PROTECT, null=True, blank=True, related_name="messages_caused")
    made_at = DateTimeField()
    not_before = DateTimeField()
    not_after = DateTimeField(null=True, blank=True)
    state = CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    because = CharField(max_length=16, default=Because.NOTHING, blank=True)
    tries = PositiveSmallIntegerField(default=0)
    next_at = DateTimeField()
    turn = PositiveIntegerField(default=0)
    handed_at = DateTimeField(null=True, blank=True)
    ended_at = DateTimeField(null=True, blank=True)
    said = CharField(max_length=MOST_SAID, blank=True)
    decided_by = ForeignKey(Person, on_delete=PROTECT, null=True, blank=True, related_name="messages_decided")
    decided_at = DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [
            Index(fields=["state", "next_at"], name="message_due"),
            Index(fields=["clinic", "state", "made_at"], name="message_of_clinic"),
        ]
        constraints = [
            UniqueConstraint(fields=["clinic", "kind", "key"], name="message_once"),
            CheckConstraint(condition=Q(state__in=State.values), name="message_has_state"),
            CheckConstraint(
                condition=Q(kind=Way.PAGE) | Q(contact__isnull=False), name="message_has_an_address_or_is_a_page"
            ),
            Agrees("patient", on=["clinic"], name="message_as_patient"),
        ]

    def __str__(self) -> str:
        return self.id
