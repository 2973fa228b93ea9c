"""The questionnaire page and what it sends: the same for a patient and for staff who fill it in."""

from datetime import datetime, timedelta
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handrail.care import questionnaire
from handrail.care.questionnaire import Kept
from handrail.clinic.models import Person
from handrail.clinic.models.fields import Shown
from handrail.clinic.roles import READERS, Role
from handrail.pathway.events import AnsweredBy
from handrail.pathway.questionnaire import NotAnAnswer, NotOpen, items_of
from handrail.web import clock
from handrail.web.asked import Asked, BadAsk
from handrail.web.doors import PersonRequest, door
from handrail.web.questionnaire import page as pages
from handrail.web.questionnaire import words
from handrail.web.questionnaire.filling import Act, Over, for_patient, own
from handrail.web.questionnaire.page import Filling, answers_sent, held_back, stored
from handrail.web.questionnaire.sent import draw_sent
from handrail.web.who_may import NotYours, unless_may
from handrail.web.whom_to_call import whom_to_call

LONGEST_WAIT = timedelta(days=30)
"""For how long an answer may have waited on a device without a connection."""

GONE = 410


def _page(request: PersonRequest, filling: Filling) -> HttpResponse:
    """The questions, one at a time or all at once, with what was answered so far; afterwards, that it was sent."""
    return pages.draw(request, filling)


def _after(request: PersonRequest, over: Over) -> HttpResponse:
    """The page of what waits for no answer any more."""
    if over.on_own:
        return draw_sent(request, over)
    return HttpResponseRedirect(reverse("questionnaire:patient", args=[over.patient.pk]))


def _over_in_json(request: PersonRequest, over: Over) -> HttpResponse:
    said = _("These answers were sent already.") if over.answer else _("These questions were taken back.")
    return JsonResponse({"error": said, "over": True}, status=GONE)


def _sent_too_late(request: PersonRequest, over: Over) -> HttpResponse:
    return _over_in_json(request, over) if _by_a_script(request) else _after(request, over)


def told(act: Act) -> Act:
    """What cannot be taken is answered with what to mend."""

    @wraps(act)
    def view(request: PersonRequest, filling: Filling) -> HttpResponse:
        try:
            if not filling.on_own:
                unless_may(request.user, filling.patient.clinic, "fill_scale")
            return act(request, filling)
        except NotOpen as nothing:
            over = Over(filling.patient, filling.asking.id, nothing.answer, filling.on_own)
            return _sent_too_late(request, over)
        except PROBLEMS as problem:
            return _told(request, filling, problem)

    return view


class NobodyReads(Exception):
    """What was answered is kept and not sent, since nobody has promised to read it today."""


PROBLEMS = (BadAsk, NotAnAnswer, NotYours, NobodyReads)
STATUS: dict[type[Exception], int] = {BadAsk: 400, NotAnAnswer: 422, NotYours: 403, NobodyReads: 409}


def _told(request: PersonRequest, filling: Filling, problem: Exception) -> HttpResponse:
    status = STATUS[type(problem)]
    said = _not_an_answer(filling, problem) if isinstance(problem, NotAnAnswer) else str(problem)
    if _by_a_script(request):
        return JsonResponse({"error": said}, status=status)
    return pages.draw(request, filling, problem=said, status=status)


def _nobody_reads(filling: Filling) -> str:
    said = _("Nobody reads this today, so it is not sent; your answers are kept.")
    return f"{said} {whom_to_call(filling.patient.clinic, clock.now()).in_words()}"


def _not_an_answer(filling: Filling, problem: NotAnAnswer) -> str:
    if problem.item is None:
        return _("This form has no such question. Its questions are %(known)s.") % {
            "known": ", ".join(items_of(filling.form))
        }
    return _("Question %(item)s has no such answer. Its answers are %(known)s, or left_out.") % {
        "item": problem.item.id,
        "known": ", ".join(str(value) for value in problem.item.answers.values),
    }


@told
def _answer(request: PersonRequest, filling: Filling) -> HttpResponse:
    """One answer, kept at once."""
    asked = Asked(request, scope="answer")
    key, seen = asked.key, asked.seen or 0
    kept = _keep(filling, {asked.text("item"): stored(asked.text("answer"))}, key, _given_at(asked))
    if _by_a_script(request):
        return JsonResponse(_so_far(filling, kept, seen))
    return HttpResponseRedirect(filling.address("page"))


def _draft(request: PersonRequest, filling: Filling) -> HttpResponse:
    """What was answered so far, and what the page has not seen of it."""
    try:
        seen = Asked.of_query(request).whole("seen", at_least=0) or 0
    except BadAsk as problem:
        return JsonResponse({"error": str(problem)}, status=400)
    return JsonResponse(_so_far(filling, questionnaire.kept(filling.patient, filling.asking.id), seen))


