"""Log lines that a machine can read: one JSON object each."""

import json
import logging
from datetime import UTC, datetime


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
