"""Every entry of the shipped protocol as a person reads it: when, what, what to do, how sure it is, who may change it."""

from handrail.protocol import Entry, Protocol, load
from handrail.protocol.changes import Tables
from handrail.protocol.loader import contents, tables
from handrail.protocol.telling import tell
from handrail_reference.alarms import number, provenance
from handrail_reference.table import table


def page() -> str:
    """A table for each document that has more than conditions of alarms, which have a page of their own."""
    protocol, documents = load(), tables(contents())
    entries = [one for one in protocol.entries.values() if one.id not in protocol.alarms.rules]
    parts = [f"Shipped protocol: {protocol.version.text}, {len(protocol.entries)} entries."]
    for document in dict.fromkeys(entry.document for entry in entries):
        rows = [
            (f"{one.name.en} (`{one.id}`)", _says(one, protocol, documents), provenance(one, protocol))
            for one in entries
            if one.document == document
        ]
        parts.append(f"## {_title(document, protocol)}\n\n{table(('entry', 'says', 'why'), rows)}")
    return "\n\n".join(parts)


def _title(document: str, protocol: Protocol) -> str:
    book = protocol.rulebook.books.get(document)
    return book.name.en if book else document.capitalize()


def _says(entry: Entry, protocol: Protocol, documents: Tables) -> str:
    """What an entry of the rule book says; of the others, each number with the part it belongs to. Last where they may be set."""
    told = tell(protocol, documents, entry, "en")
    settable = tuple(f"{line[:1].upper()}{line[1:]}." for line in told.settable)
    if entry.id not in protocol.rulebook.named:
        return " ".join((*((f"{_numbers(entry)}.",) if entry.numbers or not settable else ()), *settable))
    return " ".join((*(f"{line}." for line in (*told.numbers, *told.rule)), *told.do, *settable))


def _numbers(entry: Entry) -> str:
    shown = []
    for path, numbers in entry.numbers.items():
        values = ", ".join(number(one.value, one.unit) for one in numbers)
        part = path.removeprefix(entry.id).strip(".").replace("_", " ").replace(".", " ")
        shown.append(f"{part} {values}".strip())
    return "; ".join(shown) or "a choice, in words"
