"""What the tables share: opaque ids as primary keys, languages, looks."""

from functools import partial

from django.db.models import CharField, TextChoices
from django.utils.translation import gettext_lazy as _

from handrail.clinic import ids


class Language(TextChoices):
    """The languages that a person can read Handrail in, each by its own name."""

    ENGLISH = "en", "English"
    SPANISH = "es", "Español"


class Look(TextChoices):
    """The looks that a person can choose: their own place's, or always the same."""

    OWN = "own", _("as the place needs it")
    ROOM = "room", _("dim room")
    PAPER = "paper", _("paper")
    DUSK = "dusk", _("dusk")


class Shown(TextChoices):
    """How a person wants to be asked several questions; without a choice, as the screen is wide."""

    BY_WIDTH = "", _("as the screen is wide")
    ONE = "one", _("one at a time")
    ALL = "all", _("all at once")


class Sex(TextChoices):
    """As the pharmacology needs it."""

    FEMALE = "female", _("female")
    MALE = "male", _("male")


class DeviceKind(TextChoices):
    """What a device at a chair does."""

    MONITOR = "monitor", _("monitor")
    PUMP = "pump", _("pump")


def id_field(kind: str) -> "CharField[str, str]":
    """A primary key such as `pat_01k9...`, made when the row is."""
    return CharField(primary_key=True, max_length=32, default=partial(ids.new, kind), editable=False)
