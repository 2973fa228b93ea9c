"""The board's rows in words and places, for the page as it is loaded. `row.js` says the same while the page lives.

A row is what a nurse reads from three metres to one: chair, minutes, who and where on the way, what is next or what is
wrong, the last values and how old they are, who watches.
"""

from datetime import datetime
from math import ceil, floor
from typing import Any
from zoneinfo import ZoneInfo

from handrail.pathway.events.codec import read_time
from handrail.web.board import rail
from handrail.web.board.words import Words, coded, say
from handrail.web.infuse.told import told_words

View = dict[str, Any]
Shown = dict[str, Any]

STARS = {"high": "***", "medium": "**", "low": "*"}
CONTINUOUS = ("spo2", "hr", "resp")
BEFORE_START = ("ordered", "prepared", "ready", "empty")
READABLE = ("fresh", "ageing")
LONG_TITLE, VERY_LONG_TITLE, LONG_NAME = 26, 32, 20
"""Letters from which a name is written smaller, or on two lines, so that it is not cut."""

DASHES = "- - -"
"""What stands where a value may not be read any more; on the infusion's screen too."""

MINUTE_S, HOUR_S = 60, 3600


class Rows:
    """Makes rows for one moment, one clinic's time zone and one reader's language."""

    def __init__(self, catalogue: Words, now: datetime, zone: ZoneInfo, language: str = "en") -> None:
        self.catalogue = catalogue
        self.now = now
        self.zone = zone
        self.language = language

    def row(self, chair: View) -> Shown:
        """One chair's row."""
        view = chair["view"]
        if view is None or view["phase"] == "left":
            return self._empty(chair)
        alarm = worst(view)
        return {
            "number": chair["number"],
            "url": view["url"],
            "state": _state(alarm),
            "who": view["patient"]["name"],
            "long_name": len(view["patient"]["name"]) > LONG_NAME,
            "phase": self._phase(view),
            **self._minutes(view),
            **(self._alarm(alarm, view["alarms"][1:]) if alarm else self._next(view)),
            "values": self._values(view),
            "watcher": first_name(view["watcher"]) or self._say("watch.none"),
            "watched": bool(view["watcher"]),
            **self._told(view["told"]),
            "rail": rail.shapes(view, self.now, self.time, self._say),
        }

    def time(self, moment: datetime) -> str:
        """A moment on the clinic's wall clock."""
        return moment.astimezone(self.zone).strftime("%H:%M")

    def _say(self, name: str, /, **places: object) -> str:
        return say(self.catalogue, name, **places)

    def _empty(self, chair: View) -> Shown:
        since = chair["empty_since"]
        return {
            "number": chair["number"],
            "url": None,
            "state": "empty",
            "who": self._say("phase.empty"),
            "phase": self._say("phase.empty_since", time=self.time(read_time(since))) if since else "",
            "rail": rail.shapes(None, self.now, self.time, self._say),
        }

    def _phase(self, view: View) -> str:
        phase, infusion = view["phase"], view["infusion"]
        if phase in BEFORE_START:
            return self._say("phase.before" if view["missing"] else "phase.ready")
        if phase == "infusing" and infusion["dose_in"]:
            return self._say("phase.dose_in")
        if phase == "recovering" and infusion["ended_as"] == "stopped":
            return self._say("phase.stopped")
        done, left = float(infusion["minutes_done"]), self._left(view)
        length = round(done + float(infusion["minutes_left"] or 0))
        minute = length - left if phase == "infusing" else floor(done)
        return coded(self.catalogue, "phase", phase, minute=max(0, minute), length=length)

    def _left(self, view: View) -> int:
        """Whole minutes until the dose is in, the one that has begun counted."""
        end = view["times"]["end_expected_at"]
        return max(0, ceil((read_time(end) - self.now).total_seconds() / MINUTE_S)) if end else 0

    def _minutes(self, view: View) -> Shown:
        """The big figure and what it counts."""
        phase, times = view["phase"], view["times"]
        if phase == "infusing":
            return self._figure(self._left(view), "minutes.left")
        if phase == "paused":
            return self._figure(self._minutes_since(times["paused_at"]), "minutes.paused")
        if phase in BEFORE_START:
            planned = read_time(times["planned_at"])
            ahead = ceil((planned - self.now).total_seconds() / MINUTE_S)
            name = "minutes.to_start" if ahead >= 0 else "minutes.late"
            return self._figure(abs(ahead), name, time=self.time(planned))
        return self._figure(self._minutes_since(times["ended_at"]), "minutes.since_end")

    def _figure(self, minutes: int, name: str, /, **places: object) -> Shown:
        return {"minutes": str(minutes), "unit": self._say(name, **places)}

    def _minutes_since(self, moment: str | None) -> int:
        return floor((self.now - read_time(moment)).total_seconds() / MINUTE_S) if moment else 0

    def _told(self, told: list[View]) -> Shown:
        """An answer that needs a person, in one quiet line."""
        if not told:
            return {}
        return {
            "told": told_words(self.catalogue, told[0], self.now, self.zone, self.language),
            "told_more": self._say("told.more", number=len(told) - 1) if len(told) > 1 else "",
            "told_read": bool(told[0]["read_by"]),
        }

    def _next(self, view: View) -> Shown:
        """What somebody has to do next at this chair, and when."""
        if view["missing"]:
            return {"title": coded(self.catalogue, "next", view["missing"][0]), "within": ""}
        if view["phase"] in BEFORE_START:
            return {"title": self._say("next.start"), "within": ""}
        if view["phase"] == "infusing" and view["infusion"]["dose_in"]:
            return {"title": self._say("next.end"), "within": self._say("next.now"), "due": True}
        due = view["numerics"]["nibp"]["next_due_at"]
        if due is None:
            return {"title": self._say("next.no_cuff"), "within": ""}
        ahead_s = (read_time(due) - self.now).total_seconds()
        return {"title": self._say("next.cuff"), "within": self._within(ahead_s), "due": ahead_s < MINUTE_S}

    def _within(self, ahead_s: float) -> str:
        if ahead_s >= MINUTE_S:
            return self._say("next.in", length=self._age(ceil(ahead_s / MINUTE_S) * MINUTE_S))
        if ahead_s > -MINUTE_S:
            return self._say("next.now")
        return self._say("next.late", length=self._age(-ahead_s))

    def _alarm(self, alarm: View, others: list[View]) -> Shown:
        """What is wrong, in one line that carries its stars, and under it how long and who knows."""
        title = f"{STARS[alarm['priority']]} {condition_words(self.catalogue, alarm)}"
        return {
            "title": title,
            "long": _length_of(title),
            "within": alarm["value"] if alarm["kind"] == "physiological" else "",
            "more": self._more(others),
            "priority": alarm["priority"],
            "word": self._say(f"priority.{alarm['priority']}"),
            "kind": alarm["kind"],
            "silenced": self._silenced(alarm),
            "why": alarm.get("why"),
            "then": self._since_and_who(alarm),
        }

    def _more(self, others: list[View]) -> str:
        unseen = sum(not alarm["acknowledged_at"] for alarm in others)
        if unseen:
            return self._say("alarm.more_unseen", number=unseen)
        return self._say("alarm.more", number=len(others)) if others else ""

    def _since_and_who(self, alarm: View) -> str:
        if alarm["acknowledged_at"]:
            name = first_name(alarm["acknowledged_by"]) or self._say("somebody")
            return self._say("alarm.seen", name=name, time=self.time(read_time(alarm["acknowledged_at"])))
        length = _length((self.now - read_time(alarm["since"])).total_seconds())
        passed = alarm["limit"] and alarm["kind"] == "physiological"
        said = self._say("alarm.limit" if passed else "alarm.for", limit=alarm["limit"], length=length)
        until = self._silenced(alarm)
        return f"{said}. {self._say('alarm.silent_until', time=until)}" if until else said

    def _silenced(self, alarm: View) -> str:
        until = alarm["sound_paused_until"]
        return self.time(read_time(until)) if until and read_time(until) > self.now else ""

    def _values(self, view: View) -> list[Shown]:
        """The last values with their ages, the cuff first; nothing before a device has spoken."""
        numerics = view["numerics"]
        cuff = numerics["nibp"]
        shown = [
            self._value("nibp", cuff, f"{cuff['systolic']}/{cuff['diastolic']}" if cuff["at"] else "", always=True)
        ]
        shown += [
            self._value(channel, numerics[channel], numerics[channel]["value"] or "", always=False)
            for channel in CONTINUOUS
            if channel != "resp" or view["breathing_monitored"]
        ]
        if view["infusion"] and not view["breathing_monitored"]:
            shown.append(self._unwatched("resp"))
        return [value for value in shown if value is not None]

    def _unwatched(self, channel: str) -> Shown:
        """A signal for which there is no sensor: said, because nobody would miss it otherwise."""
        label, said = self._say(f"value.{channel}"), self._say("value.not_monitored")
        return {"channel": channel, "label": label, "text": "", "status": "never", "age": said}

    def _value(self, channel: str, numeric: View, text: str, *, always: bool) -> Shown | None:
        """One value; a cuff always says its age, a continuous one where it is not fresh."""
        if numeric["status"] == "never" or not numeric["at"]:
            return None
        readable = numeric["status"] in READABLE
        age = self._age((self.now - read_time(numeric["at"])).total_seconds())
        return {
            "channel": channel,
            "label": self._say(f"value.{channel}"),
            "text": text if readable else DASHES,
            "status": numeric["status"],
            "age": age if always or numeric["status"] != "fresh" else "",
        }

    def _age(self, age_s: float) -> str:
        age_s = max(0.0, age_s)
        if age_s < MINUTE_S:
            return self._say("age.seconds", number=floor(age_s))
        if age_s < HOUR_S:
            return self._say("age.minutes", number=floor(age_s / MINUTE_S))
        hours, rest = divmod(floor(age_s), HOUR_S)
        return self._say("age.hours", hours=hours, minutes=f"{rest // MINUTE_S:02d}")


