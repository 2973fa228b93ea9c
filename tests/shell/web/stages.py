"""How far Ruth's visit has come, built through production code: seated, ordered, made, ready, running, paused."""

from datetime import timedelta

from handrail.care import infuse, prepare
from handrail.care.prepare import Watching
from handrail.pathway.events import AlarmRaised
from handrail.record import log
from handrail.units import (
    MilligramsPerKilogram,
    MilligramsPerMillilitre,
    Millilitres,
    MillilitresPerHour,
    MillimetresOfMercury,
    Minutes,
)
from tests.people import NOW, World

STAGES = ("seated", "ordered", "made", "ready", "running", "paused")
MONITORED = Watching(("hr", "spo2"), 1, None)
LOW = AlarmRaised(
    condition="spo2_low",
    channel="spo2",
    limit="94",
    alarm_kind="physiological",
    priority="low",
    since=NOW,
    raised_at=NOW,
    value="93",
)


def brought(world: World, stage: str) -> None:
    """Ruth's visit has come as far as this."""
    for one in STAGES[1 : STAGES.index(stage) + 1]:
        {"ordered": _ordered, "made": _made, "ready": _ready, "running": _running, "paused": _paused}[one](world)


def _ordered(world: World) -> None:
    dose, length = MilligramsPerKilogram("0.5"), Minutes(40)
    visit, by = world.ruths_visit, world.albrecht.pk
    prepare.order_infusion(visit=visit, dose_per_weight=dose, length=length, key="order", by=by, at=NOW)


def _made(world: World) -> None:
    """By Jonas, so that whoever checks it is a second person."""
    prepare.prepare_bag(
        visit=world.ruths_visit,
        vial_strength=MilligramsPerMillilitre(50),
        diluent=Millilitres(100),
        method="add",
        key="bag",
        by=world.jonas.pk,
        at=NOW,
    )


def _ready(world: World) -> None:
    visit, by = world.ruths_visit, world.mara.pk
    drawn, rate = Millilitres("0.7"), MillilitresPerHour(151)
    prepare.check_bag(visit=visit, drawn=drawn, rate=rate, key="check", by=by, at=NOW)
    prepare.bind_device(visit=visit, device=world.monitor, watching=MONITORED, key="bind", by=by, at=NOW)
    prepare.watch_over(visit=visit, person=by, key="watch", by=by, at=NOW)


def _running(world: World) -> None:
    """And there is something to say of it: a low saturation, a cuff reading, a mark."""
    session, by, then = world.ruths_visit.pk, world.mara.pk, NOW - timedelta(minutes=10)
    systolic, diastolic = MillimetresOfMercury(128), MillimetresOfMercury(78)
    infuse.start(session=session, key="start", by=by, at=then)
    infuse.chart_cuff(session=session, systolic=systolic, diastolic=diastolic, key="cuff", by=by, at=then)
    infuse.mark(session=session, mark="comfort", key="mark", by=by, at=then)
    log.commit(session, lambda _: [LOW], key="low", by="handrail", at=NOW)


def _paused(world: World) -> None:
    infuse.pause(session=world.ruths_visit.pk, key="pause", by=world.mara.pk, at=NOW)
