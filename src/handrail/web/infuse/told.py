"""What a patient told about wishing to be dead, as one quiet line for the board's row and the infusion's page.

The line names the questionnaire and the number of the question, and no more: somebody beside the screen reads nothing in it.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from handrail.care import reading, scales
from handrail.clinic.models import Patient, Person
from handrail.pathway.events.codec import written_time
from handrail.pathway.reading import Reading
from handrail.protocol.scale import Scale
from handrail.web.infuse.choice_words import Words

View = dict[str, Any]


def told(patient: Patient) -> list[View]:
    """Every answer that needs a person until somebody has written what came of it, the newest first; language-neutral."""
    found = [one for one in reading.listed(patient) if one.needs_a_person]
    names = dict(Person.objects.filter(pk__in=[one.read.by for one in found if one.read]).values_list("pk", "name"))
    known = scales.library().scales if found else {}
    return [_view(one, known[one.asked.scale], patient, names) for one in reversed(found)]


def short_names(scale: Scale) -> dict[str, str]:
    """What staff call a scale in one word, by language: `PHQ-9` of `Depression (PHQ-9)`."""
    return {language: _short(name) for language, name in (("en", scale.name.en), ("es", scale.name.es))}


def _short(name: str) -> str:
    return name.rpartition("(")[2].rstrip(")") if name.endswith(")") else name


def _view(one: Reading, scale: Scale, patient: Patient, names: dict[str, str]) -> View:
    assert one.came_at is not None, "what needs a person has come"
    return {
        "asking": one.asked.id,
        "url": f"/patients/{patient.pk}/questions/",
        "scale": short_names(scale),
        "items": list(one.above or one.left_out),
        "said": "above" if one.above else "left_out",
        "sent": one.sent,
        "at": written_time(one.came_at),
        "read_by": names.get(one.read.by, one.read.by) if one.read else None,
        "read_at": written_time(one.read.at) if one.read else None,
    }


def told_words(catalogue: Words, one: View, now: datetime, zone: ZoneInfo, language: str) -> str:
    """The line, as told.js writes it too."""
    name = "told.above" if one["sent"] else "told.unsent"
    said = catalogue[name if one["said"] == "above" else "told.left_out"].format(
        scale=one["scale"][language], items=", ".join(one["items"]), time=day_and_time(one["at"], now, zone)
    )
    if one["read_by"] is None:
        return f"{said} {catalogue['told.unread']}"
    return f"{said} {catalogue['told.read'].format(name=one['read_by'], time=day_and_time(one['read_at'], now, zone))}"


def day_and_time(moment: str, now: datetime, zone: ZoneInfo) -> str:
    """The time on the clinic's wall clock; with the day where that is not today."""
    there = datetime.fromisoformat(moment).astimezone(zone)
    time = there.strftime("%H:%M")
    return time if there.date() == now.astimezone(zone).date() else f"{date_format(there, 'j M')}, {time}"
