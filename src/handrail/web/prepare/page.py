"""One visit's page: every step with what is done, what can be done, and what was just told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from handrail.care import reading, rules
from handrail.care.prepare import age_of
from handrail.clinic.models import Person, Visit
from handrail.pathway.events import OrderRefused
from handrail.pathway.infuse.rate import missing_before_start
from handrail.pathway.session import Binding, Phase, Session
from handrail.record import log
from handrail.units import Kilograms
from handrail.web.core_words import in_words
from handrail.web.doors import PersonRequest
from handrail.web.prepare import figures, offers, story, times
from handrail.web.prepare.figures import BagSum, OrderSum
from handrail.web.prepare.preview import preview_page
from handrail.web.prepare.roles import may_preview
from handrail.web.prepare.said import which_differs
from handrail.web.prepare.steps import Step, Way, steps


@dataclass(frozen=True, slots=True)
class Told:
    """What a page answers to what was sent: what was typed, what to mend, a sum to look at before it counts."""

    step: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    order_sum: OrderSum | None = None
    bag_sum: BagSum | None = None
    status: int = 200


NOTHING = Told()
ASK_AGAIN = 409  # somebody or something stands in the way, and whoever may can press again


def draw(request: PersonRequest, visit: Visit, now: datetime, told: Told = NOTHING) -> HttpResponse:
    """The page as it is now, with what is told on it."""
    return render(request, "prepare/visit.html", context(request.user, visit, now, told), status=told.status)


def way_of(person: Person, visit: Visit, now: datetime) -> Way:
    """Everything that this visit's steps follow from."""
    _seq, session = log.state(visit.pk)
    rule = rules.of_session(session, visit.clinic_id)
    return Way(visit, person, session, rule, story.of(visit.pk), now, ZoneInfo(visit.clinic.timezone))


def context(person: Person, visit: Visit, now: datetime, told: Told) -> dict[str, Any]:
    """What the page is drawn from."""
    way = way_of(person, visit, now)
    session, patient = way.session, visit.patient
    return {
        "visit": visit,
        "patient": patient,
        "needs_a_person": reading.needs_a_person(patient),
        "age_years": age_of(patient, now),
        "weight": Kilograms(patient.weight_kg),
        "planned": times.clock(visit.planned_start_at, now, way.zone),
        "begun": way.begun,
        "over": way.over,
        "steps": _opened(steps(way), told),
        "seen": seen(way),
        "new_key": new_key,
        "told": told,
        "missing": missing_words(session),
        "order": _order(way),
        "chairs": offers.chairs(visit),
        "watching": session.watcher,
        "watchers": offers.watchers(visit),
        "devices": _devices(way, told),
        "signals": offers.signals(),
        "bag": _bag(way),
        "check": _check(way),
        "line": _line(way, told),
        "preview": preview_page(visit) if may_preview(person, visit) and not way.begun and not way.over else None,
        "leave": {"running": session.phase in {Phase.INFUSING, Phase.PAUSED}},
        "live": {
            "state": f"/prepare/{visit.pk}/state?after={seen(way)}",
            "page": f"/prepare/{visit.pk}/",
            "words": _live_words(),
        },
    }


def new_key() -> str:
    """A key for one form of one rendering."""
    return f"page:{uuid4()}"


def seen(way: Way) -> int:
    """The number of the last thing that somebody did, as this page shows it."""
    return way.story.done[-1].seq if way.story.done else 0


def _opened(found: list[Step], told: Told) -> list[Step]:
    """Open the step that something is told about, and light its key instead of another's."""
    if told.step:
        for step in found:
            told_here = step.key == told.step
            step.offered = step.offered or (told_here and step.may and told.status == ASK_AGAIN)
            step.open = step.open or (told_here and step.offered)
            step.lit = told_here
    return found


def _order(way: Way) -> dict[str, Any]:
    order = rules.of_clinic(way.visit.clinic_id).protocol.order
    last = way.story.last(OrderRefused)
    standing = last if last and last.seq == seen(way) else None
    return {
        "usual_dose": order.default_dose,
        "usual_length": order.default_length,
        "lowest": order.lowest,
        "highest": order.ceiling,
        "shortest": order.shortest,
        "longest": order.longest,
        "exists": way.session.order is not None,
        "standing": way.session.order,
        "refused": in_words(standing.event.because) if standing and isinstance(standing.event, OrderRefused) else "",
        "refused_signed": way.signed(standing),
    }


def _devices(way: Way, told: Told) -> dict[str, Any]:
    bindings = {binding.device: binding for binding in way.session.bindings}
    places = []
    for place in offers.devices(way.visit, way.now):
        bound = place.bound and bindings.get(place.bound.device.pk)
        binder = place.bound and way.story.bound.get(place.bound.device.pk)
        places.append(
            {
                "place": place,
                "bound": place.bound,
                "brings": _brings(bound) if bound else "",
                "heard": _heard(place.bound, way.now) if place.bound else "",
                "signed": way.signed(binder or None),
                "free": [_offer(offer, way) for offer in place.offers if offer.binding is None],
                "elsewhere": [_offer(offer, way) for offer in place.offers if offer.binding is not None],
            }
        )
    return {"places": places, "usual_signals": _checked_signals(told)}


