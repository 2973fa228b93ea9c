"""The clinic's lists and one patient's entry, as they are drawn: also with what was typed and what to mend."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from handrail.care import reading, rules
from handrail.clinic import keeping, roles
from handrail.clinic.models import Change, Clinic, Device, Patient, Room
from handrail.clinic.models.fields import DeviceKind, Language, Sex
from handrail.units import Centimetres, Kilograms
from handrail.web import clock
from handrail.web.clinic_page.address_list import addresses
from handrail.web.clinic_page.numbers import numbers
from handrail.web.doors import PersonRequest
from handrail.web.prepare import times
from handrail.web.prepare.page import new_key


@dataclass(frozen=True, slots=True)
class Told:
    """What a page answers to what was sent: on which form, what was typed, what to mend."""

    form: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    status: int = 200


NOTHING = Told()
FORMS = ("patient", "device", "room", "number")


def draw_lists(request: PersonRequest, clinic: Clinic, told: Told = NOTHING) -> HttpResponse:
    """Patients, devices, rooms and chairs; for who keeps them, a form below each."""
    typed = {form: told.typed if told.form == form else {} for form in FORMS}
    wrong = {form: told.wrong if told.form == form else {} for form in FORMS}
    context = {
        **_shared(request, clinic, told),
        "patients": [_row(one) for one in Patient.objects.filter(clinic=clinic).order_by("name", "id")],
        "devices": Device.objects.filter(clinic=clinic),
        "rooms": Room.objects.filter(clinic=clinic).prefetch_related("chairs").order_by("name"),
        "kinds": DeviceKind.choices,
        "typed": typed,
        "wrong": wrong,
        **numbers(clinic, clock.now(), typed["number"], wrong["number"]),
        "usual": {"language": clinic.language},
    }
    return render(request, "clinic_page/lists.html", context, status=told.status)


def draw_patient(request: PersonRequest, patient: Patient, now: datetime, told: Told = NOTHING) -> HttpResponse:
    """One patient's entry, with who put it there and who changed what."""
    zone = ZoneInfo(patient.clinic.timezone)
    changes = keeping.changes_of(patient.pk)
    context = {
        **_shared(request, patient.clinic, told),
        "patient": patient,
        "needs_a_person": reading.needs_a_person(patient),
        "seen": len(changes),
        "typed": {"patient": (told.form == "patient" and told.typed) or _as_typed(patient)},
        "wrong": {"patient": told.wrong if told.form == "patient" else {}},
        **addresses(patient, told.typed, told.wrong, told.form),
        "changes": [_told_change(change, now, zone) for change in reversed(changes)],
    }
    return render(request, "clinic_page/patient.html", context, status=told.status)


def _shared(request: PersonRequest, clinic: Clinic, told: Told) -> dict[str, Any]:
    rule = rules.of_clinic(clinic.pk)
    known, order = rule.patient_rules(), rule.order_rules()
    return {
        "clinic": clinic,
        "may_keep": roles.may(request.user.roles(clinic), "keep"),
        "told": told,
        "new_key": new_key,
        "sexes": Sex.choices,
        "languages": Language.choices,
        "weights": (order.lightest, order.heaviest),
        "heights": (known.shortest, known.tallest),
    }


def _row(patient: Patient) -> dict[str, Any]:
    return {"patient": patient, "weight": Kilograms(patient.weight_kg)}


def _as_typed(patient: Patient) -> dict[str, str]:
    """The entry as somebody would have typed it."""
    return {
        "name": patient.name,
        "birth_date": patient.birth_date.isoformat(),
        "sex": patient.sex,
        "weight_kg": Kilograms(patient.weight_kg).written,
        "height_cm": Centimetres(patient.height_cm).written if patient.height_cm else "",
        "language": patient.language,
        "planned_infusions": str(patient.planned_infusions),
    }


def _told_change(change: Change, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    return {"by": change.by.name, "when": times.clock(change.at, now, zone), "what": _what(change)}


def _what(change: Change) -> str:
    names = {
        "name": _("name"),
        "birth_date": _("day of birth"),
        "sex": _("sex"),
        "weight_kg": _("weight in kg"),
        "height_cm": _("height in cm"),
        "language": _("language"),
        "planned_infusions": _("planned infusions"),
    }
    before = [
        _("%(field)s was %(value)s") % {"field": names[name], "value": value if value is not None else _("empty")}
        for name, value in change.was.items()
    ]
    return ", ".join(before) if before else _("put on the list")
