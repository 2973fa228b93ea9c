"""The board's data: every chair of a clinic, who comes next, and which devices talk without a chair."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max

from handrail.clinic.bindings import device, open_bindings
from handrail.clinic.models import Chair, Clinic, Device, Visit
from handrail.pathway.events.codec import written_time
from handrail.record import telemetry
from handrail.record.telemetry import DeviceMessage
from handrail.web.board.place import is_alone
from handrail.web.board.to_read import to_read
from handrail.web.infuse.screen import chair_view

View = dict[str, Any]

TALKED_LATELY = timedelta(minutes=5)
"""How long the board goes on saying that a device talked without a chair. A habit of the screen, no clinical delay."""

COMING_WITHIN = timedelta(hours=3)
"""How far ahead the board looks for visits that have no chair yet: a little further than its time axis."""

MESSAGES_LOOKED_AT = 200


def board_view(clinic_id: str, now: datetime) -> View:
    """The whole board: `frame`, and in each taken chair its `chair_view`."""
    board = frame(clinic_id, now)
    for chair in board["chairs"]:
        chair["view"] = chair_view(chair["session"], now) if chair["session"] else None
    return board


def frame(clinic_id: str, now: datetime) -> View:
    """The board without what changes from second to second: who sits where, who comes, what talks without a chair."""
    clinic = Clinic.objects.get(pk=clinic_id)
    chairs = Chair.objects.filter(clinic=clinic).select_related("room").order_by("number")
    open_visits = list(Visit.objects.filter(clinic=clinic, closed_at__isnull=True).select_related("patient"))
    taken = {visit.chair_id: visit.pk for visit in open_visits if visit.chair_id}
    left = _last_left(clinic)
    return {
        "now": written_time(now),
        "clinic": {"id": clinic.pk, "name": clinic.name, "timezone": clinic.timezone},
        "demo": clinic.demonstration,
        "chairs": [
            {
                "number": chair.number,
                "room": chair.room.name,
                "session": taken.get(chair.pk),
                "empty_since": None if chair.pk in taken else left.get(chair.pk),
            }
            for chair in chairs
        ],
        "coming": _coming((visit for visit in open_visits if not visit.chair_id), now),
        "talking": _talking(clinic, now),
        "to_read": to_read(clinic, now),
    }


def _last_left(clinic: Clinic) -> dict[str, str]:
    """When the last patient left each chair."""
    rows = Visit.objects.filter(clinic=clinic, closed_at__isnull=False, chair__isnull=False)
    return {
        row["chair"]: written_time(row["left_at"]) for row in rows.values("chair").annotate(left_at=Max("closed_at"))
    }


def _coming(visits: Iterable[Visit], now: datetime) -> list[View]:
    """Visits that have no chair yet, the next one first."""
    soon = sorted((visit for visit in visits if visit.planned_start_at <= now + COMING_WITHIN), key=_planned)
    return [
        {"session": visit.pk, "name": visit.patient.name, "planned_at": written_time(visit.planned_start_at)}
        for visit in soon
    ]


def _planned(visit: Visit) -> datetime:
    return visit.planned_start_at


def _talking(clinic: Clinic, now: datetime) -> list[str]:
    """What talked lately and belongs to no chair, by name; what nobody knows the clinic of is everybody's concern.

    Where there is another clinic it may be theirs: then it is told without its name, as an empty one.
    """
    messages = [*telemetry.unplaced(clinic.pk, MESSAGES_LOOKED_AT), *telemetry.unplaced(None, MESSAGES_LOOKED_AT)]
    lately = [one for one in messages if one.outcome == "AE" and now - one.received_at <= TALKED_LATELY]
    if not lately:
        return []
    names = dict(Device.objects.filter(clinic=clinic).values_list("pk", "name"))
    bound = {binding.device_id for binding in open_bindings(clinic_id=clinic.pk)}
    astray = [one for one in lately if _device(one) not in bound]
    alone = is_alone(clinic)
    told = {_called(one, names) for one in astray if one.clinic_id or alone} - {""}
    secret = {one.sender for one in astray if not (one.clinic_id or alone)} - {""}
    return [*sorted(told), *[""] * len(secret)]


def _device(message: DeviceMessage) -> str | None:
    """The device that a message came from, also where the message itself could not be read."""
    if message.device or message.clinic_id is None:
        return message.device
    sender = device(message.sender)
    return sender.pk if sender else None


def _called(message: DeviceMessage, names: dict[str, str]) -> str:
    """What staff call the sender of a message: its name here, else the application that it says it is."""
    return names.get(message.device or "") or message.sender.partition("|")[0]
