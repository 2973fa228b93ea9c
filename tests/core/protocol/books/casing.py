"""Cases written by hand: for each entry where it fires and where, one step beside, it does not."""

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from handrail.protocol import Number, load
from handrail.protocol.medicine_names import with_classes
from handrail.protocol.rulebook import Duty, Facts, Given, Medicine, Rule, Value, against
from handrail.protocol.rulebook.condition import Condition
from handrail.protocol.rulebook.facts import unknown_facts
from handrail.protocol.rulebook.schema import AnyPart

PROTOCOL = load()
BOOK = PROTOCOL.rulebook
FOLDER = Path(__file__).parent / "cases"
CASES: Mapping[str, Mapping[str, Any]] = {
    document.stem: tomllib.loads(document.read_text("utf-8")) for document in sorted(FOLDER.glob("*.toml"))
}
PARTS = {part.id: (book.id, part) for book in BOOK.books.values() for part in book.parts.values()}


def decides(part: AnyPart) -> bool:
    """Whether a number or a condition stands in it: then it needs cases."""
    match part:
        case Value() | Rule() | Medicine():
            return True
        case Duty():
            return part.when is not None
        case _:
            return False


def wrong(part: AnyPart, cases: Mapping[str, Any]) -> Iterator[str]:
    """What an entry says otherwise than was worked out by hand."""
    match part:
        case Value():
            yield from _value(part, cases)
        case Rule():
            yield from _condition(part.when, cases)
        case Medicine():
            yield from _medicine(part, cases)
        case Duty(when=when) if when is not None:
            yield from _condition(when, cases)
        case _:
            return


def number(text: str) -> Number:
    """A number with its unit, "6 h"."""
    value, _, unit = text.partition(" ")
    return Number(Decimal(value), unit)


def facts(case: Mapping[str, Any]) -> Facts:
    """What is known in a case; codes are given with a space between them."""
    known = {fact_id: _fact(fact_id, said) for fact_id, said in case.items()}
    unknown_facts(known, BOOK.facts)
    return known


def _fact(fact_id: str, said: Any) -> Any:
    fact = BOOK.facts[fact_id]
    match fact.kind:
        case "number":
            assert number(said).unit == fact.unit, f"{fact_id} is in {fact.unit}, not {said}"
            return number(said).value
        case "codes":
            return with_classes(said.split())
        case _:
            return said


def _value(part: Value, cases: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{said} is allowed" for said in cases["allows"] if not part.allows(number(said)))
    yield from (f"{said} is not" for said in cases["refuses"] if part.allows(number(said)))
    if len(part.numbers) > 1 and part.bound == "exactly":
        yield from () if [number(said) for said in cases["allows"]] == list(part.numbers) else ("not the same list",)


def _condition(condition: Condition, cases: Mapping[str, Any]) -> Iterator[str]:
    for said, holds in (("fires", True), ("beside", False), ("unknown", None)):
        for case in cases.get(said, ()) if said == "unknown" else cases[said]:
            if condition.holds(facts(case)) is not holds:
                yield f"{said}: {case}"


def _medicine(medicine: Medicine, cases: Mapping[str, Any]) -> Iterator[str]:
    for case in cases["may"]:
        if _against(medicine, case):
            yield f"may: {case}"
    for case in cases["against"]:
        if not any(case["says"] in words for words in _against(medicine, case)):
            yield f"against: {case}"
    if medicine.over is not None and number(cases["over"]) != medicine.over:
        yield f"over: {cases['over']}"


def _against(medicine: Medicine, case: Mapping[str, Any]) -> list[str]:
    given = [Given(number(amount), number(ago).value) for amount, ago in case.get("given", ())]
    return [words.en for words in against(medicine, number(case["dose"]), given, facts(case.get("facts", {})))]
