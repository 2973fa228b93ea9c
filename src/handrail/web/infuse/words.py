"""Every sentence that the infusion screen's scripts write: one catalogue, in the language of the request.

`{places}` are filled in by the script. Names of alarm conditions are the protocol's own.
"""

from collections.abc import Sequence

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from handrail.care.rules import Rules
from handrail.web.core_words import channel_words
from handrail.web.infuse.choice_words import Words, choice_words
from handrail.web.infuse.names import LACKING, lacking_name

__all__ = ["Words", "words"]


def words(*protocols: Rules) -> Words:
    """The screen's sentences by name; alarm conditions are called what these protocols call them."""
    return {
        **_header(),
        **_stream(),
        **_ages(),
        **_figures(),
        **_alarms(),
        **_conditions(protocols),
        **_lanes(),
        **_answers(),
        **choice_words(),
        **_marks(),
        **_ratings(),
        **_events(),
        **_model(),
        **_missing(),
        **_told(),
    }


def _told() -> Words:
    return {
        "told.above": _("An answer needs a person: {scale}, question {items}, {time}."),
        "told.left_out": _("An answer needs a person: {scale}, question {items} was left out, {time}."),
        "told.unsent": _("An answer needs a person: {scale}, question {items}, {time}, started, not sent."),
        "told.unread": _("Not read yet."),
        "told.read": _("Read by {name}, {time}."),
        "told.more": _("+{number} more"),
    }


def _header() -> Words:
    return {
        "stop.arrived": _("Arrived"),
        "stop.prepared": _("Prepared"),
        "stop.start": _("Start"),
        "stop.end": _("End"),
        "stop.left": _("Left"),
        "stop.ready": _("Ready"),
        "ready.from": _("Ready from {time}"),
        "ready.open": _("late end unknown"),
        "ready.after": _("after {time}"),
        "rail.minute": _("minute {done} of {whole}"),
        "phase.ordered": _("ordered"),
        "phase.prepared": _("prepared"),
        "phase.ready": _("ready to start"),
        "phase.paused": _("paused"),
        "phase.stopped": _("stopped"),
        "phase.recovering": _("recovering"),
        "phase.left": _("has left"),
        "phase.empty": _("not ordered"),
        "left.min": _("min left"),
        "left.over": _("min over"),
        "left.since": _("min since the end"),
        "left.planned": _("min ordered"),
        "left.planned_at": _("planned {time}"),
        "left.end": _("ends {time}"),
        "left.new_end": _("ends {time}, was {was}"),
        "left.is_paused": _("PAUSED"),
        "left.mg": _("mg left"),
        "left.paused": _("paused {length}, end open"),
        "left.ended": _("ended {time}"),
        "watcher": _("{name} watches"),
        "watcher.none": _("Nobody watches"),
        "event.number": _("event {seq}"),
        "somebody": _("somebody"),
    }


def _stream() -> Words:
    return {
        "live.live": _("Live"),
        "live.connecting": _("Connecting"),
        "live.silent": _("No new data for {age}"),
        "live.offline": _("No connection for {age}"),
        "live.login": _("Your log-in has ended"),
        "live.gone": _("Not yours to see any more"),
    }


def _ages() -> Words:
    return {
        "age.now": _("now"),
        "age.seconds": _("{number} s"),
        "age.minutes": _("{number} min"),
        "age.hours": _("{hours} h {minutes}"),
        "age.ago": _("{age} ago"),
        "age.none_for": _("no value {length}"),
        "age.never": _("no device"),
        "age.nothing_yet": _("nothing yet"),
        "age.not_monitored": _("not monitored"),
    }


def _figures() -> Words:
    return {
        "limits.both": _("{low}–{high}"),
        "limits.low": _("over {low}"),
        "limits.high": _("under {high}"),
        "cuff.first": _("first {reading}"),
        "cuff.limit": _("limit {limit}"),
        "cuff.last": _("last {time}"),
        "cuff.in": _("in {length}"),
        "cuff.late": _("late by {length}"),
        "cuff.none_due": _("none due"),
        "cuff.set_aside": _("{reading} was not real: set it aside"),
        "cuff.unreadable": _("“{typed}” is no pressure. Type whole mmHg, two or three digits, such as 128."),
        "rate.given": _("{given} of {dose} mg"),
        "pump.says": _("pump says {rate}"),
        "pump.silent": _("pump silent"),
        "pump.never": _("no pump"),
        "effect.rising": _("Rising"),
        "effect.steady": _("Steady"),
        "effect.falling": _("Falling"),
        "effect.none": _("None"),
        "effect.unknown": _("No model"),
        "effect.awaited": pgettext("a forecast", "Working it out"),
    }


