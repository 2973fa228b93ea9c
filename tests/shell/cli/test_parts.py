"""The parts of a server: one that dies is started again, and takes no other with it."""

import asyncio
import logging
import resource

import click
import pytest

from handrail.cli import parts
from handrail.cli.parts import kept_going
from handrail.cli.serve import open_files_as_allowed
from handrail.web.status import status

DEADLINE_S = 60


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits to start again."""
    monkeypatch.setattr(parts, "START_AGAIN_S", 0.0)


def problems() -> dict[str, str | None]:
    """What /readyz says of each part."""
    return {part.name: part.problem for part in status.parts()}


class TestAPartThatDies:
    def test_is_started_again_and_the_others_go_on(self, caplog: pytest.LogCaptureFixture) -> None:
        """As often as it dies, with a word in the log each time."""
        lives: list[int] = []

        async def dies_twice() -> None:
            lives.append(1)
            if len(lives) < 3:
                raise RuntimeError("the database went away")

        async def played() -> None:
            other = asyncio.Event()
            async with asyncio.timeout(DEADLINE_S), asyncio.TaskGroup() as group:
                waits = group.create_task(kept_going("other", other.wait, asyncio.Event()))  # type: ignore[arg-type]  # its answer is not asked for
                await kept_going("forecasts", dies_twice, asyncio.Event())
                assert not waits.done()
                other.set()

        with caplog.at_level(logging.ERROR):
            asyncio.run(played())
        assert len(lives) == 3
        assert caplog.text.count("The part forecasts of this server died.") == 2

    def test_is_told_by_readyz_until_it_runs_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Why it died, for whoever watches machines."""
        monkeypatch.setattr(parts, "START_AGAIN_S", DEADLINE_S)
        stop, died = asyncio.Event(), asyncio.Event()

        async def dies() -> None:
            died.set()
            raise RuntimeError("out of luck")

        async def played() -> None:
            async with asyncio.timeout(DEADLINE_S):
                keeping = asyncio.create_task(kept_going("forecasts", dies, stop))
                await died.wait()
                assert "died: out of luck" in str(problems()["forecasts"])
                stop.set()
                await keeping

        asyncio.run(played())
        assert "forecasts" not in problems()

    def test_of_what_a_person_has_to_mend_ends_the_start(self) -> None:
        """A port that is taken is no reason to try for ever."""

        async def refuses() -> None:
            raise click.ClickException("Port 2575 is in use.")

        with pytest.raises(click.ClickException):
            asyncio.run(kept_going("device_port", refuses, asyncio.Event()))


class TestAServer:
    def test_may_have_as_many_files_open_as_the_machine_allows(self) -> None:
        """Otherwise a thousand idle connections would be the end of its database."""
        before = resource.getrlimit(resource.RLIMIT_NOFILE)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(512, before[1]), before[1]))
            open_files_as_allowed()
            assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == before[1]
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)
