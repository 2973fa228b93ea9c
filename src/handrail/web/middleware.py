"""What happens to every request: it is counted, gets the person's words and times, and is shut out where no door is."""

import logging
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.deprecation import MiddlewareMixin

from handrail.clinic.models import Person
from handrail.web import metrics
from handrail.web.doors import door_of
from handrail.web.shell import Shell

CHOSEN_LANGUAGE = "chosen_language"
"""Where a session keeps the language that was chosen before its log-in."""

_log = logging.getLogger("handrail.web")


class CountRequests(MiddlewareMixin):
    """Counts each answer by view and status, for `/metrics`."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Count, and hand the answer on."""
        match = request.resolver_match
        metrics.REQUESTS.labels(match.view_name if match else "none", str(response.status_code)).inc()
        return response


class OwnWords(MiddlewareMixin):
    """The person's own language, or the one they chose as they came in, and the time zone of their clinic."""

    def process_request(self, request: HttpRequest) -> None:
        """Set both for the rest of this request."""
        person = request.user if isinstance(request.user, Person) else None
        if person:
            person.language = request.session.get(
                CHOSEN_LANGUAGE, person.language
            )  # for this request; nothing is saved
        shell = request.shell = Shell(person, request.path)  # type: ignore[attr-defined]  # read by the templates
        translation.activate(person.language if person else translation.get_language_from_request(request))
        timezone.activate(ZoneInfo(shell.clinic.timezone) if shell.clinic else timezone.get_default_timezone())

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say what language the answer is in."""
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response


class OnlyThroughDoors(MiddlewareMixin):
    """A view without a door is shut: forgetting one can hide a page, never show one."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Let only guarded views run."""
        if door_of(view) is None:
            _log.error("%s has no door: give its view @door(...) or @front_door", request.path)
            raise Http404
