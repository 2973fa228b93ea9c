"""One patient's questions, for the staff: what waits, what came, and what can be asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from handrail.care import course as courses
from handrail.care import questionnaire, scales
from handrail.care.scales import Library
from handrail.clinic import roles
from handrail.clinic.models import Patient, Person
from handrail.pathway.course import Asking, Course
from handrail.pathway.questionnaire import free_from, is_promised, needs_promise, questions_of, waits_for_a_reader
from handrail.protocol.scale import Scale
from handrail.web.doors import PersonRequest
from handrail.web.prepare import times
from handrail.web.prepare.page import new_key
from handrail.web.questionnaire import words
from handrail.web.questionnaire.page import progress_words
from handrail.web.questionnaire.results import results


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
    not_now: str


def draw_patient(
    request: PersonRequest, patient: Patient, now: datetime, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page."""
    course, library = courses.of(patient), scales.library()
    offers = sorted(_offers(course, library, patient, now), key=lambda one: (one.questions == 1, one.name))
    context = {
        "patient": patient,
        "problem": problem,
        "may_ask": roles.may(request.user.roles(patient.clinic), "ask_scale"),
        "waits": list(_waits(course, library, patient, now)),
        "results": results(course, library, patient, names=_names(course), now=now),
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
    return dict(Person.objects.filter(pk__in=known).values_list("pk", "name"))


def _waits(course: Course, library: Library, patient: Patient, now: datetime) -> Iterator[Waits]:
    zone, names, counts = ZoneInfo(patient.clinic.timezone), _names(course), questionnaire.kept_counts(patient)
    for asking in course.asked:
        scale, form = library.scales.get(asking.scale), library.forms.get(asking.scale)
        by = names.get(asking.by, asking.by)
        yield Waits(
            id=asking.id,
            name=words.said(scale.name) if scale else asking.scale,
            asked=_("asked by %(name)s, %(when)s") % {"name": by, "when": times.clock(asking.at, now, zone)},
            progress=progress_words(counts.get(asking.id, 0), len(questions_of(form))) if form else "",
            promise=_promise(asking, scale, names, now, zone),
            unread=scale is not None and waits_for_a_reader(asking, scale, now, zone),
            by_patient=scale is not None and scale.filled_by == "patient",
            has_words=form is not None,
        )


def _promise(asking: Asking, scale: Scale | None, names: dict[str, str], now: datetime, zone: ZoneInfo) -> str:
    if is_promised(asking, now, zone):
        return _("%(name)s reads the answer today") % {"name": names.get(asking.reader or "", asking.reader)}
    if scale is not None and waits_for_a_reader(asking, scale, now, zone):
        return _("nobody has promised to read the answer today, so the patient cannot give it alone")
    return ""


def _offers(course: Course, library: Library, patient: Patient, now: datetime) -> Iterator[Offer]:
    for scale in library.scales.values():
        form = library.forms.get(scale.id)
        if form is None:
            continue
        yield Offer(
            id=scale.id,
            name=words.said(scale.name),
            about=words.about(scale),
            questions=len(questions_of(form)),
            languages=", ".join(words.LANGUAGES.get(one, one) for one in form.languages),
            promise=needs_promise(scale),
            not_now=_not_now(course, scale, patient, now),
        )


def _not_now(course: Course, scale: Scale, patient: Patient, now: datetime) -> str:
    if course.asking_for(scale.id) is not None:
        return _("It is asked already.")
    again_at = free_from(course, scale, now)
    return "" if again_at is None else too_soon(scale, again_at, patient, now)


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