def _alarms() -> Words:
    return {
        "alarm.none": _("No alarm"),
        "alarm.over": _("This visit is over"),
        "alarm.against": _("{name} {value}, limit {limit}"),
        "alarm.and_now": _("{value}, now {latest}"),
        "alarm.value": _("{name} {value}"),
        "alarm.pump_differs": _("Pump says {pump} mL/h, charted {charted} mL/h"),
        "alarm.of_channel": _("{channel}: {name}"),
        "alarm.since": _("For {length}, since {time}."),
        "alarm.local": _("Looking again. Watch the bedside monitor."),
        "alarm.unseen": _("Not seen yet."),
        "alarm.seen_by": _("{name} saw it {time}."),
        "alarm.still": _("Still there. {name} saw it {time}."),
        "alarm.sound_back": _("Sound back in {length}."),
        "alarm.why": _("why"),
        "alarm.whole": _("more"),
        "alarm.less": _("less"),
        "alarm.more.one": _("{number} more"),
        "alarm.more.other": _("{number} more"),
        "alarm.sound_off": _("Sound off {minutes} min"),
        "alarm.i_have_seen": _("I have seen it"),
        "priority.high": _("High priority alarm."),
        "priority.medium": _("Medium priority alarm."),
        "priority.low": _("Low priority alarm."),
        "sound.on": _("Sound on"),
        "sound.untouched": _("Sound is off: touch anywhere"),
        "sound.off": _("Sound is off: turn on"),
        **channel_words(),
        "channel.unknown": _("Signal {code}"),
    }


def _conditions(protocols: Sequence[Rules]) -> Words:
    language = get_language() or "en"
    named = {
        f"condition.{name}": rules.condition_name(name, language)
        for rules in protocols
        for name in rules.protocol.alarms.rules
    }
    return {**named, "condition.watch_off": _("Handrail does not watch: go by the bedside monitors")}


def _lanes() -> Words:
    return {
        "lane.gap": _("no signal {length}"),
        "lane.blind": _("not watching {length}"),
        "lane.next_cuff": _("cuff {time}"),
        "lane.impossible": _("{reading} not possible"),
        "lane.new_bag": _("new bag, {strength} mg/mL"),
        "lane.rate_both": _("{ml} mL/h = {mg} mg/h"),
        "lane.until": _("{rate} until {time}"),
        "lane.ordered": _("as ordered {time}"),
        "lane.go_on": _("go on"),
        "lane.if_stopped": _("if stopped now"),
        "lane.if_paused": _("if it stays paused"),
        "lane.empty": _("Readings are drawn here as they come"),
        "lane.highest": _("highest {time}"),
        "lane.now": _("now"),
        "lane.end": _("end {time}"),
    }


def _answers() -> Words:
    return {
        "said.event": _("Event {seq}."),
        "said.repeated": _("It was written down once."),
        "said.changed": _("Meanwhile: {list}."),
        "said.not_done": _("Not done."),
        "said.unsent": _(
            "Not sent: this screen has no connection, and nothing is written down. The pump can be set all the same."
        ),
        "said.unknown": _(
            "No answer came, so it is not sure that it is written down. Try again: it is written once only."
        ),
        "said.logged_out": _("Not done: your log-in has ended. Log in again; nothing is written down."),
        "said.wrong": _("Not done: the server could not read it. Open this page anew."),
        "said.again": _("Try again"),
        "said.leave": _("Leave it"),
    }


def _marks() -> Words:
    return {
        "mark.comfort": _("Comfort"),
        "mark.medicine": _("Medicine"),
        "mark.symptom": _("Symptom"),
        "mark.toilet": _("Toilet"),
        "mark.needle": _("Needle"),
        "mark.other": _("Mark"),
        "mark.unknown": _("{code}"),
        "mark.title": _("{number} {kind}"),
        "mark.say_what": _("say what it was"),
        "mark.list.one": _("{number} mark"),
        "mark.list.other": _("{number} marks"),
    }


def _ratings() -> Words:
    return {
        "rating.last": _("{number} at {time}"),
        "rating.none": _("not asked yet"),
        "felt.of_ten": _("of 10"),
        "felt.never": _("not asked yet"),
    }


