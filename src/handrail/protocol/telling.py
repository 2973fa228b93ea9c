"""An entry of the protocol as a person reads it: its numbers with units, its condition in words, what to do, and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from handrail.protocol.changes import Tables
from handrail.protocol.entries import Changer, Entry, Grade, Words
from handrail.protocol.loader import BOOKS, DOCUMENTS
from handrail.protocol.rulebook.condition import AllOf, AnyOf, Compare, Condition, Has, Is, Not
from handrail.protocol.rulebook.facts import written
from handrail.protocol.rulebook.schema import AnyPart, Duty, Medicine, Role, Rule, Saying, Step
from handrail.protocol.schema import Protocol
from handrail.protocol.units import unit_in
from handrail.protocol.wording import PLACES

FILES_OF = DOCUMENTS | BOOKS

TYPED: Mapping[str, tuple[Step, tuple[Role, ...]]] = {
    "session": ("prepare", ("physician", "nurse")),
    "forecast": ("infuse", ("physician", "nurse")),
    "monitoring": ("infuse", ("nurse",)),
    "alarms": ("infuse", ("nurse", "physician")),
    "devices": ("infuse", ("nurse",)),
}
"""Where the documents that are no rule book belong, and who acts by them."""

GRADED: Mapping[Grade, Words] = {
    "seen": Words("read in its source", "leído en su fuente"),
    "inferred": Words("inferred from what was read", "deducido de lo leído"),
    "recalled": Words("recalled, not read", "recordado, no leído"),
    "engineering default": Words("chosen here, without a source", "elegido aquí, sin fuente"),
}
CHANGED_BY: Mapping[Changer, Words] = {
    "medical director": Words("the medical director", "la dirección médica"),
    "medical director, reviewed": Words(
        "the medical director, after a second person’s review", "la dirección médica, tras la revisión de otra persona"
    ),
    "prescriber": Words("the prescriber, for a patient", "quien prescribe, para un paciente"),
    "installation": Words("whoever sets up the devices", "quien instala los equipos"),
}
STEPS: Mapping[Step, Words] = {
    "evaluate": Words("evaluate", "evaluar"),
    "prepare": Words("prepare", "preparar"),
    "infuse": Words("infuse", "infundir"),
    "recover": Words("recover", "recuperar"),
    "integrate": Words("integrate", "integrar"),
    "follow up": Words("follow up", "seguir"),
    "every step": Words("every step", "en cada paso"),
}
ROLES: Mapping[Role, Words] = {
    "nurse": Words("nurse", "enfermería"),
    "physician": Words("physician", "médico"),
    "medical director": Words("medical director", "dirección médica"),
    "coordinator": Words("coordinator", "coordinación"),
    "patient": Words("patient", "paciente"),
    "companion": Words("companion", "acompañante"),
    "everybody": Words("everybody", "todos"),
}
PRIORITIES: Mapping[str, Words] = {
    "low": Words("low", "baja"),
    "medium": Words("medium", "media"),
    "high": Words("high", "alta"),
}
AND, OR, NOT = Words(" and ", " y "), Words(" or ", " o "), Words("not: ", "no: ")
WHEN, MEANS = Words("When", "Cuando"), Words("Means", "Significa")
NEVER, ASK = Words("Never when", "Nunca si"), Words("Ask the prescriber first when", "Pregunte antes al prescriptor si")
ROUTE, TODAY = Words("Route", "Vía"), Words("for today only", "solo hoy")
OWN = frozenset(
    {"name", "table", "kind", "watches", "when", "never", "ask", "means", "do", "says", "route", "only_today"}
)
PROVENANCE = frozenset({"grade", "source", "rationale", "may_change", "for", "drugs", "step", "low_authority"})
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
    rule: tuple[str, ...]
    do: tuple[str, ...]
    grade: str
    source: str
    reason: str
    may_change: str

    def holds(self, words: str) -> bool:
        """Whether every one of these words stands somewhere in it, in whatever case."""
        parts = (self.id, self.document, self.table, self.name, self.source, self.reason, *self.drugs)
        whole = " ".join((*parts, *self.numbers, *self.rule, *self.do)).casefold()
        return all(word in whole for word in words.casefold().split())


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
    drug: str | None = None,
    search: str = "",
) -> list[Told]:
    """The entries of a protocol, in the order of its documents; only those of a step, a role, a drug, or with some words.

    What is for every step or everybody is for each of them; a class of drugs has all that stand in it, and is had by each of them.
    """
    all_of_them = (tell(protocol, tables, entry, language) for entry in protocol.entries.values())
    return [
        one
        for one in all_of_them
        if (step is None or one.step in {step, "every step"})
        and (role is None or role in one.roles or "everybody" in one.roles)
        and (drug is None or any(code.startswith(drug) or drug.startswith(code) for code in one.drugs))
        and one.holds(search)
    ]


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


def _lines(table: Mapping[str, Any], language: str, place: tuple[str, ...] = ()) -> Iterator[str]:
    unit = str(table.get("unit", ""))
    for key, value in table.items():
        if key == "unit" or (key == "bound" and value == "exactly"):
            continue
        here = place if key == "value" else (*place, PLACES[key].in_language(language) if key in PLACES else key)
        match value:
            case {"en": _, "es": _}:
                yield _line(here, _words(value, language))
            case Mapping():
                yield from _lines(value, language, here)
            case _:
                yield _line(here, _plain(value, unit if key in SIDES else "", language))


def _line(place: Iterable[str], said: str) -> str:
    named = " ".join(place)
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
