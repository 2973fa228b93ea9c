"""An entry of the protocol as a person reads it: its numbers with units, its condition in words, what to do, and why."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from handrail.protocol.called import CHANGED_BY, GRADED, PRIORITIES, place
from handrail.protocol.changes import Tables
from handrail.protocol.entries import Entry, Grade, Words
from handrail.protocol.folded import folded
from handrail.protocol.loader import BOOKS, DOCUMENTS
from handrail.protocol.medicine_names import codes_called
from handrail.protocol.rulebook.condition import AllOf, AnyOf, Compare, Condition, Has, Is, Not, leaves
from handrail.protocol.rulebook.facts import written
from handrail.protocol.rulebook.schema import AnyPart, Duty, Medicine, Role, Rule, Saying, Step
from handrail.protocol.schema import Protocol
from handrail.protocol.settable import settable
from handrail.protocol.units import unit_in

FILES_OF = DOCUMENTS | BOOKS

TYPED: Mapping[str, tuple[Step, tuple[Role, ...]]] = {
    "session": ("prepare", ("physician", "nurse")),
    "forecast": ("infuse", ("physician", "nurse")),
    "monitoring": ("infuse", ("nurse",)),
    "alarms": ("infuse", ("nurse", "physician")),
    "devices": ("infuse", ("nurse",)),
}
"""Where the documents that are no rule book belong, and who acts by them."""

AND, OR, NOT = Words(" and ", " y "), Words(" or ", " o "), Words("not: ", "no: ")
WHEN, MEANS = Words("When", "Cuando"), Words("Means", "Significa")
NEVER, ASK = Words("Never when", "Nunca si"), Words("Ask the prescriber first when", "Pregunte antes al prescriptor si")
ROUTE, TODAY = Words("Route", "Vía"), Words("for today only", "solo hoy")
OWN = frozenset(
    {"name", "table", "kind", "watches", "when", "never", "ask", "means", "do", "says", "route", "only_today"}
)
PROVENANCE = frozenset({"grade", "source", "rationale", "may_change", "for", "drugs", "step", "low_authority"})
RANGES = frozenset({"within", "limits", *PRIORITIES})
SIDES = frozenset({"value", "above", "at_least", "below", "at_most"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One entry in one language. `table` is its number in the clinical tables; `step` and `roles` are codes, as one filters by them."""

    id: str
    document: str
    table: str
    name: str
    step: Step
    roles: tuple[Role, ...]
    drugs: tuple[str, ...]
    numbers: tuple[str, ...]
    settable: tuple[str, ...]
    rule: tuple[str, ...]
    do: tuple[str, ...]
    grade: str
    source: str
    reason: str
    may_change: str


def tell(protocol: Protocol, tables: Tables, entry: Entry, language: str) -> Told:
    """An entry of a protocol, from what its documents say."""
    part, raw = protocol.rulebook.named.get(entry.id), tables[FILES_OF[entry.document]][entry.id]
    step, roles = (part.step, part.roles) if part else TYPED[entry.document]
    return Told(
        id=entry.id,
        document=entry.document,
        table=str(raw.get("table", "")),
        name=entry.name.in_language(language),
        step=step,
        roles=roles,
        drugs=part.drugs if part else (),
        numbers=tuple(_numbers(raw, language)),
        settable=tuple(settable(entry, raw, protocol.rulebook.facts, language)),
        rule=tuple(_rule(part, language)) if part else (),
        do=tuple(_do(part, raw, language)),
        grade=GRADED[entry.grade].in_language(language),
        source=protocol.sources[entry.source].cites if entry.source else "",
        reason=entry.rationale or "",
        may_change=CHANGED_BY[entry.may_change].in_language(language),
    )


def told(
    protocol: Protocol,
    tables: Tables,
    language: str,
    *,
    step: str | None = None,
    role: str | None = None,
    drug: str = "",
    grade: Grade | None = None,
    search: str = "",
) -> list[Told]:
    """The entries that are looked for as in `found`, told in one language."""
    some = found(protocol, tables, step=step, role=role, drug=drug, grade=grade, search=search)
    return [tell(protocol, tables, entry, language) for entry in some]


