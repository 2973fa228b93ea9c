"""The devices page: read, not live; it says when it was made."""

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from handrail.clinic.roles import STAFF, may
from handrail.web import clock
from handrail.web.board.place import clinic_of
from handrail.web.devices_page.screen import Refused, Shown, Trouble, devices, refused
from handrail.web.doors import PersonRequest, door

JUST_NOW = timedelta(seconds=2)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = "j M"


@door(*STAFF)
@never_cache
@require_safe
def page(request: PersonRequest) -> HttpResponse:
    """What is bound, what was heard, what was not taken and what to do about it."""
    clinic = clinic_of(request.visible, request.GET.get("clinic"))
    now = clock.now()
    context = {
        "now": now,
        "devices": [_device(one, now) for one in devices(clinic)],
        "refused": [_refused(one, now) for one in refused(clinic)],
        "clinic": clinic,
        "may_keep": may(request.user.roles(clinic), "keep"),
    }
    return render(request, "devices_page/devices.html", context)


def _device(shown: Shown, now: datetime) -> dict[str, object]:
    visit = shown.binding.visit if shown.binding else None
    return {
        "device": shown.device,
        "binding": shown.binding,
        "chair": visit.chair if visit else None,
        "url": f"/sessions/{visit.pk}/" if visit else None,
        "since": _when(shown.binding.bound_at, now, "H:i") if shown.binding else "",
        "heard": _ago(now - shown.heard_at) if shown.heard_at else _("nothing yet"),
        "silent": shown.heard_at is None,
    }


def _refused(one: Refused, now: datetime) -> dict[str, object]:
    crowd = one.trouble is Trouble.CROWD
    often = (
        ngettext("%(count)d connection", "%(count)d connections", one.count)
        if crowd
        else ngettext("%(count)d message", "%(count)d messages", one.count)
    )
    return {
        "message": one,
        "crowd": crowd,
        "name": _name(one),
        "from": _when(one.oldest_at, now),
        "to": _when(one.newest_at, now),
        "ago": _ago(now - one.newest_at),
        "often": often % {"count": one.count},
        "todo": _todo(one.trouble),
        "register": one.sender if one.trouble is Trouble.UNKNOWN and not one.secret else "",
    }


def _name(one: Refused) -> str:
    if one.secret:
        return _("Somebody who names no clinic")
    return one.device.name if one.device else one.sender.replace("|", ", ") or _("Somebody who gave no name")


def _todo(trouble: Trouble) -> str:
    """What a person can do about it, in the words of the ward."""
    match trouble:
        case Trouble.NOT_HL7:
            return _(
                "This is no HL7 message. Look at what was connected to the device port, and set it up as the device's manual says for HL7."
            )
        case Trouble.UNKNOWN:
            return _(
                "No device is known by the name that it sends. Look at that name on the device, or have it registered for this clinic."
            )
        case Trouble.UNREADABLE:
            return _(
                "This device is known, and what it sent cannot be read. Set its HL7 output up again, and look whether its values come."
            )
        case Trouble.UNREADABLE_STRANGER:
            return _(
                "What was sent cannot be read. Set the device's HL7 output up again: ORU^R01 messages, each with its own number, each value with its unit and status. Then have the device registered, if it is not."
            )
        case Trouble.UNBOUND:
            return _(
                "This device belongs to no chair. Bind it to the chair where it stands, and to the patient who sits there."
            )
        case Trouble.DISAGREES:
            return _(
                "Go to the chair: is this the patient whose name the device shows, and is the device's clock right? Mend it there, then bind the device again."
            )

        case Trouble.NUMBER_TWICE:
            return _(
                "Every value was taken. But this device gives different messages the same number (MSH-10), so that one sent again cannot always be told from a new one. Have its HL7 output set up so that each message gets its own."
            )
        case Trouble.CROWD:
            return _(
                "More connections came from this address than the device port takes on, and these were closed. Look at what stands there: a device that connects again and again, or something that is no device."
            )


def _when(moment: datetime, now: datetime, form: str = "H:i:s") -> str:
    """The time on the clinic's wall clock; with the day where that is not today."""
    there = timezone.localtime(moment)
    today = there.date() == timezone.localtime(now).date()
    return date_format(there, form if today else f"{DAY}, {form}")


def _ago(age: timedelta) -> str:
    """How long ago, in words."""
    if age < JUST_NOW:
        return _("just now")
    if age < MINUTE:
        return _("%(number)d s ago") % {"number": age.seconds}
    if age < HOUR:
        return _("%(number)d min ago") % {"number": age // MINUTE}
    return _("%(hours)d h %(minutes)02d ago") % {"hours": age // HOUR, "minutes": age % HOUR // MINUTE}
