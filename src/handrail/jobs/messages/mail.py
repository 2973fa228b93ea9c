"""E-mail by SMTP: Django's backend opens and locks the connection, and the conversation is held step by step.

So that the message can be marked before its text goes, and so that what is wrong with the address is told apart from what is wrong
with the moment.
"""

import smtplib
from typing import cast

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import MIMEMixin

from handrail.care.messages.words import Composed
from handrail.clinic.outgoing import MailServer
from handrail.jobs.messages.outcome import (
    WITHIN_S,
    Bounced,
    LastWord,
    Later,
    NotOurs,
    Outcome,
    Refused,
    Taken,
    Unclear,
    plain,
)

FINE = 250
FORWARDED = 251
FOR_GOOD = 500


def send(server: MailServer, composed: Composed, message_id: str, last_word: LastWord) -> Outcome:
    """Hand one e-mail over."""
    backend = EmailBackend(
        host=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.security == "starttls",
        use_ssl=server.security == "implicit",
        timeout=WITHIN_S,
        fail_silently=False,
    )
    try:
        backend.open()
        return _talk(cast(smtplib.SMTP, backend.connection), server, composed, message_id, last_word)
    except (smtplib.SMTPException, OSError) as problem:
        return Later(_reason(problem))
    finally:
        _close(backend)


def _talk(smtp: smtplib.SMTP, server: MailServer, composed: Composed, message_id: str, last_word: LastWord) -> Outcome:
    smtp.ehlo_or_helo_if_needed()
    code, said = smtp.mail(server.sender_address)
    if code != FINE:
        return Later(_answer(code, said))
    code, said = smtp.rcpt(composed.to)
    if code not in {FINE, FORWARDED}:
        return (Bounced if code >= FOR_GOOD else Later)(_answer(code, said))
    text = written(server, composed, message_id)
    if not last_word():
        return NotOurs()
    try:
        code, said = smtp.data(text)
    except smtplib.SMTPDataError as problem:  # the text has not gone
        code, said = problem.smtp_code, _bytes(problem.smtp_error)
    except (smtplib.SMTPException, OSError) as problem:
        return Unclear(_reason(problem))
    if code == FINE:
        return Taken(_answer(code, said))
    return (Refused if code >= FOR_GOOD else Later)(_answer(code, said))


def written(server: MailServer, composed: Composed, message_id: str) -> bytes:
    """The e-mail as it goes over the wire. Its id stays the same, so that a mailbox that gets it twice can tell."""
    mail = EmailMessage(
        subject=composed.subject,
        body=composed.text,
        from_email=server.sender,
        to=[composed.to],
        reply_to=[server.reply_to] if server.reply_to else None,
        headers={
            "Message-ID": f"<{message_id}@{server.sender_address.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{composed.stop_link}>",
        },
    )
    if composed.calendar:
        mail.attach("visit.ics", composed.calendar, f"text/calendar; method={composed.method}")
    return cast(MIMEMixin, mail.message()).as_bytes(linesep="\r\n")


def _reason(problem: Exception) -> str:
    """What went wrong, without what it was about: an address stays out of it."""
    match problem:
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=said):
            return _answer(code, _bytes(said))
        case OSError(strerror=str() as words):
            return plain(words)
    return type(problem).__name__


def _answer(code: int, said: bytes) -> str:
    return f"{code} {plain(said)}"


def _bytes(said: bytes | str) -> bytes:
    return said.encode() if isinstance(said, str) else said


def _close(backend: EmailBackend) -> None:
    """Leave; what the other side makes of that no longer matters."""
    try:
        backend.close()
    except (smtplib.SMTPException, OSError):
        backend.connection = None