def _events() -> Words:
    return {
        "event.InfusionOrdered": _("Ordered"),
        "event.OrderRefused": _("Order refused"),
        "event.OrderAmended": _("Order amended"),
        "event.PatientSeated": _("Seated"),
        "event.WatcherNamed": _("Watches from now on"),
        "event.BagPrepared": _("Bag made"),
        "event.BagChecked": _("Bag checked"),
        "event.BagCheckDiffered": _("Bag checked, the figures differ"),
        "event.LinePrimed": _("Line filled"),
        "event.DeviceBound": _("Device bound"),
        "event.DeviceUnbound": _("Device unbound"),
        "event.InfusionStarted": _("Started"),
        "event.StartRefused": _("Start refused"),
        "event.RateChanged": _("Rate changed"),
        "event.RateChangeRefused": _("Rate change refused"),
        "event.InfusionPaused": _("Paused"),
        "event.InfusionResumed": _("Resumed"),
        "event.ResumeRefused": _("Resuming refused"),
        "event.InfusionStopped": _("Stopped"),
        "event.InfusionCompleted": _("Ended, dose in"),
        "event.DeedRefused": _("Refused"),
        "event.ReasonGiven": _("Reason given"),
        "event.EventMarked": _("Marked"),
        "event.MarkDescribed": _("Mark put into words"),
        "event.CuffCharted": _("Cuff charted"),
        "event.CuffSetAside": _("Cuff reading set aside"),
        "event.ExperienceRated": _("Rated"),
        "event.ForecastShown": _("Forecast"),
        "event.ResponseLearned": _("Learned"),
        "event.ScaleAsked": _("Asked to fill in"),
        "event.ReadingPromised": _("Answer is read today"),
        "event.ScaleTakenBack": _("Asking taken back"),
        "event.ScaleAnswered": _("Filled in"),
        "event.AnswerRead": _("Answer read"),
        "event.AnswerFollowedUp": _("Answer followed up"),
        "event.ProtocolShipped": _("Protocol shipped"),
        "event.ProtocolProposed": _("Protocol proposed"),
        "event.ProposalReviewed": _("Proposed protocol reviewed"),
        "event.ProposalWithdrawn": _("Proposed protocol withdrawn"),
        "event.ProtocolSigned": _("Protocol signed"),
        "event.ProtocolSigningRefused": _("Protocol not signed"),
        "event.AlarmRaised": _("Alarm"),
        "event.AlarmWorsened": _("Alarm, worse"),
        "event.AlarmEased": _("Alarm, easier"),
        "event.AlarmCleared": _("Alarm over"),
        "event.AlarmAcknowledged": _("Alarm seen"),
        "event.AlarmSoundPaused": _("Sound off for now"),
        "event.WatchInterrupted": _("Nobody watched"),
        "event.PatientLeft": _("Went home"),
        "event.unknown": _("{code}"),
    }


def _model() -> Words:
    return {
        "model.ng_per_ml": _("{value} ng/mL"),
        "model.range": _("{low} to {high} ng/mL"),
        "model.agree": _("{twins}, which agree with {readings}"),
        "model.readings.one": _("{number} reading"),
        "model.readings.other": _("{number} readings"),
        "model.score": _("Bands held {held} of {asked}"),
        "model.no_score": _("nothing to compare yet"),
        "model.share": _("{model}: {number} of 100"),
        "model.equal": _("in equal shares before the first reading"),
        "model.clements_1981": _("Clements 1981"),
        "model.domino_1982": _("Domino 1982"),
        "model.kamp_2020": _("Kamp 2020"),
        "model.perez_ruixo_2021": _("Perez-Ruixo 2021"),
        "model.simons_2022": _("Simons 2022"),
        "model.unknown": _("{code}"),
        "assumption.models_equal": _(
            "Nobody knows which published model fits this person: all begin alike, and the readings choose among them."
        ),
        "assumption.history_unknown": _(
            "Whether this person’s pressure is known to be high without the drug is not on record here."
        ),
        "assumption.effects_assumed": _("How strongly the drug acts is assumed where no study says it."),
        "assumption.charted_rates": _("Reckoned from the rates that were charted, not from what the pump gave."),
        "assumption.line_unknown": _(
            "Nobody has said what the line was filled with: the drug is taken to stand at the hub."
        ),
        "assumption.nothing_read": _(
            "Nothing was read from this person yet: these are people of the same age, weight and sex."
        ),
        "assumption.paused": _("Reckoned as standing still for as long as it is paused."),
        "assumption.unknown": _("{code}"),
    }


def _missing() -> Words:
    return {
        "missing.list": _("Still missing: {list}."),
        "missing.nothing": _("Nothing is missing."),
        **{f"missing.{name}": lacking_name(name) for name in LACKING},
        "missing.unknown": _("{code}"),
        "after.stopped": _("Stopped at {time}, {given} of {dose} mg given."),
        "after.completed": _("Ended at {time}, {given} mg given."),
        "after.watch": _("Signals and alarms go on until the patient has left."),
    }
