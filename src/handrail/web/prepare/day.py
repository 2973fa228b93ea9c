"""Who is here, who is expected today, where each visit stands, and who comes in the days after."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from handrail.clinic.models import Clinic, Visit
from handrail.pathway.infuse.rate import missing_before_start
from handrail.pathway.session import Phase, Session
from handrail.record import log

DAYS_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop on a visit's rail."""

    name: str
    done: bool
    now: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """A visit in the list."""

    visit: Visit
    url: str
    time: str
    day: str
    left: str
    chair: str
    stops: list[Stop]
    words: str


@dataclass(frozen=True, slots=True)
class Day:
    """The lists: who has a chair, today's and older visits that wait for one, who has gone home, who comes later."""

    here: list[Expected]
    expected: list[Expected]
    gone: list[Expected]
    later: list[Expected]


def day(clinic: Clinic, now: datetime) -> Day:
    """The clinic's day."""
    zone = ZoneInfo(clinic.timezone)
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = (midnight + timedelta(days=1)).replace(hour=0)
    visits = Visit.objects.filter(clinic=clinic).select_related("patient", "chair")
    still_open = visits.filter(closed_at__isnull=True)
    to_come = still_open.filter(chair__isnull=True)
    return Day(
        here=[_expected(visit, now, zone) for visit in still_open.filter(chair__isnull=False)],
        expected=[_expected(visit, now, zone) for visit in to_come.filter(planned_start_at__lt=tomorrow)],
        gone=[
            _expected(visit, now, zone) for visit in visits.filter(closed_at__gte=midnight, taken_off_at__isnull=True)
        ],
        later=[
            _expected(visit, now, zone)
            for visit in to_come.filter(planned_start_at__gte=tomorrow, planned_start_at__lt=midnight + DAYS_AHEAD)
        ],
    )


def _expected(visit: Visit, now: datetime, zone: ZoneInfo) -> Expected:
    session = log.state(visit.pk)[1]
    start = visit.planned_start_at.astimezone(zone)
    return Expected(
        visit=visit,
        url=f"/prepare/{visit.pk}/",
        time=start.strftime("%H:%M"),
        day="" if start.date() == now.astimezone(zone).date() else date_format(start, "D j M"),
        left=visit.closed_at.astimezone(zone).strftime("%H:%M") if visit.closed_at else "",
        chair=str(visit.chair.number) if visit.chair else "",
        stops=_stops(session),
        words=_words(session),
    )


def _stops(session: Session) -> list[Stop]:
    named = [
        (_("ordered"), session.order is not None),
        (_("seated"), session.chair is not None and session.watcher is not None),
        (
            _("bound"),
            any(binding.device_kind == "monitor" for binding in session.bindings) or session.left_at is not None,
        ),
        (_("bag made"), session.bag is not None),
        (_("bag checked"), session.bag_checked_by is not None),
        (_("started"), session.started_at is not None),
    ]
    first = next((name for name, done in named if not done), None)
    return [Stop(name, done, name == first) for name, done in named]


def _words(session: Session) -> str:
    """Where the visit stands, in a few words."""
    match session.phase:
        case Phase.INFUSING:
            return _("The infusion runs")
        case Phase.PAUSED:
            return _("The infusion is paused")
        case Phase.RECOVERING:
            return _("Recovering")
        case Phase.LEFT:
            return _("Has gone home")
        case _:
            return _next(missing_before_start(session))


def _next(missing: list[str]) -> str:
    words = {
        "order": _("Next: the order, by a physician"),
        "chair": _("Next: a chair"),
        "watcher": _("Next: somebody who watches"),
        "monitor": _("Next: a monitor"),
        "bag": _("Next: the bag"),
        "second_check": _("Next: the second check"),
    }
    for name in ("order", "chair", "watcher", "monitor", "bag", "second_check"):
        if name in missing:
            return words[name]
    return _("Ready to start")
