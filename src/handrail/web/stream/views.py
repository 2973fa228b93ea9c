"""The two addresses that stay open: one session, and the board."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from importlib import import_module

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handrail.clinic.access import NotVisible, Visible, visible
from handrail.clinic.models import Person
from handrail.clinic.roles import STAFF
from handrail.web.board.place import clinic_of
from handrail.web.doors import PersonRequest, door
from handrail.web.stream import wire
from handrail.web.stream.hub import Hub, HubIsAway, here
from handrail.web.stream.position import Position

RETRY = b"retry: 1000\n\n"
"""For browsers that connect again by themselves: milliseconds to wait."""

CHECK_EVERY_S = 15.0
"""How often a stream asks whether the person may still look. Real time, as log-ins are."""

Topic = Callable[[Visible], str]
"""What somebody asks to follow; `NotVisible` where it is not theirs."""


@door(*STAFF, answers="stream")
@require_safe
async def session_stream(request: PersonRequest, session_id: str) -> HttpResponseBase:
    """Everything that happens in one session, from `Last-Event-ID` or `?after=seq.cursor` on."""
    return await _open(request, lambda who: f"session:{who.visit(session_id).id}")


@door(*STAFF, answers="stream")
@require_safe
async def board_stream(request: PersonRequest) -> HttpResponseBase:
    """Every chair of the person's clinic."""
    wanted = request.GET.get("clinic")
    return await _open(request, lambda who: f"board:{clinic_of(who, wanted).id}")


async def _open(request: PersonRequest, topic: Topic) -> HttpResponseBase:
    followed = await sync_to_async(_asked_once)(topic, request.visible)
    try:
        hub = here()
    except HubIsAway:
        said = _("Live values are off for the moment. Watch the bedside monitors; this page tries again by itself.")
        return JsonResponse({"error": said}, status=503, headers={"Retry-After": "2"})
    if request.method == "HEAD":
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    after = Position.parse(request.headers.get("Last-Event-ID") or request.GET.get("after"))
    key = request.session.session_key
    return StreamingHttpResponse(
        _told(hub, followed, after, lambda: _why_not(key, topic)),
        content_type="text/event-stream; charset=utf-8",
        headers={"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"},
    )


async def _told(
    hub: Hub, topic: str, after: Position | None, why_not: Callable[[], str | None]
) -> AsyncIterator[bytes]:
    """The bytes of one stream, for as long as the person may look."""
    loop = asyncio.get_running_loop()
    checked_at = loop.time()
    yield RETRY
    try:
        async with aclosing(hub.subscribe(topic, after)) as messages:
            async for said in messages:
                if loop.time() - checked_at >= CHECK_EVERY_S:
                    if why := await hub.read(why_not):
                        yield wire.message("end", wire.as_json({"why": why}))
                        return
                    checked_at = loop.time()
                yield said
    except HubIsAway:
        return  # the server goes down: the browser comes back when it is up again


def _asked_once(topic: Topic, who: Visible) -> str:
    """Look the topic up, and let the connection go: the stream stays open for hours without it."""
    try:
        return topic(who)
    finally:
        if not connection.in_atomic_block:
            connection.close()


def _why_not(session_key: str | None, topic: Topic) -> str | None:
    """Why somebody may not look any more: "login" is over, or it is "gone" for them; None while they may."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    person = get_user(request)
    if not isinstance(person, Person):
        return "login"
    try:
        topic(visible(person, *STAFF))
    except NotVisible:
        return "gone"
    return None
