"""What came of a step, in the words of the person who took it, and what others did meanwhile."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from handrail.care import rules
from handrail.clinic.models import Chair, Device, Person, Visit
from handrail.pathway.events import (
    BagCheckDiffered,
    BagChecked,
    BagPrepared,
    DeviceBound,
    DeviceUnbound,
    Event,
    InfusionCompleted,
    InfusionOrdered,
    InfusionStarted,
    InfusionStopped,
    LinePrimed,
    OrderRefused,
    PatientLeft,
    PatientSeated,
    StartRefused,
    WatcherNamed,
)
from handrail.web.core_words import in_words
from handrail.web.prepare import times
from handrail.web.prepare.figures import line_words
from handrail.web.prepare.story import Difference, Done


def sentence(events: tuple[Event, ...], visit: Visit) -> str:
    """One sentence on what was written; where nothing was, that it was so already."""
    if not events:
        return _("It was so already. Nothing was changed.")
    match events[-1]:
        case InfusionOrdered(dose=dose, dose_per_weight=by_weight, length=length):
            return _("Ordered: %(dose)s (%(by_weight)s) over %(length)s.") % {
                "dose": dose,
                "by_weight": by_weight,
                "length": length,
            }
        case OrderRefused(because=because):
            return in_words(because)
        case PatientSeated(chair=chair):
            return _("Seated in chair %(number)s.") % {"number": _chair(chair)}
        case WatcherNamed(person=person):
            return _("%(name)s watches from now on.") % {"name": _person(person)}
        case DeviceBound(device=device):
            return _("%(device)s is bound to this chair and patient.") % {"device": _device(device)}
        case DeviceUnbound(device=device):
            return _("%(device)s is unbound.") % {"device": _device(device)}
        case BagPrepared():
            return _("The bag is written down. Now a second person checks it, on their own log-in.")
        case BagChecked():
            return _("Checked: both figures agree.")
        case BagCheckDiffered():
            return _("The figures differ. It is written down; the bag is not used until two people agree.")
        case LinePrimed() as primed:
            return line_words(primed, rules.of_visit(visit)) + "."
        case PatientLeft():
            return _("Has gone home. The devices are unbound and the chair is free.")
        case _:
            return _("Done.")


def meanwhile(done: Done, now: datetime, zone: ZoneInfo) -> str:
    """What somebody else did while this page was looked at; no figure of a bag is in it."""
    return f"{times.clock(done.at, now, zone)} {done.by_name}: {_did(done.event)}"


def _did(event: Event) -> str:
    match event:
        case InfusionOrdered(dose=dose, length=length):
            return _("ordered %(dose)s over %(length)s") % {"dose": dose, "length": length}
        case PatientSeated(chair=chair):
            return _("seated the patient in chair %(number)s") % {"number": _chair(chair)}
        case WatcherNamed(person=person):
            return _("named who watches: %(name)s") % {"name": _person(person)}
        case DeviceBound(device=device):
            return _("bound %(device)s") % {"device": _device(device)}
        case DeviceUnbound(device=device):
            return _("unbound %(device)s") % {"device": _device(device)}
        case BagPrepared():
            return _("made the bag")
        case BagChecked():
            return _("checked the bag, the figures agree")
        case BagCheckDiffered():
            return _("checked the bag, the figures differ")
        case LinePrimed():
            return _("said what the line was filled with")
        case OrderRefused() | StartRefused():
            return _("asked for something that was refused")
        case InfusionStarted():
            return _("started the infusion")
        case InfusionStopped() | InfusionCompleted():
            return _("ended the infusion")
        case PatientLeft():
            return _("let the patient go home")
        case _:
            return event.kind()


def which_differs(difference: Difference) -> str:
    """Which figure differs, without either person's."""
    if difference.drawn_differs and difference.rate_differs:
        return _("The drawn volume and the pump rate differ.")
    return _("The drawn volume differs.") if difference.drawn_differs else _("The pump rate differs.")


def _chair(chair: str) -> str:
    return str(Chair.objects.filter(pk=chair).values_list("number", flat=True).first() or "–")


def _person(person: str) -> str:
    return Person.objects.filter(pk=person).values_list("name", flat=True).first() or person


def _device(device: str) -> str:
    return Device.objects.filter(pk=device).values_list("name", flat=True).first() or device