def worst(view: View) -> View | None:
    """The alarm that a row shows: the view has the worst first, and of two alike the one that nobody has seen."""
    alarms: list[View] = view["alarms"]
    return alarms[0] if alarms else None


def condition_words(catalogue: Words, alarm: View) -> str:
    """The protocol's name for what is wrong, or both rates where pump and chart differ; "silent:spo2" is its rule "silent" on that signal."""
    if alarm.get("rates"):
        return say(catalogue, "alarm.pump_differs", **alarm["rates"])
    rule, _, of = alarm["condition"].partition(":")
    name = catalogue.get(f"condition.{rule}")
    if name is None:
        return coded(catalogue, "channel", alarm["channel"])
    signal = _signal(catalogue, of) if of else ""
    if signal.lower() in name.lower():
        return name  # "Pump does not report" says which
    return say(catalogue, "alarm.of_channel", channel=signal, name=name)


def _signal(catalogue: Words, channel: str) -> str:
    """A signal as the row's own values call it, which is short."""
    return catalogue.get(f"value.{channel}") or coded(catalogue, "channel", channel)


def first_name(name: str | None) -> str:
    """What people on the ward call each other: the first name, or the title and name of a doctor."""
    words = (name or "").split()
    if words and words[0].endswith((".", "Dr", "Dra")):
        return " ".join((words[0], words[-1]))
    return words[0] if words else ""


def _state(alarm: View | None) -> str:
    if alarm is None:
        return "calm"
    return f"{alarm['priority']} seen" if alarm["acknowledged_at"] else f"{alarm['priority']} unseen"


def _length_of(title: str) -> str:
    return "very" if len(title) > VERY_LONG_TITLE else "yes" if len(title) > LONG_TITLE else ""


def _length(seconds: float) -> str:
    minutes, rest = divmod(max(0, round(seconds)), MINUTE_S)
    hours, minutes = divmod(minutes, MINUTE_S)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
