"""The pager: what calls, since when, and who has it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handrail.care.messages import deeds
from handrail.care.messages import pager as pages
from handrail.care.messages.words import text_of_page
from handrail.clinic.access import NotVisible, findable
from handrail.clinic.models import Clinic, Message
from handrail.clinic.models.messages import Way
from handrail.clinic.roles import STAFF
from handrail.web import clock
from handrail.web.asked import Asked, BadAsk
from handrail.web.board.place import clinic_of
from handrail.web.doors import PersonRequest, door
from handrail.web.prepare import times
from handrail.web.prepare.page import new_key
from handrail.web.who_may import NotYours, unless_may

HAD_SHOWN_FOR = timedelta(hours=12)  # about a shift


@door(*STAFF)
@never_cache
@require_safe
def pager(request: PersonRequest) -> HttpResponse:
    """The pages that nobody has yet, and who has had the others; the page looks again by itself."""
    return _draw(request, clinic_of(request.visible, request.GET.get("clinic")))


@door(*STAFF)
@require_POST
def try_it(request: PersonRequest) -> HttpResponse:
    """Send a page to see that pages come."""
    clinic = clinic_of(request.visible, request.POST.get("clinic"))
    try:
        unless_may(request.user, clinic, "page")
        pages.try_it(clinic, key=Asked(request, scope="try").key, by=request.user.pk, at=clock.now())
    except (BadAsk, NotYours) as problem:
        return _draw(request, clinic, str(problem), 403 if isinstance(problem, NotYours) else 400)
    messages.success(request, _("On its way: it calls here within seconds, on every pager of the clinic."))
    return _back(clinic)


@door(*STAFF)
@require_POST
def have(request: PersonRequest, page_id: str) -> HttpResponse:
    """Say that one has a page; the first who says so does."""
    found = Message.objects.filter(pk=findable(page_id), kind=Way.PAGE, clinic__in=request.visible.clinics)
    message = found.select_related("clinic").first()
    if message is None:
        raise NotVisible(_("There is no such page."))
    try:
        unless_may(request.user, message.clinic, "page")
        _key = Asked(request, scope="have").key
    except (BadAsk, NotYours) as problem:
        return _draw(request, message.clinic, str(problem), 403 if isinstance(problem, NotYours) else 400)
    if not deeds.answer(message, by=request.user.pk, at=clock.now()):
        by = Message.objects.select_related("decided_by").get(pk=message.pk).decided_by
        if by is not None and by != request.user:
            messages.info(request, _("%(name)s has it already.") % {"name": by.name})
    return _back(message.clinic)


def _back(clinic: Clinic) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('pager:pager')}?clinic={clinic.pk}")


def _draw(request: PersonRequest, clinic: Clinic, problem: str = "", status: int = 200) -> HttpResponse:
    now = clock.now()
    unanswered, had = pages.on_the_pager(clinic, had_since=now - HAD_SHOWN_FOR)
    context: dict[str, Any] = {
        "clinic": clinic,
        "problem": problem,
        "now": now,
        "calls": [_shown(one, now) for one in unanswered],
        "had": [_shown(one, now) for one in had],
        "new_key": new_key,
    }
    return render(request, "pager/pager.html", context, status=status)


def _shown(message: Message, now: datetime) -> dict[str, str]:
    zone = ZoneInfo(message.clinic.timezone)
    return {
        "id": message.pk,
        "text": text_of_page(message, get_language() or "en"),
        "since": times.clock(message.made_at, now, zone),
        "ago": times.ago(message.made_at, now),
        "from": message.caused_by.name if message.caused_by else "",
        "had_by": message.decided_by.name if message.decided_by else "",
        "had_at": times.clock(message.decided_at, now, zone) if message.decided_at else "",
    }
