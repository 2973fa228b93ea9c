"""Every HTTP address, from Django's resolver: the address, the methods it takes, what its view says it does."""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from handrail.clinic.roles import STAFF, Role
from handrail.web.doors import door_of
from handrail_reference.table import table


@dataclass(frozen=True)
class Address:
    """One address and the view behind it."""

    route: str
    name: str
    view: Callable[..., Any]

    @property
    def says(self) -> str:
        """The first paragraph of the view's docstring."""
        return (inspect.getdoc(getattr(self.view, "view_class", self.view)) or "").split("\n\n")[0]

    @property
    def lets_in(self) -> str:
        """The roles that its door names."""
        door = door_of(self.view)
        if door is None:
            return "nobody: it has no door"
        if set(door.roles) >= set(STAFF):
            return "everybody who has logged in" if Role.PATIENT in door.roles else "staff"
        return ", ".join(role.value.replace("_", " ") for role in door.roles) or "everybody"


def page() -> str:
    """All addresses in the order in which Django tries them."""
    rows = [(f"`/{one.route}`", one.says, one.lets_in) for one in every_address()]
    return table(("address", "does", "lets in"), rows)


def every_address() -> list[Address]:
    """What the server answers to. Django has to be set up."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Address]:
    for pattern in patterns:
        route = before + re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield Address(route, str(pattern.name or ""), pattern.callback)
