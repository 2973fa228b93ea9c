"""One case of `handrail simulate`: a JSON object with a person, a regimen and times, and its answer.

Bad input is refused with a sentence that says what to mend; nothing is guessed and nothing is ignored.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Never

from handrail.pharmacology.covariates import Covariates
from handrail.pharmacology.exact import concentrations
from handrail.pharmacology.library import load
from handrail.pharmacology.refused import Refused
from handrail.pharmacology.regimen import Bolus, Infusion, Regimen
from handrail.pharmacology.table import Table, TableError

BOLUS = ("bolus_mg", "at_min")
INFUSION = ("rate_mg_per_min", "from_min", "to_min")
PERSON = ("age_years", "sex", "weight_kg", "height_cm", "asian")
CASE = ("model", *PERSON, "regimen", "at_min", "allow_out_of_range")
HOW_AN_ITEM_LOOKS = f"a bolus has {' and '.join(BOLUS)}; an infusion has {', '.join(INFUSION)}"


@dataclass(frozen=True, slots=True)
class Case:
    """A question: this model, this person, this regimen, at these times."""

    model: str
    person: Covariates
    regimen: Regimen
    at_min: tuple[float, ...]
    allow_out_of_range: bool


def read(line: bytes) -> Case:
    """The case on a line of UTF-8 JSON.

    Raises:
        Refused: when the line is no case; the text says what to mend.
    """
    table = Table(_decoded(line), known=CASE)
    return Case(
        model=table.text("model"),
        person=_person(table),
        regimen=Regimen(tuple(_item(place, item) for place, item in _rows(table))),
        at_min=tuple(table.numbers("at_min")),
        allow_out_of_range=table.flag("allow_out_of_range", default=False),
    )


def answer(case: Case) -> dict[str, object]:
    """Plasma, effect site and metabolites at the times of a case, in the order asked for.

    Raises:
        Refused: for an unknown model, or a person outside the model's range.
    """
    system = load(case.model).for_person(case.person, allow_out_of_range=case.allow_out_of_range)
    curves = concentrations(system=system, regimen=case.regimen, at_min=case.at_min)
    return {
        "plasma_ng_per_ml": curves.plasma_ng_per_ml.tolist(),
        "effect_site_ng_per_ml": curves.effect_site_ng_per_ml.tolist(),
        "metabolites_ng_per_ml": {name: curve.tolist() for name, curve in curves.metabolites_ng_per_ml.items()},
    }


def _decoded(line: bytes) -> object:
    try:
        return json.loads(line.decode("utf-8-sig"), object_pairs_hook=_without_doubles, parse_constant=_no_number)
    except Refused:
        raise
    except UnicodeDecodeError:
        raise Refused("The line is not UTF-8 text.") from None
    except json.JSONDecodeError as problem:
        if not line.strip():
            raise Refused("The line is empty: each line holds one case.") from None
        raise Refused(f"The line is not JSON: {problem.msg} at character {problem.pos + 1}.") from None
    except ValueError:  # what Python says of a whole number of thousands of digits
        raise Refused("The line has a number with more digits than a number here can have.") from None
    except RecursionError:
        raise Refused("The line is nested too deeply to be a case.") from None


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise TableError(f"{twice[:80]!r} stands twice: which of the two is meant?")
    return values


def _no_number(word: str) -> Never:
    raise Refused(f"{word} is not a number that can be worked with.")


def _person(table: Table) -> Covariates:
    return Covariates(
        age_years=table.number("age_years"),
        sex=table.text("sex"),
        weight_kg=table.number("weight_kg"),
        height_cm=table.number("height_cm") if "height_cm" in table else None,
        asian=table.flag("asian", default=False),
    )


def _rows(table: Table) -> list[tuple[str, object]]:
    table.raw("regimen")  # it must be there, even if it is empty
    return table.rows("regimen")


def _item(where: str, item: object) -> Bolus | Infusion:
    if not isinstance(item, Mapping):
        raise TableError(f"{where}: this must be an object: {HOW_AN_ITEM_LOOKS}.")
    everything = Table(item, known=BOLUS + INFUSION, where=where)
    is_bolus, is_infusion = (any(name in everything for name in names) for names in (BOLUS, INFUSION))
    if is_bolus == is_infusion:
        raise TableError(f"{where}: this is neither one bolus nor one infusion: {HOW_AN_ITEM_LOOKS}.")
    try:
        return _bolus(everything) if is_bolus else _infusion(everything)
    except TableError:
        raise
    except Refused as problem:
        raise TableError(f"{where}: {problem}") from None


def _bolus(table: Table) -> Bolus:
    return Bolus(dose_mg=table.number("bolus_mg"), at_min=table.number("at_min"))


def _infusion(table: Table) -> Infusion:
    infusion = Infusion(
        rate_mg_per_min=table.number("rate_mg_per_min"),
        from_min=table.number("from_min"),
        to_min=table.number("to_min"),
    )
    if infusion.from_min == infusion.to_min:
        raise Refused("an infusion that ends when it starts gives nothing; a dose at one moment is a bolus_mg.")
    return infusion
