"""Run the tests, each part with what it needs, and say at the end how each went.

    python3 tools/test.py                 every part
    python3 tools/test.py core screens    these parts
    python3 tools/test.py --long          the long forms as well

Installs what is missing (the environment, a browser, PostgreSQL's programs) where this machine allows it. Standard
library only. HANDRAIL_TEST_DATABASE_URL names a PostgreSQL to use instead of a private one,
HANDRAIL_WITHOUT_POSTGRES=1 says that the tests on PostgreSQL shall be left out.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import machine
import postgres
import setup
from machine import ROOT, Trouble, say, stop_with


@dataclass(frozen=True)
class Part:
    """A folder of tests and how it is run; `enough` names what of it the short form runs, where that is not all."""

    name: str
    folder: str
    options: tuple[str, ...] = ()
    enough: tuple[str, ...] = ()
    needs_browser: bool = False
    needs_postgres: bool = False
    limit_min: int = 20


BY_TEST = ("-n", "2")
BY_FILE = ("-n", "2", "--dist", "loadfile")  # a server or a database that a file shares is made once
ON_THE_DATABASE = ("record", "clinic", "care", "jobs", "devices", "acceptance")  # what reads and writes it itself
PARTS = (
    Part("core", "tests/core", BY_TEST),
    Part("shell", "tests/shell", BY_FILE),
    Part("postgresql", "tests/shell", BY_FILE, ON_THE_DATABASE, needs_postgres=True),
    Part("scenarios", "tests/scenarios", BY_TEST),
    Part("screens", "tests/screens", BY_FILE, needs_browser=True),
    Part("faults", "tests/faults", BY_FILE),
    Part("docs", "tests/docs"),
)
LONG_TIMES = 3  # a long form may take so many times as long before it counts as hanging
TIDY_S = 30  # how long a part that is stopped may take to end the servers it started


@dataclass(frozen=True)
class Outcome:
    """How one part went."""

    part: Part
    passed: bool
    took_s: float
    words: str


def main(arguments: Sequence[str]) -> int:
    """Run the parts that were named, all by default; the exit status is 0 only when every one passed."""
    try:
        parts = _named([word for word in arguments if word != "--long"])
        setup.prepare(for_tests=True)
        machine.provide(_programs(parts), setup.VENV)
        outcomes = _run_all(parts, long="--long" in arguments)
    except Trouble as trouble:
        return stop_with(trouble)
    return _summary(outcomes)


def _named(words: Sequence[str]) -> Sequence[Part]:
    known = {part.name: part for part in PARTS}
    strange = [word for word in words if word not in known]
    if strange:
        raise Trouble(f"There is no part {strange[0]!r}; the parts are {', '.join(known)}.")
    return [known[word] for word in words] or PARTS


def _programs(parts: Sequence[Part]) -> list[str]:
    """What the machine itself has to offer for these parts."""
    browser = ["browser"] if any(part.needs_browser for part in parts) else []
    postgres_too = any(part.needs_postgres for part in parts) and _private_postgres()
    return [*browser, *(["postgresql"] if postgres_too else [])]


def _private_postgres() -> bool:
    return not os.environ.get("HANDRAIL_TEST_DATABASE_URL") and not _without_postgres()


def _without_postgres() -> bool:
    return os.environ.get("HANDRAIL_WITHOUT_POSTGRES") == "1"


def _run_all(parts: Sequence[Part], *, long: bool) -> list[Outcome]:
    """Every part, with a data folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="handrail-tests-") as data:
        return [_run_one(part, data, long=long) for part in parts]


def _run_one(part: Part, data: str, *, long: bool) -> Outcome:
    if part.needs_postgres and _without_postgres():
        say("\nTHE TESTS ON POSTGRESQL ARE LEFT OUT, because HANDRAIL_WITHOUT_POSTGRES=1 says so.")
        return Outcome(part, passed=True, took_s=0, words="left out")
    with _database(part) as address:
        return _run(part, _surroundings(data, address, long=long), long=long)


@contextlib.contextmanager
def _database(part: Part) -> Iterator[str | None]:
    """The address of the database that the part needs; None is the default, SQLite in a file."""
    given = os.environ.get("HANDRAIL_TEST_DATABASE_URL")
    if not part.needs_postgres:
        yield None
    elif given:
        yield given
    else:
        programs = machine.postgres_programs()
        if programs is None:
            raise Trouble("PostgreSQL's programs have gone while the tests ran.")
        with postgres.private_cluster(programs) as address:
            yield address


def _surroundings(data: str, address: str | None, *, long: bool) -> dict[str, str]:
    """What a test sees of this machine: nothing that a person has set for their own clinic."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HANDRAIL_", "DATABASE_URL"))}
    kept["HANDRAIL_DATA"] = data
    kept["PYTHONPATH"] = str(ROOT)  # for the other processes that tests start
    kept["PATH"] = f"{setup.VENV / 'bin'}{os.pathsep}{kept.get('PATH', os.defpath)}"
    if address:
        kept["DATABASE_URL"] = address
    if long:
        kept["HANDRAIL_LONG_TESTS"] = "1"
    found = machine.browser()
    if found:
        kept["HANDRAIL_CHROMIUM"] = found
    return kept


def _run(part: Part, surroundings: Mapping[str, str], *, long: bool) -> Outcome:
    say(f"\n=== {part.name}: {part.folder}")
    which = ("-m", "long or not long") if long else ()
    folders = [part.folder] if long or not part.enough else [f"{part.folder}/{name}" for name in part.enough]
    command = [setup.PYTHON, "-m", "pytest", "-q", *part.options, *which, *folders]
    began = time.monotonic()
    limit_s = part.limit_min * 60 * (LONG_TIMES if long else 1)
    tests = subprocess.Popen(command, cwd=ROOT, env=surroundings, start_new_session=True)
    try:
        status = tests.wait(limit_s)
        words = {0: "passed", 5: "has no tests"}.get(status, "FAILED")
    except subprocess.TimeoutExpired:
        status, words = 1, f"STOPPED after {limit_s // 60:.0f} minutes"
    finally:
        _end(tests)
    return Outcome(part, status == 0, time.monotonic() - began, words)


def _end(tests: subprocess.Popen[bytes]) -> None:
    """Leave nothing behind: first let the tests end what they started, then end what is left of them."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if tests.poll() is None:
            tests.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                tests.wait(TIDY_S)
        os.killpg(tests.pid, signal.SIGKILL)
    tests.wait()


def _summary(outcomes: Sequence[Outcome]) -> int:
    say("\n=== in short")
    for outcome in outcomes:
        say(f"{outcome.part.name:11} {outcome.words:24} {outcome.took_s:6.0f} s")
    failed = [outcome.part.name for outcome in outcomes if not outcome.passed]
    if failed:
        say(f"Not everything passed: look at {', '.join(failed)} above. One part alone: make test ONLY={failed[0]}")
        return 1
    say("Everything passed.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
