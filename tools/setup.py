"""Make the environment in .venv: what the lock file names, checked by hash, and Handrail itself.

    python3 tools/setup.py              what running needs
    python3 tools/setup.py --for-tests  what testing needs as well

Standard library only. Uses uv when it is there, else pip, each as this machine has configured it. A second run
with nothing changed does nothing: a stamp in .venv holds the hash of what was installed.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from machine import ROOT, Trouble, say, stop_with

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-dev.lock"
OLDEST = (3, 11)


def main(arguments: Sequence[str]) -> int:
    """Make or renew the environment and say how it went."""
    try:
        prepare(for_tests="--for-tests" in arguments)
    except Trouble as trouble:
        return stop_with(trouble)
    return 0


def prepare(*, for_tests: bool) -> None:
    """Make .venv hold exactly what the lock file says, unless it already does.

    Raises:
        Trouble: with the sentence that says what to install or to look at.
    """
    lock = TEST_LOCK if for_tests else LOCK
    if _is_ready(lock):
        return
    say(f"Making the environment in .venv from {lock.name}; this takes a moment, once.")
    if not _with_uv(lock):
        _with_pip(lock)
    _stamp(lock).write_text(_fingerprint(lock))


def _is_ready(lock: Path) -> bool:
    """The test environment holds all that running needs, so its stamp answers for both."""
    stamps = [(_stamp(one), _fingerprint(one)) for one in {lock, TEST_LOCK}]
    return _works() and any(stamp.exists() and stamp.read_text() == wanted for stamp, wanted in stamps)


def _stamp(lock: Path) -> Path:
    return VENV / f".{lock.stem}.stamp"


def _fingerprint(lock: Path) -> str:
    """What an environment depends on: both locks (they share pins), the package's own description, this place."""
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = [lock.read_text(), LOCK.read_text(), repr([described["build-system"], described["project"]]), str(ROOT)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _works() -> bool:
    """An environment whose Python was moved or upgraded away is made anew."""
    if not PYTHON.exists():
        return False
    check = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    return _succeeds([PYTHON, "-c", check])


def _with_uv(lock: Path) -> bool:
    uv = shutil.which("uv")
    if uv is None:
        return False
    made = _works() or _succeeds([uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV])
    install: list[str | Path] = [uv, "pip", "install", "--quiet", "--python", PYTHON]
    if made and _both(install, lock):
        return True
    say("uv could not install from here; trying pip, which may be configured differently.")
    return False


def _with_pip(lock: Path) -> None:
    if not _works():
        _make_venv()
    elif not _succeeds([PYTHON, "-m", "pip", "--version"]) and not _succeeds([PYTHON, "-m", "ensurepip"]):
        raise Trouble("The environment in .venv has no pip: remove the folder .venv and run this again.")
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    if not _both(pip, lock):
        raise Trouble("pip could not install what the lock file names; its own words are above.")


def _make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise Trouble(
            "Python's venv module is missing: install it (Debian, Ubuntu: apt-get install python3-venv) "
            "and run this again."
        )
    if not _succeeds([sys.executable, "-m", "venv", "--clear", VENV], speak=True):
        raise Trouble("Python could not make .venv; its own words are above.")


def _both(install: Sequence[str | Path], lock: Path) -> bool:
    """The lock first, then the package itself, built by the locked backend: nothing is fetched beside the lock."""
    locked = [*install, "--require-hashes", "-r", lock]
    itself = [*install, "--no-build-isolation", "--no-deps", "--editable", ROOT]
    return _succeeds(locked, speak=True) and _succeeds(itself, speak=True)


def _succeeds(command: Sequence[str | Path], *, speak: bool = False) -> bool:
    """Run a program; what it wrote is shown only where it failed and is asked to speak."""
    surroundings = {
        name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    }
    try:
        done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    except OSError:
        return False
    if done.returncode and speak:
        print(done.stdout + done.stderr, file=sys.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
