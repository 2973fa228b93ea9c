"""Numbers and times as one says them, in the person's own language."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from handrail.web.whom_to_call import MORNING_UNTIL, time_of_day

AFTERNOON_UNTIL = 17


def clock(at: datetime) -> str:
    """The time of day in the clinic: `1:05 pm`, in Spanish `13:05`."""
    return time_of_day(timezone.localtime(at).time())


def day(when: date, today: date) -> str:
    """Today, tomorrow, yesterday, or the day by name, as it stands within a sentence."""
    match (when - today).days:
        case 0:
            return _("today")
        case 1:
            return _("tomorrow")
        case -1:
            return _("yesterday")
    return pgettext("a day within a sentence, such as Monday 23 November", "%(date)s") % {"date": date_format(when)}


def part_of_day(now: datetime) -> str:
    """`Friday afternoon`, as it begins a page."""
    local = timezone.localtime(now)
    weekday = {"weekday": capfirst(date_format(local, "l"))}
    if local.hour < MORNING_UNTIL:
        return _("%(weekday)s morning") % weekday
    if local.hour < AFTERNOON_UNTIL:
        return _("%(weekday)s afternoon") % weekday
    return _("%(weekday)s evening") % weekday


def infusion(number: int) -> str:
    """`third infusion`; after the twelfth, `infusion 13`."""
    names = (
        _("first infusion"),
        _("second infusion"),
        _("third infusion"),
        _("fourth infusion"),
        _("fifth infusion"),
        _("sixth infusion"),
        _("seventh infusion"),
        _("eighth infusion"),
        _("ninth infusion"),
        _("tenth infusion"),
        _("eleventh infusion"),
        _("twelfth infusion"),
    )
    return names[number - 1] if number <= len(names) else _("infusion %(number)s") % {"number": number}
