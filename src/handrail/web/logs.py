"""Log lines that a machine can read: one JSON object each."""

import json
import logging
from datetime import UTC, datetime
from http import HTTPStatus


class JsonLines(logging.Formatter):
    """`{"at", "level", "from", "says"}`, with `"error"` where something went wrong. No names and no readings."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class StreamsThatAreOff(logging.Filter):
    """Keeps a stream's 503 out of the log.

    While the server stops, browsers that ask again are told so on purpose: that is an answer, no fault, and `/metrics`
    counts it. A 503 of anything else is written.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is to be written."""
        status, request = getattr(record, "status_code", None), getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        return not (status == HTTPStatus.SERVICE_UNAVAILABLE and match and match.app_name == "stream")
