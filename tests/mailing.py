"""A real mail server and a real gateway for text messages on loopback, which answer as a test tells them to.

with MailServer() as post, sending_to(settings, post): ...   # post.mails: what was received, as it came over the wire
"""

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from handrail.clinic.outgoing import Gateway, Outgoing, Security
from handrail.clinic.outgoing import MailServer as Handed
from tests.faults.server import free_port

URL = "https://clinic.example"
SENDER = "Riverside <post@riverside.example>"
FINE = "250 OK"
LOOPBACK = "127.0.0.1"


@dataclass
class Received:
    """One e-mail, as it came over the wire."""

    sender: str
    to: list[str]
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        """The e-mail, taken apart."""
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def text(self) -> str:
        """What a person reads."""
        body = self.mail.get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    @property
    def calendar(self) -> bytes | None:
        """The calendar file, where there is one."""
        found = [part for part in self.mail.iter_attachments() if part.get_content_type() == "text/calendar"]
        return bytes(cast(bytes, found[0].get_payload(decode=True))) if found else None


@dataclass
class MailServer:
    """Receives, or answers otherwise: `to_recipient` and `to_text` say how; `before_recipient` and `before_answer` run before."""

    to_recipient: str = FINE
    to_text: str = FINE
    before_recipient: Callable[[], None] = lambda: None
    before_answer: Callable[[], None] = lambda: None
    secured_by: ssl.SSLContext | None = None
    port: int = 0
    mails: list[Received] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  # aiosmtpd asks for it by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Somebody is asked for."""
        self.asked_for.append(address)
        self.before_recipient()
        if self.to_recipient == FINE:
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # as above
        """A text is there."""
        assert isinstance(envelope.content, bytes)
        self.mails.append(Received(envelope.mail_from or "", list(envelope.rcpt_tos), envelope.content))
        self.before_answer()
        return self.to_text

    def __enter__(self) -> Self:
        options: dict[str, Any] = {"tls_context": self.secured_by} if self.secured_by else {}
        self.port = self.port or free_port()
        self._controller = Controller(self, hostname=LOOPBACK, port=self.port, **options)
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    @property
    def handed(self) -> Handed:
        """As an installation is told of it."""
        security: Security = "starttls" if self.secured_by else "none"
        return Handed(LOOPBACK, self.port, security, "", "", SENDER, "desk@riverside.example")


@dataclass
class TextGateway:
    """Takes text messages over HTTP, or answers otherwise. `silent` never answers."""

    status: int = 202
    body: bytes = b'{"id": "gw-1"}'
    silent: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._over = Event()
        self._server = ThreadingHTTPServer((LOOPBACK, 0), self._handler())
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def handed(self) -> Gateway:
        """As an installation is told of it."""
        return Gateway(f"http://{LOOPBACK}:{self._server.server_address[1]}/messages?from=riverside", "a-token")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # http.server asks for it by this name
                length = int(self.headers["Content-Length"])
                gateway.asked.append({"path": self.path, **json.loads(self.rfile.read(length))})
                gateway.headers.append(dict(self.headers))
                if gateway.silent:
                    gateway._over.wait()
                    return
                self.send_response(gateway.status)
                self.end_headers()
                self.wfile.write(gateway.body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name is the library's
                """Say nothing."""

        return Handler


@contextmanager
def set_up(settings: Any, mail: MailServer | None = None, texts: TextGateway | None = None) -> Iterator[None]:
    """While this lasts, the installation knows these."""
    before = settings.OUTGOING
    settings.OUTGOING = Outgoing(URL, mail.handed if mail else None, texts.handed if texts else None)
    try:
        yield
    finally:
        settings.OUTGOING = before
