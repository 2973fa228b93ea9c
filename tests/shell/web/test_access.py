"""Every address of the product, walked by everybody, against the table of who may come in where.

The walk reads the addresses from the product itself: one that is not in `access_table.toml` fails here, and so does a
line of the table whose address is gone. An address that names something (a visit, a device) is walked with Riverside's,
so that the nurse of Hillside must be told that there is nothing there.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from handrail.care import course, protocol
from handrail.care.messages import links
from handrail.clinic.models import Message, Person
from handrail.web.doors import door_of
from tests.asking import asked
from tests.letters import page_for, unclear_letter
from tests.people import World, small_world
from tests.shell.web.protocols import LIKE, USUAL_DOSE, proposed_by_varga

STAFF = ("nurse", "physician", "coordinator", "medical_director")
GROUPS = {
    "everybody": ("nobody", *STAFF, "patient"),
    "people": (*STAFF, "patient"),
    "staff": STAFF,
    "chairside": ("nurse", "physician"),
    "prescribers": ("physician",),
    "forecast_readers": ("physician", "medical_director"),
    "keepers": ("coordinator", "medical_director"),
    "physicians": ("physician", "medical_director"),
    "directors": ("medical_director",),
    "readers": ("nurse", "physician", "medical_director"),
    "patients": ("patient",),
}
CSRF_TOKEN = "a" * 32
SHUT = {401, 403, 404, 405}
AWAY = 503
"""What an address may answer to who was let in, when a part that it needs does not run in the tests."""


@dataclass(frozen=True)
class Line:
    """One line of the table: who may come in, with which methods, and how the others are told."""

    route: str
    who: tuple[str, ...]
    methods: tuple[str, ...]
    answers: str
    only_in_a_demonstration: bool
    is_a_deed: bool
    in_every_clinic: bool

    @property
    def names_something(self) -> bool:
        """Whether the address is about something that belongs to one clinic; an entry of the protocol is in each."""
        return "<" in self.route and not self.in_every_clinic


def table() -> list[Line]:
    """The table as it is written."""
    document = tomllib.loads((Path(__file__).parent / "access_table.toml").read_text(encoding="utf-8"))
    return [
        Line(
            line["route"],
            GROUPS[line["who"]],
            tuple(line["methods"]),
            line.get("answers", "page"),
            line.get("only_in_a_demonstration", False),
            "may" in line,
            line.get("in_every_clinic", False),
        )
        for line in document["address"]
    ]


def views(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every route of the product with its view."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry.callback
        else:
            yield from views(entry, route)


@pytest.fixture
def world(db: None) -> World:
    world = small_world()
    asked(world.ruths, "phq_9", by=world.mara)
    proposed_by_varga(world)
    unclear_letter(world)
    page_for(world)
    return world


def path_of(line: Line, world: World) -> str:
    """The address, about Ruth's visit in Riverside, and about what she has been asked there."""
    letter = Message.objects.get(state="unclear")
    known = {
        "contact_id": str(letter.contact_id),
        "message_id": letter.pk,
        "page_id": Message.objects.get(kind="page").pk,
        "token": links.SIGNER.sign(str(letter.contact_id)),
        "asking_id": course.of(world.ruths).asked[0].id,
        "session_id": world.ruths_visit.pk,
        "entry_id": USUAL_DOSE,
        "like_id": LIKE,
        "proposal_id": next(iter(protocol.state(world.riverside.pk).proposals)),
        "visit_id": world.ruths_visit.pk,
        "patient_id": world.ruths.pk,
        "device_id": world.monitor.pk,
        "chair_id": world.chairs[0].pk,
    }
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: known[found[1]], line.route)


def walkers(world: World) -> dict[str, tuple[str, Person | None]]:
    """Everybody who walks, with what they are."""
    return {
        "somebody who has not logged in": ("nobody", None),
        "Mara, nurse": ("nurse", world.mara),
        "Dr Albrecht, physician": ("physician", world.albrecht),
        "Ines, coordinator": ("coordinator", world.ines),
        "Dr Brandt, medical director": ("medical_director", world.brandt),
        "Ruth, patient": ("patient", world.ruth),
        "Olga, nurse of the other clinic": ("nurse", world.olga),
    }


