"""Questionnaires as others write them, rebuilt from their linkIds, codes and values."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

LOINC = "http://loinc.org"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
PHQ_9 = ["44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"]
FREQUENCY = [("LA6568-5", 0), ("LA6569-3", 1), ("LA6570-1", 2), ("LA6571-9", 3)]
PUBLISHED = Path(__file__).parent / "published"

Resource = dict[str, Any]


def published(name: str) -> Resource:
    """An example of others."""
    found: Resource = json.loads((PUBLISHED / f"{name}.json").read_text(encoding="utf-8"))
    return found


def option(code: str, value: int | None, *, system: str = LOINC) -> Resource:
    """An answer with what it is worth."""
    worth = {} if value is None else {"extension": [{"url": ORDINAL, "valueDecimal": value}]}
    return {**worth, "valueCoding": {"system": system, "code": code, "display": code}}


def lforms_phq_9() -> Resource:
    """The PHQ-9 as LHC-Forms has it: linkIds "/44250-9", answers in place, the total and the function item after them."""
    asked = [
        {"linkId": f"/{code}", "type": "choice", "code": [{"system": LOINC, "code": code}], "text": code,
         "answerOption": [option(*one) for one in FREQUENCY]}
        for code in PHQ_9
    ]  # fmt: skip
    difficulty = [("LA6572-7", None), ("LA6573-5", None), ("LA6575-0", None), ("LA6574-3", None)]
    more = [
        {"linkId": "/44261-6", "type": "decimal", "text": "total"},
        {"linkId": "/69722-7", "type": "choice", "code": [{"system": LOINC, "code": "69722-7"}], "text": "difficulty",
         "answerOption": [option(code, value) for code, value in difficulty]},
    ]  # fmt: skip
    return {"resourceType": "Questionnaire", "status": "draft", "title": "PHQ-9", "item": [*asked, *more]}


def sdc_phq_9() -> Resource:
    """The PHQ-9 with the linkIds and answers of HL7's Structured Data Capture, its values those of the scale."""
    system = "http://example.org/CodeSystem/CSPHQ9"
    answers = ["Not-at-all", "Several-days", "More than half the days", "Nearly every day"]
    asked = [
        {"linkId": f"H1/T1/Q{place}", "type": "choice", "code": [{"system": LOINC, "code": code}], "text": code,
         "answerOption": [option(answer, value, system=system) for value, answer in enumerate(answers)]}
        for place, code in enumerate(PHQ_9, 1)
    ]  # fmt: skip
    group = {"linkId": "H1/T1", "type": "group", "text": "PHQ-9", "item": asked}
    total = {"linkId": "H1/TS", "type": "quantity", "code": [{"system": LOINC, "code": "44261-6"}], "text": "total"}
    return {"resourceType": "Questionnaire", "title": "PHQ-9", "item": [group, total]}


def numbered(items: int, values: list[int], *, kind: str = "choice", only: Callable[[int], bool] = bool) -> Resource:
    """A clinic's own file: items 1, 2, 3, each answered by a number or by codes that are worth these."""
    answers = [option(f"a{value}", value, system="urn:clinic") for value in values]
    asked = [
        {"linkId": str(place), "type": kind, "text": f"Item {place}", "answerOption": answers}
        for place in range(1, items + 1)
        if only(place)
    ]
    return {"resourceType": "Questionnaire", "title": "Ours", "item": asked}


def encoded(resource: Resource) -> bytes:
    """As a file holds it."""
    return json.dumps(resource).encode()
