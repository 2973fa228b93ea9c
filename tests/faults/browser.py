"""A person at a screen of a real server, as far as HTTP goes: logs in, reads, presses.

with at_a_screen(server, "mara") as mara:
    mara.does(session, "pause")
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx

from tests.faults.clinic import PASSWORD
from tests.faults.server import Server
from tests.faults.waiting import PATIENCE_S

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
JSON = {"Accept": "application/json"}


class Person:
    """Somebody who has logged in."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def logs_in(self, username: str, password: str | None) -> None:
        """With a form of the log-in page: name and password, or one tap on an invented name."""
        form = TOKEN.search(self.http.get("/login/").text)
        assert form is not None, "the log-in page has no form"
        fields = {"username": username, "csrfmiddlewaretoken": form[1]}
        if password is None:
            answer = self.http.post("/login/demonstration/", data=fields)
        else:
            answer = self.http.post("/login/", data={**fields, "password": password})
        assert answer.status_code == httpx.codes.FOUND, answer.text

    def reads(self, path: str) -> Any:
        """A page's data."""
        answer = self.http.get(path, headers=JSON)
        assert answer.status_code == httpx.codes.OK, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def page(self, path: str) -> str:
        """A page as it is read without a script."""
        answer = self.http.get(path)
        assert answer.status_code == httpx.codes.OK, f"{path}: {answer.status_code}"
        return answer.text

    @property
    def token(self) -> dict[str, str]:
        """What shows that a press comes from a page that this browser got from us."""
        return {"X-CSRFToken": self.http.cookies.get("csrftoken") or ""}

    def posts(self, path: str, **sent: Any) -> httpx.Response:
        """Something sent to an address as a page's script sends it: with this browser's token, asking for JSON."""
        return self.http.post(path, headers={**JSON, **self.token, **sent.pop("headers", {})}, **sent)

    def does(self, session: str, deed: str, *, key: str | None = None, **fields: str | int) -> Any:
        """A deed on the infusion screen, and what came of it."""
        answer = self.posts(f"/sessions/{session}/{deed}", json={"key": key or str(uuid4()), **fields})
        assert answer.status_code == httpx.codes.OK, f"{deed}: {answer.status_code} {answer.text}"
        return answer.json()

    def view(self, session: str) -> Any:
        """What the screen says about a chair."""
        return self.reads(f"/sessions/{session}/state")["view"]


@contextmanager
def at_a_screen(server: Server, username: str, password: str | None = PASSWORD) -> Iterator[Person]:
    """Somebody who has logged in, until they leave the screen. In a demonstration nobody needs a password."""
    with httpx.Client(base_url=server.url, timeout=PATIENCE_S) as http:
        person = Person(http)
        person.logs_in(username, password)
        yield person
