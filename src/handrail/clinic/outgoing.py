"""What this installation needs to reach people outside it: its own address, a mail server, a gateway for text messages.

All of it comes from the environment and is read once. What is set but cannot be meant is told as a problem, and used for nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Literal
from urllib.parse import urlsplit

Security = Literal["starttls", "implicit", "none"]
PORTS: Mapping[Security, int] = {"starttls": 587, "implicit": 465, "none": 25}
HIGHEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail is handed over, how the way there is locked, and in whose name it is sent."""

    host: str
    port: int
    security: Security
    user: str
    password: str
    sender: str
    reply_to: str

    @property
    def sender_address(self) -> str:
        """The address alone, without the name before it."""
        return parseaddr(self.sender)[1]

    def __repr__(self) -> str:
        """Without the password: this may stand in a traceback."""
        return f"MailServer({self.host}:{self.port}, {self.security})"


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where text messages are handed over, over HTTP."""

    url: str
    token: str

    def __repr__(self) -> str:
        """Without the token."""
        return f"Gateway({urlsplit(self.url).hostname})"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is set up. `url` is the address under which patients reach this installation; without it there is no link to give."""

    url: str = ""
    mail: MailServer | None = None
    texts: Gateway | None = None
    problems: tuple[str, ...] = ()

    @property
    def sends_mail(self) -> bool:
        """Whether e-mail can leave: with a link to the log-in and one to stop it, or not at all."""
        return self.mail is not None and bool(self.url)

    @property
    def sends_texts(self) -> bool:
        """Whether text messages can leave."""
        return self.texts is not None and bool(self.url)


def outgoing(environ: Mapping[str, str]) -> Outgoing:
    """What the environment says."""
    problems: list[str] = []
    url = _address(environ.get("HANDRAIL_URL", ""), "HANDRAIL_URL", problems)
    return Outgoing(url.rstrip("/"), _mail(environ, problems), _texts(environ, problems), tuple(problems))


def _mail(environ: Mapping[str, str], problems: list[str]) -> MailServer | None:
    host = environ.get("HANDRAIL_MAIL_HOST", "")
    if not host:
        return None
    before = len(problems)
    security = _security(environ.get("HANDRAIL_MAIL_TLS", ""), problems)
    port = _port(environ.get("HANDRAIL_MAIL_PORT", ""), PORTS[security], problems)
    sender, reply_to = environ.get("HANDRAIL_MAIL_FROM", ""), environ.get("HANDRAIL_MAIL_REPLY_TO", "")
    if not _is_mailbox(sender):
        problems.append("HANDRAIL_MAIL_FROM needs an address, such as: Riverside <post@riverside.example>")
    if reply_to and not _is_mailbox(reply_to):
        problems.append("HANDRAIL_MAIL_REPLY_TO is no address. Write one, or leave it out.")
    if len(problems) > before:
        return None
    user, password = environ.get("HANDRAIL_MAIL_USER", ""), environ.get("HANDRAIL_MAIL_PASSWORD", "")
    return MailServer(host, port, security, user, password, sender, reply_to)


def _texts(environ: Mapping[str, str], problems: list[str]) -> Gateway | None:
    url = _address(environ.get("HANDRAIL_TEXT_URL", ""), "HANDRAIL_TEXT_URL", problems)
    return Gateway(url, environ.get("HANDRAIL_TEXT_TOKEN", "")) if url else None


def _address(text: str, name: str, problems: list[str]) -> str:
    """An address of the web, or nothing."""
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        fine = False
    if fine and text.isascii() and text.isprintable() and " " not in text:
        return text
    problems.append(f"{name} is no address of the web. Write one such as https://clinic.example")
    return ""


def _security(text: str, problems: list[str]) -> Security:
    match text or "starttls":
        case "starttls" | "implicit" | "none" as known:
            return known
    problems.append("HANDRAIL_MAIL_TLS is starttls, implicit or none.")
    return "starttls"


def _port(text: str, usual: int, problems: list[str]) -> int:
    if not text:
        return usual
    if text.isascii() and text.isdigit() and 0 < int(text) <= HIGHEST_PORT:
        return int(text)
    problems.append("HANDRAIL_MAIL_PORT is a whole number, from 1 to 65535.")
    return usual


def _is_mailbox(text: str) -> bool:
    _name, address = parseaddr(text)
    local, at, domain = address.rpartition("@")
    return bool(local and at and domain) and text.isprintable()
