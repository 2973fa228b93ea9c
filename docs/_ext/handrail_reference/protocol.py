"""Every entry of the shipped protocol: its numbers with their units, how sure it is, who may change it."""

from handrail.protocol import Entry, Protocol, load
from handrail_reference.alarms import number, provenance
from handrail_reference.table import table


def page() -> str:
    """A table for each document that has more than conditions of alarms, which have a page of their own."""
    protocol = load()
    entries = [one for one in protocol.entries.values() if one.id not in _rules(protocol)]
    parts = [f"Shipped protocol: {protocol.version.text}."]
    for document in dict.fromkeys(entry.document for entry in entries):
        rows = [
            (f"{one.name.en} (`{one.id}`)", _numbers(one), provenance(one, protocol))
            for one in entries
            if one.document == document
        ]
        parts.append(f"## {document.capitalize()}\n\n{table(('entry', 'value', 'why'), rows)}")
    return "\n\n".join(parts)


def _rules(protocol: Protocol) -> set[str]:
    return set(protocol.alarms.rules)


def _numbers(entry: Entry) -> str:
    """Each number of the entry, with the part it belongs to where it has several."""
    shown = []
    for path, numbers in entry.numbers.items():
        values = ", ".join(number(one.value, one.unit) for one in numbers)
        part = path.removeprefix(entry.id).strip(".").replace("_", " ").replace(".", " ")
        shown.append(f"{part} {values}".strip())
    return "; ".join(shown) or "a choice, in words"
