"""What the rules find in what is known: which hold, which do not, which cannot be told; and why, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from handrail.protocol.entries import Number, Words
from handrail.protocol.reader import LENGTHS
from handrail.protocol.rulebook.condition import Leaf, because
from handrail.protocol.rulebook.facts import Facts
from handrail.protocol.rulebook.schema import Book, Medicine, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule and whether it holds: `holds` is None where something it asks for is not known."""

    rule: Rule
    holds: bool | None
    because: tuple[Leaf, ...]
    facts: Facts

    def says(self, language: str) -> str:
        """As "Recheck: systolic pressure 152 mmHg > 140 mmHg", or "not known: ..."."""
        parts = "; ".join(dict.fromkeys(leaf.says(self.facts, language) for leaf in self.because))
        return f"{self.rule.means.name.in_language(language)}: {parts}"


def look(rules: Iterable[Rule], facts: Facts) -> list[Finding]:
    """What each rule says of these facts, in the order of the rules."""
    found = []
    for rule in rules:
        holds = rule.when.holds(facts)
        found.append(
            Finding(
                rule=rule,
                holds=holds,
                because=tuple(because(rule.when, facts)) if holds is not False else (),
                facts=facts,
            )
        )
    return found


def gravest(book: Book, findings: Iterable[Finding]) -> str | None:
    """The gravest outcome that holds, in the order in which the document lists them; None where no rule holds."""
    holding = {finding.rule.means.id for finding in findings if finding.holds}
    return next((outcome for outcome in book.outcomes if outcome in holding), None)


@dataclass(frozen=True, slots=True)
class Given:
    """A dose that was given, so many minutes ago."""

    amount: Number
    minutes_ago: Decimal


AMOUNT = Words("The dose must be between {least} and {most}.", "La dosis debe estar entre {least} y {most}.")
TIMES = Words(
    "It was given {times} times, as often as one session allows.", "Ya se dio {times} veces, lo máximo por sesión."
)
TOTAL = Words(
    "With it the session would come to {total}; its maximum is {most}.",
    "Con ella la sesión llegaría a {total}; el máximo es {most}.",
)
TOO_SOON = Words(
    "Again at the earliest {after} after the last dose.", "De nuevo, como pronto, {after} después de la última dosis."
)
NEVER = Words("Not in this patient: {because}", "No en este paciente: {because}")
NOT_KNOWN = Words("Not known: {names}. Ask before giving it.", "No se sabe: {names}. Pregunte antes de administrarlo.")
ASK = Words("Ask the prescriber first: {because}", "Pregunte antes al prescriptor: {because}")


def against(medicine: Medicine, dose: Number, given: Iterable[Given], facts: Facts) -> list[Words]:
    """What speaks against giving this dose now. It informs: a rescue medicine is never locked, what was given is written down.

    Raises:
        ValueError: the dose is in another unit than the medicine.
    """
    if dose.unit != medicine.most.unit:
        raise ValueError(f"{medicine.id} is given in {medicine.most.unit}, not in {dose.unit}.")
    before = list(given)
    total = Number(sum((one.amount.value for one in before), dose.value), dose.unit)
    found = []
    if not medicine.least.value <= dose.value <= medicine.most.value:
        found.append(_filled(AMOUNT, least=_text(medicine.least), most=_text(medicine.most)))
    if medicine.times is not None and len(before) >= medicine.times:
        found.append(_filled(TIMES, times=str(len(before))))
    if medicine.session_most is not None and total.value > medicine.session_most.value:
        found.append(_filled(TOTAL, total=_text(total), most=_text(medicine.session_most)))
    if medicine.again_after is not None and any(one.minutes_ago < _minutes(medicine.again_after) for one in before):
        found.append(_filled(TOO_SOON, after=_text(medicine.again_after)))
    for words, condition in ((NEVER, medicine.never), (ASK, medicine.ask)):
        if condition is not None and condition.holds(facts):
            parts = tuple(because(condition, facts))
            found.append(
                Words(
                    *(
                        words.in_language(lang).format(because="; ".join(leaf.says(facts, lang) for leaf in parts))
                        for lang in ("en", "es")
                    )
                )
            )
    return found


def unasked(medicine: Medicine, facts: Facts) -> list[Words]:
    """What nobody has asked yet, and would speak against it or for asking the prescriber first."""
    asked = [condition for condition in (medicine.never, medicine.ask) if condition is not None]
    open_ones = [leaf for one in asked if one.holds(facts) is None for leaf in because(one, facts)]
    names = {leaf.fact.id: leaf.fact.name for leaf in open_ones}
    return [_filled_in(NOT_KNOWN, names.values())] if names else []


def _filled_in(words: Words, names: Iterable[Words]) -> Words:
    listed = list(names)
    return Words(
        words.en.format(names=", ".join(name.en for name in listed)),
        words.es.format(names=", ".join(name.es for name in listed)),
    )


def _filled(words: Words, **parts: str) -> Words:
    return Words(words.en.format(**parts), words.es.format(**parts))


def _text(number: Number) -> str:
    return f"{format(number.value.normalize(), 'f')} {number.unit}"


def _minutes(number: Number) -> Decimal:
    return number.value * Decimal(LENGTHS[number.unit].total_seconds()) / Decimal(LENGTHS["min"].total_seconds())
