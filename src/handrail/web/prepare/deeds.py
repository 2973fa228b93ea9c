"""What people do on a visit's page. Each reads what was sent, makes one call, and answers with what is so now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.care import prepare, recover, rules
from handrail.care.deed import Done
from handrail.care.prepare import NotPossible
from handrail.clinic import bindings
from handrail.clinic.bindings import CannotBind
from handrail.clinic.models import Chair, Device, Visit
from handrail.clinic.roles import STAFF
from handrail.pathway.events import BagCheckDiffered, BagPrepared, Event, InfusionOrdered, Method
from handrail.pathway.prepare.bag import BagRefused
from handrail.pathway.session import Phase
from handrail.record import log
from handrail.units import MilligramsPerKilogram, MilligramsPerMillilitre, Millilitres, MillilitresPerHour, Minutes
from handrail.web import clock
from handrail.web.asked import Asked, BadAsk
from handrail.web.core_words import in_words
from handrail.web.doors import PersonRequest, door
from handrail.web.prepare import fields, figures, offers, said
from handrail.web.prepare.fields import ToMend
from handrail.web.prepare.page import Told, draw, way_of
from handrail.web.prepare.preview import FILLED
from handrail.web.prepare.roles import may

METHODS: tuple[Method, ...] = ("add", "replace")


@dataclass(frozen=True, slots=True)
class Press:
    """A form that was sent: by whom, about which visit, under which key."""

    request: PersonRequest
    visit: Visit
    asked: Asked
    key: str
    seen: int | None
    now: datetime

    @property
    def by(self) -> str:
        """Who pressed."""
        return self.request.user.pk

    @property
    def confirmed(self) -> bool:
        """Whether the person has seen what it comes to."""
        return self.asked.maybe("confirmed") == "yes"


class Meanwhile(ValueError):
    """Somebody else did something that this press had not seen; the text says what, and to look again."""


Deed = Callable[[Press], Done | Told | None]
"""What came of it, a page to look at first, or nothing where it was so already."""


def deed(step: str, what: str = "") -> Callable[[Deed], Callable[..., HttpResponse]]:
    """An address where those who may do this thing to a visit that they may see."""

    def hang(act: Deed) -> Callable[..., HttpResponse]:
        @wraps(act)
        def view(request: PersonRequest, session_id: str) -> HttpResponse:
            visit = request.visible.visit(session_id)
            now = clock.now()
            try:
                asked = Asked(request)
                press = Press(request, visit, asked, asked.key, asked.seen, now)
                _let(press, what or step)
                done = act(press)
            except PROBLEMS as problem:
                visit = request.visible.visit(session_id)
                return draw(request, visit, now, _told(step, request, problem))
            return _answered(press, step, done)

        return cast(Callable[..., HttpResponse], door(*STAFF)(require_POST(view)))

    return hang


PROBLEMS = (
    ToMend,
    BadAsk,
    BagRefused,
    NotPossible,
    CannotBind,
    Meanwhile,
    PermissionDenied,
    IntegrityError,
)


def _let(press: Press, what: str) -> None:
    if not may(press.request.user, press.visit, what):
        raise PermissionDenied(_not_yours(what))
    if press.visit.closed_at is not None and what != "leave":
        raise NotPossible(_("This visit is over: the patient has gone home. Nothing was changed."))


def _not_yours(what: str) -> str:
    if what == "order":
        return _("Only a physician of this clinic orders. Nothing was changed.")
    return _("Only a nurse or a physician of this clinic does this. Nothing was changed.")


def _told(step: str, request: PersonRequest, problem: Exception) -> Told:
    """What was typed, and what to mend."""
    typed = request.POST.dict()
    match problem:
        case ToMend(field=field):
            return Told(step, typed, wrong={field: str(problem)}, status=422)
        case BagRefused():
            return Told(step, typed, problem=in_words(str(problem)), status=422)
        case BadAsk():
            return Told(step, typed, problem=str(problem), status=400)
        case PermissionDenied():
            return Told(step, problem=str(problem), status=403)
        case IntegrityError():
            return Told(
                step,
                typed,
                problem=_(
                    "Somebody else did something here at the same moment. Look at what is so now, and press again."
                ),
                status=409,
            )
        case _:
            return Told(step, typed, problem=in_words(str(problem)), status=409)


def _answered(press: Press, step: str, done: Done | Told | None) -> HttpResponse:
    page = HttpResponseRedirect(f"/prepare/{press.visit.pk}/#{step}")
    if isinstance(done, Told):
        return draw(press.request, press.visit, press.now, done)
    if done is None:
        messages.info(press.request, said.sentence((), press.visit))
        return page
    if done.refused:
        status = 422 if done.session.started_at is None else 409  # once it has begun, nothing typed here can mend it
        told = Told(step, press.request.POST.dict(), problem=said.sentence(done.events, press.visit), status=status)
        return draw(press.request, press.visit, press.now, told)
    differed = bool(done.events) and isinstance(done.events[-1], BagCheckDiffered)
    messages.add_message(
        press.request, messages.ERROR if differed else messages.SUCCESS, said.sentence(done.events, press.visit)
    )
    for words in _meanwhile(press, before=done.seq - len(done.events)):
        messages.info(press.request, words)
    return page


def _meanwhile(press: Press, *, before: int) -> list[str]:
    """What others did between the page that was pressed and the press."""
    way = way_of(press.request.user, press.visit, press.now)
    others = way.story.since(press.seen, by_others_than=press.by)
    lines = [said.meanwhile(one, press.now, way.zone) for one in others if one.seq <= before]
    return [_("Meanwhile: %(what)s.") % {"what": "; ".join(lines)}] if lines else []


def _unless_changed(press: Press, *kinds: type[Event]) -> None:
    """Refuse a press whose page had not seen such a thing done by somebody else.

    Raises:
        Meanwhile: with what was done.
    """
    way = way_of(press.request.user, press.visit, press.now)
    others = way.story.since(press.seen, by_others_than=press.by, kinds=kinds)
    if others:
        what = "; ".join(said.meanwhile(one, press.now, way.zone) for one in others)
        raise Meanwhile(
            _("Meanwhile: %(what)s. Nothing of yours was written down. Look at it, and press again if it still holds.")
            % {"what": what}
        )


@deed("order")
def order(press: Press) -> Done | Told:
    """Order the infusion: the first press shows what it comes to, the second orders it. Refused outside the protocol."""
    dose_per_weight = fields.amount(press.asked, "dose_mg_per_kg", MilligramsPerKilogram)
    length = fields.amount(press.asked, "minutes", Minutes)
    found = figures.order_sum(press.visit, dose_per_weight, length, press.now)
    if not press.confirmed and found.refused is None:
        return Told("order", press.request.POST.dict(), order_sum=found)
    _unless_changed(press, InfusionOrdered)
    return prepare.order_infusion(
        visit=press.visit, dose_per_weight=dose_per_weight, length=length, key=press.key, by=press.by, at=press.now
    )


@deed("chair")
def chair(press: Press) -> Done:
    """Seat the patient in a chair."""
    wanted = Chair.objects.filter(clinic=press.visit.clinic_id, pk=press.asked.maybe("chair") or "").first()
    if wanted is None:
        raise ToMend("chair", _("Choose one of this clinic’s chairs."))
    return prepare.take_chair(visit=press.visit, chair=wanted, key=press.key, by=press.by, at=press.now)


@deed("chair", "watcher")
def watcher(press: Press) -> Done:
    """Say who watches the chair from now on."""
    person = offers.watchers(press.visit).filter(pk=press.asked.maybe("person") or "").first()
    if person is None:
        raise ToMend("person", _("Choose a nurse or a physician of this clinic."))
    return prepare.watch_over(visit=press.visit, person=person.pk, key=press.key, by=press.by, at=press.now)


@deed("devices")
def bind(press: Press) -> Done:
    """Tie a monitor or a pump to this chair and patient."""
    device = _device(press)
    every_s = fields.whole(press.asked, "every_s", "s")
    chosen = frozenset(signal.key for signal in offers.signals() if press.asked.maybe(f"signal_{signal.key}"))
    if device.kind == "monitor" and not chosen:
        raise ToMend("signals", _("Say what the monitor brings: choose at least one."))
    cuff_every_min = fields.whole(press.asked, "cuff_every_min", "min") if "cuff" in chosen else None
    watching = offers.watching(device.kind, chosen, every_s, cuff_every_min * 60 if cuff_every_min else None)
    return prepare.bind_device(
        visit=press.visit, device=device, watching=watching, key=press.key, by=press.by, at=press.now
    )


@deed("devices")
def unbind(press: Press) -> Done | None:
    """Take a monitor or a pump off this chair; one that is bound elsewhere stays there."""
    device = _device(press)
    if not bindings.open_bindings(visit=press.visit, device=device).exists():
        return None
    return prepare.unbind_device(visit=press.visit, device=device, key=press.key, by=press.by, at=press.now)


def _device(press: Press) -> Device:
    device = Device.objects.filter(clinic=press.visit.clinic_id, pk=press.asked.maybe("device") or "").first()
    if device is None:
        raise ToMend("device", _("Choose one of this clinic’s devices."))
    return device


@deed("bag")
def bag(press: Press) -> Done | Told:
    """Make the bag: the first press shows the calculation, the second says that it is made."""
    session = log.state(press.visit.pk)[1]
    if session.order is None:
        raise NotPossible("There is no order yet. A prescriber orders the infusion first.")
    rule = rules.of_session(session, press.visit.clinic_id)
    known = rule.protocol.bag
    vial_strength = fields.one_of(press.asked, "vial_mg_per_ml", MilligramsPerMillilitre, known.vial_strengths)
    diluent = fields.one_of(press.asked, "diluent_ml", Millilitres, known.bag_volumes)
    method = _method(press)
    if not press.confirmed:
        found = figures.bag_sum(session.order, vial_strength, diluent, method, rule)
        return Told("bag", press.request.POST.dict(), bag_sum=found)
    _unless_changed(press, InfusionOrdered, BagPrepared)
    return prepare.prepare_bag(
        visit=press.visit,
        vial_strength=vial_strength,
        diluent=diluent,
        method=method,
        key=press.key,
        by=press.by,
        at=press.now,
    )


def _method(press: Press) -> Method:
    method = next((one for one in METHODS if one == press.asked.maybe("method")), None)
    if method is None:
        raise ToMend("method", _("Say how the drug goes into the bag."))
    return method


@deed("check")
def check(press: Press) -> Done:
    """Check the bag as a second person, by one's own figures."""
    drawn = fields.amount(press.asked, "drawn_ml", Millilitres)
    rate = fields.amount(press.asked, "rate_ml_per_h", MillilitresPerHour)
    return prepare.check_bag(visit=press.visit, drawn=drawn, rate=rate, key=press.key, by=press.by, at=press.now)


