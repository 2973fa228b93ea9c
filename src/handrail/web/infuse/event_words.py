"""Each recorded event as a short line."""

from dataclasses import fields
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from handrail.care.rules import Rules
from handrail.pathway import events as e
from handrail.web.core_words import in_words as refused_because
from handrail.web.infuse.doses import shown_dose
from handrail.web.infuse.names import (
    condition_name,
    device_name,
    is_pump_against_chart,
    lacking_name,
    mark_name,
    reason_name,
)

STARS: Final = {"low": "*", "medium": "**", "high": "***"}

LINES: Final = {
    "InfusionOrdered": gettext_noop("Ordered %(dose)s (%(dose_per_weight)s) over %(length)s"),
    "OrderRefused": gettext_noop("Order refused: %(because)s"),
    "DeedRefused": gettext_noop("Refused: %(because)s"),
    "PatientSeated": gettext_noop("Seated"),
    "WatcherNamed": gettext_noop("Watches from now on"),
    "BagPrepared": gettext_noop("Bag made: %(drawn)s drawn, %(volume)s in all, %(rate)s"),
    "BagChecked": gettext_noop("Bag checked, the figures agree"),
    "BagCheckDiffered": gettext_noop("Bag checked, the figures differ: %(because)s"),
    "PrimedWithDrug": gettext_noop("Line filled with the drug"),
    "PrimedWithSaline": gettext_noop("Line filled with saline"),
    "DeviceBound": gettext_noop("Device bound: %(device_kind)s"),
    "DeviceUnbound": gettext_noop("Device unbound"),
    "InfusionStarted": gettext_noop("Started at %(rate)s"),
    "StartedAllTheSame": gettext_noop("Started at %(rate)s, without %(lacking)s"),
    "StartRefused": gettext_noop("Start refused"),
    "RateChanged": gettext_noop("Rate %(rate)s, was %(previous)s"),
    "RateChangeRefused": gettext_noop("Rate refused: %(rate)s"),
    "OrderAmended": gettext_noop("Order amended: %(dose)s over %(length)s, up to %(rate)s"),
    "InfusionPaused": gettext_noop("Paused"),
    "PausedFor": gettext_noop("Paused: %(why)s"),
    "InfusionResumed": gettext_noop("Resumed at %(rate)s"),
    "ResumeRefused": gettext_noop("Resuming refused: %(rate)s"),
    "InfusionStopped": gettext_noop("Stopped, %(given)s given"),
    "InfusionCompleted": gettext_noop("Ended, %(given)s given"),
    "CompletedShort": gettext_noop("Ended as complete, %(given)s given by the chart, %(short)s short"),
    "ReasonGiven": gettext_noop("Because: %(why)s"),
    "EventMarked": gettext_noop("%(number)s: %(mark_name)s"),
    "MarkDescribed": gettext_noop("%(number)s: %(said)s"),
    "CuffCharted": gettext_noop("Cuff %(reading)s"),
    "CuffByHand": gettext_noop("Cuff %(reading)s, by hand"),
    "CuffSetAside": gettext_noop("A cuff reading was set aside as artefact"),
    "FeltRated": gettext_noop("Felt %(of_ten)s of 10"),
    "NauseaRated": gettext_noop("Nausea %(of_ten)s of 10"),
    "ForecastShown": gettext_noop("Forecast from %(readings)s readings"),
    "ForecastFromOne": gettext_noop("Forecast from one reading"),
    "ResponseLearned": gettext_noop("What was learned is kept for the next session"),
    "ScaleAsked": gettext_noop("Asked to fill in: %(scale)s"),
    "ReadingPromised": gettext_noop("Somebody reads the answer today"),
    "ScaleTakenBack": gettext_noop("What was asked was taken back"),
    "ScaleAnswered": gettext_noop("Filled in: %(scale)s"),
    "AnswerRead": gettext_noop("What was answered was read"),
    "AnswerFollowedUp": gettext_noop("What came of an answer was written down"),
    "ProtocolShipped": gettext_noop("Protocol %(release)s came with the software"),
    "ProtocolProposed": gettext_noop("A change of the protocol was proposed: %(why)s"),
    "ProposalReviewed": gettext_noop("A proposed protocol was reviewed by %(name)s"),
    "ProposalWithdrawn": gettext_noop("A proposed protocol was withdrawn"),
    "ProtocolSigned": gettext_noop("Protocol %(release)s signed by %(name)s"),
    "ProtocolSigningRefused": gettext_noop("A protocol could not be signed"),
    "AlarmRaised": gettext_noop("%(stars)s %(what)s %(value)s"),
    "AlarmWorsened": gettext_noop("%(stars)s %(what)s %(value)s"),
    "AlarmEased": gettext_noop("%(stars)s %(what)s %(value)s, easier"),
    "AlarmCleared": gettext_noop("%(what)s: over"),
    "AlarmAcknowledged": gettext_noop("Seen: %(what)s"),
    "AlarmSoundPaused": gettext_noop("Sound off for now: %(what)s"),
    "WatchInterrupted": gettext_noop("Nobody watched for %(seconds)s s"),
    "MinuteSealed": gettext_noop("%(count)s samples sealed"),
    "LateSamplesSealed": gettext_noop("%(count)s late samples sealed"),
    "PatientLeft": gettext_noop("Went home"),
}


