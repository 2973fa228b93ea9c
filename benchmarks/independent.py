"""An independent solution of the models in 70 digits, with nothing but Python's own decimals.

Concentrations as unknowns, parameters typed again from the published equations, and the matrix exponential as a plain
Taylor series with squaring: its terms cancel, which at 70 digits does no harm. Slow, and in nothing like the product.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

DIGITS = 70
TERMS = 60  # 0.5^60 / 60! is far below the last of 70 digits
Matrix = list[list[Decimal]]


@dataclass(frozen=True)
class Body:
    """Volumes in L, clearances in L/min, the effect site's rate per minute; the first compartment is dosed."""

    volumes: tuple[Decimal, ...]
    clearance: Decimal
    exchanges: tuple[Decimal, ...]
    effect_site: Decimal


@dataclass(frozen=True)
class Dose:
    """A bolus (until is None) or a steady rate."""

    amount: Decimal
    since: Decimal
    until: Decimal | None


def kamp_2020(weight_kg: float) -> Body:
    """Allometric, from 70 kg."""
    weight = Decimal(weight_kg)
    size = weight / 70
    power = (size.ln() * Decimal("0.75")).exp()
    return Body(
        volumes=(25 * size, 56 * size, 157 * size),
        clearance=84 * power / 60,
        exchanges=(161 * power / 60, 79 * power / 60),
        effect_site=Decimal("0.1876") * weight.ln() + Decimal("0.5932"),
    )


def domino_1982(weight_kg: float) -> Body:
    """Linear in weight; the micro-constants as clearances and volumes."""
    central = Decimal("0.063") * Decimal(weight_kg)
    fast, slow = Decimal("0.5921") * central, Decimal("0.5900") * central
    return Body(
        volumes=(central, fast / Decimal("0.2470"), slow / Decimal("0.0146")),
        clearance=Decimal("0.4381") * central,
        exchanges=(fast, slow),
        effect_site=Decimal("0.238"),
    )


MODELS = {"kamp_2020": kamp_2020, "domino_1982": domino_1982}


def concentrations(
    model: str, weight_kg: float, doses: Sequence[Dose], at_min: Sequence[float]
) -> tuple[list[Decimal], list[Decimal]]:
    """Plasma and effect site in ng/mL at ascending times."""
    with localcontext() as context:
        context.prec = DIGITS
        states = list(_states(MODELS[model](weight_kg), doses, [Decimal(time) for time in at_min]))
        return [1000 * state[0] for state in states], [1000 * state[-2] for state in states]


def _states(body: Body, doses: Sequence[Dose], at_min: Sequence[Decimal]) -> Iterator[list[Decimal]]:
    matrix = _matrix(body)
    state = [Decimal(0)] * len(matrix)
    changes = {each for dose in doses for each in (dose.since, dose.until) if each is not None}
    now = min([*at_min, *changes])
    for moment in sorted({*at_min, *changes}):
        state[-1] = _rate(doses, now)
        state = _times(_exponential(matrix, moment - now), state)
        state[0] += sum(dose.amount for dose in doses if dose.until is None and dose.since == moment) / body.volumes[0]
        now = moment
        yield from [list(state)] * at_min.count(moment)


def _rate(doses: Sequence[Dose], now: Decimal) -> Decimal:
    return sum((dose.amount for dose in doses if dose.until is not None and dose.since <= now < dose.until), Decimal(0))


def _matrix(body: Body) -> Matrix:
    """Of d(concentrations, effect site, rate)/dt."""
    size = len(body.volumes) + 2
    matrix = [[Decimal(0)] * size for _ in range(size)]
    central = body.volumes[0]
    matrix[0][0] = -(body.clearance + sum(body.exchanges)) / central
    matrix[0][-1] = 1 / central
    for place, (volume, exchange) in enumerate(zip(body.volumes[1:], body.exchanges, strict=True), 1):
        matrix[0][place] = exchange / central
        matrix[place][0] = exchange / volume
        matrix[place][place] = -exchange / volume
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
