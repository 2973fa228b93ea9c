"""The way to an infusion, step by step: what is done, by whom and when, what is next, and who may do it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from handrail.care.rules import Rules
from handrail.clinic.models import Person, Visit
from handrail.pathway.events import (
    BagChecked,
    BagPrepared,
    InfusionCompleted,
    InfusionOrdered,
    InfusionStarted,
    InfusionStopped,
    LinePrimed,
    PatientLeft,
    PatientSeated,
    WatcherNamed,
)
from handrail.pathway.infuse.rate import missing_before_start
from handrail.pathway.session import Phase, Session
from handrail.web.prepare import times
from handrail.web.prepare.figures import in_bag, line_words
from handrail.web.prepare.roles import may
from handrail.web.prepare.story import Done, Story

State = Literal["done", "now", "ahead"]


@dataclass(slots=True)
class Step:
    """One stop on the way. `waits` says for whom or what, where this person cannot do it now.

    `offered` says that this person has the control, done already or not; `summary` is what the folded control is called.
    """

    key: str
    title: str
    done: bool
    may: bool
    possible: bool
    waits: str = ""
    summary: str = ""
    line: str = ""
    signed: list[str] = field(default_factory=list)
    state: State = "ahead"
    open: bool = False
    lit: bool = False
    offered: bool = False
    elses: bool = False
    """Whether it is somebody else's turn, though this person may."""
    optional: bool = False
    """Whether the way goes on without it: it is never the next one, and its control waits folded."""

    @property
    def control(self) -> str:
        """Where its control is drawn."""
        return f"prepare/steps/{self.key}.html"

    @property
    def facts(self) -> str:
        """Where what is so about it is drawn."""
        return f"prepare/steps/{self.key}_so.html"

    @property
    def actionable(self) -> bool:
        """Whether this person can do it now."""
        return self.may and self.possible and not self.done and not self.elses and not self.optional


@dataclass(frozen=True, slots=True)
class Way:
    """Everything that the steps are worked out from."""

    visit: Visit
    person: Person
    session: Session
    rules: Rules
    story: Story
    now: datetime
    zone: ZoneInfo

    def may(self, deed: str) -> bool:
        """Whether the person may do this."""
        return may(self.person, self.visit, deed)

    def signed(self, done: Done | None) -> list[str]:
        """Who and when, where it was done."""
        return [f"{done.by_name} {times.clock(done.at, self.now, self.zone)}"] if done else []

    @property
    def over(self) -> bool:
        """Whether the patient has gone home."""
        return self.session.phase is Phase.LEFT

    @property
    def begun(self) -> bool:
        """Whether the infusion has been started, ever."""
        return self.session.started_at is not None


def steps(way: Way) -> list[Step]:
    """All steps in the order in which they are done; the first that this person can do is open and its key is lit."""
    found = [_order(way), _chair(way), _devices(way), _bag(way), _check(way), _line(way), _start(way), _leave(way)]
    mine = next((step for step in found if step.actionable), None)
    undone = next((step for step in found if not step.done and not step.optional), None)
    for step in found:
        step.state = "done" if step.done else "now" if step is (mine or undone) and not _runs(way) else "ahead"
        step.open = step is mine
        step.lit = step is mine
        step.offered = step.may and step.possible
    return found


def _runs(way: Way) -> bool:
    return way.session.phase in {Phase.INFUSING, Phase.PAUSED}


def _order(way: Way) -> Step:
    order, done = way.session.order, way.story.last(InfusionOrdered)
    step = Step(
        "order",
        _("Order"),
        done=order is not None,
        may=way.may("order"),
        possible=not way.begun and not way.over,
        waits=_("A physician orders."),
        summary=_("Order anew") if order else _("Order"),
        signed=way.signed(done if order else None),
    )
    if order is not None:
        step.line = _("%(dose)s (%(by_weight)s) over %(length)s") % {
            "dose": order.dose,
            "by_weight": order.dose_per_weight,
            "length": order.length,
        }
    return step


def _chair(way: Way) -> Step:
    chair, watcher = way.visit.chair, way.session.watcher
    seated, named = way.story.last(PatientSeated), way.story.last(WatcherNamed)
    parts = []
    if chair is not None and way.session.chair is not None:
        parts.append(_("Chair %(number)s, %(room)s") % {"number": chair.number, "room": chair.room.name})
    if watcher is not None:
        name = Person.objects.filter(pk=watcher).values_list("name", flat=True).first() or watcher
        parts.append(_("%(name)s watches") % {"name": name})
    return Step(
        "chair",
        _("Chair and who watches"),
        done=way.session.chair is not None and watcher is not None,
        may=way.may("chair"),
        possible=not way.over,
        summary=_("Change the chair or who watches") if parts else _("Seat the patient"),
        line=". ".join(parts),
        signed=list(dict.fromkeys([*way.signed(seated), *way.signed(named)])),
    )


