"""A change to a protocol in words: which entry, which place of it, what stood there, what shall stand there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from handrail.protocol.changes import Change, Tables, at, from_json
from handrail.protocol.entries import Words
from handrail.protocol.rulebook.condition import SHOWN
from handrail.protocol.rulebook.facts import written
from handrail.protocol.units import unit_in

NOTHING = Words("nothing", "nada")
NEW = Words("a new entry", "una entrada nueva")
GONE = Words("taken out", "se quita")
STEP = Words("step {number}", "nivel {number}")

PLACES = {
    "value": Words("value", "valor"),
    "unit": Words("unit", "unidad"),
    "name": Words("name", "nombre"),
    "systolic": Words("systolic", "sistólica"),
    "diastolic": Words("diastolic", "diastólica"),
    "mean": Words("mean", "media"),
    "change": Words("change since the first reading", "cambio desde la primera medición"),
    "percent": Words("in percent", "en porcentaje"),
    "only": Words("only", "solo"),
    "limit": Words("limit", "límite"),
    "clear": Words("ends", "termina"),
    "clear_systolic": Words("ends: systolic", "termina: sistólica"),
    "clear_diastolic": Words("ends: diastolic", "termina: diastólica"),
    "clear_mean": Words("ends: mean", "termina: media"),
    "lasting": Words("lasting", "durante"),
    "clear_lasting": Words("back for", "normal durante"),
    "readings": Words("readings in a row", "mediciones seguidas"),
    "apart": Words("apart", "separadas"),
    "rising": Words("rising by", "subida de"),
    "after": Words("after", "tras"),
    "at_least": Words("at least", "al menos"),
    "at_most": Words("at most", "como máximo"),
    "above": Words("above", "más de"),
    "below": Words("below", "menos de"),
    "grown": Words("grown with the interval", "según el intervalo"),
    "shown": Words("shown as", "se muestra"),
    "priority": Words("priority", "prioridad"),
    "broken_by": Words("waiting ends with", "la espera termina con"),
    "latching": Words("stays until seen", "queda hasta verla"),
    "channels": Words("signals", "señales"),
    "when": Words("when", "cuando"),
    "never": Words("never", "nunca"),
    "ask": Words("ask first", "preguntar antes"),
    "means": Words("means", "significa"),
    "only_today": Words("for today only", "solo hoy"),
    "least": Words("least dose", "dosis mínima"),
    "most": Words("largest dose", "dosis máxima"),
    "session_most": Words("most in one session", "máximo por sesión"),
    "times": Words("how often", "cuántas veces"),
    "again_after": Words("again after", "repetir tras"),
    "over": Words("given over", "administrar en"),
    "route": Words("route", "vía"),
    "bound": Words("kept as", "se respeta como"),
    "do": Words("what to do", "qué hacer"),
    "says": Words("words", "palabras"),
    "en": Words("English", "inglés"),
    "es": Words("Spanish", "español"),
    "for": Words("who acts", "quién actúa"),
    "drugs": Words("medicines", "medicamentos"),
    "interval": Words("speaks every", "habla cada"),
    "channel_unit": Words("in", "en"),
    "lowest": Words("lowest possible", "mínimo posible"),
    "highest": Words("highest possible", "máximo posible"),
    "frozen_samples": Words("no longer believed after the same", "deja de creerse tras las mismas"),
    "frozen_lasting": Words("and over", "y durante"),
    "grade": Words("how sure", "certeza"),
    "source": Words("source", "fuente"),
    "rationale": Words("reason", "motivo"),
    "may_change": Words("who may change it", "quién puede cambiarlo"),
}
"""What the keys of a document are called; one that is not here stands as it is written."""


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
    place = Words(*(_place(change, before, language, condition) for language in ("en", "es")))
    return Said(change.entry, name, place, _worded(old, unit), _worded(new, unit))


def _name(change: Change, before: Tables, new: Any) -> Words:
    named = at(before, change.file, change.entry, ("name",))
    if named is None and not change.keys and isinstance(new, Mapping):
        named = new.get("name")
    return Words(named["en"], named["es"]) if isinstance(named, Mapping) else Words(change.entry, change.entry)


def _unit(change: Change, before: Tables) -> str:
    """The unit that stands beside the number, or in the table around it."""
    for length in (len(change.keys) - 1, len(change.keys) - 2):
        table = at(before, change.file, change.entry, change.keys[: max(0, length)])
        if isinstance(table, Mapping) and isinstance(table.get("unit"), str):
            return str(table["unit"])
    return ""


def _compared(change: Change, before: Tables, facts: Tables) -> tuple[Words, str] | None:
    """The fact and the sign where the place is the limit of a comparison."""
    if len(change.keys) < 2 or change.keys[-1] != "1" or change.keys[-2] not in SHOWN:
        return None
    compared = at(before, change.file, change.entry, (*change.keys[:-1], "0"))
    fact = compared.get("var") if isinstance(compared, Mapping) else None
    named = next((table[fact]["name"] for table in facts.values() if isinstance(fact, str) and fact in table), None)
    return (Words(named["en"], named["es"]), SHOWN[change.keys[-2]]) if named else None


def _place(change: Change, before: Tables, language: str, condition: tuple[Words, str] | None) -> str:
    if condition is not None:
        fact, sign = condition
        return f"{fact.in_language(language)} {sign}"
    words = []
    for position, key in enumerate(change.keys):
        if key.isdigit():
            words.append(_step(change, before, change.keys[: position + 1], language))
        elif key != "level" and not (key == "value" and position == len(change.keys) - 1):
            words.append(PLACES[key].in_language(language) if key in PLACES else key)
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


def _worded(value: Any, unit: str) -> Words:
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
            return Words(", ".join(value), ", ".join(value))
        case {"en": str(english), "es": str(spanish)}:
            return Words(english, spanish)
        case str():
            return Words(value, value)
    return Words("…", "…")
