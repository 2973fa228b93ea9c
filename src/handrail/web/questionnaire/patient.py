"""One patient's questions, for the staff: what waits, what came, and what can be asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import get_args
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.care import course as courses
from handrail.care import questionnaire, reading, scales
from handrail.care.scales import Library
from handrail.care.under_infusion import looks_back, runs_now
from handrail.clinic import roles
from handrail.clinic.models import Clinic, Patient, Person
from handrail.clinic.numbers import enough_to_ask
from handrail.pathway.course import Asking, Course
from handrail.pathway.events import CameOf
from handrail.pathway.questionnaire import free_from, is_promised, needs_promise, questions_of, waits_for_a_reader
from handrail.protocol.scale import Scale
from handrail.web.doors import PersonRequest
from handrail.web.prepare import times
from handrail.web.prepare.page import new_key
from handrail.web.questionnaire import words
from handrail.web.questionnaire.page import progress_words
from handrail.web.questionnaire.results import results
from handrail.web.questionnaire.to_read import came_of_words, done, to_read


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """A scale that waits for its answer."""

    id: str
    name: str
    asked: str
    progress: str
    promise: str
    unread: bool
    by_patient: bool
    has_words: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A scale that can be asked, or why not now."""

    id: str
    name: str
    about: str
    questions: int
    languages: str
    promise: bool
    warning: str
    not_now: str
    mend: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not done, where that is mended, and what was typed about which asking."""

    words: str
    mend: str = ""
    asking: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


def draw_patient(
    request: PersonRequest, patient: Patient, now: datetime, *, problem: Problem | None = None, status: int = 200
) -> HttpResponse:
    """The page."""
    course, library = courses.of(patient), scales.library()
    names = _names(course)
    offers = sorted(_offers(course, library, patient, now), key=lambda one: (one.questions == 1, one.name))
    context = {
        "patient": patient,
        "problem": problem,
        "may_ask": roles.may(request.user.roles(patient.clinic), "ask_scale"),
        "may_read": roles.may(request.user.roles(patient.clinic), "read_answers"),
        "to_read": list(to_read(patient, library, names, now)),
        "outcomes": [(one, came_of_words(one)) for one in get_args(CameOf)],
        "readers": reading.readers(patient.clinic),
        "followed_up": [done(patient, one, names, now) for one in reversed(course.followed_up)],
        "waits": list(_waits(course, library, patient, names, now)),
        "results": results(course, library, patient, names=names, now=now),
        "by_patient": [one for one in offers if library.scales[one.id].filled_by == "patient"],
        "by_staff": [one for one in offers if library.scales[one.id].filled_by != "patient"],
        "without_words": [words.said(one.name) for one in library.scales.values() if one.id not in library.forms],
        "refused": library.refused,
        "has_own_page": patient.person_id is not None,
        "new_key": new_key,
    }
    return render(request, "questionnaire/patient.html", context, status=status)


def _names(course: Course) -> dict[str, str]:
    known = {one.by for one in course.answered} | {who for one in course.asked for who in (one.by, one.reader) if who}
    known |= {one.by for one in course.read} | {
        who for one in course.followed_up for who in (one.by, one.said.to) if who
    }
    return dict(Person.objects.filter(pk__in=known).values_list("pk", "name"))


def _waits(course: Course, library: Library, patient: Patient, names: dict[str, str], now: datetime) -> Iterator[Waits]:
    zone, counts = ZoneInfo(patient.clinic.timezone), questionnaire.kept_counts(patient)
    for asking in course.asked:
        scale, form = library.scales.get(asking.scale), library.forms.get(asking.scale)
        by = names.get(asking.by, asking.by)
        yield Waits(
            id=asking.id,
            name=words.said(scale.name) if scale else asking.scale,
            asked=_("asked by %(name)s, %(when)s") % {"name": by, "when": times.clock(asking.at, now, zone)},
            progress=progress_words(counts.get(asking.id, 0), len(questions_of(form))) if form else "",
            promise=_promise(asking, scale, patient, names, now),
            unread=scale is not None and waits_for_a_reader(asking, scale, now, zone),
            by_patient=scale is not None and scale.filled_by == "patient",
            has_words=form is not None,
        )


def _promise(asking: Asking, scale: Scale | None, patient: Patient, names: dict[str, str], now: datetime) -> str:
    held = questionnaire.held_back(asking, scale, patient.clinic, now) if scale else None
    if held == "reader":
        return _("nobody has promised to read the answer today, so the patient cannot give it alone")
    if held == "numbers":
        return _("nobody to call is written down for the clinic, so the patient cannot answer it alone")
    if is_promised(asking, now, ZoneInfo(patient.clinic.timezone)):
        return _("%(name)s reads the answer today") % {"name": names.get(asking.reader or "", asking.reader)}
    return ""


def _offers(course: Course, library: Library, patient: Patient, now: datetime) -> Iterator[Offer]:
    running, numbers_known = runs_now(patient), enough_to_ask(patient.clinic)
    for scale in library.scales.values():
        form = library.forms.get(scale.id)
        if form is None:
            continue
        without_numbers = needs_promise(scale) and not numbers_known
        yield Offer(
            id=scale.id,
            name=words.said(scale.name),
            about=words.about(scale),
            questions=len(questions_of(form)),
            languages=", ".join(words.LANGUAGES.get(one, one) for one in form.languages),
            promise=needs_promise(scale),
            warning=while_it_runs(scale) if running and looks_back(scale) else "",
            not_now=no_numbers_yet() if without_numbers else _not_now(course, scale, patient, now),
            mend=where_numbers_are(patient.clinic) if without_numbers else "",
        )


def _not_now(course: Course, scale: Scale, patient: Patient, now: datetime) -> str:
    if course.asking_for(scale.id) is not None:
        return _("It is asked already.")
    again_at = free_from(course, scale, now)
    return "" if again_at is None else too_soon(scale, again_at, patient, now)


def while_it_runs(scale: Scale) -> str:
    """What staff read before they ask for it during an infusion."""
    return _("An infusion is running: answers given now describe the medicine. %(about)s Ask later.") % {
        "about": words.about(scale)
    }


def no_numbers_yet() -> str:
    """Why a scale that asks about wishing to be dead cannot be asked in this clinic yet."""
    return _(
        "It asks about wishing to be dead, and nobody to call is written down: the clinic’s own number, and a crisis line or an "
        "emergency number."
    )


def where_numbers_are(clinic: Clinic) -> str:
    """Where they are written down."""
    return f"{reverse('clinic:lists')}?clinic={clinic.pk}#numbers"


def too_soon(scale: Scale, again_at: datetime, patient: Patient, now: datetime) -> str:
    """Why a scale is not asked again yet, and when it is."""
    zone = ZoneInfo(patient.clinic.timezone)
    return _("%(about)s The last answers look back on the same days. Ask it again from %(when)s.") % {
        "about": words.about(scale),
        "when": _day_and_time(again_at, now, zone),
    }


def _day_and_time(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    there = moment.astimezone(zone)
    said = times.clock(moment, now, zone)
    return said if there.year == now.astimezone(zone).year else f"{there.year}, {said}"
