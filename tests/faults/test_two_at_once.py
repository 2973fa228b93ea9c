"""Two nurses at two screens of a real server, pressing at the same moment: what each is told, and what is so afterwards."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from tests.faults.browser import Person, at_a_screen
from tests.faults.clinic import Clinic, clinic_in
from tests.faults.server import Server

Answer = dict[str, Any]
Press = Callable[[], Answer]

CHAIRS = 8
CLOCK = r"\d\d:\d\d:\d\d "


@dataclass
class Ward:
    """Chairs with drips that run, one for each story, and the two nurses."""

    server: Server
    clinic: Clinic
    mara: Person
    jonas: Person
    used: int = field(default=0)

    def next_chair(self) -> str:
        """A session whose drip runs as it was ordered."""
        self.used += 1
        return self.clinic.seats[self.used - 1].session

    def people_did(self, session: str) -> list[str]:
        """What stands in the log of people's deeds after the start."""
        text = self.server.handrail("export", "session", session).stdout
        kinds = [event["kind"] for event in map(json.loads, text.splitlines()) if event["actor"] != "handrail"]
        return kinds[kinds.index("InfusionStarted") + 1 :]


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """One server for all stories."""
    data = tmp_path_factory.mktemp("two") / "data"
    clinic = clinic_in(data, CHAIRS)
    with (
        Server(data) as server,
        at_a_screen(server.start(), "mara") as mara,
        at_a_screen(server, "jonas") as jonas,
    ):
        yield Ward(server, clinic, mara, jonas)
        assert server.interrupt() == 0
        assert server.handrail("verify").returncode == 0
        assert "Traceback" not in server.said


def at_once(*presses: Press) -> Sequence[Answer]:
    """All of them at the same moment; what each was answered, in order."""
    ready = Barrier(len(presses))

    def pressed(press: Press) -> Answer:
        ready.wait()
        return press()

    with ThreadPoolExecutor(len(presses)) as threads:
        return list(threads.map(pressed, presses))


class TestTwoNursesAtOnce:
    """Both looked at the same page."""

    def test_slow_to_different_rates_and_see_the_slower_one(self, ward: Ward) -> None:
        """Each press is one record; whoever came second is told what the first did, and by name."""
        session = ward.next_chair()
        seen = ward.mara.view(session)["seq"]
        by_mara, by_jonas = at_once(
            lambda: ward.mara.does(session, "rate", choice="slow_75", ml_per_h="113", seen=seen),
            lambda: ward.jonas.does(session, "rate", choice="slow_half", ml_per_h="75.4", seen=seen),
        )
        views = [person.view(session) for person in (ward.mara, ward.jonas)]
        assert {view["infusion"]["rate_ml_per_h"] for view in views} == {"75.4"}
        assert ward.people_did(session) in (["RateChanged", "RateChanged"], ["RateChanged", "RateChangeRefused"])
        second, first = (by_jonas, "Mara Lind") if by_mara["refused"] is None else (by_mara, "Jonas Weber")
        (change,) = second["changed_since"]
        assert re.fullmatch(rf"{CLOCK}{first}: set the rate to (113|75\.4) mL/h", change)
        assert by_jonas["refused"] is None
        assert by_mara["refused"] in {None, "It runs slower than that already. Nothing was changed."}

    def test_press_the_same_choice_and_it_is_made_once(self, ward: Ward) -> None:
        """Half of what both saw, and never a quarter."""
        session = ward.next_chair()
        view = ward.mara.view(session)
        half = next(choice["ml_per_h"] for choice in view["choices"] if choice["key"] == "slow_half")
        both = at_once(
            *(
                partial(person.does, session, "rate", choice="slow_half", seen=view["seq"])
                for person in (ward.mara, ward.jonas)
            )
        )
        assert ward.mara.view(session)["infusion"]["rate_ml_per_h"] == half
        assert ward.people_did(session) == ["RateChanged"]
        assert sorted(len(answer["changed_since"]) for answer in both) == [0, 1]
        assert {answer["refused"] for answer in both} == {None}

    def test_pause_and_stop_and_it_is_stopped(self, ward: Ward) -> None:
        """A stop is never lost to a pause, whichever came first."""
        session = ward.next_chair()
        seen = ward.mara.view(session)["seq"]
        paused, stopped = at_once(
            lambda: ward.mara.does(session, "pause", seen=seen), lambda: ward.jonas.does(session, "stop", seen=seen)
        )
        view = ward.mara.view(session)
        assert (view["phase"], view["infusion"]["rate_ml_per_h"]) == ("recovering", "0")
        assert (paused["refused"], stopped["refused"]) == (None, None)
        did = ward.people_did(session)
        if did == ["InfusionPaused", "InfusionStopped"]:
            assert re.fullmatch(rf"{CLOCK}Mara Lind: paused", stopped["changed_since"][0])
            assert paused["said"].startswith("Paused at ")
        else:
            assert did == ["InfusionStopped"]
            assert re.fullmatch(rf"{CLOCK}Jonas Weber: stopped", paused["changed_since"][0])
            assert paused["said"] == "It was so already. Nothing was changed."
        assert stopped["said"].startswith("Stopped at ")


