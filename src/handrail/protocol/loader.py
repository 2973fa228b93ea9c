"""From the files of a protocol to the protocol: read as bytes, refused where anything is missing, digested as a whole."""

from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import rfc8785

from handrail.protocol.conditions import read_alarms
from handrail.protocol.document import HEADER, Document, read_toml
from handrail.protocol.entries import Entry, ProtocolError, Source
from handrail.protocol.forecasting import read_forecast
from handrail.protocol.ordering import read_bag, read_order, read_patient, read_pump
from handrail.protocol.reader import Table
from handrail.protocol.schema import Protocol, Version
from handrail.protocol.signals import read_monitoring

SOURCES = "sources.toml"
DOCUMENTS = {
    "session": "session.toml",
    "forecast": "forecast.toml",
    "monitoring": "monitoring.toml",
    "alarms": "alarms.toml",
    "devices": "devices.toml",
}


def load(directory: Path | None = None) -> Protocol:
    """Read a clinic's protocol, or the shipped one. The caller keeps it; each call reads the files anew.

    Raises:
        ProtocolError: for the first thing that is wrong: the file, the entry, what to mend.
    """
    folder: Traversable = files("handrail.protocol").joinpath("data") if directory is None else directory
    return read({name: _bytes(folder, name) for name in (SOURCES, *DOCUMENTS.values())})


def read(contents: Mapping[str, bytes]) -> Protocol:
    """The protocol that these files say, by their names.

    Raises:
        ProtocolError: as in `load`.
    """
    raw = {name: read_toml(name, contents[name]) for name in (SOURCES, *DOCUMENTS.values())}
    sources = _sources(raw[SOURCES])
    documents = tuple(Document(file, name, raw[file], sources) for name, file in DOCUMENTS.items())
    session, forecast, monitoring, alarms, devices = documents
    order, pump, bag = read_order(session), read_pump(session), read_bag(session)
    signals = read_monitoring(monitoring)
    conditions = read_alarms(alarms, devices, signals.channels)
    return Protocol(
        version=Version(", ".join(f"{one.name} {one.version}" for one in documents), _digest(raw)),
        order=order,
        patient=read_patient(session),
        pump=pump,
        bag=bag,
        forecast=read_forecast(forecast),
        monitoring=signals,
        alarms=conditions,
        entries=MappingProxyType(_entries(documents)),
        sources=MappingProxyType(sources),
    )


def _bytes(folder: Traversable, name: str) -> bytes:
    try:
        return folder.joinpath(name).read_bytes()
    except OSError as problem:
        raise ProtocolError(
            f"{name}: this file cannot be read ({problem.strerror}). A protocol needs it; put it there."
        ) from problem


def _sources(raw: Mapping[str, object]) -> dict[str, Source]:
    listed = dict(raw)
    head = Table(SOURCES, "head of the file", {key: listed.pop(key) for key in HEADER if key in listed})
    head.choice("document", ("sources",))
    head.text("version"), head.text("title")
    return {source_id: _source(source_id, content) for source_id, content in listed.items()}


def _source(source_id: str, content: object) -> Source:
    table = Table(SOURCES, source_id, content)
    low_authority = table.yes_or_no("low_authority") if table.has("low_authority") else False
    source = Source(source_id, table.text("cites"), low_authority)
    table.done()
    return source


def _entries(documents: tuple[Document, ...]) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for document in documents:
        document.done()
        for entry_id, entry in document.entries.items():
            if entry_id in entries:
                raise ProtocolError(
                    f"{document.file}: {entry_id}: an entry of {entries[entry_id].document} has this name too. Rename one of them."
                )
            entries[entry_id] = entry
    return entries


def _digest(raw: Mapping[str, object]) -> str:
    return sha256(rfc8785.dumps(_plain(raw))).hexdigest()


def _plain(content: object) -> Any:
    """The content with every number as its shortest text, so that 0.5 and 0.50 are the same protocol."""
    match content:
        case dict():
            return {str(key): _plain(value) for key, value in content.items()}
        case list():
            return [_plain(value) for value in content]
        case bool():
            return content
        case int() | Decimal():
            return format(Decimal(content).normalize(), "f")
        case _:
            return str(content)
