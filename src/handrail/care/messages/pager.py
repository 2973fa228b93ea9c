"""Pages to the staff of a clinic: each stands on the pager until somebody says, by name, that they have it."""

from datetime import datetime

from handrail.care.messages import outbox, words
from handrail.clinic.models import Clinic, Message
from handrail.clinic.models.messages import State, Way


def on_the_pager(clinic: Clinic, *, had_since: datetime) -> tuple[list[Message], list[Message]]:
    """The pages that nobody has, the oldest first; and those that somebody has had since then, the latest first."""
    there = Message.objects.filter(clinic=clinic, kind=Way.PAGE, state=State.SENT).select_related(
        "clinic", "decided_by", "caused_by"
    )
    unanswered = there.filter(decided_at__isnull=True).order_by("made_at", "id")
    had = there.filter(decided_at__gte=had_since).order_by("-decided_at", "-id")
    return list(unanswered), list(had)


def try_it(clinic: Clinic, *, key: str, by: str, at: datetime) -> Message:
    """Send a page to see that pages come."""
    return outbox.page(clinic, template=words.PAGE_TEST, key=f"test:{by}:{key}", by=by, at=at)
