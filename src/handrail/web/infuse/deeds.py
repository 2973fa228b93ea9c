"""What a nurse does on the infusion screen. Each answers with what was written, and what had changed meanwhile.

With a script the answer is JSON; without one, the page comes back with the same sentence on it: by a redirect where
it was written down, under the status of the refusal where it was not.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from http import HTTPStatus
from typing import cast, get_args
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.care import infuse, rules
from handrail.care.deed import Done, NotThere
from handrail.clinic.models import Visit
from handrail.clinic.private_text import KeyErased
from handrail.clinic.roles import STAFF, may
from handrail.pathway.events import EventMarked, PauseFor, Scale
from handrail.units import MillimetresOfMercury, UnitError
from handrail.web import clock
from handrail.web.asked import Asked, BadAsk
from handrail.web.core_words import in_words
from handrail.web.doors import PersonRequest, door
from handrail.web.infuse import said, views
from handrail.web.infuse.choices import chosen_rate
from handrail.web.infuse.names import MARKS, REASONS
from handrail.web.who_may import NotYours, unless_may

LATEST_RETRY = timedelta(minutes=10)
"""A tap that could not be sent at once keeps its own moment for so long."""

Deed = Callable[[PersonRequest, Visit, Asked, datetime], Done]


SAFE = ("slow", "pause", "stop")
"""Never refused for what the page had seen: what cannot be read of it is left out."""


def deed(what: str) -> Callable[[Deed], Callable[..., HttpResponse]]:
    """An address where those who may do this one thing to a session that they may see."""

    def hang(act: Deed) -> Callable[..., HttpResponse]:
        @wraps(act)
        def view(request: PersonRequest, session_id: str) -> HttpResponse:
            visit = request.visible.visit(session_id)
            now = clock.now()
            try:
                unless_may(request.user, visit.clinic, what)
                scope = f"{act.__name__}:{request.user.pk}"
                done = act(request, visit, Asked(request, scope=scope, needs_seen=what not in SAFE), now)
            except NotYours as problem:
                return _refused(request, visit, str(problem), HTTPStatus.FORBIDDEN)
            except (BadAsk, KeyErased) as problem:
                return _refused(request, visit, str(problem), HTTPStatus.BAD_REQUEST)
            except NotThere as problem:
                return _refused(request, visit, in_words(str(problem)), HTTPStatus.CONFLICT)
            return _told(request, visit, _answer(done, visit))

        return cast(Callable[..., HttpResponse], door(*STAFF)(require_POST(view)))

    return hang


def _answer(done: Done, visit: Visit) -> dict[str, object]:
    zone = ZoneInfo(visit.clinic.timezone)
    return {
        "seq": done.seq,
        "said": said.sentence(done, zone),
        "repeated": done.repeated,
        "nothing_done": not done.events,
        "changed_since": said.changes(done.changed_since, zone),
        "refused": said.refusal(done.refused) if done.refused else None,
        "mark": next((event.number for event in done.events if isinstance(event, EventMarked)), None),
    }


def _told(request: PersonRequest, visit: Visit, answer: dict[str, object]) -> HttpResponse:
    if _by_a_script(request):
        return JsonResponse(answer)
    messages.add_message(request, messages.ERROR if answer["refused"] else messages.SUCCESS, str(answer["said"]))
    for change in cast(list[str], answer["changed_since"]):
        messages.add_message(request, messages.INFO, change)
    return HttpResponseRedirect(f"/sessions/{visit.pk}/")


def _refused(request: PersonRequest, visit: Visit, words: str, status: HTTPStatus) -> HttpResponse:
    """What to mend; nothing was written. Without a script, on the page as it stands."""
    if _by_a_script(request):
        return JsonResponse({"error": words}, status=status)
    messages.error(request, words)
    request.method = "GET"  # from here on the page is only looked at
    page = cast(HttpResponse, views.session(request, visit.pk))
    page.status_code = status
    return page


def _by_a_script(request: PersonRequest) -> bool:
    return request.accepts("application/json") and not request.accepts("text/html")


def _prescriber(request: PersonRequest, visit: Visit) -> bool:
    return may(request.user.roles(visit.clinic), "raise")


@deed("start")
def start(request: PersonRequest, visit: Visit, asked: Asked, now: datetime) -> Done:
    """Begin the infusion; with `already=yes` write down that it runs already, whatever was missing."""
    return infuse.start(
        session=visit.pk,
        key=asked.key,
        by=request.user.pk,
        at=now,
        seen=asked.seen,
        already_runs=asked.maybe("already") == "yes",
    )


@deed("slow")
def change_rate(request: PersonRequest, visit: Visit, asked: Asked, now: datetime) -> Done:
    """Set the drip to the rate of a choice, or to another rate in mL/h. Only prescribers raise it: the log says who asked."""
    to, lower_only = chosen_rate(visit, asked)
    return infuse.change_rate(
        session=visit.pk,
        to=to,
        prescriber=_prescriber(request, visit),
        key=asked.key,
        by=request.user.pk,
        at=now,
        seen=asked.seen,
        lower_only=lower_only,
    )


@deed("pause")
def pause(request: PersonRequest, visit: Visit, asked: Asked, now: datetime) -> Done:
    """Let the drip stand still."""
    pause_for = asked.maybe("pause_for")
    if pause_for is not None and pause_for not in get_args(PauseFor):
        raise BadAsk(_("“pause_for” is one of %(known)s.") % {"known": ", ".join(get_args(PauseFor))})
    return infuse.pause(
        session=visit.pk,
        key=asked.key,
        by=request.user.pk,
        at=now,
        seen=asked.seen,
        pause_for=cast(PauseFor | None, pause_for),
    )


@deed("resume")
def resume(request: PersonRequest, visit: Visit, asked: Asked, now: datetime) -> Done:
    """Let the drip run again."""
    to, _lower_only = chosen_rate(visit, asked)
    return infuse.resume(
        session=visit.pk,
        to=to,
        prescriber=_prescriber(request, visit),
        key=asked.key,
        by=request.user.pk,
        at=now,
        seen=asked.seen,
    )


@deed("stop")
def stop(request: PersonRequest, visit: Visit, asked: Asked, now: datetime) -> Done:
    """End the infusion now."""
    return infuse.stop(session=visit.pk, key=asked.key, by=request.user.pk, at=now, seen=asked.seen)


@deed("complete")
def complete(request: PersonRequest, visit: Visit, asked: Asked, now: datetime) -> Done:
    """End the infusion with the dose in."""
    return infuse.complete(session=visit.pk, key=asked.key, by=request.user.pk, at=now, seen=asked.seen)


@deed("acknowledge")
def acknowledge(request: PersonRequest, visit: Visit, asked: Asked, now: datetime) -> Done:
    """Say that an alarm has been seen."""
    return infuse.acknowledge(
        session=visit.pk, condition=asked.text("condition"), key=asked.key, by=request.user.pk, at=now
    )


@deed("sound")
def sound(request: PersonRequest, visit: Visit, asked: Asked, now: datetime) -> Done:
    """Silence an alarm for as long as the protocol allows."""
    return infuse.pause_sound(
        session=visit.pk, condition=asked.text("condition"), key=asked.key, by=request.user.pk, at=now
    )


@deed("mark")
def mark(request: PersonRequest, visit: Visit, asked: Asked, now: datetime) -> Done:
    """Drop a marker now."""
    kind = asked.text("kind")
    if kind not in MARKS:
        raise BadAsk(_("“kind” is one of %(known)s.") % {"known": ", ".join(MARKS)})
    tapped_at = asked.moment("at")
    if tapped_at is not None and now - tapped_at > LATEST_RETRY:
        raise BadAsk(_("That tap is too long ago. Mark it now, and change its time afterwards."))
    return infuse.mark(session=visit.pk, mark=kind, key=asked.key, by=request.user.pk, at=now, happened_at=tapped_at)


@deed("describe")
def describe(request: PersonRequest, visit: Visit, asked: Asked, now: datetime) -> Done:
    """Say what a mark was, and when it really was."""
    number = asked.whole("mark")
    if number is None:
        raise BadAsk(_("Say which mark: “mark” is its number."))
    happened_at = asked.moment("at")
    if happened_at is not None and happened_at > now:
        raise BadAsk(_("That time has not come yet. Enter when it happened."))
    return infuse.describe_mark(
        session=visit.pk,
        patient=visit.patient_id,
        number=number,
        words=asked.words("words"),
        happened_at=happened_at,
        key=asked.key,
        by=request.user.pk,
        at=now,
    )


@deed("reason")
def reason(request: PersonRequest, visit: Visit, asked: Asked, now: datetime) -> Done:
    """Say afterwards why something was done."""
    about, why = asked.whole("seq"), asked.text("reason")
    if about is None or why not in REASONS:
        raise BadAsk(_("Say which event (“seq”) and why: one of %(known)s.") % {"known": ", ".join(REASONS)})
    return infuse.give_reason(
        session=visit.pk,
        patient=visit.patient_id,
        about=about,
        reason=why,
        words=asked.words("words"),
        key=asked.key,
        by=request.user.pk,
        at=now,
    )


@deed("cuff")
def cuff(request: PersonRequest, visit: Visit, asked: Asked, now: datetime) -> Done:
    """Chart a pressure taken by hand."""
    try:
        systolic = MillimetresOfMercury(asked.text("systolic"))
        diastolic = MillimetresOfMercury(asked.text("diastolic"))
    except UnitError as problem:
        raise BadAsk(str(problem)) from problem
    low, high = rules.of_visit(visit).plausible_pressure()
    if not low <= diastolic < systolic <= high:
        raise BadAsk(
            _("Enter systolic above diastolic, both between %(low)s and %(high)s.") % {"low": low, "high": high}
        )
    return infuse.chart_cuff(
        session=visit.pk, systolic=systolic, diastolic=diastolic, key=asked.key, by=request.user.pk, at=now
    )


@deed("artefact")
def artefact(request: PersonRequest, visit: Visit, asked: Asked, now: datetime) -> Done:
    """Set a cuff reading aside as artefact."""
    about = asked.whole("seq")
    if about is None:
        raise BadAsk(_("Say which reading: “seq” is its event number."))
    return infuse.set_cuff_aside(session=visit.pk, about=about, key=asked.key, by=request.user.pk, at=now)


@deed("rating")
def rating(request: PersonRequest, visit: Visit, asked: Asked, now: datetime) -> Done:
    """Write down how far away it feels, or how sick, as the patient said it."""
    scale, of_ten = asked.text("scale"), asked.whole("of_ten", at_least=infuse.LOWEST_RATING)
    if scale not in get_args(Scale):
        raise BadAsk(_("“scale” is one of %(known)s.") % {"known": ", ".join(get_args(Scale))})
    if of_ten is None or of_ten > infuse.HIGHEST_RATING:
        raise BadAsk(
            _("Say how much, as a whole number from %(low)s to %(high)s.")
            % {"low": infuse.LOWEST_RATING, "high": infuse.HIGHEST_RATING}
        )
    return infuse.rate_experience(
        session=visit.pk,
        scale=cast(Scale, scale),
        of_ten=of_ten,
        key=asked.key,
        by=request.user.pk,
        at=now,
        seen=asked.seen,
    )
