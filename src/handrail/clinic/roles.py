"""What a person may be in a clinic, and which deeds that lets them do."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What somebody is in one clinic. A patient is one by being treated there, the others by membership."""

    NURSE = "nurse", _("nurse")
    PHYSICIAN = "physician", _("physician")
    COORDINATOR = "coordinator", _("coordinator")
    MEDICAL_DIRECTOR = "medical_director", _("medical director")
    PATIENT = "patient", _("patient")


STAFF: Final = (Role.NURSE, Role.PHYSICIAN, Role.COORDINATOR, Role.MEDICAL_DIRECTOR)
"""Everybody who works in a clinic."""

ANYBODY: Final = frozenset(STAFF)
AT_THE_CHAIR: Final = frozenset({Role.NURSE, Role.PHYSICIAN})
PRESCRIBERS: Final = frozenset({Role.PHYSICIAN})
PHYSICIANS: Final = frozenset({Role.PHYSICIAN, Role.MEDICAL_DIRECTOR})
SIGNERS: Final = frozenset({Role.MEDICAL_DIRECTOR})
KEEPERS: Final = frozenset({Role.COORDINATOR, Role.MEDICAL_DIRECTOR})
READERS: Final = frozenset({Role.NURSE, Role.PHYSICIAN, Role.MEDICAL_DIRECTOR})

MAY: Final[Mapping[str, frozenset[Role]]] = {
    # on the way to the infusion
    "book": ANYBODY,
    "order": PRESCRIBERS,
    "chair": ANYBODY,
    "watcher": ANYBODY,
    "devices": AT_THE_CHAIR,
    "bag": AT_THE_CHAIR,
    "check": AT_THE_CHAIR,
    "line": AT_THE_CHAIR,
    "start": AT_THE_CHAIR,
    # less drug, and what was seen: whoever stands there, at once
    "slow": ANYBODY,
    "pause": ANYBODY,
    "stop": ANYBODY,
    "mark": ANYBODY,
    "reason": ANYBODY,
    # more drug
    "resume": AT_THE_CHAIR,
    "raise": PRESCRIBERS,
    "amend": PRESCRIBERS,
    # what only somebody who can judge it may say
    "complete": AT_THE_CHAIR,
    "acknowledge": AT_THE_CHAIR,
    "sound": AT_THE_CHAIR,
    "cuff": AT_THE_CHAIR,
    "artefact": AT_THE_CHAIR,
    "rating": AT_THE_CHAIR,
    "describe": AT_THE_CHAIR,
    # going home
    "leave": ANYBODY,
    # scales: whoever asks can judge the answer, and promises to read it
    "ask_scale": READERS,
    "fill_scale": READERS,
    "read_answers": READERS,
    # the protocol: a change is proposed, a second person reviews it, the medical director signs
    "propose": PHYSICIANS,
    "review": PHYSICIANS,
    "sign_protocol": SIGNERS,
    # messages: whoever sees that one did not arrive does something about it; whoever hears a page may have it
    "message": ANYBODY,
    "page": ANYBODY,
    # the clinic's own lists: patients, devices, rooms and chairs, the numbers to call
    "keep": KEEPERS,
}
"""Who does what, deed by deed. Whoever may not still sees what is done.

A coordinator slows, pauses and stops like everybody (clinical rules, 3.6 as amended), and silences no alarm. A medical
director signs for the protocol; that alone puts nobody at a chair: one who also treats is a physician of the clinic
too, and does what a physician does. Resuming after a high alarm asks more than the role: `pathway.infuse.rate` says.
"""


def may(roles: Iterable[Role], deed: str) -> bool:
    """Whether somebody who is this in a clinic may do this there."""
    return not MAY[deed].isdisjoint(roles)
