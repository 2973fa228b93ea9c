"""What came of a deed, in the words of the person who did it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from handrail.care.deed import Done
from handrail.clinic.models import Person
from handrail.pathway.events import Event, ExperienceRated, InfusionCompleted, InfusionOrdered, RateChanged
from handrail.pathway.session import Deed
from handrail.web.infuse.event_words import as_read

REFUSALS: Final = {
    "not_running": gettext_noop("Nothing runs now, so there is no rate to change. Resume first, if it should run."),
    "already_slower": gettext_noop("It runs slower than that already. Nothing was changed."),
    "prescriber_only": gettext_noop("That is faster. Ask the prescriber, who may raise it up to the order."),
    "above_ceiling": gettext_noop("That is above what is ordered. Choose a lower rate."),
    "not_in_bag": gettext_noop("The bag does not hold that much. Order a new bag."),
    "no_order": gettext_noop("There is no order to amend."),
    "not_paused": gettext_noop("It is not paused. Nothing was changed."),
    "prescriber_after_high": gettext_noop("A high alarm stood during this pause. The prescriber resumes."),
    "prescriber_after_second_pause": gettext_noop("This is the second such pause. Ask the prescriber how to go on."),
    "above_resume_rate": gettext_noop(
        "After such a pause it goes on at three quarters or less. Choose a lower rate, or ask the prescriber."
    ),
    "started": gettext_noop("It has been started before. Resume it, if it is paused."),
    "order": gettext_noop("There is no order yet. A prescriber orders the infusion first."),
    "chair": gettext_noop("Nobody is seated yet. Say which chair."),
    "bag": gettext_noop("There is no bag yet. Prepare it first."),
    "second_check": gettext_noop("The bag needs a second person's check first."),
    "monitor": gettext_noop("No monitor is bound to this chair. Bind it first."),
    "watcher": gettext_noop("Nobody watches this chair yet. Say who does."),
}


def refusal(code: str) -> str:
    """Why an intention was refused, and what to do; a reason that is a sentence already is told as it is."""
    return _(REFUSALS.get(code, code))


def sentence(done: Done, zone: ZoneInfo) -> str:
    """One sentence on what was written; where nothing was, that it was so already."""
    if done.refused:
        return refusal(done.refused)
    if not done.events:
        return _("It was so already. Nothing was changed.")
    return _of(done.events[-1], _clock(done.at, zone), done.session.order)


SENTENCES: Final = {
    "InfusionStarted": gettext_noop("Started at %(rate)s at %(clock)s."),
    "RateChanged": gettext_noop("Raised to %(rate)s at %(clock)s."),
    "Slowed": gettext_noop("Slowed to %(rate)s at %(clock)s."),
    "InfusionPaused": gettext_noop("Paused at %(clock)s."),
    "InfusionResumed": gettext_noop("Resumed at %(rate)s at %(clock)s."),
    "InfusionStopped": gettext_noop("Stopped at %(clock)s, with %(given)s given."),
    "InfusionCompleted": gettext_noop("Ended at %(clock)s, with %(given)s given."),
    "CompletedShort": gettext_noop(
        "Ended at %(clock)s, with %(given)s given by the chart: %(short)s short of the dose. Say why."
    ),
    "OrderAmended": gettext_noop("Order amended at %(clock)s: %(dose)s, up to %(rate)s."),
    "EventMarked": gettext_noop("Marked as number %(number)s at %(clock)s."),
    "FeltRated": gettext_noop("Felt %(of_ten)s of 10, written down at %(clock)s."),
    "NauseaRated": gettext_noop("Nausea %(of_ten)s of 10, written down at %(clock)s."),
    "AlarmAcknowledged": gettext_noop("Seen at %(clock)s. The alarm stays until its cause is gone."),
    "AlarmSoundPaused": gettext_noop("The sound is off for now, and comes back by itself."),
}
WRITTEN: Final = gettext_noop("Written down at %(clock)s.")


def _of(event: Event, clock: str, order: InfusionOrdered | None) -> str:
    return _(SENTENCES.get(_name(event), WRITTEN)) % {**as_read(event, order), "clock": clock}


def _name(event: Event) -> str:
    match event:
        case RateChanged(rate=rate, previous=previous) if rate < previous:
            return "Slowed"
        case InfusionCompleted(short=short) if short is not None:
            return "CompletedShort"
        case ExperienceRated(scale=scale):
            return "FeltRated" if scale == "felt" else "NauseaRated"
        case _:
            return event.kind()


def changes(deeds: Iterable[Deed], zone: ZoneInfo) -> list[str]:
    """What others did meanwhile, a line each: when, who, what."""
    found = list(deeds)
    names = dict(Person.objects.filter(pk__in={deed.by for deed in found}).values_list("pk", "name"))
    return [f"{_clock(deed.at, zone)} {names.get(deed.by, deed.by)}: {_did(deed)}" for deed in found]


def _did(deed: Deed) -> str:
    texts = {
        "InfusionStarted": _("started at %(rate)s"),
        "RateChanged": _("set the rate to %(rate)s"),
        "InfusionPaused": _("paused"),
        "InfusionResumed": _("resumed at %(rate)s"),
        "InfusionStopped": _("stopped"),
        "InfusionCompleted": _("ended it, dose in"),
        "OrderAmended": _("amended the order, up to %(rate)s"),
    }
    return texts[deed.kind] % {"rate": deed.rate}


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%H:%M:%S")