class TestTheSameClickTwice:
    """A slow line, an impatient finger."""

    def test_at_the_same_moment_is_one_deed(self, ward: Ward) -> None:
        """Both presses get the same sentence; one is told that it is a repetition."""
        session = ward.next_chair()
        seen, key = ward.mara.view(session)["seq"], str(uuid4())
        answers = at_once(*[lambda: ward.mara.does(session, "rate", key=key, ml_per_h="90", seen=seen)] * 3)
        assert ward.people_did(session) == ["RateChanged"]
        assert sorted(answer["repeated"] for answer in answers) == [False, True, True]
        assert len({answer["said"] for answer in answers}) == 1
        assert answers[0]["said"].startswith("Slowed to 90 mL/h at ")
        assert {tuple(answer["changed_since"]) for answer in answers} == {()}


class TestAStalePage:
    """A tablet that slept for a while."""

    def test_slows_below_what_runs_and_says_what_had_changed(self, ward: Ward) -> None:
        """What is less than both rates is done, and the nurse learns what her page did not show."""
        session = ward.next_chair()
        seen = ward.mara.view(session)["seq"]
        ward.jonas.does(session, "rate", ml_per_h="100")
        done = ward.mara.does(session, "rate", choice="slow_half", ml_per_h="75.4", seen=seen)
        assert (done["refused"], done["said"][:20]) == (None, "Slowed to 75.4 mL/h ")
        (change,) = done["changed_since"]
        assert re.fullmatch(rf"{CLOCK}Jonas Weber: set the rate to 100 mL/h", change)

    def test_never_raises_what_runs(self, ward: Ward) -> None:
        """A choice that was slower when the page was drawn, and would be faster now, changes nothing, and says why."""
        session = ward.next_chair()
        seen = ward.mara.view(session)["seq"]
        ward.jonas.does(session, "rate", ml_per_h="40")
        done = ward.mara.does(session, "rate", choice="slow_half", ml_per_h="75.4", seen=seen)
        assert done["refused"] == "It runs slower than that already. Nothing was changed."
        assert len(done["changed_since"]) == 1
        assert ward.mara.view(session)["infusion"]["rate_ml_per_h"] == "40"

    def test_of_a_drip_that_was_stopped_says_so(self, ward: Ward) -> None:
        """Slowing, pausing and stopping what stands still is no error."""
        session = ward.next_chair()
        seen = ward.mara.view(session)["seq"]
        ward.jonas.does(session, "stop")
        slowed = ward.mara.does(session, "rate", choice="slow_half", seen=seen)
        assert slowed["refused"] == "Nothing runs now, so there is no rate to change. Resume first, if it should run."
        for deed in ("pause", "stop"):
            done = ward.mara.does(session, deed, seen=seen)
            assert (done["refused"], done["said"]) == (None, "It was so already. Nothing was changed.")
            assert re.fullmatch(rf"{CLOCK}Jonas Weber: stopped", done["changed_since"][0])


class TestManyHands:
    """Everybody presses something."""

    def test_never_get_an_error_while_they_make_it_less(self, ward: Ward) -> None:
        """Sixteen presses by two nurses at the same moment: each is answered, and the drip stands at the end."""
        session = ward.next_chair()
        seen = ward.mara.view(session)["seq"]
        both, rates = (ward.mara, ward.jonas), ("120", "100", "80", "60", "40")
        slow: list[Press] = [
            partial(person.does, session, "rate", choice="slow_75", ml_per_h=rate, seen=seen)
            for person in both
            for rate in rates
        ]
        rest: list[Press] = [
            partial(person.does, session, deed, seen=seen) for person in both for deed in ("pause", "stop", "stop")
        ]
        answers = at_once(*slow, *rest)
        assert {answer["refused"] for answer in answers[len(slow) :]} == {None}
        assert ward.mara.view(session)["phase"] == "recovering"
        assert ward.people_did(session).count("InfusionStopped") == 1
