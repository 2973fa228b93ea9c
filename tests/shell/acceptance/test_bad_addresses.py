"""An address with an id that is none, on every database: not found, whatever stands in it."""

import re
import tomllib
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client

from tests.people import World, small_world

TABLE = tomllib.loads((Path(__file__).parents[1] / "web" / "access_table.toml").read_text(encoding="utf-8"))["address"]
ABOUT_SOMETHING = [one for one in TABLE if "<" in one["route"]]
STRANGE = ("x", "ses_", "ses_\0", "\0", "ses_\n", "sés_☃", "'; DROP TABLE record_event; --", "%", "k" * 5_000, "../..")
LOOSE = ("/board/", "/board/state", "/devices/", "/prepare/")
"""Addresses that take a clinic behind the question mark."""


@pytest.fixture
def world(db: None) -> World:
    """Two clinics."""
    return small_world()


@pytest.fixture
def mara(world: World, client: Client) -> Client:
    """A nurse's browser."""
    client.force_login(world.mara)
    return client


class TestAnIdThatIsNone:
    """Typed by somebody who tries, or broken on its way."""

    @pytest.mark.parametrize("address", ABOUT_SOMETHING, ids=lambda address: address["route"])
    def test_is_not_found(self, mara: Client, address: dict[str, list[str]]) -> None:
        """By reading it and by pressing on it, as a page and as a program."""
        answers = {}
        for strange in STRANGE:
            path = "/" + re.sub(r"<[^>]*>", quote(strange, safe=""), str(address["route"]))
            for method in address["methods"]:
                for accept in ("text/html", "application/json"):
                    answer = mara.generic(method, path, b"{}", "application/json", headers={"Accept": accept})
                    answers[strange[:20], method, accept] = answer.status_code
        assert {key: status for key, status in answers.items() if status != HTTPStatus.NOT_FOUND} == {}

    @pytest.mark.parametrize("path", LOOSE)
    def test_behind_a_question_mark_shows_nothing_of_another_clinic(
        self, mara: Client, world: World, path: str
    ) -> None:
        """Not found; or the person's own, where the name could not be read at all."""
        for strange in (*STRANGE, world.hillside.pk):
            answer = mara.get(path, {"clinic": strange})
            assert answer.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.OK}, strange[:20]
            assert "Hillside" not in answer.content.decode()
            assert "Lena" not in answer.content.decode()