def found(
    protocol: Protocol,
    tables: Tables,
    *,
    step: str | None = None,
    role: str | None = None,
    drug: str = "",
    grade: Grade | None = None,
    search: str = "",
) -> list[Entry]:
    """The entries of a protocol, in the order of its documents; only those of a step, a role, a medicine, a grade, or with some words.

    What is for every step or everybody is for each of them. A medicine is named by its ATC code or as people call it; a class has
    all that stand in it, and is had by each of them. Words are looked for in both languages, whatever their case and accents;
    one that names a medicine finds what is about it.
    """
    known = _known(Documented(protocol.version.sha256, protocol, tables))
    asked = _asked(protocol, search)
    wanted = codes_called(protocol.rulebook.medicines, drug) if drug else frozenset[str]()
    spoken = _asked(protocol, drug)
    return [
        entry
        for entry, one in ((entry, known[entry.id]) for entry in protocol.entries.values())
        if (grade is None or entry.grade == grade)
        and (step is None or one.step in {step, "every step"})
        and (role is None or role in one.roles or "everybody" in one.roles)
        and (not drug or one.is_about(wanted | _code(drug)) or (one.codes and one.holds(spoken)))
        and one.holds(asked)
    ]


CODE = re.compile(r"[A-Za-z](\d\d([A-Za-z]([A-Za-z](\d\d)?)?)?)?")
"""A class of the anatomical therapeutic chemical classification, of any of its five levels."""

SHORTEST_NAME = 4
"""How many letters of a medicine's name somebody writes who means it."""

Asked = tuple[tuple[str, frozenset[str]], ...]
"""Words that are looked for, each with the codes of the medicines that it names."""


def _asked(protocol: Protocol, words: str) -> Asked:
    names = protocol.rulebook.medicines
    return tuple(
        (word, codes_called(names, word) if len(word) >= SHORTEST_NAME else frozenset[str]())
        for word in folded(words).split()
    )


def _code(drug: str) -> frozenset[str]:
    return frozenset({drug.upper()} if CODE.fullmatch(drug) else ())


@dataclass(frozen=True, slots=True)
class Documented:
    """A protocol and the documents that it was read from; the same digest is the same protocol."""

    sha256: str
    protocol: Protocol = field(compare=False)
    tables: Tables = field(compare=False)


@dataclass(frozen=True, slots=True)
class Known:
    """What an entry is found by."""

    step: Step
    roles: tuple[Role, ...]
    codes: frozenset[str]
    text: str

    def is_about(self, wanted: frozenset[str]) -> bool:
        """Whether it is about one of these medicines: itself, a class that has it, or one that stands in it."""
        return any(own.startswith(code) or code.startswith(own) for own in self.codes for code in wanted)

    def holds(self, asked: Asked) -> bool:
        """Whether every one of these words stands somewhere in it, or names a medicine that it is about."""
        return all(word in self.text or self.is_about(codes) for word, codes in asked)


@lru_cache(maxsize=8)
def _known(of: Documented) -> Mapping[str, Known]:
    """Every entry of a protocol as it is looked for: worked out once."""
    return {entry.id: _entry_known(of, entry) for entry in of.protocol.entries.values()}


def _entry_known(of: Documented, entry: Entry) -> Known:
    english, spanish = (tell(of.protocol, of.tables, entry, language) for language in ("en", "es"))
    part = of.protocol.rulebook.named.get(entry.id)
    codes = frozenset((*english.drugs, *(leaf.code for leaf in _leaves(part) if isinstance(leaf, Has))))
    whole = " ".join((*_texts(english), *_texts(spanish)))
    return Known(english.step, english.roles, codes, folded(whole))


def _leaves(part: AnyPart | None) -> Iterator[Condition]:
    match part:
        case Rule(when=when):
            yield from leaves(when)
        case Duty(when=when) if when is not None:
            yield from leaves(when)
        case Medicine():
            yield from (leaf for one in (part.never, part.ask) if one is not None for leaf in leaves(one))


def _texts(one: Told) -> Iterator[str]:
    yield from (one.id, one.id.replace("_", " "), one.document, one.table, one.name, one.source, one.reason)
    yield from (*one.drugs, *one.numbers, *one.rule, *one.do)


