"""Two people at one drip, at the same moment, on every database: one record each, and nobody is refused who makes it less."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier
from typing import TypeVar
from uuid import uuid4

import pytest
from django.db import connection

from handrail.care import infuse
from handrail.care.deed import Done
from handrail.pathway.events import (
    Event,
    InfusionPaused,
    InfusionStopped,
    RateChanged,
    RateChangeRefused,
)
from handrail.pathway.session import Phase, Session
from handrail.record import log
from handrail.units import MillilitresPerHour
from tests.faults.clinic import seated
from tests.people import NOW, World, small_world

pytestmark = pytest.mark.django_db(transaction=True)

LATER = NOW + timedelta(minutes=5)
ROUNDS = range(4)
"""Whoever comes first is left to chance, so that each story is told a few times."""

T = TypeVar("T")
Press = Callable[[], T]


@dataclass
class Drip:
    """Ruth's drip, which runs, and the two nurses at it."""

    world: World

    @property
    def id(self) -> str:
        """The session."""
        return self.world.ruths_visit.pk

    @property
    def state(self) -> Session:
        """What is so now."""
        state: Session = log.state(self.id)[1]
        return state

    @property
    def seen(self) -> int:
        """The number that a page shows that was drawn now."""
        return log.head(self.id)

    def slow(self, to: str, *, seen: int, by: str, key: str = "", lower_only: bool = False) -> Done:
        """A nurse sets it to this rate."""
        return infuse.change_rate(
            session=self.id,
            to=MillilitresPerHour(to),
            prescriber=False,
            key=key or str(uuid4()),
            by=by,
            at=LATER,
            seen=seen,
            lower_only=lower_only,
        )

    def pause(self, *, seen: int, by: str) -> Done:
        """A nurse lets it stand."""
        return infuse.pause(session=self.id, key=str(uuid4()), by=by, at=LATER, seen=seen)

    def stop(self, *, seen: int, by: str) -> Done:
        """A nurse ends it."""
        return infuse.stop(session=self.id, key=str(uuid4()), by=by, at=LATER, seen=seen)

    def written(self, seen: int, *kinds: type[Event]) -> list[Event]:
        """What of these kinds was written after that number."""
        events = [recorded.fact.event for recorded in log.after(self.id, seen)]
        return [event for event in events if isinstance(event, kinds)]


@pytest.fixture
def drip() -> Drip:
    """It runs at the rate that was ordered, well above all that is asked for here."""
    world = small_world()
    seated(world.ruths_visit, 3, world.monitor, world.mara, world.jonas, world.albrecht, now=NOW)
    return Drip(world)


def at_once(*presses: Press[T]) -> Sequence[T]:
    """All of them at the same moment, each in a thread of its own; what came of each, in order."""
    ready = Barrier(len(presses))

    def pressed(press: Press[T]) -> T:
        try:
            connection.ensure_connection()
            ready.wait()
            return press()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(presses)) as threads:
        return list(threads.map(pressed, presses))


def told(done: Done) -> list[str]:
    """Who did what since, as the answer says."""
    return [f"{deed.by} {deed.kind}" for deed in done.changed_since]


@pytest.fixture(params=ROUNDS)
def each_round(request: pytest.FixtureRequest) -> Iterator[int]:
    """Once more."""
    return request.param  # type: ignore[no-any-return]  # a round's number


