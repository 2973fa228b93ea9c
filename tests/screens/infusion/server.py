"""A small server for one infusion screen: the rendered template, the static files, forecasts, a stream, and a book of deeds.

`serving(pages()["medium"])` gives the server: `say` tells every listener of the stream, `deeds` is what was posted.
"""

import json
import mimetypes
import queue
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from handrail.care import rules
from handrail.web.infuse.still import Still
from handrail.web.infuse.words import words
from tests.screens.infusion.forecasting import forecast_json
from tests.screens.infusion.visit import NOW, SESSION, Json, Page, at

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; form-action 'self'"
PATH = f"/sessions/{SESSION}/"
SHELL = SimpleNamespace(look="room", follows_the_light=False)


class Server(ThreadingHTTPServer):
    """One page, served until the test is over."""

    daemon_threads = True

    def __init__(self, page: Page, language: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.page = page
        self.now = NOW
        self.language = language
        self.deeds: list[tuple[str, dict[str, str]]] = []
        self.forecasts_asked: list[str | None] = []
        self.answers: dict[str, tuple[int, Json]] = {}
        self.listeners: list[queue.Queue[bytes | None]] = []
        self.streams = True
        self.forecast_refused: str | None = None
        self.forecasts = True
        self.lock = Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A page that asks no longer, since something newer was done, is no fault."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def say(self, message: Json, name: str = "session") -> None:
        """Tell everybody who listens."""
        number = f"id: {message['view']['seq']}.{message['view']['cursor']}\n" if "view" in message else ""
        told = f"{number}event: {name}\ndata: {json.dumps(message)}\n\n".encode()
        with self.lock:
            for listener in self.listeners:
                listener.put(told)

    def fall_silent(self) -> None:
        """End all streams and begin none."""
        self.streams = False
        with self.lock:
            for listener in self.listeners:
                listener.put(None)

    def answer(self, deed: str, fields: dict[str, str]) -> tuple[int, Json]:
        """What a deed comes to: as the test set it, else done."""
        self.deeds.append((deed, fields))
        done = {
            "seq": self.page.view["seq"] + 1,
            "said": f"{deed} at 14:30:24.",
            "repeated": False,
            "changed_since": [],
            "refused": None,
        }
        return self.answers.get(deed, (200, done))

    def rendered(self) -> str:
        """The page as the view renders it."""
        with translation.override(self.language):
            catalogue = words(rules.shipped())
            context = {
                "view": self.page.view,
                "still": Still(self.page.view, catalogue, ZoneInfo(self.page.config["time_zone"])).shown(),
                "trends": self.page.trends,
                "entries": self.page.entries,
                "config": {**self.page.config, "language": self.language},
                "words": catalogue,
                "form_key": secrets.token_urlsafe(12),
                "shell": SHELL,
                "demo": self.page.view["demo"],
                "csrf_token": "token-of-the-fixture",
            }
            return render_to_string("infuse/session.html", context)


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Page, static file, state, forecast or stream."""
        path, query = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
        if path.startswith("/static/"):
            self._static(path.removeprefix("/static/"))
        elif path == PATH:
            self._send(200, "text/html; charset=utf-8", self.server.rendered().encode())
        elif path == f"{PATH}state":
            page = self.server.page
            self._json(200, {"view": page.view, **page.trends, "entries": page.entries})
        elif path == f"{PATH}forecast":
            rate = query.get("rate")
            self.server.forecasts_asked.append(rate)
            refused = {"seq": 0, "at": "", "refused": self.server.forecast_refused}
            if not self.server.forecasts:
                self._send(503, "text/plain", b"")
                return
            self._json(200, refused if self.server.forecast_refused else forecast_json(self.server.page, rate))
        elif path == f"{PATH}stream":
            self._stream()
        else:
            self._send(404, "text/plain", b"")

    do_HEAD = do_GET  # noqa: N815 - the base class asks for this name

    def do_POST(self) -> None:
        """A deed."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        deed = urlsplit(self.path).path.removeprefix(PATH)
        status, answer = self.server.answer(deed, dict(parse_qsl(body)))
        if "text/html" in self.headers.get("Accept", ""):
            self.send_response(302)
            self.send_header("Location", PATH)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._json(status, answer)

    def _stream(self) -> None:
        if not self.server.streams:
            self._send(503, "text/plain", b"")
            return
        mine: queue.Queue[bytes | None] = queue.Queue()
        with self.server.lock:
            self.server.listeners.append(mine)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        beat = {"now": at(self.server.now), "speed": self.server.page.config["speed"]}
        self.wfile.write(f"event: beat\ndata: {json.dumps(beat)}\n\n".encode())
        self.wfile.flush()
        while (told := mine.get()) is not None:
            self.wfile.write(told)
            self.wfile.flush()

    def _static(self, name: str) -> None:
        found = finders.find(name)
        if not isinstance(found, str):
            self._send(404, "text/plain", b"")
            return
        self._send(200, mimetypes.guess_type(found)[0] or "application/octet-stream", Path(found).read_bytes())

    def _json(self, status: int, content: Any) -> None:
        self._send(status, "application/json", json.dumps(content).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """A test's output is not for requests."""


@contextmanager
def serving(page: Page, language: str = "en") -> Iterator[Server]:
    """A server for this page, ended with the block."""
    server = Server(deepcopy(page), language)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        for listener in server.listeners:
            listener.put(None)
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
