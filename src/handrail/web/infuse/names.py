"""The names of marks, reasons and alarm conditions, in the reader's language."""

from typing import Final

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from handrail.care.rules import Rules
from handrail.protocol.rules import PumpDiffersWatch

MARKS: Final = {
    "comfort": gettext_noop("Comfort"),
    "medicine": gettext_noop("Medicine"),
    "symptom": gettext_noop("Symptom"),
    "toilet": gettext_noop("Toilet"),
    "needle": gettext_noop("Needle"),
    "other": gettext_noop("Mark"),
}
REASONS: Final = {
    "high": gettext_noop("High alarm"),
    "pressure": gettext_noop("Pressure"),
    "distress": gettext_noop("Distress"),
    "nausea": gettext_noop("Nausea"),
    "asked": gettext_noop("The patient asked"),
    "toilet": gettext_noop("Toilet"),
    "vein": gettext_noop("Vein"),
    "vomiting": gettext_noop("Vomiting"),
    "pump": gettext_noop("Pump"),
    "other": gettext_noop("Other"),
}
LACKING: Final = {
    "order": gettext_noop("the order"),
    "chair": gettext_noop("a chair"),
    "bag": gettext_noop("the bag"),
    "second_check": gettext_noop("a second person’s check of the bag"),
    "monitor": gettext_noop("a monitor"),
    "watcher": gettext_noop("somebody who watches"),
}
DEVICES: Final = {
    "monitor": gettext_noop("monitor"),
    "pump": gettext_noop("pump"),
}


def device_name(kind: str) -> str:
    """What a kind of device is called."""
    return _(DEVICES.get(kind, kind))


def lacking_name(lacking: str) -> str:
    """What is missing before a start."""
    return _(LACKING.get(lacking, lacking))


def mark_name(mark: str) -> str:
    """What a kind of mark is called."""
    return _(MARKS.get(mark, mark))


def reason_name(reason: str) -> str:
    """What a reason is called."""
    return _(REASONS.get(reason, reason))


def is_pump_against_chart(condition: str, rules: Rules) -> bool:
    """Whether a condition is about the pump's rate against the charted one: then both rates are told."""
    rule = rules.protocol.alarms.rule(condition)
    return rule is not None and isinstance(rule.watch, PumpDiffersWatch)


def condition_name(condition: str, rules: Rules) -> str:
    """What an alarm condition is called, by the protocol that it was told under."""
    return rules.condition_name(condition, get_language() or "en")
