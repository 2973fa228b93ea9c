"""What the codes of the ATC classification are called: in plain words, and by the trade names that people know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handrail.protocol.entries import Words
from handrail.protocol.folded import folded
from handrail.protocol.reader import Table

ATC_LENGTHS = (1, 3, 4, 5, 7)
"""How long a code is at each level of the classification, from the organ to the substance."""


@dataclass(frozen=True, slots=True)
class MedicineName:
    """A class or a substance, and what else it is called."""

    code: str
    name: Words
    also: tuple[str, ...]

    def said(self, language: str) -> str:
        """As "benzodiazepines (N05BA)"."""
        return f"{self.name.in_language(language)} ({self.code})"

    def is_called(self, word: str) -> bool:
        """Whether one of its names begins so, in either language, with or without accents."""
        begins = folded(word)
        names = (self.name.en, self.name.es, *self.also)
        return any(part.startswith(begins) for name in names for part in (folded(name), *folded(name).split()))


MedicineNames = Mapping[str, MedicineName]
"""By their codes."""


def read_medicine_names(file: str, tables: Mapping[str, object]) -> dict[str, MedicineName]:
    """The names that a file lists.

    Raises:
        ProtocolError: a code that the classification cannot have, or one without its names.
    """
    return {code: _named(code, Table(file, code, content)) for code, content in tables.items()}


def codes_called(names: MedicineNames, word: str) -> frozenset[str]:
    """The codes that somebody may mean who writes "valium" or "benzo"; a code itself is one too."""
    return frozenset(code for code, named in names.items() if named.is_called(word) or code == word.upper())


def check_codes(names: MedicineNames, codes: Iterable[str], fail: Table) -> None:
    """Refuse a code that nobody could read.

    Raises:
        ProtocolError: naming the code.
    """
    for code in codes:
        if code not in names:
            raise fail.error(f"the medicine {code!r} has no name in medicine_names.toml; add it there or correct it")


def with_classes(codes: Iterable[str]) -> frozenset[str]:
    """Codes with every class above each: N05BA06 is also N05BA, N05B, N05 and N."""
    return frozenset(code[:length] for code in codes for length in (*ATC_LENGTHS, len(code)) if length <= len(code))


def _named(code: str, table: Table) -> MedicineName:
    if len(code) not in ATC_LENGTHS or not code.isalnum() or code != code.upper():
        raise table.error("a code of the ATC classification has 1, 3, 4, 5 or 7 signs, as N05BA; correct it")
    name = Words(table.text("en"), table.text("es"))
    also = table.texts("also") if table.has("also") else ()
    table.done()
    return MedicineName(code, name, also)
