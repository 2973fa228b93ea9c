"""From the files of a protocol to the protocol: read as bytes, refused where anything is missing, digested as a whole."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from handrail.protocol.conditions import read_alarms
from handrail.protocol.document import HEADER, Document, read_toml
from handrail.protocol.entries import Entry, ProtocolError, Source
from handrail.protocol.forecasting import read_forecast
from handrail.protocol.medicine_names import check_codes, read_medicine_names
from handrail.protocol.ordering import read_bag, read_order, read_patient, read_pump
from handrail.protocol.reader import Table
from handrail.protocol.rulebook import Reader, Rulebook, check_books, read_facts
from handrail.protocol.schema import Protocol, Version
from handrail.protocol.signals import read_monitoring

HEAD = "protocol.toml"
SOURCES = "sources.toml"
FACTS = "facts.toml"
MEDICINES = "medicine_names.toml"
DOCUMENTS = {
    "session": "session.toml",
    "forecast": "forecast.toml",
    "monitoring": "monitoring.toml",
    "alarms": "alarms.toml",
    "devices": "devices.toml",
}
"""Documents that are read into a form of their own."""

BOOKS = {
    name: f"{name}.toml"
    for name in (
        "eligibility",
        "tests",
        "interactions",
        "consent",
        "preparation",
        "room",
        "gate",
        "checks",
        "signs",
        "medicines",
        "recovery",
        "restrictions",
        "series",
        "follow_up",
        "risk",
        "adverse_events",
        "drug_records",
        "words",
        "messages",
    )
}
"""Documents of the rule book, in the order of the patient's way."""

FILES = (HEAD, SOURCES, FACTS, MEDICINES, *DOCUMENTS.values(), *BOOKS.values())


def load(directory: Path | None = None) -> Protocol:
    """Read a protocol from a folder, or the shipped one. The caller keeps it; each call reads the files anew.

    Raises:
        ProtocolError: for the first thing that is wrong: the file, the entry, what to mend.
    """
    return read(contents(directory))


def contents(directory: Path | None = None) -> dict[str, bytes]:
    """The files of a protocol in a folder, or of the shipped one.

    Raises:
        ProtocolError: a file is missing or cannot be read.
    """
    folder: Traversable = files("handrail.protocol").joinpath("data") if directory is None else directory
    return {name: _bytes(folder, name) for name in FILES}


def read(contents: Mapping[str, bytes]) -> Protocol:
    """The protocol that these files say, by their names.

    Raises:
        ProtocolError: as in `load`.
    """
    return read_tables(tables(contents))


def tables(contents: Mapping[str, bytes]) -> dict[str, dict[str, object]]:
    """The documents as they are written, every number exact, before anything is understood.

    Raises:
        ProtocolError: a file is no TOML.
    """
    return {name: read_toml(name, contents[name]) for name in FILES}


def read_tables(raw: Mapping[str, Mapping[str, object]]) -> Protocol:
    """The protocol that these documents say.

    Raises:
        ProtocolError: as in `load`.
    """
    release, _ = _listed(HEAD, raw)
    sources = _sources(raw)
    documents = {name: Document(file, name, raw[file], sources) for name, file in (DOCUMENTS | BOOKS).items()}
    session, forecast, monitoring, alarms, devices = (documents[name] for name in DOCUMENTS)
    order, pump, bag = read_order(session), read_pump(session), read_bag(session)
    signals = read_monitoring(monitoring)
    conditions = read_alarms(alarms, devices, signals)
    return Protocol(
        version=Version(release, _digest(raw)),
        order=order,
        patient=read_patient(session),
        pump=pump,
        bag=bag,
        forecast=read_forecast(forecast),
        monitoring=signals,
        alarms=conditions,
        rulebook=_rulebook(raw, documents),
        entries=MappingProxyType(_entries(documents.values())),
        sources=MappingProxyType(sources),
    )


def _bytes(folder: Traversable, name: str) -> bytes:
    try:
        return folder.joinpath(name).read_bytes()
    except OSError as problem:
        raise ProtocolError(
            f"{name}: this file cannot be read ({problem.strerror}). A protocol needs it; put it there."
        ) from problem


def _listed(file: str, raw: Mapping[str, Mapping[str, object]]) -> tuple[str, dict[str, object]]:
    """The version of a file that is a list, and what it lists."""
    listed = dict(raw[file])
    head = Table(file, "head of the file", {key: listed.pop(key) for key in HEADER if key in listed})
    head.choice("document", (file.removesuffix(".toml"),))
    head.text("title")
    return head.text("version"), listed


def _sources(raw: Mapping[str, Mapping[str, object]]) -> dict[str, Source]:
    _, listed = _listed(SOURCES, raw)
    return {source_id: _source(source_id, content) for source_id, content in listed.items()}


def _rulebook(raw: Mapping[str, Mapping[str, object]], documents: Mapping[str, Document]) -> Rulebook:
    medicines = read_medicine_names(MEDICINES, _listed(MEDICINES, raw)[1])
    facts = read_facts(FACTS, _listed(FACTS, raw)[1], medicines)
    books = {name: Reader(documents[name], facts).book() for name in BOOKS}
    named = {part.id: part for book in books.values() for part in book.parts.values()}
    check_books(books, lambda book_id, entry_id: Table(BOOKS[book_id], entry_id, {}).error)
    for book in books.values():
        for part in book.parts.values():
            check_codes(medicines, part.drugs, Table(BOOKS[book.id], part.id, {}))
    return Rulebook(
        facts=MappingProxyType(facts),
        books=MappingProxyType(books),
        named=MappingProxyType(named),
        medicines=MappingProxyType(medicines),
    )


def _source(source_id: str, content: object) -> Source:
    table = Table(SOURCES, source_id, content)
    low_authority = table.yes_or_no("low_authority") if table.has("low_authority") else False
    source = Source(source_id, table.text("cites"), low_authority)
    table.done()
    return source


def _entries(documents: Iterable[Document]) -> dict[str, Entry]:
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


def _digest(raw: Mapping[str, Mapping[str, object]]) -> str:
    """RFC 8785's canonical form: of texts, lists and tables the standard library writes the same, many times faster."""
    written = json.dumps(_plain(raw), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


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
