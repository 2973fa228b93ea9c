"""Coming in and going out, and how a person wants to read."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.clinic import people
from handrail.clinic.access import visible
from handrail.clinic.models import Person
from handrail.clinic.models.fields import Look
from handrail.clinic.roles import Role
from handrail.web.account.forms import LanguageForm, LogInForm, LookForm
from handrail.web.doors import PersonRequest, door, front_door
from handrail.web.middleware import CHOSEN_LANGUAGE
from handrail.web.shell import Shell

LANGUAGE_KEPT_FOR_S = 365 * 24 * 60 * 60


@door(*Role)
@require_safe
def start(request: PersonRequest) -> HttpResponse:
    """Where a person's day begins: the board, or a patient's own page."""
    return redirect("board:board" if request.visible.roles - {Role.PATIENT} else "me:me")


@front_door
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """The page to log in on."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(_next(request))
    form = LogInForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.person:
        return _welcome(request, form.person)
    context = {"form": form, "next": _next(request), "listed": _listed() if settings.DEMO else []}
    return render(request, "account/log_in.html", context, status=422 if form.is_bound else 200)


@front_door
@require_POST
def tap_in(request: HttpRequest) -> HttpResponse:
    """Log in as an invented person, in a demonstration and nowhere else."""
    person = (
        people.invented_people().filter(username=request.POST.get("username", "")).first() if settings.DEMO else None
    )
    if person is None:
        raise Http404
    return _welcome(request, person)


@front_door
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Leave this browser. Whoever had left already is told the same."""
    auth.logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@front_door
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Read in this language from now on: on every screen of the person; before the log-in, in this browser until the log-out."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("Choose one of the languages offered."), content_type="text/plain")
    language: str = form.cleaned_data["language"]
    if isinstance(request.user, Person):
        Person.objects.filter(pk=request.user.pk).update(language=language)
        request.session.pop(CHOSEN_LANGUAGE, None)
    else:
        request.session[CHOSEN_LANGUAGE] = language  # it outlives the log-in: who chose a language there meant it
    answer = HttpResponseRedirect(_next(request))
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=LANGUAGE_KEPT_FOR_S,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


@door(*Role)
@require_POST
def choose_look(request: PersonRequest) -> HttpResponse:
    """Dim room, paper or dusk from now on."""
    form = LookForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("Choose one of the looks offered."), content_type="text/plain")
    Person.objects.filter(pk=request.user.pk).update(look=form.cleaned_data["look"])
    return HttpResponseRedirect(_next(request))


@door(*Role)
@require_safe
def account(request: PersonRequest) -> HttpResponse:
    """What Handrail knows about the person who is logged in, and what they may choose."""
    shell: Shell = request.shell  # type: ignore[attr-defined]  # set by the middleware
    looks = [{"value": look.value, "words": _look_words(look, shell)} for look in shell.looks]
    roles = [role.label for role in Role if role in request.visible.roles]
    return render(request, "account/account.html", {"looks": looks, "role_names": roles})


def _look_words(look: Look, shell: Shell) -> str:
    if look == Look.OWN:
        return _("Light by day, dark at night") if shell.own_page else _("Dim room")
    return (
        {Look.PAPER: _("Always light"), Look.DUSK: _("Always dark")}[look] if shell.own_page else _("Light, for a desk")
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """An invented person whom one tap logs in."""

    username: str
    name: str
    roles: list[str]
    clinic: str


def _listed() -> list[Listed]:
    """In the order in which they meet a patient, clinic by clinic."""
    everybody = [(person, visible(person)) for person in people.invented_people()]
    several = len({around.home for _person, around in everybody}) > 1
    order = list(Role)
    everybody.sort(key=lambda one: (str(one[1].home), min(map(order.index, one[1].roles)), one[0].pk))
    return [
        Listed(
            person.username,
            person.name,
            [str(role.label) for role in order if role in around.roles],
            str(around.home) if several else "",
        )
        for person, around in everybody
    ]


def _welcome(request: HttpRequest, person: Person) -> HttpResponse:
    auth.login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponseRedirect(_next(request))


def _next(request: HttpRequest) -> str:
    """Where to go now: the page of this server that was asked for, or the person's first."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if ours else resolve_url(settings.LOGIN_REDIRECT_URL)
