"""The infusion's page as it stands before any script runs: each value with the clinic's time, each alarm in words.

Without a script nothing on the page grows old before the reader's eyes; so every value says when it was measured.
"""

from datetime import datetime, tzinfo
from typing import Any

from django.utils.translation import get_language

from handrail.pathway.events.codec import read_time
from handrail.web.infuse.words import Words

View = dict[str, Any]
Shown = dict[str, Any]

STARS = {"high": "***", "medium": "**", "low": "*"}
READABLE = ("fresh", "ageing")


class Still:
    """What the template writes for one moment, in one clinic's time zone and one reader's language."""

    def __init__(self, view: View, catalogue: Words, zone: tzinfo) -> None:
        self.view = view
        self.catalogue = catalogue
        self.zone = zone

    def shown(self) -> Shown:
        """Everything at once."""
        numerics = self.view["numerics"]
        due, infusion = numerics["nibp"].get("next_due_at"), self.view["infusion"]
        return {
            "made": self._time(self.view["now"]),
            "ages": {name: self._measured(numeric) for name, numeric in numerics.items()},
            "limits": {name: self._limits(name, numeric.get("limits")) for name, numeric in numerics.items()},
            "next_cuff": self._time(due) if due else self.catalogue["cuff.none_due"],
            "given": self._given(infusion) if infusion else "",
            **self._felt(),
            "alarms": [self._alarm(alarm) for alarm in self.view["alarms"]],
        }

    def _felt(self) -> Shown:
        """What the patient said last, and when."""
        said = [rating for rating in self.view["ratings"] if rating["scale"] == "felt"]
        if not said:
            return {"felt": "", "felt_at": self.catalogue["felt.never"]}
        return {"felt": str(said[-1]["of_ten"]), "felt_at": self._time(said[-1]["at"])}

    def _say(self, name: str, /, **places: object) -> str:
        return self.catalogue[name].format(**places)

    def _time(self, moment: str) -> str:
        return _clock(read_time(moment), self.zone)

    def _measured(self, numeric: View) -> str:
        """When a value was measured; of one that may not be read any more, when the last one was."""
        if not numeric.get("at"):
            return self.catalogue["age.nothing_yet" if numeric.get("bound") else "age.never"]
        time = self._time(numeric["at"])
        return time if numeric["status"] in READABLE else self._say("cuff.last", time=time)

    def _limits(self, name: str, limits: list[str | None] | None) -> str:
        low, high = limits or (None, None)
        if name == "nibp":
            return self._say("cuff.limit", limit=f"{low}/{high}") if low and high else ""
        if low and high:
            return self._say("limits.both", low=low, high=high)
        if low:
            return self._say("limits.low", low=low)
        return self._say("limits.high", high=high) if high else ""

    def _given(self, infusion: View) -> str:
        return self._say("rate.given", given=infusion["given_mg"], dose=infusion["to_give_mg"])

    def _alarm(self, alarm: View) -> Shown:
        return {
            "condition": alarm["condition"],
            "priority": alarm["priority"],
            "stars": STARS[alarm["priority"]],
            "level": self.catalogue[f"priority.{alarm['priority']}"],
            "words": self._words(alarm),
            "do": (alarm["do"] or {}).get(get_language() or "en", ""),
            "since": self._since(alarm),
            "why": alarm.get("why") or "",
            "seen": bool(alarm["acknowledged_at"]),
            "mine": alarm["seq"] > 0,
        }

    def _words(self, alarm: View) -> str:
        """As the script says it: the worst value and the newest against the limit, or what is wrong in words."""
        if alarm.get("rates"):
            return self._say("alarm.pump_differs", **alarm["rates"])
        name = self._name(alarm)
        if alarm["kind"] == "technical":
            return name
        value, latest = alarm["value"], alarm["latest"]
        if latest and latest != value:
            value = self._say("alarm.and_now", value=value, latest=latest)
        if alarm["limit"]:
            return self._say("alarm.against", name=name, value=value, limit=alarm["limit"])
        return self._say("alarm.value", name=name, value=value)

    def _name(self, alarm: View) -> str:
        rule, _, of = alarm["condition"].partition(":")
        name = self.catalogue.get(f"condition.{rule}")
        if name is None:
            return self._channel(alarm["channel"])
        return (
            self._say("alarm.of_channel", channel=self._channel(of), name=name[:1].lower() + name[1:]) if of else name
        )

    def _channel(self, code: str) -> str:
        return self.catalogue.get(f"channel.{code}") or self._say("channel.unknown", code=code)

    def _since(self, alarm: View) -> str:
        since, now = read_time(alarm["since"]), read_time(self.view["now"])
        begun = self._say("alarm.since", time=_clock(since, self.zone), length=_length((now - since).total_seconds()))
        return f"{begun} {self._who(alarm)}"

    def _who(self, alarm: View) -> str:
        if not alarm["acknowledged_at"]:
            return self.catalogue["alarm.unseen"]
        name = alarm["acknowledged_by"] or self.catalogue["somebody"]
        return self._say("alarm.seen_by", name=name, time=self._time(alarm["acknowledged_at"]))


def _clock(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime("%H:%M:%S")


def _length(seconds: float) -> str:
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
