"""A change to a protocol in words: which entry, which place of it, what stood there, what shall stand there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from handrail.protocol.called import BOUND, CHANGED_BY, GRADED, PRIORITIES, ROLES, STEPS, place
from handrail.protocol.changes import Change, Tables, at, from_json
from handrail.protocol.entries import Words
from handrail.protocol.loader import FACTS, MEDICINES, SOURCES
from handrail.protocol.rulebook.condition import SHOWN
from handrail.protocol.rulebook.facts import written
from handrail.protocol.units import unit_in

NOTHING = Words("nothing", "nada")
NEW = Words("a new entry", "una entrada nueva")
GONE = Words("taken out", "se quita")
STEP = Words("step {number}", "nivel {number}")
LIMITS = "limits"
SIGNS: Mapping[str, str] = {**SHOWN, "in": ""}
"""How a fact is compared; a medicine is among those that somebody takes."""

CODES: Mapping[str, Mapping[Any, Words]] = {
    "priority": PRIORITIES,
    "grade": GRADED,
    "may_change": CHANGED_BY,
    "step": STEPS,
    "for": ROLES,
    "bound": BOUND,
}
"""What stands under these keys is a code, or a list of codes, that has words."""


@dataclass(frozen=True, slots=True)
class Said:
    """A change as a person reads it."""

    entry: str
    name: Words
    place: Words
    before: Words
    after: Words

    def line(self, language: str) -> str:
        """In one line."""
        name, place, before, after = (
            words.in_language(language) for words in (self.name, self.place, self.before, self.after)
        )
        return f"{name}{f', {place}' if place else ''}: {before} → {after}"


def worded(changes: Iterable[Change], before: Tables, after: Tables) -> tuple[Said, ...]:
    """Changes as a person reads them; a fact that is new is known by the documents after them."""
    facts = {FACTS: {**before.get(FACTS, {}), **after.get(FACTS, {})}}
    return tuple(said(change, before, facts) for change in changes)


def said(change: Change, before: Tables, facts: Tables) -> Said:
    """A change against the documents that it changes. `facts` are those documents in which facts are described."""
    new = from_json(change.value) if change.value is not None else None
    name = _name(change, before, new)
    if not change.keys:
        added = at(before, change.file, change.entry, ()) is None
        return Said(change.entry, name, Words("", ""), NOTHING if added else name, NEW if added else GONE)
    old = at(before, change.file, change.entry, change.keys)
    unit = _unit(change, before)
    condition = _compared(change, before, facts)
    where = Words(*(_place(change, before, language, condition) for language in ("en", "es")))
    return Said(change.entry, name, where, *(_told(value, change, unit, before) for value in (old, new)))


def _name(change: Change, before: Tables, new: Any) -> Words:
    named = at(before, change.file, change.entry, ("name",))
    if named is None and not change.keys and isinstance(new, Mapping):
        named = new.get("name")
    return Words(named["en"], named["es"]) if isinstance(named, Mapping) else Words(change.entry, change.entry)


def _unit(change: Change, before: Tables) -> str:
    """The unit that stands beside the number, or in a table around it; where a medicine may be set is in the unit of its doses."""
    around = [
        at(before, change.file, change.entry, change.keys[:length]) for length in reversed(range(len(change.keys)))
    ]
    if change.keys[0] == LIMITS:
        around = [at(before, FACTS, change.keys[-1].partition(" ")[0], ())]
    doses = at(before, change.file, change.entry, ("most",)) if change.keys == ("within",) else None
    units = (table.get("unit") for table in (*around, doses) if isinstance(table, Mapping))
    return next((unit for unit in units if isinstance(unit, str)), "")


def _compared(change: Change, before: Tables, facts: Tables) -> tuple[Words, str] | None:
    """The fact and the sign where the place is the limit of a comparison, or where such a limit may be set, or a medicine."""
    if len(change.keys) < 2:
        return None
    *_, sign, last = change.keys
    beside = {("in", "0"): "1"}.get((sign, last), "0" if last == "1" else None)
    compared = at(before, change.file, change.entry, (*change.keys[:-1], beside)) if beside else None
    fact = compared.get("var") if isinstance(compared, Mapping) else None
    if sign == LIMITS:
        fact, _, sign = last.partition(" ")
    named = next((table[fact]["name"] for table in facts.values() if isinstance(fact, str) and fact in table), None)
    return (Words(named["en"], named["es"]), SIGNS[sign]) if named and sign in SIGNS else None


def _place(change: Change, before: Tables, language: str, condition: tuple[Words, str] | None) -> str:
    if condition is not None:
        fact, sign = condition
        before_it = f"{place(LIMITS).in_language(language)}, " if change.keys[0] == LIMITS else ""
        return f"{before_it}{fact.in_language(language)} {sign}".strip()
    words = []
    for position, key in enumerate(change.keys):
        if key.isdigit():
            words.append(_step(change, before, change.keys[: position + 1], language))
        elif key != "level" and not (key == "value" and position == len(change.keys) - 1):
            words.append(place(key).in_language(language))
    return ", ".join(word for word in words if word)


def _step(change: Change, before: Tables, keys: Sequence[str], language: str) -> str:
    """Which of several steps: by what it is shown as, and by its number where another is shown alike or none is."""
    number = STEP.in_language(language).format(number=int(keys[-1]) + 1)
    steps = at(before, change.file, change.entry, keys[:-1])
    shown = [step.get("shown") if isinstance(step, Mapping) else None for step in steps or ()]
    own = shown[int(keys[-1])] if int(keys[-1]) < len(shown) else None
    if not isinstance(own, str):
        return number
    return own if shown.count(own) == 1 else f"{own} ({number})"


def _told(value: Any, change: Change, unit: str, before: Tables) -> Words:
    """What stands at a place, its codes as they are called."""
    key = change.keys[-1]
    named = CODES.get(key) or _listed(key, change, before)
    match value:
        case list() if named and all(isinstance(item, str) for item in value):
            return _joined([named.get(item, Words(item, item)) for item in value])
        case str() if named:
            return named.get(value, Words(value, value))
        case str(limit) if key.isdigit() and len(limit.split(" ", 1)) > 1:
            number, _space, its_unit = limit.partition(" ")
            return Words(*(f"{number} {unit_in(its_unit, language)}" for language in ("en", "es")))
    return _plain(value, unit)


def _listed(key: str, change: Change, before: Tables) -> Mapping[str, Words]:
    """Codes that the documents themselves give a name: the outcomes of a book, medicines, sources."""
    match key:
        case "means":
            outcomes = at(before, change.file, "book", ("outcomes",)) or {}
            return {code: Words(**said["name"]) for code, said in outcomes.items()}
        case "drugs" | "0" if key == "drugs" or change.keys[-2:] == ("in", "0"):
            named = before.get(MEDICINES, {}).items()
            return {
                code: Words(*(f"{said[language]} ({code})" for language in ("en", "es")))
                for code, said in named
                if isinstance(said, Mapping)
            }
        case "source":
            listed = before.get(SOURCES, {}).items()
            return {code: Words(said["cites"], said["cites"]) for code, said in listed if isinstance(said, Mapping)}
    return {}


def _joined(words: Sequence[Words]) -> Words:
    return Words(*(", ".join(one.in_language(language) for one in words) for language in ("en", "es")))


def _plain(value: Any, unit: str) -> Words:
    match value:
        case None:
            return NOTHING
        case bool():
            return Words("yes", "sí") if value else Words("no", "no")
        case int() | Decimal():
            number = written(Decimal(value))
            return Words(*(f"{number} {unit_in(unit, language)}".strip() for language in ("en", "es")))
        case list() if all(isinstance(item, int | Decimal) for item in value):
            listed = ", ".join(written(Decimal(item)) for item in value)
            return Words(*(f"{listed} {unit_in(unit, language)}".strip() for language in ("en", "es")))
        case list() if all(isinstance(item, str) for item in value):
            return _joined([Words(item, item) for item in value])
        case {"en": str(english), "es": str(spanish)}:
            return Words(english, spanish)
        case str():
            return Words(value, value)
    return Words("…", "…")
