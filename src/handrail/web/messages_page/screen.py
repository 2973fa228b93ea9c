"""What the page of messages says of each one: how far it is, why, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from handrail.care.messages import words
from handrail.care.messages.deeds import SENT_AGAIN_FROM, TAKEN_BACK_FROM
from handrail.clinic.models import Clinic, Message
from handrail.clinic.models.messages import Because, State, Way
from handrail.web.prepare import times

MOST_SHOWN = 200
NEEDS_SOMEBODY = (State.UNCLEAR, State.BOUNCED, State.FAILED)
WAITS = (State.QUEUED, State.SENDING, State.HELD)
FILTERS: Mapping[str, tuple[State, ...]] = {
    "": (*NEEDS_SOMEBODY, *WAITS),
    "unclear": (State.UNCLEAR,),
    "bounced": (State.BOUNCED,),
    "failed": (State.FAILED,),
    "waiting": WAITS,
    "sent": (State.SENT,),
    "taken_back": (State.TAKEN_BACK,),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice above the list, and how many it shows."""

    key: str
    label: str
    count: int
    here: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One message in the list."""

    id: str
    name: str
    what: str
    way: str
    when: str
    state: str
    label: str
    why: str
    todo: str
    said: str
    decided: str
    patient_id: str
    may_send_again: bool
    may_say_it_arrived: bool
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """The whole page. `not_set_up` says what cannot leave this installation."""

    filters: list[Filter]
    shown: list[Shown]
    show: str
    more: bool
    not_set_up: str


def screen(clinic: Clinic, show: str, now: datetime) -> Screen:
    """The messages of a clinic, those that need somebody first; pages stand on the pager."""
    show = show if show in FILTERS else ""
    ours = Message.objects.filter(clinic=clinic).exclude(kind=Way.PAGE)
    zone = ZoneInfo(clinic.timezone)
    found = list(_ordered(ours.filter(state__in=FILTERS[show]))[: MOST_SHOWN + 1])
    return Screen(
        filters=_filters(ours, show),
        shown=[_shown(one, now, zone) for one in sorted(found[:MOST_SHOWN], key=_gravity)],
        show=show,
        more=len(found) > MOST_SHOWN,
        not_set_up=_not_set_up(),
    )


def _not_set_up() -> str:
    """What cannot leave this installation, in a sentence; nothing where all can."""
    known = settings.OUTGOING
    if known.sends_mail and known.sends_texts:
        return ""
    if known.sends_mail:
        return _("Text messages are not set up here: only patients with an e-mail address are written to.")
    if known.sends_texts:
        return _("E-mail is not set up here: only patients with a mobile number are written to.")
    return _("Neither e-mail nor text messages are set up here. Nothing leaves: patients are told by telephone.")


def _ordered(messages: QuerySet[Message]) -> QuerySet[Message]:
    return messages.select_related("patient", "contact", "decided_by", "clinic").order_by("-made_at", "-id")


def _gravity(message: Message) -> int:
    order = (*NEEDS_SOMEBODY, *WAITS, State.SENT, State.TAKEN_BACK)
    return order.index(State(message.state))


def _filters(ours: QuerySet[Message], show: str) -> list[Filter]:
    counted = dict(ours.order_by().values_list("state").annotate(Count("pk")))
    labels = {
        "": _("Open"),
        "unclear": _("Unclear"),
        "bounced": _("Bounced"),
        "failed": _("Failed"),
        "waiting": _("Waiting"),
        "sent": _("Sent"),
        "taken_back": _("Taken back"),
    }
    return [
        Filter(key, labels[key], sum(counted.get(state, 0) for state in states), key == show)
        for key, states in FILTERS.items()
    ]


def _shown(message: Message, now: datetime, zone: ZoneInfo) -> Shown:
    why, todo = _why(message, now, zone)
    return Shown(
        id=message.pk,
        name=message.patient.name if message.patient else "",
        what=words.name_of(message.template, get_language() or "en"),
        way=_way(message),
        when=times.clock(message.made_at, now, zone),
        state=message.state,
        label=message.get_state_display(),
        why=why,
        todo=todo,
        said=message.said if message.state != State.SENT else "",
        decided=_decided(message, now, zone),
        patient_id=message.patient_id or "",
        may_send_again=message.state in SENT_AGAIN_FROM,
        may_say_it_arrived=message.state == State.UNCLEAR,
        may_take_back=message.state in TAKEN_BACK_FROM,
    )


def _way(message: Message) -> str:
    """By which way, and where to: enough of the address to tell it from another."""
    return f"{message.get_kind_display()}, {covered(message.contact.address if message.contact else '')}".rstrip(", ")


def covered(address: str) -> str:
    """The beginning and the end of an address: "r…@example.org", "+49…67"."""
    local, at, domain = address.partition("@")
    if at:
        return f"{local[:1]}…@{domain}"
    return f"{address[:3]}…{address[-2:]}" if address else ""


def _decided(message: Message, now: datetime, zone: ZoneInfo) -> str:
    if message.decided_by is None or message.decided_at is None:
        return ""
    return f"{message.decided_by.name}, {times.clock(message.decided_at, now, zone)}"


def _why(message: Message, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """Why it stands so, and what to do."""
    match message.state:
        case State.QUEUED:
            return _why_queued(message, now, zone)
        case State.HELD:
            return _why_held(message, now, zone)
        case State.FAILED:
            return _why_failed(message)
        case State.BOUNCED:
            return (
                _("The other side knows no such address."),
                _("Ask the patient for it, mend it on their entry, and send it again."),
            )
        case State.UNCLEAR:
            why = (
                _("The server ended while it was being sent. Nobody knows whether it arrived.")
                if message.because == Because.BROKEN_OFF
                else _("It was handed over, and no clear answer came. Nobody knows whether it arrived.")
            )
            return why, _(
                "Ask the patient. Then say that it arrived, or send it again; it is never sent again by itself."
            )
        case State.SENDING:
            return _("It is being sent at this moment."), ""
    return "", ""


def _why_queued(message: Message, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    known = settings.OUTGOING
    if not (known.sends_mail if message.kind == Way.E_MAIL else known.sends_texts):
        return (
            _("It cannot leave: this way is not set up here."),
            _("Tell the patient yourself, and whoever runs Handrail: “handrail check” says what is missing."),
        )
    if message.tries:
        tried = ngettext("It did not work %(count)d time.", "It did not work %(count)d times.", message.tries)
        again = _("It is tried again at %(time)s.") % {"time": times.clock(message.next_at, now, zone)}
        return f"{tried % {'count': message.tries}} {again}", ""
    return _("It goes out within seconds."), ""


def _why_held(message: Message, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    match message.because:
        case Because.QUIET_HOURS:
            when = {"time": times.clock(message.next_at, now, zone)}
            return _("It waits for the end of the quiet hours, until %(time)s.") % when, ""
        case Because.UNCONFIRMED:
            return (
                _("Nobody has said yes to messages at this address yet."),
                _("Ask the patient to answer the first message, or note on their entry that they want them."),
            )
    return _("No messages are wanted at this address."), _("Tell the patient by telephone, then take it back.")


def _why_failed(message: Message) -> tuple[str, str]:
    call = _("Call the patient, if it still matters. Then take it back.")
    match message.because:
        case Because.TOO_LATE:
            return _("It could not leave before it was too late."), call
        case Because.REFUSED:
            return _("The other side refused the message."), call
    return (
        _("It was tried as often as the protocol says."),
        _("Call the patient, or send it again once the other side works."),
    )