@told
def _send(request: PersonRequest, filling: Filling) -> HttpResponse:
    """A plain form's answers are kept; then on to another question, or everything is sent."""
    asked = Asked(request, scope="send")
    key, go, at = asked.key, asked.maybe("go") or "keep", asked.whole("at") or 1
    sent = {item: stored(answer) for item, answer in answers_sent(_texts(request, filling)).items()}
    kept = _keep(filling, sent, key, clock.now()) if sent else questionnaire.kept(filling.patient, filling.asking.id)
    if go != "send":
        step = {"next": 1, "back": -1}.get(go, 0)
        return HttpResponseRedirect(_onward(filling, go, max(1, at + step)))
    still_open = [number for number, item in enumerate(items_of(filling.form), 1) if item not in kept.answers]
    if still_open and (asked.maybe("open") or "") != ",".join(map(str, still_open)):
        return _ask_again(request, filling, kept, still_open)
    if held_back(filling):
        raise NobodyReads(_nobody_reads(filling))
    questionnaire.finish(
        patient=filling.patient,
        asking=filling.asking.id,
        scale=filling.scale,
        form=filling.form,
        language=words.shown_language(filling.form),
        answered_by=_by_whom(filling),
        key=key,
        by=filling.person.pk,
        at=clock.now(),
    )
    return _done(request, filling)


def _texts(request: PersonRequest, filling: Filling) -> dict[str, str]:
    """The answers in the form, each read as strictly as everything else."""
    names = [name for name in request.POST if name.startswith(("a.", "was."))] if _is_a_form(request) else []
    asked = Asked(request, {name: request.POST[name] for name in names})
    return {name: text for name in names if (text := asked.maybe(name)) is not None}


def _is_a_form(request: PersonRequest) -> bool:
    return request.content_type != "application/json"


def _onward(filling: Filling, go: str, at: int) -> str:
    if go == "keep":
        return reverse("me:me") if filling.on_own else reverse("questionnaire:patient", args=[filling.patient.pk])
    last = len(items_of(filling.form)) + 1
    return f"{filling.address('page')}?at={min(at, last)}#questions"


def _ask_again(request: PersonRequest, filling: Filling, kept: Kept, still_open: list[int]) -> HttpResponse:
    said = _("Without an answer: %(numbers)s. Answer them, or send without them.") % {
        "numbers": words.numbers(still_open)
    }
    if _by_a_script(request):
        return JsonResponse({"error": said, "open": still_open}, status=409)
    return pages.draw(request, filling, kept=kept, problem=said, at_end=True, status=409)


def _done(request: PersonRequest, filling: Filling) -> HttpResponse:
    after = filling.address("page") if filling.on_own else reverse("questionnaire:patient", args=[filling.patient.pk])
    if not filling.on_own:
        messages.success(request, _("The answers are sent: %(scale)s.") % {"scale": words.said(filling.scale.name)})
    return JsonResponse({"url": after}) if _by_a_script(request) else HttpResponseRedirect(after)


def _by_whom(filling: Filling) -> AnsweredBy:
    if filling.on_own:
        return "patient"
    return "on behalf" if filling.scale.filled_by == "patient" else "staff"


def _keep(filling: Filling, answers: dict[str, str], key: str, answered_at: datetime) -> Kept:
    return questionnaire.keep(
        patient=filling.patient,
        asking=filling.asking.id,
        scale=filling.scale,
        form=filling.form,
        answers=answers,
        key=key,
        by=filling.person.pk,
        answered_at=answered_at,
    )


def _given_at(asked: Asked) -> datetime:
    """When it was answered: an answer that waited for a connection says for how long."""
    waited_ms = asked.whole("waited_ms", at_least=0) or 0
    speed = clock.here().speed
    return clock.now() - min(timedelta(milliseconds=min(waited_ms, 10**12)) * speed, LONGEST_WAIT)


def _so_far(filling: Filling, kept: Kept, seen: int) -> dict[str, object]:
    order = {item: number for number, item in enumerate(items_of(filling.form), 1)}
    changed = {item: one.answer or pages.SAID_LEFT_OUT for item, one in kept.since(seen).items()}
    return {
        "revision": kept.revision,
        "changed": [
            {"item": item, "number": order[item], "answer": answer} for item, answer in changed.items() if item in order
        ],
    }


def _by_a_script(request: PersonRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


READING = sorted(READERS)

own_page = own(_after, takes=require_safe)(_page)
own_answer = own(_sent_too_late, takes=require_POST)(_answer)
own_draft = own(_over_in_json, takes=require_safe, answers="json")(_draft)
own_send = own(_sent_too_late, takes=require_POST)(_send)

page = for_patient(_after, *READING, takes=require_safe)(_page)
answer = for_patient(_sent_too_late, takes=require_POST)(_answer)
draft = for_patient(_over_in_json, *READING, takes=require_safe, answers="json")(_draft)
send = for_patient(_sent_too_late, takes=require_POST)(_send)


@door(*Role)
@require_POST
def choose_shown(request: PersonRequest) -> HttpResponse:
    """One question at a time or all at once, from now on and for every questionnaire."""
    shown = request.POST.get("shown", "")
    if shown not in {Shown.ONE, Shown.ALL}:
        return JsonResponse({"error": _("“%(name)s” must be one or all.") % {"name": "shown"}}, status=400)
    Person.objects.filter(pk=request.user.pk).update(questions_shown=shown)
    if _by_a_script(request):
        return JsonResponse({"shown": shown})
    back = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back if ours else resolve_url("start"))