def in_words(condition: Condition, language: str) -> str:
    """A condition as a sentence would say it: "systolic pressure > 140 mmHg or diastolic pressure > 90 mmHg"."""
    match condition:
        case Compare() | Has() | Is():
            return condition.says({}, language)
        case Not(part):
            return f"{NOT.in_language(language)}{_bracketed(part, language)}"
        case AllOf(parts):
            return AND.in_language(language).join(_bracketed(part, language) for part in parts)
        case AnyOf(parts):
            return OR.in_language(language).join(_bracketed(part, language) for part in parts)


def _bracketed(part: Condition, language: str) -> str:
    said = in_words(part, language)
    return f"({said})" if isinstance(part, AllOf | AnyOf) else said


def _rule(part: AnyPart, language: str) -> Iterator[str]:
    """Its conditions, and what they come to."""
    match part:
        case Rule():
            yield f"{WHEN.in_language(language)}: {in_words(part.when, language)}"
            today = f" ({TODAY.in_language(language)})" if part.only_today else ""
            yield f"{MEANS.in_language(language)}: {part.means.name.in_language(language)}{today}"
        case Duty(when=when) if when is not None:
            yield f"{WHEN.in_language(language)}: {in_words(when, language)}"
        case Medicine():
            yield f"{ROUTE.in_language(language)}: {part.route.in_language(language)}"
            for words, condition in ((NEVER, part.never), (ASK, part.ask)):
                if condition is not None:
                    yield f"{words.in_language(language)}: {in_words(condition, language)}"
        case _:
            return


def _do(part: AnyPart | None, raw: Mapping[str, Any], language: str) -> Iterator[str]:
    match part:
        case Rule(do=do) | Medicine(do=do) | Duty(do=do):
            yield do.in_language(language)
        case Saying(says=says):
            yield f"“{says.in_language(language)}”"
        case _:
            for level in raw.get("level", ()):
                shown = ", ".join(filter(None, (level.get("shown"), _priority(level, language))))
                yield f"{shown}: {_words(level['do'], language)}"


def _numbers(raw: Mapping[str, Any], language: str) -> Iterator[str]:
    """Every number and choice of an entry, each in a line with its place; a level's together."""
    own = {key: value for key, value in raw.items() if key not in OWN | PROVENANCE | {"level"}}
    yield from _lines(own, language)
    for number, level in enumerate(raw.get("level", ()), 1):
        within = {key: value for key, value in level.items() if key not in {"do", "priority", "shown"}}
        inner = "; ".join(_lines(within, language))
        if inner:
            yield f"{number}. {level.get('shown') or _priority(level, language)}: {inner}"


def _priority(level: Mapping[str, Any], language: str) -> str:
    return PRIORITIES[level["priority"]].in_language(language)


def _lines(table: Mapping[str, Any], language: str, within: tuple[str, ...] = ()) -> Iterator[str]:
    unit = str(table.get("unit", ""))
    for key, value in table.items():
        if key in RANGES or key == "unit" or (key == "bound" and value == "exactly"):
            continue
        here = within if key == "value" else (*within, place(key).in_language(language))
        match value:
            case {"en": _, "es": _}:
                yield _line(here, _words(value, language))
            case Mapping():
                yield from _lines(value, language, here)
            case _:
                yield _line(here, _plain(value, unit if key in SIDES else "", language))


def _line(where: Iterable[str], said: str) -> str:
    named = " ".join(where)
    return f"{named}: {said}" if named else said


def _words(value: Mapping[str, str], language: str) -> str:
    return Words(value["en"], value["es"]).in_language(language)


def _plain(value: Any, unit: str, language: str) -> str:
    match value:
        case bool():
            return {True: Words("yes", "sí"), False: Words("no", "no")}[value].in_language(language)
        case int() | Decimal():
            return f"{written(Decimal(value))} {unit_in(unit, language)}".strip()
        case list():
            return ", ".join(_plain(item, "", language) for item in value) + (
                f" {unit_in(unit, language)}" if unit else ""
            )
        case _:
            return str(value)
