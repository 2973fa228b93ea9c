"""A clinic's protocol as a folder of files, to be read, edited and brought back."""

from collections.abc import Mapping
from pathlib import Path

from handrail.care import protocol
from handrail.pathway.protocol import ClinicProtocol, InForce, Proposal
from handrail.protocol.changes import Tables
from handrail.protocol.loader import contents, tables
from handrail.protocol.writing import rewritten


def files_of(found: ClinicProtocol, version: InForce | Proposal) -> dict[str, str]:
    """The documents of a version by the names of their files; what the clinic has not changed is as it was shipped."""
    kept = found.shipped[version.base].documents
    texts = shipped_files() | kept
    return {name: rewritten(name, texts[name], wanted) for name, wanted in protocol.tables_of(found, version).items()}


def shipped_files() -> dict[str, str]:
    """The documents that came with this software, by the names of their files."""
    return {name: content.decode() for name, content in contents().items()}


def write(files: Mapping[str, str], folder: Path) -> list[Path]:
    """Put documents into a folder, which is made where there is none.

    Raises:
        FileExistsError: a file of that name is there already.
        OSError: the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in files.items():
        with (folder / name).open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        written.append(folder / name)
    return written


def read(folder: Path) -> Tables:
    """The documents of a folder that somebody has edited.

    Raises:
        ProtocolError: a file is missing or is no TOML; the text says which.
    """
    return tables(contents(folder))
