"""What is said of the choices at the bedside: their names, the four lines under each, the forecast in words, the hints."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from handrail.web.infuse.said import refusal

Words = dict[str, str]
AGAINST_RESUMING = (
    "second_check",
    "above_ceiling",
    "prescriber_after_high",
    "prescriber_after_second_pause",
    "above_resume_rate",
    "prescriber_only",
)
"""Every code of `handrail.pathway.infuse.rate.against_resuming`."""


def choice_words() -> Words:
    """These sentences by name."""
    return {**_choices(), **_lines(), **_outlook(), **_confirmations(), **_hints(), **_refused()}


def _refused() -> Words:
    """Why a choice is not offered to whoever looks."""
    return {f"refused.{code}": refusal(code) for code in AGAINST_RESUMING}


def _choices() -> Words:
    return {
        "verb.go_on": _("Go on"),
        "verb.slow_75": _("Slow to 75%"),
        "verb.slow_half": _("Slow to half"),
        "verb.pause": _("Pause"),
        "verb.stop": _("Stop"),
        "verb.other": pgettext("short", "Other rate"),
        "verb.resume_75": _("Resume at 75%"),
        "verb.resume": _("Resume as before"),
        "verb.complete": _("Dose is in: end"),
        "verb.start": _("Start"),
        "choice.rate": _("{rate} mL/h"),
        "choice.then": pgettext("short", "{rate} after {minutes} min"),
        "choice.until": pgettext("short", "to {time}"),
        "choice.lower_only": _("lower only"),
        "choice.any_rate": _("up to the order"),
        "choice.sending": _("Writing it down"),
    }


def _lines() -> Words:
    """The four lines that stand under every choice."""
    return {
        "line.highest": _("9 of 10 stay below"),
        "line.highest_short": pgettext("short, before a pressure", "9 of 10 below"),
        "line.pressure": pgettext("short", "Pressure"),
        "line.under_one": _("under 1"),
        "line.of_hundred": _("{number} of 100"),
        "line.no_cuff": _("no cuff yet"),
        "line.cuff_old": _("last cuff too old"),
        "line.cuff_unconfirmed": _("wait for the recheck"),
        "line.one_cuff": _("one cuff only"),
        "line.talking": pgettext("before a number of minutes", "Talk"),
        "line.standing": pgettext("before a number of minutes", "Stand"),
        "line.leaving": pgettext("before a number of minutes", "Leave"),
        "line.now": pgettext("from when", "now"),
        "line.from_now": pgettext("from now, nobody knows until when", "now+"),
        "line.span": pgettext("from when until when", "{from}–{to}"),
        "line.over": pgettext("later than so many minutes", "{minutes}+"),
        "line.minutes": _("{number} min"),
        "line.given": pgettext("before a dose", "In all"),
        "line.mg": _("{dose} mg"),
    }


def _outlook() -> Words:
    """The forecast in words. It never argues for faster, and dissociation is never a goal."""
    return {
        "if.go_on": _("If it goes on"),
        "if.paused": _("If it stays paused"),
        "if.ended": _("From now on"),
        "if.slow_75": _("If slowed to 75%"),
        "if.slow_half": _("If slowed to half"),
        "if.pause": _("If paused {minutes} min, then 75%"),
        "if.stop": _("If stopped"),
        "if.complete": _("If ended"),
        "if.other": _("At {rate} mL/h"),
        "if.resume": _("If resumed as before"),
        "if.resume_75": _("If resumed at 75%"),
        "outlook.pressure": _("{if}: of 10 people like this, {nine} in the next {minutes} minutes."),
        "outlook.nine": _("about 9 stay below {limit}"),
        "outlook.no_cuff": _("{if}: there is no cuff yet, so nothing is said of pressure."),
        "outlook.cuff_old": _("{if}: the last cuff is too old, so nothing is said of pressure."),
        "outlook.cuff_unconfirmed": _(
            "{if}: the last cuff waits for its recheck, so nothing is said of pressure. Go by the reading."
        ),
        "outlook.shows.one": _("It shows in the pressure in about {number} minute."),
        "outlook.shows.other": _("It shows in the pressure in about {number} minutes."),
        "outlook.half_shows.one": _("Slowing to half shows in the pressure in about {number} minute."),
        "outlook.half_shows.other": _("Slowing to half shows in the pressure in about {number} minutes."),
        "outlook.shows_both": _("Felt less in about {felt} min, pressure in {pressure}."),
        "outlook.shows_felt": _("Felt less in about {felt} min."),
        "outlook.half_shows_both": _("Slowing to half: felt less in about {felt} min, pressure in {pressure}."),
        "outlook.half_shows_felt": _("Slowing to half: felt less in about {felt} min."),
        "ready.by_score": _("by the score, not by the clock"),
        "outlook.model": _("A model, not a measurement."),
        "outlook.old": _("Forecast of {time}, {age} old: nothing newer comes."),
        "outlook.lost": _("No forecast: nothing new has come for too long."),
        "outlook.waiting": _("The forecast is being worked out."),
        "outlook.refused": _("No forecast: {because}"),
        "outlook.refused.not_started": _("The forecast begins with the infusion."),
        "outlook.refused.no_order": _("The forecast begins with the infusion."),
        "outlook.refused.out_of_range": _(
            "No forecast: no published model was made for a person of this age or weight."
        ),
        "outlook.refused.switched_off": _("Forecasts are switched off in this clinic."),
    }


def _confirmations() -> Words:
    return {
        "confirm.go_on": _("Go on as it is"),
        "confirm.slow_75": _("Slow to 75% now"),
        "confirm.slow_half": _("Slow to half now"),
        "confirm.pause": _("Pause now"),
        "confirm.stop": _("Stop now"),
        "confirm.other": _("{rate} mL/h now"),
        "other.bounds": _("From {least} to {most} mL/h, and no more than is ordered."),
        "other.lower": _("Lower than {rate} mL/h, at least {least}."),
        "other.comma": _("Is it {point} or {whole}? Type it with a point, or without."),
        "other.unreadable": _("Type a rate such as 95.5: digits, a point, one decimal at most."),
        "other.at_least": _("Enter at least {least} mL/h. To give nothing, pause or stop."),
        "other.at_most": _("Enter at most {most} mL/h: a pump is set to no more."),
        "other.not_lower": _("Enter less than {rate} mL/h. Only the prescriber raises it."),
        "confirm.other_empty": _("Enter a rate"),
        "confirm.other_lower": _("Enter a lower rate"),
        "confirm.resume_75": _("Resume at 75% now"),
        "confirm.resume": _("Resume as before now"),
        "confirm.complete": _("End now"),
        "confirm.start": _("Start now"),
    }


def _hints() -> Words:
    return {
        "hint.rest": _("The first tap shows what it would do, the second does it. The pump is set by hand."),
        "hint.go_on": _("Going on at {rate} mL/h, until {time}. Nothing is to be set."),
        "hint.slow_75": _(
            "Set the pump to {rate} mL/h and tap the lit key: until {time}. This screen does not drive the pump."
        ),
        "hint.slow_half": _(
            "Set the pump to {rate} mL/h and tap the lit key: until {time}. This screen does not drive the pump."
        ),
        "hint.pause": _("Pause the pump and tap the lit key. This screen does not drive the pump."),
        "hint.stop": _(
            "Stop the pump, disconnect at the hub, never flush. Tap the lit key. This screen does not drive the pump."
        ),
        "hint.other": _("Enter the rate in mL/h, set the pump to it, and tap the lit key."),
        "hint.other_lower": _("Enter a rate lower than {rate} mL/h, set the pump to it, and tap the lit key."),
        "hint.resume_75": _(
            "Set the pump to {rate} mL/h and tap the lit key: until {time}. This screen does not drive the pump."
        ),
        "hint.resume": _(
            "Set the pump to {rate} mL/h and tap the lit key: until {time}. This screen does not drive the pump."
        ),
        "hint.complete": _("The dose is in. End the pump and tap the lit key."),
        "hint.start": _("Start the pump at {rate} mL/h and tap the lit key. This screen does not drive the pump."),
        "hint.vanished": _("What was in the hand cannot be done any more. Look again at what can."),
        "hint.changed": _("The rate was changed meanwhile. In the hand: {rate} mL/h."),
    }
