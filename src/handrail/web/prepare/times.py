"""Moments and lengths as the clinic's clock and its people say them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def clock(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The time on the clinic's wall clock; with the day where that is not today."""
    there = moment.astimezone(zone)
    time = there.strftime("%H:%M")
    return time if there.date() == now.astimezone(zone).date() else f"{date_format(there, 'j M')}, {time}"


def ago(moment: datetime, now: datetime) -> str:
    """How long ago, in words; a moment ahead of the clinic's clock is now."""
    age = max(now - moment, timedelta(0))
    if age < MINUTE:
        return _("%(number)d s ago") % {"number": age.seconds}
    if age < HOUR:
        return _("%(number)d min ago") % {"number": age // MINUTE}
    return _("%(hours)d h %(minutes)02d ago") % {"hours": age // HOUR, "minutes": age % HOUR // MINUTE}
