"""How the page calls things that the protocol knows by a code, in the reader's language."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from handrail.protocol.called import PRIORITIES, ROLES, STEPS
from handrail.protocol.entries import Changer, Grade
from handrail.protocol.rulebook.schema import Step

GRADE: Final[Mapping[Grade, str]] = {
    "seen": gettext_noop("read"),
    "inferred": gettext_noop("reasoned"),
    "recalled": gettext_noop("remembered"),
    "engineering default": gettext_noop("chosen here"),
}
MEANS: Final[Mapping[Grade, str]] = {
    "seen": gettext_noop("read in the source that is named"),
    "inferred": gettext_noop("reasoned from what was read"),
    "recalled": gettext_noop("remembered; not looked up in a source"),
    "engineering default": gettext_noop("chosen here; not taken from a source"),
}
CODES: Final[Mapping[str, Grade]] = {
    "read": "seen",
    "reasoned": "inferred",
    "remembered": "recalled",
    "chosen": "engineering default",
}
"""How an address names a grade."""

CHANGER: Final[Mapping[Changer, str]] = {
    "medical director": gettext_noop("The medical director changes it."),
    "medical director, reviewed": gettext_noop("The medical director changes it, after a second person’s review."),
    "prescriber": gettext_noop("The prescriber changes it for one patient; the medical director for all."),
    "installation": gettext_noop("Whoever sets up the devices changes it."),
}
DOCUMENT: Final[Mapping[str, str]] = {
    "session": gettext_noop("Order, pump and bag"),
    "forecast": gettext_noop("Forecasts"),
    "monitoring": gettext_noop("Monitoring"),
    "alarms": gettext_noop("Alarms"),
    "devices": gettext_noop("Alarms of signals and devices"),
}
STARS: Final = {"low": "*", "medium": "**", "high": "***"}
STEP_CODES: Final[Mapping[str, Step]] = {step.replace(" ", "-"): step for step in STEPS}
"""How an address names a step."""


def language() -> str:
    """The reader's language, as the documents name it."""
    return "es" if (get_language() or "en").startswith("es") else "en"


def length(of: timedelta) -> str:
    """A length of time in the unit in which a person would say it."""
    seconds = int(of.total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size and seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def grade(of: Grade) -> str:
    """How sure an entry is, in a word or two."""
    return _(GRADE[of])


def step(of: Step) -> str:
    """A step, as a heading says it."""
    return str(capfirst(STEPS[of].in_language(language())))


def priority(of: str) -> str:
    """How urgent a level is, as a heading says it."""
    return str(capfirst(PRIORITIES[of].in_language(language())))


def roles(of: tuple[str, ...]) -> str:
    """Who acts, one after the other."""
    spoken = language()
    return ", ".join(ROLES[role].in_language(spoken) for role in ROLES if role in of)
