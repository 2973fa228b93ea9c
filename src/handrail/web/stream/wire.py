"""Server-sent events as bytes: https://html.spec.whatwg.org/multipage/server-sent-events.html."""

import json
from typing import Any

from handrail.web.stream.position import Position


def as_json(data: Any) -> bytes:
    """Compact JSON on one line, as UTF-8."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def message(name: str, data: bytes, position: Position | None = None) -> bytes:
    """One named event; with a position, the browser asks for what comes after it when it connects again."""
    number = f"id: {position}\n" if position else ""
    return f"{number}event: {name}\ndata: ".encode() + data + b"\n\n"


def beat(now: str, speed: float) -> bytes:
    """A sign of life: a comment for proxies and an event for the page, with the clinic's time and how fast it runs."""
    return b": beat\n" + message("beat", as_json({"now": now, "speed": speed}))