class TestTwoNursesAtOnce:
    """Both looked at the same page."""

    @pytest.mark.usefixtures("each_round")
    def test_slow_to_different_rates_and_the_slower_one_stays(self, drip: Drip) -> None:
        """Each press leaves one record, and the second answer names the first."""
        mara, jonas, seen = drip.world.mara.pk, drip.world.jonas.pk, drip.seen
        to_100, to_80 = at_once(
            lambda: drip.slow("100", seen=seen, by=mara, lower_only=True),
            lambda: drip.slow("80", seen=seen, by=jonas, lower_only=True),
        )
        assert drip.state.running is not None
        assert str(drip.state.running.rate) == "80 mL/h"
        assert to_80.refused is None
        assert to_100.refused in {None, "already_slower"}
        assert len(drip.written(seen, RateChanged, RateChangeRefused)) == 2
        first_was_mara = to_100.refused is None
        assert told(to_100) == ([] if first_was_mara else [f"{jonas} RateChanged"])
        assert told(to_80) == ([f"{mara} RateChanged"] if first_was_mara else [])

    @pytest.mark.usefixtures("each_round")
    def test_press_the_same_and_it_is_so_once(self, drip: Drip) -> None:
        """Two people who slow to the same rate: the second is told that it was so already, and by whom."""
        mara, jonas, seen = drip.world.mara.pk, drip.world.jonas.pk, drip.seen
        both = at_once(
            lambda: drip.slow("75", seen=seen, by=mara),
            lambda: drip.slow("75", seen=seen, by=jonas),
        )
        assert len(drip.written(seen, RateChanged, RateChangeRefused)) == 1
        assert sorted(len(done.events) for done in both) == [0, 1]
        assert sorted(map(len, map(told, both))) == [0, 1]

    @pytest.mark.usefixtures("each_round")
    def test_pause_and_stop_and_it_is_stopped(self, drip: Drip) -> None:
        """One record of each that did something; a pause that came too late is told of the stop."""
        mara, jonas, seen = drip.world.mara.pk, drip.world.jonas.pk, drip.seen
        paused, stopped = at_once(lambda: drip.pause(seen=seen, by=mara), lambda: drip.stop(seen=seen, by=jonas))
        assert drip.state.phase is Phase.RECOVERING
        assert (paused.refused, stopped.refused) == (None, None)
        assert len(drip.written(seen, InfusionStopped)) == 1
        assert len(drip.written(seen, InfusionPaused)) == len(paused.events)
        assert told(paused) == ([] if paused.events else [f"{jonas} InfusionStopped"])
        assert told(stopped) == ([f"{mara} InfusionPaused"] if paused.events else [])


class TestTheSameClickTwice:
    """A slow line, an impatient finger."""

    @pytest.mark.usefixtures("each_round")
    def test_at_the_same_moment_is_one_deed(self, drip: Drip) -> None:
        """Both get the same answer; one says that it is a repetition."""
        seen, key, by = drip.seen, str(uuid4()), drip.world.mara.pk
        both = at_once(*[lambda: drip.slow("90", seen=seen, by=by, key=key)] * 3)
        assert len(drip.written(seen, RateChanged)) == 1
        assert sorted(done.repeated for done in both) == [False, True, True]
        assert [done.events for done in both] == [both[0].events] * 3
        assert [told(done) for done in both] == [[], [], []]


class TestAStalePage:
    """It shows what was so a moment ago."""

    def test_slows_below_what_runs_and_says_what_had_changed(self, drip: Drip) -> None:
        """What is less than both rates is done."""
        seen = drip.seen
        drip.slow("100", seen=seen, by=drip.world.jonas.pk)
        done = drip.slow("75", seen=seen, by=drip.world.mara.pk, lower_only=True)
        assert (done.refused, told(done)) == (None, [f"{drip.world.jonas.pk} RateChanged"])
        assert drip.state.running is not None
        assert str(drip.state.running.rate) == "75 mL/h"

    def test_never_raises_what_runs(self, drip: Drip) -> None:
        """A choice that was slower when the page was drawn, and would be faster now, changes nothing."""
        seen = drip.seen
        drip.slow("40", seen=seen, by=drip.world.jonas.pk)
        done = drip.slow("75", seen=seen, by=drip.world.mara.pk, lower_only=True)
        assert (done.refused, told(done)) == ("already_slower", [f"{drip.world.jonas.pk} RateChanged"])
        assert drip.state.running is not None
        assert str(drip.state.running.rate) == "40 mL/h"


class TestMakingItLess:
    """Slowing, pausing and stopping always succeed."""

    @pytest.mark.usefixtures("each_round")
    def test_succeeds_for_everybody_at_once(self, drip: Drip) -> None:
        """Eight presses at the same moment: none fails, and none is refused that would still have made it less."""
        mara, jonas, seen = drip.world.mara.pk, drip.world.jonas.pk, drip.seen
        rates = ("120", "100", "80", "60")
        slowed = [lambda to=to: drip.slow(to, seen=seen, by=mara, lower_only=True) for to in rates]
        others = [drip.pause, drip.stop, drip.stop, drip.pause]
        done = at_once(*slowed, *[lambda act=act: act(seen=seen, by=jonas) for act in others])
        assert {one.refused for one in done} <= {None, "already_slower", "not_running"}
        assert {one.refused for one in done[4:]} == {None}
        assert drip.state.phase is Phase.RECOVERING
        assert len(drip.written(seen, InfusionStopped)) == 1
        assert log.verify(drip.id).problem is None
