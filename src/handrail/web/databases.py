"""Where the record is kept: a file on this machine, or PostgreSQL for a group of clinics."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dj_database_url

BUSY_TIMEOUT_S = 20
"""How long a writer waits for another one before it gives up."""

POOL = {"min_size": 1, "max_size": 20, "timeout": 3, "reconnect_timeout": 3}
"""PostgreSQL connections of one process; every thread that has asked the record gives its connection back when it is done.

While PostgreSQL is away whoever asks is told so within `timeout` seconds, and each one who asks has it tried again."""

CONNECTING = {"connect_timeout": 3, "tcp_user_timeout": 5_000, "keepalives_idle": 5, "keepalives_interval": 2}
"""Seconds, and for `tcp_user_timeout` milliseconds, after which a machine that does not answer is taken to be away."""

SQLITE_OPTIONS = {
    "timeout": BUSY_TIMEOUT_S,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
}


def data_directory(environ: Mapping[str, str]) -> Path:
    """The folder of this installation: `HANDRAIL_DATA`, or `var` in the folder it was started from."""
    return Path(environ.get("HANDRAIL_DATA") or "var").absolute()


def databases(environ: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: SQLite in the data folder, or what `DATABASE_URL` names (sqlite:// or postgres://)."""
    url = environ.get("DATABASE_URL")
    if url and not url.startswith("sqlite:"):
        return {"default": _postgresql(url)}
    path = dj_database_url.parse(url)["NAME"] if url else str(data_directory(environ) / "handrail.sqlite3")
    return {"default": _sqlite(path)}


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": dict(SQLITE_OPTIONS),
        # A file and not memory, so that threads and other processes share it as they do in a clinic.
        "TEST": {"NAME": str(Path(tempfile.gettempdir()) / f"handrail-test-{os.getpid()}.sqlite3")},
    }


def _postgresql(url: str) -> dict[str, Any]:
    settings: dict[str, Any] = dict(dj_database_url.parse(url))
    options = {"options": "-c synchronous_commit=on", "pool": dict(POOL), **CONNECTING, **settings.get("OPTIONS", {})}
    # Each connection is looked at before it is used: those that a restart of PostgreSQL broke are thrown away.
    return {**settings, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