def _brings(bound: Binding) -> str:
    """What a device brings, and how often."""
    names = offers.names_of(bound.channels) if bound.device_kind == "monitor" else [_("Flow and volume")]
    said = _("%(what)s every %(seconds)s s") % {"what": ", ".join(names), "seconds": bound.interval_s}
    if bound.cuff_interval_s:
        said += ". " + _("Cuff every %(minutes)s min") % {"minutes": bound.cuff_interval_s // 60}
    return said


def _offer(offer: offers.DeviceOffer, way: Way) -> dict[str, Any]:
    return {
        "device": offer.device,
        "place": offer.place,
        "url": f"/prepare/{offer.binding.visit_id}/#devices" if offer.binding else "",
        "heard": times.ago(offer.heard_at, way.now) if offer.heard_at else "",
        "stood_here": offer.stood_here,
    }


def _heard(offer: offers.DeviceOffer, now: datetime) -> str:
    if offer.heard_at is None:
        return _("Not heard yet")
    return _("Heard %(ago)s") % {"ago": times.ago(offer.heard_at, now)}


def _checked_signals(told: Told) -> set[str]:
    if told.step == "devices" and told.typed.get("kind") == "monitor":
        return {name.removeprefix("signal_") for name in told.typed if name.startswith("signal_")}
    return {signal.key for signal in offers.signals() if signal.usual}


def _bag(way: Way) -> dict[str, Any]:
    session, protocol = way.session, way.rules.protocol
    uncovered = session.bag is not None and may_see_figures(way)
    return {
        "vials": protocol.bag.vial_strengths,
        "volumes": protocol.bag.bag_volumes,
        "usual_vial": protocol.bag.default_vial,
        "usual_volume": protocol.bag.default_volume,
        "usual_method": figures.method_words(protocol.bag.default_method),
        "uncovered": uncovered,
        "exists": session.bag is not None,
        "covered": session.bag_checked_by is None,
        "made": session.bag if uncovered else None,
        "sum": figures.made_sum(session, way.rules) if uncovered else None,
    }


def may_see_figures(way: Way) -> bool:
    """Whether this person may see the bag's figures: everybody once two people agreed, until then who made it.

    Where two came to different figures, nobody does until the bag has been worked out again: both begin anew.
    """
    if way.story.difference is not None and not way.story.made_again:
        return False
    return way.session.bag_checked_by is not None or way.session.bag_by == way.person.pk


def _check(way: Way) -> dict[str, Any]:
    session, difference = way.session, way.story.difference
    maker = Person.objects.filter(pk=session.bag_by).values_list("name", flat=True).first() if session.bag_by else ""
    found: dict[str, Any] = {
        "maker": maker,
        "own": session.bag_by == way.person.pk,
        "method": figures.method_words(session.bag.method) if session.bag else "",
        "order": session.order,
        "draw_step": way.rules.protocol.bag.draw_step,
        "rate_step": way.rules.protocol.pump.rate_step,
        "difference": None,
    }
    if difference is not None and session.bag_checked_by is None:
        found["difference"] = {
            "which": which_differs(difference),
            "signed": way.signed(difference.checked),
            "checker": difference.checked.by_name,
            "own": difference.checked.by == way.person.pk,
            "made_again": way.story.made_again,
            "figures": _both_figures(way, difference),
        }
    return found


def _both_figures(way: Way, difference: story.Difference) -> list[dict[str, str]]:
    """Both people's figures, for these two, once both have looked again and still differ; before that, none."""
    both = {difference.made.by, difference.checked.by}
    if not difference.looked_again or way.story.made_again or way.person.pk not in both:
        return []
    check = difference.check
    return [
        {"name": difference.made.by_name, "drawn": str(difference.bag.drawn), "rate": str(difference.bag.rate)},
        {"name": difference.checked.by_name, "drawn": str(check.drawn), "rate": str(check.rate)},
    ]


def _line(way: Way, told: Told) -> dict[str, Any]:
    """What was said of the line, or is being said; the volume is the protocol's until somebody says another."""
    primed = way.session.primed
    typed = told.typed if told.step == "line" else {}
    volume = (primed.volume if primed else None) or way.rules.forecast_rules().line_volume
    said = primed.primed_with if primed else ""
    return {
        "with": said,
        "chosen": typed.get("primed_with", said),
        "volume": typed.get("volume_ml", volume.written),
    }


def missing_words(session: Session) -> list[str]:
    """What is still missing before the drip may run, in words and in the order of this page."""
    missing = missing_before_start(session)
    words = {
        "order": _("the order"),
        "chair": _("a chair"),
        "watcher": _("somebody who watches"),
        "monitor": _("a monitor"),
        "bag": _("the bag"),
        "second_check": _("a second person’s check of the bag"),
    }
    return [words[name] for name in words if name in missing]


def _live_words() -> dict[str, str]:
    return {
        "heard": _("Heard {ago}"),
        "seconds": _("{number} s ago"),
        "minutes": _("{number} min ago"),
        "hours": _("{hours} h {minutes} ago"),
        "changed": _("Somebody did something here since this page was drawn."),
    }