@deed("line")
def line(press: Press) -> Done:
    """Say what the line between bag and vein was filled with; without a volume it holds what the protocol says."""
    filled = next((one for one in FILLED if one == press.asked.maybe("primed_with")), None)
    if filled is None:
        raise ToMend("primed_with", _("Say what the line was filled with."))
    volume = fields.amount(press.asked, "volume_ml", Millilitres) if press.asked.maybe("volume_ml") else None
    most = min(rules.of_visit(press.visit).protocol.bag.bag_volumes)
    if volume is not None and volume >= most:
        raise ToMend("volume_ml", _("A line holds less than a bag: enter less than %(most)s.") % {"most": most})
    return prepare.prime_line(
        visit=press.visit, primed_with=filled, volume=volume, key=press.key, by=press.by, at=press.now
    )


@deed("leave")
def leave(press: Press) -> Done:
    """Let the patient go home: the devices come off, the chair is free. A drip that runs is asked about first."""
    running = log.state(press.visit.pk)[1].phase in {Phase.INFUSING, Phase.PAUSED}
    if running and not press.asked.maybe("ends_the_drip"):
        raise NotPossible(_("By the chart the drip has not been ended. Look at the pump; going home ends it here."))
    return recover.leave(visit=press.visit, key=press.key, by=press.by, at=press.now)
