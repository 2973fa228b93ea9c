"""What every page shows around its own content: whose page it is, which look it has, where one can go from here."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handrail.clinic.access import visible
from handrail.clinic.models import Clinic, Person
from handrail.clinic.models.fields import Language, Look
from handrail.clinic.roles import STAFF, Role

STAFF_PLACES = (
    ("board:board", _("Board")),
    ("prepare:day", _("Prepare")),
    ("devices:devices", _("Devices")),
    ("clinic:lists", _("Clinic")),
    ("protocol:read", _("Protocol")),
)
PATIENT_PLACES = (("me:me", _("Your visits")),)


@dataclass(frozen=True, slots=True)
class Place:
    """One of the few places that a person goes to from everywhere."""

    path: str
    label: str | Promise
    here: bool


class Shell:
    """What surrounds a page, for one request. Built by the middleware, before anything that could fail."""

    def __init__(self, person: Person | None, path: str) -> None:
        self.person = person
        self.path = path

    @cached_property
    def roles(self) -> frozenset[Role]:
        """What the person is."""
        return visible(self.person).roles if self.person else frozenset()

    @cached_property
    def clinic(self) -> Clinic | None:
        """The clinic that the person is of."""
        return visible(self.person).home if self.person else None

    @property
    def of_staff(self) -> bool:
        """Whether the person works in a clinic."""
        return not self.roles.isdisjoint(STAFF)

    @property
    def own_page(self) -> bool:
        """Whether this is a patient's quiet page rather than a room's screen."""
        return Role.PATIENT in self.roles and not self.of_staff

    @property
    def look(self) -> str:
        """The look of a page: the dim room for staff, paper for a patient, or what the person has chosen."""
        chosen = self.person.look if self.person else Look.OWN
        if chosen in self.looks and chosen != Look.OWN:
            return chosen
        return Look.PAPER if self.own_page else Look.ROOM

    @property
    def follows_the_light(self) -> bool:
        """Whether paper turns to dusk with the device, at night."""
        return self.own_page and (self.person is None or self.person.look == Look.OWN)

    @property
    def looks(self) -> tuple[Look, ...]:
        """What the person may choose: day or night for a patient; a desk for who also works at one."""
        if self.own_page:
            return (Look.OWN, Look.PAPER, Look.DUSK)
        return (Look.OWN, Look.PAPER) if self.roles - {Role.NURSE} else (Look.OWN,)

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Every language by its own name."""
        return [(language.value, str(language.label)) for language in Language]

    @property
    def places(self) -> list[Place]:
        """Where the person goes from everywhere."""
        known = STAFF_PLACES if self.of_staff else PATIENT_PLACES if self.own_page else ()
        named = [(reverse(name), label) for name, label in known]
        return [Place(path, label, self.path.startswith(path)) for path, label in named]


def shell(request: HttpRequest) -> dict[str, Any]:
    """For the templates. An error before the middleware ran has an empty shell."""
    around: Shell = getattr(request, "shell", None) or Shell(None, request.path)
    return {"shell": around, "demo": settings.DEMO or bool(around.clinic and around.clinic.demonstration)}
