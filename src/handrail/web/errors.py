"""What went wrong, in words that say what to do now; as JSON where a program asked."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

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
    """500: our fault. The page asks nothing of the database, which may be what failed, and so goes by its address."""
    paper = request.path.startswith(reverse("me:me"))
    said = _("Something failed on our side.")
    todo = (
        _("Wait a moment and load the page again. If you need someone, call your clinic.")
        if paper
        else _(
            "Go by the bedside monitor. Wait a moment, load the page again, and look whether your last step is there."
        )
    )
    if _asked_by_a_program(request):
        return JsonResponse({"error": f"{said} {todo}"}, status=500)
    words = {"status": 500, "said": said, "todo": todo, "paper": paper}
    return render(_without_person(request), "handrail/error.html", words, status=500)


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
