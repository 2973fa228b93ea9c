"""An independent solution of the models in 70 digits, with nothing but Python's own decimals.

Concentrations as unknowns, parameters typed again from the published equations, and the matrix exponential as a plain
Taylor series with squaring: its terms cancel, which at 70 digits does no harm. Slow, and in nothing like the product.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

DIGITS = 70
TERMS = 60  # 0.5^60 / 60! is far below the last of 70 digits
Matrix = list[list[Decimal]]


@dataclass(frozen=True)
class Body:
    """Volumes in L; what goes from one place to another, or to none, as a clearance in L/min of the source's volume.

    The first place is dosed and read. A place that only delays has a volume of 1 L.
    """

    volumes: tuple[Decimal, ...]
    flows: tuple[tuple[int, int | None, Decimal], ...]
    effect_site: Decimal
    metabolites: tuple[tuple[str, int, Decimal], ...] = ()  # name, place, its mass for a mass of the drug


@dataclass(frozen=True)
class Person:
    """Whom the equations are asked about."""

    weight_kg: float
    age_years: float = 40.0
    asian: bool = False


@dataclass(frozen=True)
class Dose:
    """A bolus (until is None) or a steady rate."""

    amount: Decimal
    since: Decimal
    until: Decimal | None


@dataclass(frozen=True)
class Curves:
    """Concentrations in ng/mL."""

    plasma: list[Decimal]
    effect_site: list[Decimal]
    metabolites: dict[str, list[Decimal]]


def _to_and_fro(one: int, other: int, clearance: Decimal) -> tuple[tuple[int, int, Decimal], ...]:
    return (one, other, clearance), (other, one, clearance)


def _size(person: Person) -> tuple[Decimal, Decimal, Decimal]:
    """The weight, and what volumes and clearances are multiplied by."""
    weight = Decimal(person.weight_kg)
    size = weight / 70
    return weight, size, (size.ln() * Decimal("0.75")).exp()


def kamp_2020(person: Person) -> Body:
    """Allometric, from 70 kg."""
    weight, size, power = _size(person)
    return Body(
        volumes=(25 * size, 56 * size, 157 * size),
        flows=(
            (0, None, 84 * power / 60),
            *_to_and_fro(0, 1, 161 * power / 60),
            *_to_and_fro(0, 2, 79 * power / 60),
        ),
        effect_site=Decimal("0.1876") * weight.ln() + Decimal("0.5932"),
    )


def domino_1982(person: Person) -> Body:
    """Linear in weight; the micro-constants as clearances and volumes."""
    central = Decimal("0.063") * Decimal(person.weight_kg)
    fast, slow = Decimal("0.5921") * central, Decimal("0.5900") * central
    return Body(
        volumes=(central, fast / Decimal("0.2470"), slow / Decimal("0.0146")),
        flows=((0, None, Decimal("0.4381") * central), *_to_and_fro(0, 1, fast), *_to_and_fro(0, 2, slow)),
        effect_site=Decimal("0.238"),
    )


def _two(person: Person, per_kg: str, k10: str, k12: str, k21: str, ke0: str) -> Body:
    central = Decimal(per_kg) * Decimal(person.weight_kg)
    outward = Decimal(k12) * central
    return Body(
        volumes=(central, outward / Decimal(k21)),
        flows=((0, None, Decimal(k10) * central), *_to_and_fro(0, 1, outward)),
        effect_site=Decimal(ke0),
    )


def clements_1981(person: Person) -> Body:
    """Two compartments, linear in weight."""
    return _two(person, "1.7522", "0.0109", "0.0186", "0.0137", "5.2")


def hijazi_2003(person: Person) -> Body:
    """Two compartments, linear in weight."""
    return _two(person, "1.08", "0.0333", "0.0088", "0.0030", "4.773")


def _two_scaled(person: Person, v1: str, v2: str, clearance: str, exchange: str, ke0: str) -> Body:
    _, size, power = _size(person)
    return Body(
        volumes=(Decimal(v1) * size, Decimal(v2) * size),
        flows=((0, None, Decimal(clearance) * power / 60), *_to_and_fro(0, 1, Decimal(exchange) * power / 60)),
        effect_site=Decimal(ke0),
    )


def herd_2007(person: Person) -> Body:
    """Two compartments, allometric."""
    return _two_scaled(person, "38.7", "102", "90", "215", "2.995")


def hornik_2018(person: Person) -> Body:
    """Two compartments, allometric."""
    return _two_scaled(person, "32.8", "152", "38.9", "54.9", "4.212")


def simons_2022(person: Person) -> Body:
    """0-2 the drug, 3-4 a delay, 5-6 norketamine, 7-8 a delay, 9-10 hydroxynorketamine."""
    _, size, power = _size(person)
    slow, quick = 2 / Decimal("20.1"), 2 / Decimal("1.12")
    v = [Decimal(each) * size for each in ("11.6", "39.0", "174", "11.6", "221", "4.4", "87.5")]
    return Body(
        volumes=(v[0], v[1], v[2], Decimal(1), Decimal(1), v[3], v[4], Decimal(1), Decimal(1), v[5], v[6]),
        flows=(
            *_to_and_fro(0, 1, Decimal("2.43") * power),
            *_to_and_fro(0, 2, Decimal("1.21") * power),
            (0, 3, Decimal("1.48") * power),
            (3, 4, slow),
            (4, 5, Decimal("0.8") * slow),
            (4, None, Decimal("0.2") * slow),
            *_to_and_fro(5, 6, Decimal("2.63") * power),
            (5, 7, Decimal("1.00") * power),
            (7, 8, quick),
            (8, 9, Decimal("0.7") * quick),
            (8, None, Decimal("0.3") * quick),
            *_to_and_fro(9, 10, Decimal("1.70") * power),
            (9, None, Decimal("0.933") * power),
        ),
        effect_site=Decimal("0.114"),
        metabolites=(
            ("norketamine", 5, Decimal("223.70") / Decimal("237.73")),
            ("hydroxynorketamine", 9, Decimal("239.70") / Decimal("237.73")),
        ),
    )


def perez_ruixo_2021(person: Person) -> Body:
    """0-2 the drug, 3 the liver, 4-5 noresketamine; rates out of the liver as clearances of its volume."""
    liver = Decimal(101)
    flow = (151 - Decimal("2.19") * max(Decimal(0), Decimal(person.age_years) - 60)) / 60
    lost, cleared = (Decimal("0.36"), Decimal("0.81")) if person.asian else (Decimal(1), Decimal(1))
    return Body(
        volumes=(Decimal(192), Decimal(143), Decimal(417), liver, Decimal(70), Decimal(115)),
        flows=(
            *_to_and_fro(0, 1, Decimal("84.3") / 60),
            *_to_and_fro(0, 2, Decimal("37.6") / 60),
            *_to_and_fro(0, 3, flow),
            (3, None, lost * Decimal("1.11") / 60 * liver),
            (3, 4, Decimal("2.77") / 60 * liver),
            (4, None, cleared * Decimal(38) / 60),
            *_to_and_fro(4, 5, Decimal("26.1") / 60),
        ),
        effect_site=Decimal("0.114"),
        metabolites=(("norketamine", 4, Decimal(1)),),
    )


MODELS: dict[str, Callable[[Person], Body]] = {
    model.__name__: model
    for model in (
        clements_1981,
        domino_1982,
        herd_2007,
        hijazi_2003,
        hornik_2018,
        kamp_2020,
        perez_ruixo_2021,
        simons_2022,
    )
}


def concentrations(model: str, person: Person, doses: Sequence[Dose], at_min: Sequence[float]) -> Curves:
    """Plasma, effect site and metabolites at ascending times."""
    with localcontext() as context:
        context.prec = DIGITS
        body = MODELS[model](person)
        return of_body(body, doses, [Decimal(time) for time in at_min])


def of_body(body: Body, doses: Sequence[Dose], at_min: Sequence[Decimal]) -> Curves:
    """The same for a body that is given."""
    with localcontext() as context:
        context.prec = DIGITS
        states = list(_states(body, doses, at_min))
        return Curves(
            plasma=[1000 * state[0] for state in states],
            effect_site=[1000 * state[-2] for state in states],
            metabolites={
                name: [1000 * ratio * state[place] for state in states] for name, place, ratio in body.metabolites
            },
        )


def _states(body: Body, doses: Sequence[Dose], at_min: Sequence[Decimal]) -> Iterator[list[Decimal]]:
    matrix = _matrix(body)
    state = [Decimal(0)] * len(matrix)
    changes = {each for dose in doses for each in (dose.since, dose.until) if each is not None}
    now = min([*at_min, *changes])
    steps: dict[Decimal, Matrix] = {}
    for moment in sorted({*at_min, *changes}):
        state[-1] = _rate(doses, now)
        if moment - now not in steps:
            steps[moment - now] = _exponential(matrix, moment - now)
        state = _times(steps[moment - now], state)
        state[0] += sum(dose.amount for dose in doses if dose.until is None and dose.since == moment) / body.volumes[0]
        now = moment
        yield from [list(state)] * at_min.count(moment)


def _rate(doses: Sequence[Dose], now: Decimal) -> Decimal:
    return sum((dose.amount for dose in doses if dose.until is not None and dose.since <= now < dose.until), Decimal(0))


def _matrix(body: Body) -> Matrix:
    """Of d(concentrations, effect site, rate)/dt."""
    size = len(body.volumes) + 2
    matrix = [[Decimal(0)] * size for _ in range(size)]
    matrix[0][-1] = 1 / body.volumes[0]
    for source, target, clearance in body.flows:
        matrix[source][source] -= clearance / body.volumes[source]
        if target is not None:
            matrix[target][source] += clearance / body.volumes[target]
    matrix[-2][0], matrix[-2][-2] = body.effect_site, -body.effect_site
    return matrix


def _exponential(matrix: Matrix, time: Decimal) -> Matrix:
    halvings, norm = 0, max(sum(abs(entry) for entry in row) for row in matrix) * time
    while norm > Decimal("0.5"):
        halvings, norm = halvings + 1, norm / 2
    scaled = [[entry * time / 2**halvings for entry in row] for row in matrix]
    result = term = [[Decimal(int(row == column)) for column in range(len(matrix))] for row in range(len(matrix))]
    for order in range(1, TERMS):
        term = [[entry / order for entry in row] for row in _product(term, scaled)]
        result = [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(result, term, strict=True)]
    for _ in range(halvings):
        result = _product(result, result)
    return result


def _product(one: Matrix, other: Matrix) -> Matrix:
    columns = list(zip(*other, strict=True))
    return [[sum((a * b for a, b in zip(row, column, strict=True)), Decimal(0)) for column in columns] for row in one]


def _times(matrix: Matrix, state: Sequence[Decimal]) -> list[Decimal]:
    return [sum((a * b for a, b in zip(row, state, strict=True)), Decimal(0)) for row in matrix]
