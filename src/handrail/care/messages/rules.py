"""When messages are sent, by the clinic's own protocol: quiet hours, tries, waits, and how long one stays worth sending."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from handrail.care import rules
from handrail.clinic.models import Clinic
from handrail.protocol.rulebook import Rulebook

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRules:
    """What the protocol says of sending."""

    quiet_from: time
    quiet_until: time
    most_tries: int
    first_wait: timedelta
    longer_by: int
    kept_for: timedelta

    def wait_after(self, tries: int) -> timedelta:
        """How long to wait after so many tries: each wait longer than the one before."""
        return self.first_wait * int(self.longer_by ** (tries - 1))

    def quiet_until_after(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet hours end, in which this moment lies; None where it lies in none."""
        there = now.astimezone(zone)
        if self.quiet_until <= there.time() < self.quiet_from:
            return None
        day = there.date() + (ONE_DAY if there.time() >= self.quiet_from else timedelta())
        return datetime.combine(day, self.quiet_until, zone)


def of_clinic(clinic: Clinic) -> MessageRules:
    """By what is in force in the clinic."""
    return MessageRules(
        quiet_from=time(_whole(clinic, "message_quiet_from", "h")),
        quiet_until=time(_whole(clinic, "message_quiet_until", "h")),
        most_tries=_whole(clinic, "message_tries", "attempts"),
        first_wait=timedelta(minutes=_whole(clinic, "message_first_wait", "min")),
        longer_by=_whole(clinic, "message_longer_by", "factor"),
        kept_for=timedelta(days=_whole(clinic, "message_kept_for", "d")),
    )


def book_with(clinic: Clinic, entry_id: str) -> Rulebook:
    """Where an entry stands: in the clinic's own protocol; in the shipped one, where the clinic has taken it out."""
    own = rules.of_clinic(clinic.pk).protocol.rulebook
    return own if entry_id in own.named else rules.shipped().protocol.rulebook


def _whole(clinic: Clinic, entry_id: str, unit: str) -> int:
    return int(book_with(clinic, entry_id).number(entry_id, unit))
