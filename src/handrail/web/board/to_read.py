"""Whom the board reminds of what: answers that somebody promised to read, and what nobody has read as the day ends."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handrail.care import reading
from handrail.care.reading import Waiting
from handrail.clinic.models import Clinic, Person
from handrail.pathway.events.codec import written_time
from handrail.web.board.words import Words, say
from handrail.web.infuse.told import day_and_time, short_names

View = dict[str, Any]
SHOWN_AT_MOST = 2


def to_read(clinic: Clinic, now: datetime) -> list[View]:
    """Everything in this clinic that somebody has to read, for the board's data: whose, by whom, since when; no answer."""
    found = reading.in_clinic(clinic, now)
    readers = {one.reading.reader for one in found if one.reading.reader}
    names = dict(Person.objects.filter(pk__in=readers).values_list("pk", "name")) if readers else {}
    return [_view(one, names, now) for one in found]


def _view(one: Waiting, names: dict[str, str], now: datetime) -> View:
    what = one.reading
    return {
        "asking": what.asked.id,
        "patient": one.patient.name,
        "url": f"/patients/{one.patient.pk}/questions/",
        "scale": short_names(one.scale),
        "state": "unread" if what.unread else "open" if what.open else "awaited",
        "at": written_time(what.came_at) if what.came_at else None,
        "reader": what.reader,
        "reader_name": names.get(what.reader or ""),
        "everybody": one.concerns_everybody(now),
    }


def lines(
    waiting: list[View], catalogue: Words, *, person: str, reads: bool, now: datetime, zone: ZoneInfo, language: str
) -> dict[str, Any]:
    """What this person is reminded of, the gravest first; to_read.js says the same."""
    due = [
        one
        for one in waiting
        if one["state"] != "awaited" and (one["reader"] == person or (reads and one["everybody"]))
    ]
    due.sort(key=lambda one: one["state"] != "unread")
    awaited = [one["patient"] for one in waiting if one["state"] == "awaited" and one["reader"] == person]
    return {
        "lines": [
            {"url": one["url"], "words": _words(one, catalogue, person, now, zone, language)}
            for one in due[:SHOWN_AT_MOST]
        ],
        "more": say(catalogue, "to_read.more", number=len(due) - SHOWN_AT_MOST) if len(due) > SHOWN_AT_MOST else "",
        "awaited": say(catalogue, "to_read.awaited", names=", ".join(dict.fromkeys(awaited))) if awaited else "",
    }


def _words(one: View, catalogue: Words, person: str, now: datetime, zone: ZoneInfo, language: str) -> str:
    mine = "mine" if one["reader"] == person else "others" if one["reader_name"] else "nobodys"
    return say(
        catalogue,
        f"to_read.{one['state']}.{mine}" if one["state"] == "unread" else "to_read.open",
        patient=one["patient"],
        scale=one["scale"][language],
        time=day_and_time(one["at"], now, zone),
        reader=one["reader_name"],
    )
