"""The live stream: everything after where somebody was, once, to everybody who looks, and never an invented calm."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from handrail.care.clock import SteppedClock
from handrail.record import notice
from handrail.web.stream import Hub, HubIsAway, Position, feeds, listener
from tests.people import NOW, World, seat, small_world, visit
from tests.shell.web.streaming import PATIENCE_S, Listener, Message, close_the_clinics, running, until
from tests.shell.web.telling import CLINIC, OTHER, SESSION, Told, events, marked, sampled


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """Ruth sits in chair 3."""
    yield small_world()
    close_the_clinics()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Feeds that look and beat as soon as they may: the order of things is tested, and nobody waits for it."""
    monkeypatch.setattr(feeds, "LOOK_AGAIN_S", 0.02)
    monkeypatch.setattr(feeds, "BETWEEN_LOOKS_S", 0.0)
    monkeypatch.setattr(feeds, "BEAT_S", 0.05)
    monkeypatch.setattr(feeds, "FRESH_S", 0.2)
    monkeypatch.setattr(notice, "start", lambda: None)  # these have no database, and no other process writes


def hub_of(told: Told) -> Hub:
    return Hub(SteppedClock(NOW), told)


def on_a_loop(story: Coroutine[Any, Any, None]) -> None:
    """Play it to its end, in a thread of its own: a browser of other tests may keep a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, asyncio.wait_for(story, PATIENCE_S * 2)).result()


def at(message: Message) -> datetime:
    """When a beat was sent."""
    return datetime.fromisoformat(message.data["now"])


@pytest.mark.usefixtures("quick")
class TestTheHub:
    """One hub reads for everybody."""

    def test_tells_a_newcomer_the_whole_view_first(self) -> None:
        """Nobody looks at an empty screen until something changes."""

        async def story() -> None:
            async with running(hub_of(Told(SESSION))) as hub:
                first = await Listener(hub, f"session:{SESSION}").hears()
                assert (first.name, first.id) == ("session", "1.0")
                assert first.data["view"]["session"] == SESSION

        on_a_loop(story())

    def test_goes_on_from_where_somebody_was(self) -> None:
        """Whoever comes back with a number hears what came after it, and then what comes, each once."""

        async def story() -> None:
            told = Told(SESSION)
            told.heads[SESSION] = 7
            async with running(hub_of(told)) as hub:
                somebody = Listener(hub, f"session:{SESSION}", Position(4, 0))
                assert events(await somebody.hears("session")) == [5, 6, 7]
                told.heads[SESSION] = 9
                assert events(await somebody.hears("session")) == [8, 9]

        on_a_loop(story())

    def test_reads_a_change_once_for_all_who_look(self) -> None:
        """Twenty-four screens cost one reading."""

        async def story() -> None:
            told = Told(SESSION)
            async with running(hub_of(told)) as hub:
                room = [Listener(hub, f"session:{SESSION}") for _ in range(24)]
                for one in room:
                    await one.hears("session")
                before = told.asked[f"view {SESSION}"]
                told.heads[SESSION] = 2
                assert [events(await one.hears("session")) for one in room] == [[2]] * 24
                assert told.asked[f"view {SESSION}"] - before < 24

        on_a_loop(story())

    def test_asks_nothing_about_what_nobody_looks_at(self) -> None:
        """When the last one has left, the reading ends."""

        async def story() -> None:
            told = Told(SESSION)
            async with running(hub_of(told)) as hub:
                somebody = Listener(hub, f"session:{SESSION}")
                await somebody.hears("session")
                assert hub.listeners() == {f"session:{SESSION}": 1}
                await somebody.leaves()
                await until(lambda: not hub._feeds)
                assert hub.listeners() == {}
                assert told.asked[f"view {OTHER}"] == 0

        on_a_loop(story())

    def test_lets_go_of_who_cannot_keep_up_and_disturbs_nobody_else(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A browser that does not read is told to come back, and then has missed nothing."""
        monkeypatch.setattr(listener, "WAITING_AT_MOST", 3)

        async def story() -> None:
            told = Told(SESSION)
            async with running(hub_of(told)) as hub:
                brisk, slow = Listener(hub, f"session:{SESSION}"), Listener(hub, f"session:{SESSION}")
                await brisk.hears("session")
                first = await slow.hears("session")
                while hub.listeners()[f"session:{SESSION}"] == 2:
                    told.heads[SESSION] += 1
                    await brisk.hears()
                await slow.hears_the_end()
                assert slow.ear.heard[-1].name == "resume"
                again = Listener(hub, f"session:{SESSION}", Position.parse(first.id))
                assert events(await again.hears("session")) == list(range(2, told.heads[SESSION] + 1))

        on_a_loop(story())

    def test_falls_silent_about_what_it_cannot_read(self) -> None:
        """No beat comes from a chair that cannot be read, so that its screens notice; the others go on."""

        async def story() -> None:
            told, clock = Told(SESSION, OTHER), SteppedClock(NOW)
            async with running(Hub(clock, told)) as hub:
                ruth, karl = Listener(hub, f"session:{SESSION}"), Listener(hub, f"session:{OTHER}")
                await ruth.hears("beat")
                told.broken = {SESSION}
                failing = told.asked[f"view {SESSION}"]
                await until(lambda: told.asked[f"view {SESSION}"] > failing + 1)
                in_the_dark = clock.step(timedelta(minutes=1))
                await karl.hears_until(lambda message: message.name == "beat" and at(message) == in_the_dark)
                again = clock.step(timedelta(minutes=1))
                told.broken = set()
                heard = await ruth.hears_until(lambda message: message.name == "beat" and at(message) == again)
                assert in_the_dark not in [at(message) for message in heard if message.name == "beat"]

        on_a_loop(story())

    def test_does_not_call_a_board_alive_when_one_of_its_chairs_is_not(self) -> None:
        """The board beats only while each of its chairs can be read."""

        async def story() -> None:
            told, clock = Told(SESSION, OTHER), SteppedClock(NOW)
            async with running(Hub(clock, told)) as hub:
                board = Listener(hub, f"board:{CLINIC}")
                await board.hears("beat")
                told.broken = {OTHER}
                failing = told.asked[f"view {OTHER}"]
                await until(lambda: told.asked[f"view {OTHER}"] > failing + 1)
                await until(lambda: not hub.session(OTHER).fresh)
                in_the_dark = clock.step(timedelta(minutes=1))
                told.heads[SESSION] = 5
                heard = await board.hears_until(lambda message: message.name == "chair" and message.data["seq"] == 5)
                again = clock.step(timedelta(minutes=1))
                told.broken = set()
                heard += await board.hears_until(lambda message: message.name == "beat" and at(message) == again)
                assert in_the_dark not in [at(message) for message in heard if message.name == "beat"]

        on_a_loop(story())

    def test_tells_a_board_its_chairs_one_by_one(self) -> None:
        """The whole board first, then each chair that has something new."""

        async def story() -> None:
            told = Told(SESSION, OTHER)
            async with running(hub_of(told)) as hub:
                board = Listener(hub, f"board:{CLINIC}")
                first = await board.hears()
                assert first.name == "board"
                assert [chair["view"]["session"] for chair in first.data["chairs"]] == [SESSION, OTHER]
                told.heads[OTHER] = 3
                heard = await board.hears_until(lambda message: message.name == "chair" and message.data["seq"] == 3)
                assert heard[-1].data["session"] == OTHER

        on_a_loop(story())

    def test_tells_the_whole_board_when_somebody_sits_down_or_leaves(self) -> None:
        """A chair that is taken or free again is seen without loading the page."""

        async def story() -> None:
            told = Told(SESSION)
            async with running(hub_of(told)) as hub:
                board = Listener(hub, f"board:{CLINIC}")
                await board.hears("board")
                told.heads[OTHER] = 1
                told.seated.append(OTHER)
                assert [chair["session"] for chair in (await board.hears("board")).data["chairs"]] == [SESSION, OTHER]
                told.seated.remove(SESSION)
                assert [chair["session"] for chair in (await board.hears("board")).data["chairs"]] == [OTHER]
                await until(lambda: f"session:{SESSION}" not in hub._feeds)

        on_a_loop(story())

    def test_asks_the_database_beside_the_loop(self) -> None:
        """A slow disk holds up nobody's request."""

        async def story() -> None:
            told = Told(SESSION)
            async with running(hub_of(told)) as hub:
                await Listener(hub, f"session:{SESSION}").hears("session")
                assert threading.get_ident() not in told.threads

        on_a_loop(story())

    def test_ends_all_streams_at_once_when_it_stops(self) -> None:
        """Ctrl-C waits for nobody's open page, and nobody comes in any more."""

        async def story() -> None:
            hub = hub_of(Told(SESSION))
            async with running(hub):
                ruth, board = Listener(hub, f"session:{SESSION}"), Listener(hub, f"board:{CLINIC}")
                await ruth.hears("session")
                await board.hears("board")
                hub.stop()
                await ruth.hears_the_end()
                await board.hears_the_end()
                with pytest.raises(HubIsAway):
                    await Listener(hub, f"session:{SESSION}").hears()

        on_a_loop(story())