def _devices(way: Way) -> Step:
    kinds = {binding.device_kind for binding in way.session.bindings}
    bound = way.story.bound.values()
    step = Step(
        "devices",
        _("Monitor and pump"),
        done="monitor" in kinds or way.over,
        may=way.may("devices"),
        possible=not way.over,
        waits=_("A nurse or a physician binds them."),
        summary=_("Bind or unbind") if kinds else _("Bind the monitor and the pump"),
        signed=[] if way.over else list(dict.fromkeys(text for one in bound for text in way.signed(one))),
    )
    if way.over:
        step.line = _("Unbound at leaving")
    elif kinds == {"monitor"}:
        step.line = _("The monitor is bound, the pump is not")
    elif kinds == {"pump"}:
        step.line = _("The pump is bound, the monitor is not")
    elif kinds:
        step.line = _("Both are bound to this chair")
    return step


def _bag(way: Way) -> Step:
    bag, order = way.session.bag, way.session.order
    made = bag is not None
    again = way.story.difference is not None and not way.story.made_again
    step = Step(
        "bag",
        _("Bag"),
        done=made and not again,
        may=way.may("bag"),
        possible=order is not None and not way.begun and not way.over,
        waits=_("The order comes first.") if order is None else _("A nurse or a physician makes it."),
        summary=_("Make another bag") if made else _("Make the bag"),
        signed=way.signed(way.story.last(BagPrepared) if made else None),
        elses=again and way.session.bag_by != way.person.pk,
    )
    if again:
        step.line = _("To be worked out again by who made it")
    elif bag is not None and order is not None and way.session.bag_checked_by is not None:
        step.line = _("%(dose)s in %(volume)s at %(rate)s") % {
            "dose": in_bag(bag),
            "volume": bag.volume,
            "rate": bag.rate,
        }
    elif made:
        step.line = _("Figures covered until the second check")
    return step


def _check(way: Way) -> Step:
    session, checked = way.session, way.session.bag_checked_by is not None
    own = session.bag is not None and session.bag_by == way.person.pk
    step = Step(
        "check",
        _("Second check"),
        done=checked,
        may=way.may("check") and not own,
        possible=session.bag is not None and not checked and not way.begun and not way.over,
        summary=_("Check the bag"),
        signed=way.signed(way.story.last(BagChecked) if checked else None),
    )
    if session.bag is None:
        step.waits = _("The bag comes first.")
    elif own:
        step.waits = _("You made this bag. A second person checks it, on their own log-in.")
    else:
        step.waits = _("A nurse or a physician who did not make the bag checks it.")
    if checked:
        step.line = _("Drawn volume and pump rate agree")
    return step


def _line(way: Way) -> Step:
    """What the line was filled with. A fact of its own: it is never waited for, and may be told while the drip runs."""
    primed = way.session.primed
    return Step(
        "line",
        _("Line"),
        done=primed is not None,
        may=way.may("line"),
        possible=not way.over,
        summary=_("Correct it") if primed else _("Say what the line was filled with"),
        line=line_words(primed, way.rules) if primed else _("Not said: forecasts take the drug to stand at the hub"),
        signed=way.signed(way.story.last(LinePrimed)),
        optional=True,
    )


def _start(way: Way) -> Step:
    step = Step(
        "start",
        _("Start"),
        done=way.begun or way.over,
        may=way.may("start"),
        possible=not missing_before_start(way.session) and not way.begun and not way.over,
        waits="" if missing_before_start(way.session) else _("A nurse or a physician starts it."),
        signed=way.signed(way.story.last(InfusionStarted)),
    )
    ended = way.story.last(InfusionStopped, InfusionCompleted)
    if way.begun:
        step.line = _started_line(way, ended)
    elif way.over:
        step.line = _("Not started")
    return step


def _started_line(way: Way, ended: Done | None) -> str:
    match way.session.phase, ended:
        case Phase.INFUSING, _ended:
            return _("The infusion runs")
        case Phase.PAUSED, _ended:
            return _("The infusion is paused")
        case _, Done(event=InfusionStopped(given=given) | InfusionCompleted(given=given), at=at):
            return _("Ended at %(time)s, %(given)s given") % {
                "time": times.clock(at, way.now, way.zone),
                "given": given,
            }
        case _:
            return ""


def _leave(way: Way) -> Step:
    left = way.story.last(PatientLeft)
    ended = way.session.ended_at is not None and way.session.phase is Phase.RECOVERING
    return Step(
        "leave",
        _("Goes home"),
        done=way.over,
        may=way.may("leave"),
        possible=not way.over and (ended or not way.begun),
        waits=_("After the infusion, and when the patient is well enough."),
        summary=_("Goes home without an infusion"),
        elses=not way.begun,
        line=_("Has gone home, the devices are unbound") if way.over else "",
        signed=way.signed(left),
    )
