"""Waiting for what must come: a condition with a deadline, never a length of time."""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE_S = 120
"""How long a test waits for what comes within seconds unless something is broken; nothing is measured by it."""

T = TypeVar("T")


def until(found: Callable[[], T | None], what: str, *, within_s: float = PATIENCE_S) -> T:
    """Ask again and again, and give the first answer that is true; fail with `what` when none comes."""
    deadline_s = time.monotonic() + within_s
    while time.monotonic() < deadline_s:
        answer = found()
        if answer:
            return answer
        time.sleep(0.05)  # between two questions: what is waited for belongs to another process, and sets no event here
    raise AssertionError(f"{within_s:g} s have passed, and still not: {what}")
