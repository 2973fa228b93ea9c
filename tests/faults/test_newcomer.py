"""A newcomer's first minutes: the project as it is cloned, one command, Ctrl-C, and the same command again."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.faults.browser import at_a_screen
from tests.faults.clinic import ROOT
from tests.faults.server import MadeFromAClone
from tests.faults.test_demo import ROOMS, board, chairs, changed, streams
from tests.faults.waiting import until

INSTALLING_S = 600  # making the environment, where packages come from afar
CTRL_C = (0, 2, 130, -2)  # how make ends when a terminal interrupts it, by its own age


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What belongs to the project and nothing that was made beside it: no environment, no database, no cache."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    folder = tmp_path_factory.mktemp("newcomer") / "handrail"
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


class TestANewcomer:
    """Who types `make demo` where nothing was prepared."""

    def test_sees_a_clinic_alive_and_finds_it_again(self, clone: Path) -> None:
        """Four chairs whose values change; stopped and started, the same sessions and their chains whole."""
        with MadeFromAClone(clone) as demo:
            demo.begin()
            demo.wait_until_ready(INSTALLING_S)
            with at_a_screen(demo, "mara", None) as mara:
                first = board(mara)
                assert len(chairs(first)) == ROOMS
                until(lambda: changed(first, board(mara)), "the values of all four chairs have changed")
                assert demo.interrupt() in CTRL_C
                assert "the clinic goes on from here" in demo.said
                before = streams(demo)
                demo.start()
                again = board(mara)
                until(lambda: changed(again, board(mara)), "the values have changed since the second start")
            demo.interrupt()
            after = streams(demo)
        assert [view["session"] for view in chairs(first)] == [view["session"] for view in chairs(again)]
        assert [name for name in before if not after[name].startswith(before[name])] == []
        assert "Traceback" not in demo.said
