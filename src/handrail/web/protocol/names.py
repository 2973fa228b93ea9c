"""How the page calls things that the protocol knows by a code, in the reader's language."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from handrail.protocol.entries import Changer, Grade
from handrail.protocol.rulebook.schema import STEPS
from handrail.protocol.telling import ROLES

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
STEP: Final[Mapping[str, str]] = {
    "evaluate": gettext_noop("Evaluate"),
    "prepare": gettext_noop("Prepare"),
    "infuse": gettext_noop("Infuse"),
    "recover": gettext_noop("Recover"),
    "integrate": gettext_noop("Integrate"),
    "follow up": gettext_noop("Follow up"),
    "every step": gettext_noop("Every step"),
}
PRIORITY: Final[Mapping[str, str]] = {
    "low": gettext_noop("Low"),
    "medium": gettext_noop("Medium"),
    "high": gettext_noop("High"),
}
STARS: Final = {"low": "*", "medium": "**", "high": "***"}
STEP_CODES: Final = {step.replace(" ", "-"): step for step in STEPS}
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


def roles(of: tuple[str, ...]) -> str:
    """Who acts, one after the other."""
    return ", ".join(ROLES[role].in_language(language()) for role in ROLES if role in of)
