"""Text messages by a gateway over HTTP: one POST of JSON for each.

    POST <HANDRAIL_TEXT_URL>   Authorization: Bearer <HANDRAIL_TEXT_TOKEN>   Idempotency-Key: msg_...
    {"to": "+4915112345678", "text": "...", "id": "msg_..."}

200, 201 or 202 with a JSON object: taken. 400, 404, 410 or 422: the number is none. 401, 403, 408, 429 and 503: tried again later.
Whatever else comes, or nothing, leaves it unclear.
"""

import http.client
import json
import ssl
from typing import cast
from urllib.parse import urlsplit

from handrail.care.messages.words import Composed
from handrail.clinic.outgoing import Gateway
from handrail.jobs.messages.outcome import (
    MOST_READ,
    WITHIN_S,
    Bounced,
    LastWord,
    Later,
    NotOurs,
    Outcome,
    Taken,
    Unclear,
    plain,
)

TAKEN = {200, 201, 202}
NO_SUCH_NUMBER = {400, 404, 410, 422}
NOT_NOW = {401, 403, 408, 429, 503}


def send(gateway: Gateway, composed: Composed, message_id: str, last_word: LastWord) -> Outcome:
    """Hand one text message over."""
    parts = urlsplit(gateway.url)
    connection = _connection(parts.scheme, cast(str, parts.hostname), parts.port)
    try:
        connection.connect()
    except (OSError, http.client.HTTPException) as problem:
        connection.close()
        return Later(_reason(problem))
    try:
        if not last_word():
            return NotOurs()
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        body = json.dumps({"to": composed.to, "text": composed.text, "id": message_id})
        connection.request("POST", path, body.encode(), _headers(gateway, message_id))
        answer = connection.getresponse()
        return _understood(answer.status, answer.read(MOST_READ))
    except (OSError, http.client.HTTPException) as problem:
        return Unclear(_reason(problem))
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=WITHIN_S, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=WITHIN_S)


def _headers(gateway: Gateway, message_id: str) -> dict[str, str]:
    known = {"Content-Type": "application/json", "Accept": "application/json", "Idempotency-Key": message_id}
    return {**known, "Authorization": f"Bearer {gateway.token}"} if gateway.token else known


def _understood(status: int, body: bytes) -> Outcome:
    said = f"{status} {plain(body)}"
    if status in TAKEN:
        return Taken(said) if _is_an_object(body) else Unclear(said)
    if status in NO_SUCH_NUMBER:
        return Bounced(said)
    return Later(said) if status in NOT_NOW else Unclear(said)


def _is_an_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False


def _reason(problem: Exception) -> str:
    if isinstance(problem, OSError) and isinstance(problem.strerror, str):
        return plain(problem.strerror)
    return type(problem).__name__
