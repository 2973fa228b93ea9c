"""What the tests of the protocol's pages share: people who change an entry, propose, review and sign at their browsers."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from uuid import uuid4

from django.test import Client

from handrail.care import protocol
from handrail.clinic.models import Clinic, Person
from handrail.clinic.roles import Role
from handrail.protocol.changes import Change
from tests.people import NOW, World, give_password, staff

FIRST = "at.level.0.systolic.above"
SECOND = "at.level.1.systolic.above"
RAISED = {FIRST: "165", SECOND: "165", "at.grade": "engineering default", "reason_stands": "yes"}
"""A first and a second high pressure from 165 on, as somebody's own choice; why holds for it too."""

USUAL_DOSE = "dose_default"
LIGHTER = (Change("session.toml", USUAL_DOSE, ("value",), "0.4"),)
"""Nobody has to review it."""

LIKE = "start_pressure_high"
"""A rule of which another can be made."""

INPUT = re.compile(r"<input[^>]*>|<textarea[^>]*>.*?</textarea>|<select[^>]*>.*?</select>", re.DOTALL)
ENTRY_FORM = re.compile(r'<form[^>]*class="entry-form".*?</form>', re.DOTALL)
TICKED = re.compile(r'type="checkbox"[^>]* checked')


class Reader:
    """Somebody at the protocol's pages."""

    def __init__(self, person: Person, clinic: Clinic) -> None:
        self.person = person
        self.clinic = clinic
        self.client = Client()
        self.client.force_login(person)

    def get(self, path: str = "", **query: str) -> Any:
        """A page of the protocol."""
        return self.client.get(f"/protocol/{path}", query)

    def form(self, entry: str) -> dict[str, str]:
        """Every field of an entry's form as it comes."""
        return self._form(f"entries/{entry}/change")

    def _form(self, page: str) -> dict[str, str]:
        drawn = ENTRY_FORM.search(self.get(page).content.decode())
        assert drawn, page
        return fields(drawn[0])

    def change(self, entry: str, changed: Mapping[str, str | None], *, to: str = "change") -> Any:
        """Send an entry's form with these fields otherwise; None leaves one out, as a browser does with a box without tick."""
        whole = {**self._form(f"entries/{entry}/{to}"), **changed, "clinic": self.clinic.pk, "key": str(uuid4())}
        sent = {name: value for name, value in whole.items() if value is not None}
        return self.client.post(f"/protocol/entries/{entry}/{to}", sent, follow=True)

    def make_another(self, entry: str, changed: Mapping[str, str | None]) -> Any:
        """Send the form of a new entry that is like this one."""
        return self.change(entry, changed, to="another")

    def take_out(self, entry: str) -> Any:
        """Press the key that takes it out."""
        sent = {"clinic": self.clinic.pk, "key": str(uuid4()), "take_out": "yes"}
        return self.client.post(f"/protocol/entries/{entry}/change", sent, follow=True)

    def propose(self, why: str = "Ours run higher, and none of them was harmed.", **others: str) -> Any:
        """Propose what is drafted."""
        looked = fields(self.get("draft/").content.decode())
        sent = {"clinic": self.clinic.pk, "key": str(uuid4()), "sha256": looked.get("sha256", ""), "why": why, **others}
        return self.client.post("/protocol/draft/propose", sent, follow=True)

    def word(self, proposal: str, agrees: str = "yes", words: str = "Read.") -> Any:
        """A second person's word."""
        sent = {"key": str(uuid4()), "agrees": agrees, "words": words}
        return self.client.post(f"/protocol/proposals/{proposal}/review", sent, follow=True)

    def sign(self, proposal: str, password: str | None = None) -> Any:
        """Sign with one's password, or with what is typed."""
        known = give_password(self.person) if password is None else password
        self.client.force_login(self.person)
        sent = {"key": str(uuid4()), "password": known}
        return self.client.post(f"/protocol/proposals/{proposal}/sign", sent, follow=True)

    def withdraw(self, proposal: str) -> Any:
        """Take it back."""
        return self.client.post(f"/protocol/proposals/{proposal}/withdraw", {"key": str(uuid4())}, follow=True)


def proposed_by_varga(world: World) -> str:
    """A proposal in Riverside by a physician who is none of those who press; nobody has to review it."""
    protocol.take_in_everywhere(NOW)
    varga = staff(world.riverside, "varga", "Dr Varga", Role.PHYSICIAN)
    sooner = Change("alarms.toml", "sounds_again_after", ("value",), "90")
    draft = protocol.draft(world.riverside.pk, (*LIGHTER, sooner))
    return protocol.propose(clinic=world.riverside, draft=draft, why="Lighter", key="varga", by=varga.pk, at=NOW)


def fields(html: str) -> dict[str, str]:
    """The fields of a page's last form, as a browser would send them unchanged."""
    found: dict[str, str] = {}
    for one in INPUT.findall(html):
        name = _attribute(one, "name")
        if (
            name
            and name not in {"csrfmiddlewaretoken", "next", "q"}
            and ('type="checkbox"' not in one or TICKED.search(one))
            and 'type="radio"' not in one
        ):
            found[name] = _value(one)
    return found


def proposal_of(answer: Any) -> str:
    """The id of the proposal to which a browser was sent."""
    found = re.search(r"/protocol/proposals/(prp_\w+)/", answer.redirect_chain[-1][0])
    assert found, answer.redirect_chain
    return found[1]


def _value(one: str) -> str:
    if one.startswith("<textarea"):
        return unescape(re.sub(r"^<textarea[^>]*>|</textarea>$", "", one))
    if one.startswith("<select"):
        chosen = re.search(r"<option value=\"([^\"]*)\" selected", one)
        return unescape(chosen[1]) if chosen else ""
    return _attribute(one, "value")


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag.partition(">")[0] + ">")
    return unescape(found[1]) if found else ""
