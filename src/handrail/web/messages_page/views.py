"""Messages as the staff see them, and what they decide about one: send it again, it arrived, take it back."""

from collections.abc import Callable
from functools import wraps
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages as told
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handrail.care.messages import deeds
from handrail.clinic.access import NotVisible, findable
from handrail.clinic.models import Clinic, Message
from handrail.clinic.roles import STAFF
from handrail.web import clock
from handrail.web.asked import Asked, BadAsk
from handrail.web.board.place import clinic_of
from handrail.web.doors import PersonRequest, door
from handrail.web.messages_page.screen import screen
from handrail.web.prepare.page import new_key
from handrail.web.who_may import NotYours, unless_may

Act = Callable[[Message, str], bool]
"""Does it; whether it still could be done."""


@door(*STAFF)
@never_cache
@require_safe
def page(request: PersonRequest) -> HttpResponse:
    """What was sent and what was not, why, and what to do; `show` chooses which."""
    return _draw(request, clinic_of(request.visible, request.GET.get("clinic")), request.GET.get("show", ""))


def _draw(request: PersonRequest, clinic: Clinic, show: str, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "clinic": clinic,
        "screen": screen(clinic, show, clock.now()),
        "problem": problem,
        "new_key": new_key,
    }
    return render(request, "messages_page/messages.html", context, status=status)


def _deed(done: str | Promise) -> Callable[[Act], Callable[..., HttpResponse]]:
    """An address to which one of a message's keys sends, and what is said when it is done."""

    def hang(act: Act) -> Callable[..., HttpResponse]:
        @wraps(act)
        def view(request: PersonRequest, message_id: str) -> HttpResponse:
            message = _message(request, message_id)
            show = request.POST.get("show", "")
            try:
                unless_may(request.user, message.clinic, "message")
                _key = Asked(request, scope=act.__name__).key
            except (BadAsk, NotYours) as problem:
                status = 403 if isinstance(problem, NotYours) else 400
                return _draw(request, message.clinic, show, str(problem), status)
            if act(message, request.user.pk):
                told.success(request, str(done))
            else:
                told.info(request, _("It stands otherwise by now. Look at the list."))
            return HttpResponseRedirect(f"{reverse('messages:messages')}?{urlencode(_where(message, show))}")

        return cast(Callable[..., HttpResponse], door(*STAFF)(require_POST(view)))

    return hang


def _where(message: Message, show: str) -> dict[str, str]:
    return {"clinic": message.clinic_id, **({"show": show} if show else {})}


def _message(request: PersonRequest, message_id: str) -> Message:
    """A message of one of the clinics that the person works in."""
    ours = Message.objects.filter(pk=findable(message_id), clinic__in=request.visible.clinics)
    message = ours.select_related("clinic", "patient", "contact").first()
    if message is None:
        raise NotVisible(_("There is no such message."))
    return message


@_deed(gettext_lazy("It goes out again."))
def again(message: Message, by: str) -> bool:
    """Send a message once more."""
    return deeds.send_again(message, by=by, at=clock.now())


@_deed(gettext_lazy("Noted: it arrived."))
def arrived(message: Message, by: str) -> bool:
    """What was unclear has arrived: somebody asked."""
    return deeds.it_arrived(message, by=by, at=clock.now())


@_deed(gettext_lazy("Taken back."))
def take_back(message: Message, by: str) -> bool:
    """It shall not be sent, or nothing more is to be done about it."""
    return deeds.take_back(message, by=by, at=clock.now())
