"""What somebody is told who presses what others do: who does it, and what to do now."""

from django.utils.translation import gettext as _

from handrail.clinic import roles
from handrail.clinic.models import Clinic, Person
from handrail.clinic.roles import AT_THE_CHAIR, KEEPERS, MAY, PHYSICIANS, PRESCRIBERS, READERS


class NotYours(Exception):
    """This deed is not one of this person's; the text says whose it is, and what to do."""


def unless_may(person: Person, clinic: Clinic, deed: str) -> None:
    """Go on, unless this person may not do this in that clinic.

    Raises:
        NotYours: with whose it is. Nothing has been written.
    """
    if not roles.may(person.roles(clinic), deed):
        raise NotYours(_whose(deed))


def _whose(deed: str) -> str:
    return {
        PRESCRIBERS: _("Only a physician of this clinic does this. Nothing was changed. Call the physician."),
        AT_THE_CHAIR: _(
            "Only a nurse or a physician of this clinic does this. Nothing was changed. Call one of them; "
            "slowing, pausing, stopping and marking are open to you."
        ),
        KEEPERS: _("Only a coordinator or the medical director changes this. Nothing was changed. Ask one of them."),
        READERS: _(
            "Only a nurse, a physician or the medical director asks, types and reads answers: whoever does must be able to "
            "judge what comes. Nothing was changed. Ask one of them."
        ),
        PHYSICIANS: _(
            "Only a physician or the medical director of this clinic proposes and reviews changes of the protocol. "
            "Nothing was changed. Ask one of them."
        ),
        MAY["sign_protocol"]: _("Only a medical director of this clinic signs the protocol. Nothing was signed."),
    }[MAY[deed]]
