"""The figures behind `/metrics`: requests as they are answered, the record as it stands when somebody asks.

No figure is about a person, and none names a clinic.
"""

from collections import Counter as Tally
from collections.abc import Iterator

from django.db import DatabaseError
from prometheus_client import Counter
from prometheus_client.core import REGISTRY, CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from handrail.clinic.models import Visit
from handrail.record import log, telemetry

REQUESTS = Counter("handrail_requests", "Answers, by view and status.", ["view", "status"])
PRIORITIES = ("high", "medium", "low")


class RecordFigures(Collector):
    """What the record holds, read when the figures are asked for: right after a restart too, and in every process the same."""

    def describe(self) -> list[Metric]:
        """Nothing is known before somebody asks."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All figures, or none while the database is away: `/readyz` tells that."""
        try:
            yield from (_commits(), *_of_open_visits())
        except DatabaseError:
            return


def _commits() -> Metric:
    commits = CounterMetricFamily("handrail_record_events", "Events in all session logs.")
    commits.add_metric([], sum(stream.head_seq for stream in log.streams("session")))
    return commits


def _of_open_visits() -> tuple[Metric, Metric, Metric]:
    open_ids = list(Visit.objects.filter(closed_at=None).values_list("id", flat=True))
    visits = GaugeMetricFamily("handrail_visits_open", "Visits that are planned or going on.", value=len(open_ids))
    samples = GaugeMetricFamily(
        "handrail_visits_samples",
        "Samples of those visits.",
        value=sum(telemetry.head(session) for session in open_ids),
    )
    alarms = GaugeMetricFamily("handrail_alarms_open", "Alarms that are open now, by priority.", labels=["priority"])
    tally = _alarms(open_ids)
    for priority in PRIORITIES:
        alarms.add_metric([priority], tally[priority])
    return visits, samples, alarms


def _alarms(session_ids: list[str]) -> Tally[str]:
    tally: Tally[str] = Tally()
    for session_id in session_ids:
        try:
            _seq, session = log.state(session_id)
        except log.NoSuchStream:
            continue  # planned, and nothing has happened yet
        tally.update(str(alarm.priority) for alarm in session.alarms)
    return tally


REGISTRY.register(RecordFigures())
