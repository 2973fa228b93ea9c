"""Every sentence of the board, for the page as it is loaded and for the script that keeps it alive: one catalogue."""

from django.utils.translation import gettext as _

from handrail.care.rules import Rules
from handrail.web.core_words import channel_words
from handrail.web.infuse import words as infuse

Words = dict[str, str]

SHARED = ("condition.", "channel.", "alarm.of_channel", "alarm.pump_differs", "sound.off", "sound.untouched", "told.")
"""What the infusion's screen calls its conditions and signals, the board calls them too."""


def words(*protocols: Rules) -> Words:
    """The board's sentences in the language of the request, by name. `{places}` are filled in where they are written.

    Alarm conditions are called what these protocols call them.
    """
    own = {
        **_head(),
        **_to_read(),
        **_phases(),
        **_minutes(),
        **_next(),
        **_values(),
        **_alarms(),
        **_rail(),
        **_stream(),
    }
    shared = {name: said for name, said in infuse.words(*protocols).items() if name.startswith(SHARED)}
    return {**own, **channel_words(), **shared}


def say(catalogue: Words, name: str, /, **places: object) -> str:
    """The sentence under that name, with its places filled in."""
    return catalogue[name].format(**places)


def coded(catalogue: Words, name: str, code: str, /, **places: object) -> str:
    """The sentence under `name.code`, or under `name.unknown` where the code is new here."""
    key = f"{name}.{code}"
    return say(catalogue, key if key in catalogue else f"{name}.unknown", code=code, **places)


def _head() -> Words:
    return {
        "board.title": _("Board"),
        "need.one": _("{chair} needs someone"),
        "need.several": _("Chairs {chairs} need someone"),
        "need.seen": _("{chair}: {name} has seen it"),
        "need.look.one": _("{chair}: look when you can"),
        "need.look.several": _("Chairs {chairs}: look when you can"),
        "need.none": _("No alarms"),
        "need.chair": _("Chair {number}"),
        "need.and": _("{first} and {last}"),
        "need.more": _("{chairs} and {number} more"),
        "talking.one": _("A device is talking that belongs to no chair: {devices}"),
        "talking.several": _("{number} devices are talking that belong to no chair: {devices}"),
        "talking.one.unnamed": _("A device is talking that belongs to no chair"),
        "talking.several.unnamed": _("{number} devices are talking that belong to no chair"),
        "coming": _("Coming"),
        "coming.without_chair": _("no chair yet"),
        "chairs.none": _("This clinic has no chairs yet. They will stand here, each with its patient."),
    }


def _to_read() -> Words:
    return {
        "to_read.unread.mine": _("{patient} has answered ({scale}, {time}). You promised to read it."),
        "to_read.unread.others": _(
            "{patient} has answered ({scale}, {time}), and nobody has read it. {reader} had promised."
        ),
        "to_read.unread.nobodys": _("{patient} has answered ({scale}, {time}), and nobody has read it."),
        "to_read.open": _("{patient} ({scale}, {time}): what came of the answer is not written down yet."),
        "to_read.awaited": _("You read today what comes from: {names}"),
        "to_read.more": _("+{number} more"),
    }


def _phases() -> Words:
    return {
        "phase.empty": _("Empty"),
        "phase.empty_since": _("Since {time}"),
        "phase.before": _("Preparing"),
        "phase.ready": _("Ready to start"),
        "phase.infusing": _("Infusing, minute {minute} of {length}"),
        "phase.dose_in": _("Dose is in, drip still runs"),
        "phase.paused": _("Paused at minute {minute}"),
        "phase.recovering": _("Recovering"),
        "phase.stopped": _("Stopped early, recovering"),
        "phase.unknown": _("{code}"),
    }


def _minutes() -> Words:
    return {
        "minutes.left": _("min left"),
        "minutes.paused": _("min paused"),
        "minutes.since_end": _("min since the end"),
        "minutes.to_start": _("to start, {time}"),
        "minutes.late": _("late, planned {time}"),
    }


def _next() -> Words:
    return {
        "next.order": _("Order"),
        "next.chair": _("Chair"),
        "next.bag": _("Bag to be made"),
        "next.second_check": _("Bag: second check"),
        "next.monitor": _("Monitor to be bound"),
        "next.watcher": _("Somebody to watch"),
        "next.unknown": _("Next: {code}"),
        "next.start": _("Start"),
        "next.end": _("End the infusion"),
        "next.cuff": _("Cuff"),
        "next.no_cuff": _("No cuff due"),
        "next.now": _("now"),
        "next.in": _("in {length}"),
        "next.late": _("{length} late"),
    }


def _values() -> Words:
    return {
        "value.nibp": _("BP"),
        "value.spo2": _("SpO₂"),
        "value.hr": _("HR"),
        "value.resp": _("RR"),
        "value.not_monitored": _("not monitored"),
        "age.seconds": _("{number} s"),
        "age.minutes": _("{number} min"),
        "age.hours": _("{hours} h {minutes}"),
        "watch.none": _("nobody watches"),
    }


def _alarms() -> Words:
    return {
        "why": _("why"),
        "priority.high": _("urgent"),
        "priority.medium": _("soon"),
        "priority.low": _("look"),
        "alarm.limit": _("Limit {limit}, for {length}"),
        "alarm.for": _("For {length}"),
        "alarm.seen": _("{name} has seen it, {time}"),
        "alarm.silent_until": _("Sound off until {time}"),
        "alarm.more": _("+{number} more"),
        "alarm.more_unseen": _("+{number} not seen"),
        "somebody": _("Somebody"),
        "sound.on_urgent": _("Sound on for urgent alarms"),
    }


def _rail() -> Words:
    return {
        "rail.now": _("now"),
        "rail.leaves": _("may leave {low} to {high}"),
        "rail.leaves_from": _("may leave from {low}"),
    }


def _stream() -> Words:
    return {
        "live.still": _("As of {time}. This page stands still and makes no sound until it is connected."),
        "live.live": _("Live"),
        "live.connecting": _("Connecting"),
        "live.silent": _("Not live for {length}: the server is silent."),
        "live.offline": _("Not live for {length}: no connection to the server."),
        "live.login": _("Not live: your log-in has ended."),
        "live.gone": _("Not live: this board is not yours any more."),
        "live.last": _("Last news {time}. Watch the bedside monitors."),
        "live.log_in": _("Log in"),
    }
