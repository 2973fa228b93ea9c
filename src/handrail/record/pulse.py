"""The watch's sign of life, so that a restart can say how long the clinic was blind."""

from datetime import datetime

from handrail.record.models import Pulse


def beat(at: datetime) -> None:
    """Say that the watch was awake at this moment of the clinic's clock. One row, written again each time."""
    Pulse.objects.bulk_create(
        [Pulse(id=1, beat_at=at)], update_conflicts=True, unique_fields=["id"], update_fields=["beat_at"]
    )


def last_beat() -> datetime | None:
    """When the watch was awake last; None before its first time."""
    row = Pulse.objects.filter(id=1).first()
    return row.beat_at if row else None
