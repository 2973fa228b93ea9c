"""Which rules and duties come to something else under another rule book, on facts that are known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handrail.protocol.entries import Entry, Words
from handrail.protocol.rulebook.facts import Facts
from handrail.protocol.rulebook.schema import Duty, Rule, Rulebook

DOES_NOT_HOLD = Words("does not hold", "no se cumple")
UNKNOWN = Words("cannot be told: something it asks for is not known", "no se puede decir: falta un dato que pide")
TO_DO = Words("to be done", "hay que hacerlo")


@dataclass(frozen=True, slots=True)
class RuleDiffers:
    """A rule or duty and what it comes to, before and after."""

    id: str
    name: Words
    before: Words
    after: Words

    def line(self, language: str) -> str:
        """As "Pressure calm: Go → does not hold"."""
        name, before, after = (words.in_language(language) for words in (self.name, self.before, self.after))
        return f"{name}: {before} → {after}"


def differing(before: Rulebook, after: Rulebook, names: Mapping[str, Entry], facts: Facts) -> Iterator[RuleDiffers]:
    """What holds in one of the rule books and not in the other, or holds in both and means something else."""
    for part_id in dict.fromkeys((*before.named, *after.named)):
        old, new = _outcome(before, part_id, facts), _outcome(after, part_id, facts)
        if old != new and (_holds(old) or _holds(new)):
            yield RuleDiffers(part_id, names[part_id].name, old, new)


def _holds(outcome: Words) -> bool:
    return outcome not in {DOES_NOT_HOLD, UNKNOWN}


def _outcome(book: Rulebook, part_id: str, facts: Facts) -> Words:
    match book.named.get(part_id):
        case Rule(when=when, means=means):
            holds, held = when.holds(facts), means.name
        case Duty(when=when) if when is not None:
            holds, held = when.holds(facts), TO_DO
        case Duty():
            return TO_DO
        case _:
            return DOES_NOT_HOLD
    if holds is None:
        return UNKNOWN
    return held if holds else DOES_NOT_HOLD
