"""Whom the clinic's patients call, for who keeps the lists: as it stands, the form, and who changed it."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.care import reading, scales
from handrail.clinic import keeping
from handrail.clinic import numbers as kept
from handrail.clinic.models import Change, Clinic, ToRead
from handrail.clinic.opening import WEEK, opening_of
from handrail.pathway.questionnaire import needs_promise
from handrail.web.prepare import times
from handrail.web.whom_to_call import hours_words, weekday


def numbers(clinic: Clinic, now: datetime, typed: Mapping[str, str], wrong: Mapping[str, str]) -> dict[str, Any]:
    """What the page shows of them; `typed` is what somebody just tried to write, `wrong` what to mend in it."""
    zone = ZoneInfo(clinic.timezone)
    changes = keeping.changes_of(clinic.pk)
    return {
        "numbers": [
            {
                "name": name,
                "label": label,
                "hint": hint,
                "shown": getattr(clinic, name),
                "value": typed.get(name, "") if typed else getattr(clinic, name),
                "wrong": wrong.get(name, ""),
            }
            for name, label, hint in _fields()
        ],
        "hours": hours_words(opening_of(clinic.opening)),
        "week": list(_week(clinic, typed, wrong)),
        "enough_to_ask": kept.enough_to_ask(clinic),
        "numbers_seen": len(changes),
        "number_changes": [
            {"by": one.by.name, "when": times.clock(one.at, now, zone), "what": _what(one)} for one in reversed(changes)
        ],
    }


def waiting_for_numbers(clinic: Clinic) -> str:
    """Which questionnaires wait until somebody can be called again; nothing where none does."""
    if kept.enough_to_ask(clinic):
        return ""
    known = scales.library().scales
    patients = {row.patient_id: row.patient for row in ToRead.objects.filter(clinic=clinic).select_related("patient")}
    waits = sum(
        not one.sent and needs_promise(known[one.asked.scale])
        for patient in patients.values()
        for one in reading.of(patient)
    )
    if not waits:
        return ""
    return ngettext(
        "%(number)s questionnaire waits until the clinic’s own number and one for emergencies or crises are written down.",
        "%(number)s questionnaires wait until the clinic’s own number and one for emergencies or crises are written down.",
        waits,
    ) % {"number": waits}


def _fields() -> Iterator[tuple[str, str, str]]:
    yield "phone", _("The clinic’s telephone"), _("The one that patients call")
    yield "night_phone", _("At other hours"), _("Who answers when the clinic does not; may be left empty")
    yield "crisis_line", _("Crisis line"), _("Of the place, day and night: 988 in the United States")
    yield "emergency_number", _("Emergency number"), _("Of the place: 112 in most of Europe, 911 in the United States")


def _week(clinic: Clinic, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    days = opening_of(clinic.opening).days
    for day in WEEK:
        stretch = days.get(day)
        stands = (
            {"opens": stretch.opens.strftime("%H:%M"), "closes": stretch.closes.strftime("%H:%M")} if stretch else {}
        )
        yield {
            "day": weekday(day),
            "times": [
                {
                    "name": f"{name}_{day}",
                    "label": {"opens": _("from"), "closes": _("until")}[name],
                    "value": typed.get(f"{name}_{day}", "") if typed else stands.get(name, ""),
                    "wrong": wrong.get(f"{name}_{day}", ""),
                }
                for name in ("opens", "closes")
            ],
        }


def _what(change: Change) -> str:
    names = {name: label for name, label, _hint in _fields()}
    return "; ".join(
        _("%(field)s was %(value)s") % {"field": names.get(name, _("Hours")), "value": _was(name, value) or _("empty")}
        for name, value in change.was.items()
    )


def _was(name: str, value: str | None) -> str:
    return hours_words(opening_of(json.loads(value))) if name == "opening" and value else value or ""