COVERED: Final = {
    "BagPrepared": gettext_noop("Bag made"),
    "BagCheckDiffered": gettext_noop("Bag checked, the figures differ"),
}
"""While a second person has yet to work a bag out alone, its figures are covered here too."""


DIFFERS: Final = {
    "AlarmRaised": gettext_noop("%(stars)s Pump says %(value)s mL/h, charted %(limit)s mL/h"),
    "AlarmWorsened": gettext_noop("%(stars)s Pump says %(value)s mL/h, charted %(limit)s mL/h"),
}
"""Where pump and chart differ, both rates are told."""


def in_words(
    event: e.Event,
    rules: Rules,
    said: str | None = None,
    *,
    covered: bool = False,
    order: e.InfusionOrdered | None = None,
) -> str:
    """The line; `said` are the opened words of an event that holds any, `covered` keeps a bag's figures back.

    `order` says how finely doses are read, `rules` what conditions are called.
    """
    if covered and event.kind() in COVERED:
        return _(COVERED[event.kind()])
    name, more = _more(event, rules, said)
    known = as_read(event, order)
    differs = name in DIFFERS and known["limit"] and is_pump_against_chart(known["condition"], rules)
    lines = DIFFERS if differs else LINES
    return _(lines[name]) % {**known, **more}


def as_read(event: e.Event, order: e.InfusionOrdered | None) -> dict[str, Any]:
    """An event's fields, what was given as finely as a dose is read."""
    known = {field.name: getattr(event, field.name) for field in fields(event)}
    if isinstance(event, e.InfusionStopped | e.InfusionCompleted):
        known["given"] = shown_dose(event.given, order)
    return known


def _more(event: e.Event, rules: Rules, said: str | None) -> tuple[str, dict[str, Any]]:
    """Which line, and what stands in it besides the event's own fields."""
    match event:
        case e.InfusionPaused(pause_for=str() as why):
            return "PausedFor", {"why": reason_name(why)}
        case e.InfusionCompleted(short=short) if short is not None:
            return "CompletedShort", {}
        case e.InfusionStarted(missing=(_first, *_others) as missing):
            return "StartedAllTheSame", {"lacking": ", ".join(lacking_name(name) for name in missing)}
        case e.ReasonGiven(reason=reason):
            return event.kind(), {"why": ", ".join(filter(None, (reason_name(reason), said)))}
        case e.EventMarked(mark=mark):
            return event.kind(), {"mark_name": mark_name(mark)}
        case e.MarkDescribed():
            return event.kind(), {"said": said or _("time changed")}
        case e.DeviceBound(device_kind=kind):
            return event.kind(), {"device_kind": device_name(kind)}
        case e.CuffCharted(source=source):
            return event.kind() if source == "device" else "CuffByHand", _of_signals(event, rules)
        case e.ExperienceRated(scale=scale):
            return "FeltRated" if scale == "felt" else "NauseaRated", {}
        case e.ForecastShown(readings=1):
            return "ForecastFromOne", {}
        case e.OrderRefused(because=because) | e.DeedRefused(because=because):
            return event.kind(), {"because": refused_because(because)}
        case e.LinePrimed(primed_with=primed_with):
            return "PrimedWithDrug" if primed_with == "drug" else "PrimedWithSaline", {}
        case _:
            return event.kind(), _of_signals(event, rules)


def _of_signals(event: e.Event, rules: Rules) -> dict[str, Any]:
    if isinstance(event, e.CuffCharted):
        return {"reading": f"{event.systolic.written}/{event.diastolic.written}"}
    if isinstance(event, e.WatchInterrupted):
        return {"seconds": round((event.to_at - event.from_at).total_seconds())}
    condition, priority = getattr(event, "condition", None), getattr(event, "priority", None)
    named = {"what": condition_name(condition, rules)} if condition else {}
    return {**named, "stars": STARS[priority]} if priority else named