class TestAHint:
    """A commit wakes the hub at once, whichever thread it was made in."""

    @pytest.fixture(autouse=True)
    def patient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without a hint, nobody looks again while the test lasts."""
        monkeypatch.setattr(feeds, "LOOK_AGAIN_S", 10 * PATIENCE_S)

    def test_of_a_fact_is_heard(self, world: World) -> None:
        """What a nurse does is on every screen at once."""

        async def story() -> None:
            async with running(Hub(SteppedClock(NOW))) as hub:
                somebody = Listener(hub, f"session:{world.ruths_visit.pk}", Position(1, 0))
                await somebody.hears("session")
                await asyncio.to_thread(in_a_thread, lambda: marked(world.ruths_visit.pk, 1, world.mara.pk))
                heard = await somebody.hears("session")
                assert [event["by"] for event in heard.data["events"]] == ["Mara Lind"]

        on_a_loop(story())

    def test_of_a_sample_is_heard(self, world: World) -> None:
        """What the monitor sends is on every screen at once."""

        async def story() -> None:
            async with running(Hub(SteppedClock(NOW))) as hub:
                somebody = Listener(hub, f"session:{world.ruths_visit.pk}", Position(1, 0))
                await somebody.hears("session")
                await asyncio.to_thread(in_a_thread, lambda: sampled(world.ruths_visit.pk, 92))
                assert (await somebody.hears("session")).data["samples"] == {"hr": [[NOW.timestamp(), 92]]}

        on_a_loop(story())

    def test_of_somebody_new_is_heard_by_the_board(self, world: World) -> None:
        """A patient who sits down appears on the board."""
        karl = visit(world.karl, NOW, infusion_number=1)

        async def story() -> None:
            async with running(Hub(SteppedClock(NOW))) as hub:
                board = Listener(hub, f"board:{world.riverside.pk}")
                await board.hears("board")
                await asyncio.to_thread(in_a_thread, lambda: seat(karl, world.chairs[1], by=world.mara, at=NOW))
                whole = await board.hears("board")
                assert [chair["session"] for chair in whole.data["chairs"]] == [world.ruths_visit.pk, karl.pk]

        on_a_loop(story())


def in_a_thread(deed: Any) -> None:
    """Do it with a connection of this thread's own, and close that."""
    try:
        deed()
    finally:
        connection.close()