def ask(person: Person | None, method: str, path: str, *, token: bool = True) -> HttpResponseBase:
    """What somebody is answered by a browser that knows our token, or does not."""
    client = Client(enforce_csrf_checks=True)
    if person:
        client.force_login(person)
    if not token or method == "GET":
        return client.generic(method, path)
    client.cookies["csrftoken"] = CSRF_TOKEN
    return client.generic(method, path, headers={"X-CSRFToken": CSRF_TOKEN})


def expected(line: Line, method: str, role: str, *, elsewhere: bool) -> str:
    """What the table says that somebody should be told."""
    if role not in line.who:
        if role == "nobody":
            return "log in" if line.answers == "page" else "401"
        return "404"
    if method not in line.methods:
        return "405"
    gone = line.only_in_a_demonstration or (elsewhere and line.names_something)
    return "404" if gone else "in"


def told(response: HttpResponseBase, path: str) -> str:
    """What somebody was told."""
    status = response.status_code
    if status == 302 and response.headers["Location"].startswith("/login/?"):
        return "log in"
    if status in SHUT:
        return str(status)
    return "in" if status < 500 or status == AWAY else f"{status} at {path}"


class TestTheTable:
    def test_has_every_address_of_the_product_and_no_other(self) -> None:
        """A new page cannot be forgotten here."""
        assert sorted({route for route, _view in views()}) == sorted(line.route for line in table())

    def test_is_about_views_that_all_have_a_door(self) -> None:
        """Without one, the address is shut for everybody."""
        assert [route for route, view in views() if door_of(view) is None] == []


@pytest.mark.parametrize("line", table(), ids=lambda line: line.route or "start")
class TestEveryAddress:
    def test_lets_in_whom_the_table_names_and_nobody_else(self, line: Line, world: World) -> None:
        """Everybody tries, by looking and by sending."""
        path = path_of(line, world)
        wrong = []
        for name, (role, person) in walkers(world).items():
            for method in ("GET", "POST"):
                should = expected(line, method, role, elsewhere=person == world.olga)
                was = told(ask(person, method, path), path)
                if line.is_a_deed and method == "POST" and was == "403":
                    was = "in"  # and told that this deed is another's: test_who_does_what.py holds whose
                if was != should:
                    wrong.append(f"{name}, {method}: {was} instead of {should}")
        assert wrong == []

    def test_takes_nothing_from_a_form_that_is_not_ours(self, line: Line, world: World) -> None:
        """Another site cannot make a logged-in browser do anything, nor can it find out what exists."""
        for _role, person in walkers(world).values():
            assert ask(person, "POST", path_of(line, world), token=False).status_code == 403

    def test_tells_a_program_so_in_json(self, line: Line, world: World) -> None:
        """Streams and JSON are never answered with a log-in page."""
        if line.answers == "page":
            return
        response = ask(None, "GET", path_of(line, world))
        assert response.headers["Content-Type"] == "application/json"


class TestWhoHasNotLoggedIn:
    def test_comes_back_to_the_page_they_asked_for(self, world: World) -> None:
        """The log-in keeps the way."""
        path = f"/sessions/{world.ruths_visit.pk}/"
        response = Client().get(f"{path}?tab=log")
        assert response.headers["Location"] == f"/login/?{urlencode({'next': f'{path}?tab=log'})}"

    def test_and_sends_a_form_too_late_comes_back_to_its_page(self, world: World) -> None:
        """Not to an address that only takes forms."""
        path = f"/sessions/{world.ruths_visit.pk}/"
        response = Client().post(f"{path}pause", headers={"Referer": f"http://testserver{path}"})
        assert response.headers["Location"] == f"/login/?{urlencode({'next': path})}"

    def test_is_told_401_where_a_script_of_the_page_asks(self, world: World) -> None:
        """The script can say that the log-in has ended."""
        response = Client().post(f"/sessions/{world.ruths_visit.pk}/pause", headers={"Accept": "application/json"})
        assert response.status_code == 401
        assert "Log in again" in response.json()["error"]


class TestAViewWithoutADoor:
    def test_is_shut_for_everybody(self, world: World, client: Client, settings: Any) -> None:
        """Forgetting a door hides a page, and never shows one."""
        settings.ROOT_URLCONF = "tests.shell.web.doorless"
        client.force_login(world.brandt)
        assert client.get("/forgotten/").status_code == 404
        assert client.get("/kept/").status_code == 200
