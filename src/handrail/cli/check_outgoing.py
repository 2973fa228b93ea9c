"""What `handrail check` says of messages: what is set up, and what does not work without it."""

from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

from handrail.clinic.outgoing import Outgoing

Said = tuple[Literal["ok", "note", "mend"], str]
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def said_of(known: Outgoing) -> Iterator[Said]:
    """Each finding, with what it is worth."""
    yield from (("mend", problem) for problem in known.problems)
    if not known.url:
        yield (
            "note",
            "HANDRAIL_URL is not set: no message could hold a link to the log-in, so none leaves. Patients are told by telephone.",
        )
    elif urlsplit(known.url).scheme != "https" and urlsplit(known.url).hostname not in LOOPBACK:
        yield "note", "HANDRAIL_URL is not https: what patients type after following a link can be read on the way."
    yield from _mail(known)
    yield (
        ("ok", f"Text messages are handed to {urlsplit(known.texts.url).hostname}.")
        if known.texts
        else (
            "note",
            "Text messages are not set up (HANDRAIL_TEXT_URL): a patient without an e-mail address is told by telephone.",
        )
    )


def _mail(known: Outgoing) -> Iterator[Said]:
    mail = known.mail
    if mail is None:
        yield (
            "note",
            "E-mail is not set up (HANDRAIL_MAIL_HOST): nobody is written to about questions and visits, and no calendar file goes out.",
        )
        return
    yield "ok", f"E-mail is handed to {mail.host}:{mail.port} and comes from {mail.sender_address}."
    if mail.security == "none" and mail.host not in LOOPBACK:
        yield "note", "HANDRAIL_MAIL_TLS is none: addresses and the password of the mail server can be read on the way."
