"""The infusion screen's keys without a script: what was done comes back by a redirect, what was not under its status."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from handrail.record import log
from tests.people import World, clinic_time, small_world
from tests.shell.web.preparing import text
from tests.shell.web.stages import brought

UNREADABLE = ("", "x", "-1", "1.5", "9" * 200, "☃")


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world(db: None) -> World:
    """The drip runs."""
    made = small_world()
    brought(made, "running")
    return made


@pytest.fixture
def mara(world: World, client: Client) -> Client:
    client.force_login(world.mara)
    return client


def press(client: Client, world: World, deed: str, *, key: str = "k", **fields: Any) -> Any:
    """Send a plain form of that page."""
    return client.post(f"/sessions/{world.ruths_visit.pk}/{deed}", {"key": key, **fields})


class TestAFormThatCannotBeTaken:
    @pytest.mark.parametrize(
        ("deed", "fields", "sentence"),
        [
            ("rate", {"ml_per_h": "75,5"}, "75,5"),
            ("cuff", {"systolic": "80", "diastolic": "120"}, "Enter systolic above diastolic"),
            ("mark", {"kind": "?"}, "“kind” is one of"),
            ("describe", {}, "Say which mark"),
            ("pause", {"key": ""}, "“key” is missing. Fill it in and send again."),
        ],
    )
    def test_is_answered_with_the_page_and_what_to_mend(
        self, mara: Client, world: World, deed: str, fields: dict[str, str], sentence: str
    ) -> None:
        """400, the sentence, and the drip as it stands below it; nothing is written."""
        before = log.head(world.ruths_visit.pk)
        answer = press(mara, world, deed, **fields)
        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert sentence in text(answer)
        assert "Ruth Amsel" in text(answer)
        assert log.head(world.ruths_visit.pk) == before

    def test_about_what_is_not_there_is_a_conflict(self, mara: Client, world: World) -> None:
        """409, on the page too."""
        answer = press(mara, world, "acknowledge", condition="pressure_high")
        assert answer.status_code == HTTPStatus.CONFLICT
        assert "That alarm is not there any more. Nothing was written." in text(answer)

    def test_says_its_sentence_once(self, mara: Client, world: World) -> None:
        """The page that is looked at next does not repeat it."""
        press(mara, world, "describe")
        assert "Say which mark" not in text(mara.get(f"/sessions/{world.ruths_visit.pk}/"))


class TestAFormThatIsTaken:
    def test_leads_back_to_the_page(self, mara: Client, world: World) -> None:
        """So that loading it again presses nothing."""
        answer = press(mara, world, "pause")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/sessions/{world.ruths_visit.pk}/")
        assert "Paused at" in text(mara.get(answer.headers["Location"]))


class TestWhatThePageHadSeen:
    @pytest.mark.parametrize("seen", UNREADABLE)
    def test_never_stands_in_the_way_of_less_drug(self, mara: Client, world: World, seen: str) -> None:
        """Slowing, pausing and stopping are done, whatever a broken page says of itself."""
        presses: dict[str, dict[str, str]] = {"rate": {"choice": "slow_half"}, "pause": {}, "stop": {}}
        for deed, fields in presses.items():
            before = log.head(world.ruths_visit.pk)
            assert press(mara, world, deed, key=deed, seen=seen, **fields).status_code == HTTPStatus.FOUND, deed
            assert log.head(world.ruths_visit.pk) == before + 1, deed

    def test_is_asked_about_where_it_can_be(self, mara: Client, world: World) -> None:
        """More drug can wait for a page that can be read."""
        press(mara, world, "pause", key="pause")
        answer = press(mara, world, "resume", ml_per_h="100", seen="x")
        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert "“seen” must be a whole number, 0 or more." in text(answer)
