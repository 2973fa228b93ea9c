"""Who may come in at an address. Every view has a door; an address whose door was forgotten is shut for everybody.

    @door(Role.NURSE, Role.PHYSICIAN)
    def infusion(request: PersonRequest, session_id: str) -> HttpResponse:
        visit = request.visible.visit(session_id)  # not theirs: not found

Nobody logged in is sent to the log-in page, or told 401 in JSON where a program asks. Somebody who is not let in is
told what they would be told about an address that does not exist.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Literal, NamedTuple, ParamSpec
from urllib.parse import urlencode, urlsplit

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from handrail.clinic.access import NotVisible, Visible, visible
from handrail.clinic.models import Person
from handrail.clinic.roles import Role

P = ParamSpec("P")
Answers = Literal["page", "json", "stream"]


class PersonRequest(HttpRequest):
    """A request of somebody who was let in, with what exists for them in the roles that the door asked for."""

    user: Person
    visible: Visible


class Door(NamedTuple):
    """Whom an address lets in (nobody named: everybody) and how those who have not logged in are told."""

    roles: tuple[Role, ...]
    answers: Answers


Inside = Callable[Concatenate[PersonRequest, P], Any]
Outside = Callable[Concatenate[HttpRequest, P], Any]


def door(*roles: Role, answers: Answers = "page") -> Callable[[Inside[P]], Outside[P]]:
    """Lets in who has one of the roles.

    A page that also answers JSON to programs stays a "page": programs are told apart by what they accept.
    """
    if not roles:
        raise TypeError("Say who may come in, or use front_door where everybody may.")
    return _hang(Door(roles, answers))


def front_door(view: Callable[Concatenate[HttpRequest, P], Any]) -> Outside[P]:
    """Lets everybody in, also those who have not logged in."""
    view.door = Door((), "page")  # type: ignore[attr-defined]  # read by door_of
    return view


def door_of(view: Callable[..., Any]) -> Door | None:
    """The door of a view, None where it was forgotten."""
    found = getattr(view, "door", None)
    return found if isinstance(found, Door) else None


def _hang(here: Door) -> Callable[[Inside[P]], Outside[P]]:
    def hang(view: Inside[P]) -> Outside[P]:
        guarded = _guarded_async(view, here) if iscoroutinefunction(view) else _guarded(view, here)
        guarded.door = here  # type: ignore[attr-defined]  # read by door_of
        return guarded

    return hang


def _guarded(view: Inside[P], here: Door) -> Outside[P]:
    @wraps(view)
    def guarded(request: PersonRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        refusal = _let_in(request, here)
        try:
            return refusal or view(request, *args, **kwargs)
        except NotVisible as nothing:
            raise Http404(str(nothing)) from nothing

    return guarded  # type: ignore[return-value]  # a request becomes a PersonRequest in _let_in


def _guarded_async(view: Inside[P], here: Door) -> Outside[P]:
    @wraps(view)
    async def guarded(request: PersonRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        refusal = await sync_to_async(_let_in)(request, here)
        try:
            return refusal or await view(request, *args, **kwargs)
        except NotVisible as nothing:
            raise Http404(str(nothing)) from nothing

    return guarded  # type: ignore[return-value]  # a request becomes a PersonRequest in _let_in


def _let_in(request: HttpRequest, here: Door) -> HttpResponseBase | None:
    """Give the request what exists for its person; the answer instead, when nobody has logged in."""
    if not request.user.is_authenticated:
        return _ask_to_log_in(request, here.answers)
    around = visible(request.user, *here.roles)
    if not around.roles:
        raise Http404(_("There is nothing here for you."))
    request.visible = around  # type: ignore[attr-defined]  # this is what makes it a PersonRequest
    return None


def _ask_to_log_in(request: HttpRequest, answers: Answers) -> HttpResponseBase:
    asked_by_a_page = request.get_preferred_type(["text/html", "application/json", "text/event-stream"]) == "text/html"
    if answers != "page" or not asked_by_a_page:
        return JsonResponse({"error": _("Your log-in has ended. Log in again; nothing was changed.")}, status=401)
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': _way_back(request)})}")


def _way_back(request: HttpRequest) -> str:
    """Where to go after the log-in: this page; after a form that was sent too late, the page that it stood on."""
    if request.method == "GET":
        return request.get_full_path()
    return urlsplit(request.headers.get("Referer", "")).path or "/"
