"""Everything a change must pass, in the order in which it is quickest to hear of a fault; then all tests.

    python3 tools/check.py              all of it
    python3 tools/check.py types docs   these steps only

Standard library only.
"""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import setup
import test
from machine import ROOT, Trouble, provide, run, say, stop_with

TOOLS = setup.VENV / "bin"


def lint() -> bool:
    """Ruff's rules, the banned clock reads among them."""
    return run([TOOLS / "ruff", "check", "."])


def form() -> bool:
    """One way to lay out code."""
    return run([TOOLS / "ruff", "format", "--check", "."])


def types() -> bool:
    """Mypy, strict, with Django's types."""
    return run([TOOLS / "mypy"])


def imports() -> bool:
    """Imports only point down."""
    return run([TOOLS / "lint-imports"])


def messages() -> bool:
    """Every text of the sources stands in the catalogue with its translation, and is compiled."""
    provide(["gettext"], setup.VENV)
    return run([setup.PYTHON, "tools/messages.py", "--check"])


def docs() -> bool:
    """The documentation builds without a warning, and without the network."""
    return run([TOOLS / "sphinx-build", "-q", "-W", "--keep-going", "-b", "html", "docs", "docs/_build/html"])


def locks() -> bool:
    """A lock file names what is installed and its hashes, never where from."""
    bearing = [lock.name for lock in _locks() if "://" in lock.read_text(encoding="utf-8")]
    for name in bearing:
        say(f"{name} carries an address: make it again with `make lock`.")
    return not bearing


def _locks() -> list[Path]:
    return [*ROOT.glob("*.lock"), *ROOT.glob("package-lock.json"), *ROOT.glob("pylock*.toml")]


STEPS: dict[str, Callable[[], bool]] = {
    "lint": lint,
    "form": form,
    "types": types,
    "imports": imports,
    "messages": messages,
    "docs": docs,
    "locks": locks,
}


def main(arguments: Sequence[str]) -> int:
    """Run the steps that were named; without a name all of them, then all tests."""
    strange = [word for word in arguments if word not in STEPS]
    if strange:
        return stop_with(Trouble(f"There is no step {strange[0]!r}; the steps are {', '.join(STEPS)}."))
    try:
        setup.prepare(for_tests=True)
        failed = [name for name in arguments or STEPS if not _passes(name)]
    except Trouble as trouble:
        return stop_with(trouble)
    if failed:
        say(f"Not everything passed: {', '.join(failed)}. One step alone: python3 tools/check.py {failed[0]}")
        return 1
    return 0 if arguments else test.main([])


def _passes(name: str) -> bool:
    say(f"=== {name}: {STEPS[name].__doc__}")
    began = time.monotonic()
    passed = STEPS[name]()
    say(f"{name} {'passed' if passed else 'FAILED'} in {time.monotonic() - began:.0f} s\n")
    return passed


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
