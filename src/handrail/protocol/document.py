"""One file of the protocol: its header, and its entries, each read once and each saying where it comes from."""

import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeVar

from handrail.protocol.entries import CHANGERS, GRADES, Entry, Grade, ProtocolError, Source
from handrail.protocol.reader import Kept, Table

T = TypeVar("T")

HEADER = ("document", "version", "title")


def read_toml(file: str, content: bytes) -> dict[str, object]:
    """The tables of a file, every number exact.

    Raises:
        ProtocolError: where the file is not UTF-8 or not TOML; an entry that stands in it twice is refused here too.
    """
    try:
        return tomllib.loads(content.decode(), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise ProtocolError(
            f"{file}: this cannot be read as TOML: {problem}. Mend the file at that place."
        ) from problem


class Document:
    """A file of the protocol while it is read. Unless a clinic sets its numbers, none of them needs to say where it may be set."""

    def __init__(
        self,
        file: str,
        name: str,
        content: Mapping[str, object],
        sources: Mapping[str, Source],
        *,
        settable: bool = True,
    ) -> None:
        self.file, self.sources, self.settable = file, sources, settable
        self.left = dict(content)
        self.entries: dict[str, Entry] = {}
        head = Table(file, "head of the file", {key: self.left.pop(key) for key in HEADER if key in self.left})
        self.name = head.choice("document", (name,))
        self.version, self.title = head.text("version"), head.text("title")

    def read(self, entry_id: str, body: Callable[[Table], T]) -> T:
        """Read one entry: its name, what it says, and where that comes from."""
        if entry_id not in self.left:
            raise ProtocolError(f"{self.file}: {entry_id}: this entry is missing; add it.")
        table = Table(self.file, entry_id, self.left.pop(entry_id), Kept(settable=self.settable))
        name = table.words("name")
        said = body(table)
        grade, source, rationale = self._provenance(table)
        may_change = table.choice("may_change", CHANGERS)
        table.done()
        self.entries[entry_id] = Entry(
            entry_id, self.name, name, table.kept.numbers, table.kept.ranges, grade, source, rationale, may_change
        )
        return said

    def done(self) -> None:
        """Refuse entries that nobody asked for."""
        for entry_id in self.left:
            raise ProtocolError(
                f"{self.file}: {entry_id}: this entry is not known here; correct its name or remove it."
            )

    def _provenance(self, table: Table) -> tuple[Grade, str | None, str | None]:
        grade = table.choice("grade", GRADES)
        source = table.text("source") if table.has("source") else None
        rationale = table.text("rationale") if table.has("rationale") else None
        if source is not None and source not in self.sources:
            raise table.error(f"the source {source!r} is not in the list of sources; add it there or correct it")
        if grade == "seen" and source is None:
            raise table.error("it is graded 'seen' and names no source; add 'source', or grade it as what it is")
        if grade != "seen" and rationale is None:
            raise table.error(f"it is graded {grade!r} and gives no reason; add 'rationale'")
        return grade, source, rationale
