"""Two addresses for a test: one whose door was forgotten, one with a door."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from handrail.clinic.roles import STAFF
from handrail.web.doors import PersonRequest, door


def forgotten(request: HttpRequest) -> HttpResponse:
    """Would answer anybody."""
    return HttpResponse("secret")


@door(*STAFF)
def kept(request: PersonRequest) -> HttpResponse:
    """Answers staff."""
    return HttpResponse("for staff")


urlpatterns = [
    path("forgotten/", forgotten),
    path("kept/", kept),
    path("", kept, name="start"),
    path("", include("handrail.web.account.urls")),
]
handler404 = "handrail.web.errors.not_found"
