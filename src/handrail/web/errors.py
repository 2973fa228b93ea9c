"""What went wrong, in words that say what to do now; as JSON where a program asked."""

import sqlite3
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from psycopg_pool import PoolTimeout

from handrail.web.doors import door_of


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """400: the browser sent what no page of ours sends."""
    return _say(
        request,
        400,
        _("This could not be read."),
        _("Go back, load the page again and repeat what you did. If it comes again, tell whoever runs Handrail here."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """403: known, and not allowed."""
    return _say(request, 403, _("This is not open to you."), _("Ask in your clinic who may do this."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """403: a form that this browser did not get from us, or got before somebody else logged in."""
    return _say(
        request,
        403,
        _("This page was open for too long."),
        _("Nothing was changed. Go back, load the page again, and repeat what you did."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """404: nothing here, or nothing for this person."""
    return _say(
        request,
        404,
        _("There is nothing here for you."),
        _("The address may be wrong, or it belongs to somebody else. Start again from your first page."),
    )


def server_error(request: HttpRequest) -> HttpResponseBase:
    """500: our fault; 503: the database is away, or its disk is full, which comes again by itself or is somebody's to mend.

    The page asks nothing of the database, which may be what failed, and so goes by its address.
    """
    away = _of_the_database(sys.exc_info()[1])
    if away:
        return _record_is_away(request, away)
    said = _("Something failed on our side.")
    return _without_the_database(request, 500, said, _look_again(request))


def _of_the_database(problem: BaseException | None) -> Exception | None:
    """The database's own word that it cannot be used, if that is what went wrong."""
    while problem is not None:
        if isinstance(problem, OperationalError | InterfaceError):
            return problem
        problem = problem.__cause__
    return None


def _record_is_away(request: HttpRequest, problem: Exception) -> HttpResponse:
    said = _("The record does not answer at the moment.")
    todo = _look_again(request)
    if request.method == "POST" and _nothing_was_written(problem):
        todo = _("Nothing was written down. Go by the bedside monitor, and do this again in a moment.")
    answer = _without_the_database(request, 503, said, todo)
    answer.headers["Retry-After"] = "2"
    return answer


def _nothing_was_written(problem: Exception) -> bool:
    """Whether it is certain: no connection was to be had, or the file refused and took everything back."""
    return isinstance(problem.__cause__, sqlite3.Error | PoolTimeout)


def _look_again(request: HttpRequest) -> str:
    if _on_paper(request):
        return _("Wait a moment and load the page again. If you need someone, call your clinic.")
    return _("Go by the bedside monitor. Wait a moment, load the page again, and look whether your last step is there.")


def _on_paper(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("me:me"))


def _without_the_database(request: HttpRequest, status: int, said: str, todo: str) -> HttpResponse:
    if _asked_by_a_program(request):
        return JsonResponse({"error": f"{said} {todo}"}, status=status)
    words = {"status": status, "said": said, "todo": todo, "paper": _on_paper(request)}
    return render(_without_person(request), "handrail/error.html", words, status=status)


def _without_person(request: HttpRequest) -> HttpRequest:
    bare = HttpRequest()
    bare.path = request.path
    bare.META = request.META
    return bare


def _say(request: HttpRequest, status: int, said: str, todo: str) -> HttpResponse:
    if _asked_by_a_program(request):
        return JsonResponse({"error": f"{said} {todo}"}, status=status)
    return render(request, "handrail/error.html", {"status": status, "said": said, "todo": todo}, status=status)


def _asked_by_a_program(request: HttpRequest) -> bool:
    """Whether JSON is asked for, or comes from here anyway."""
    match = request.resolver_match
    door = door_of(match.func) if match else None
    return bool(door and door.answers != "page") or request.get_preferred_type(
        ["text/html", "application/json", "text/event-stream"]
    ) in {"application/json", "text/event-stream"}
