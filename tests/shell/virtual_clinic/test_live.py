"""The demonstration goes on, whatever one device or one turn of it runs into."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Self

import pytest

from handrail.care.clock import SteppedClock
from handrail.devices.sender import Sender
from handrail.virtual_clinic import live
from handrail.virtual_clinic.live import MOST_BEHIND, Line, Live

NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
DEADLINE_S = 60


class Chair:
    """A chair that cannot say anything at first."""

    session = "ses_x"
    pump_device = SimpleNamespace(pk="dev_2")

    def __init__(self) -> None:
        self.asked = 0

    def messages(self, moment: datetime, session: str) -> list[tuple[str, bytes]]:
        """Fails twice, as while the database is away."""
        self.asked += 1
        if self.asked <= 2:
            raise RuntimeError("the database is away")
        return [("dev_1", b"MDC_PRESS_")]


class Day:
    """One chair."""

    def __init__(self, chair: Any) -> None:
        self.chairs = {"ses_x": chair}

    def act(self, now: datetime) -> list[Any]:
        """Nobody does anything."""
        return list(self.chairs.values())


class TestTheDemonstration:
    def test_goes_on_after_a_turn_that_failed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The next turn speaks again."""
        spoken = asyncio.Event()
        chair = Chair()
        monkeypatch.setattr(live, "SHORTEST_TURN_S", 0.0)
        monkeypatch.setattr(Line, "say", lambda line, message: spoken.set())

        async def played() -> None:
            clock = SteppedClock(NOW)
            clinic = Live(Day(chair), clock, "127.0.0.1", 1)  # type: ignore[arg-type]  # a day with one chair
            clinic.told_until = NOW - timedelta(seconds=1)
            monkeypatch.setattr(clinic, "_second", lambda moment: _later(chair))
            going = asyncio.create_task(clinic.run())
            async with asyncio.timeout(DEADLINE_S):
                await spoken.wait()
            going.cancel()
            await asyncio.wait([going])

        asyncio.run(played())
        assert chair.asked > 2

    def test_says_again_after_a_restart_what_was_on_its_way(self) -> None:
        """A cuff reading that was measured just before the stop is not lost: the next one would come minutes later."""
        asked: list[datetime] = []

        class Heard(Chair):
            def messages(self, moment: datetime, session: str) -> list[tuple[str, bytes]]:
                asked.append(moment)
                return [("dev_1", b"MDC_PRESS_")]

        clinic = Live(Day(Heard()), SteppedClock(NOW), "127.0.0.1", 1)  # type: ignore[arg-type]  # a day with one chair
        said = clinic._turn(NOW)
        assert len(said) == len(asked) == MOST_BEHIND / timedelta(seconds=1)
        assert asked[-1] == NOW
        assert clinic._turn(NOW) == []


def _later(chair: Chair) -> datetime:
    """A second later with each turn."""
    return NOW + timedelta(seconds=chair.asked)


class TestADevice:
    def test_says_again_what_nobody_answered(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The connection broke off while it waited for the answer; the message goes over the next one, before what came later."""
        heard: list[bytes] = []
        both = asyncio.Event()

        class Breaking:
            async def __aenter__(self) -> Self:
                return self

            async def __aexit__(self, *problem: object) -> None:
                return None

            async def send(self, message: bytes) -> Any:
                heard.append(message)
                if len(heard) == 1:
                    raise ConnectionResetError
                if len(heard) == 3:
                    both.set()
                return SimpleNamespace(code="AA", reason="")

        async def connect(host: str, port: int) -> Breaking:
            return Breaking()

        monkeypatch.setattr(Sender, "connect", connect)

        async def played() -> None:
            line = Line("127.0.0.1", 1)
            line.say(b"first")
            line.say(b"second")
            going = asyncio.create_task(line.run())
            async with asyncio.timeout(DEADLINE_S):
                await both.wait()
            going.cancel()
            await asyncio.wait([going])

        asyncio.run(played())
        assert heard == [b"first", b"first", b"second"]

    def test_connects_again_after_any_trouble(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Also one that nobody thought of, which would otherwise end every device at once."""
        tried: list[int] = []
        enough = asyncio.Event()

        async def connect(host: str, port: int) -> None:
            tried.append(port)
            if len(tried) == 2:
                enough.set()
            raise ValueError("nobody thought of this")

        monkeypatch.setattr(Sender, "connect", connect)

        async def played() -> None:
            line = asyncio.create_task(Line("127.0.0.1", 1).run())
            async with asyncio.timeout(DEADLINE_S):
                await enough.wait()
            assert not line.done()
            line.cancel()
            await asyncio.wait([line])

        asyncio.run(played())
