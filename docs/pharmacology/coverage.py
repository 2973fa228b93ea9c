"""How often the forecast's bands hold and its chances come true, over the frozen virtual truths: `bands.json`.

The truths (`tests/core/pharmacology/truths.py`) share neither models nor effects with the twins, and were written before
them. Each has 0.5 mg/kg over 40 minutes, a cuff at 0, 10 and 20 minutes and a rating at 20; the bands are asked for 20
minutes later. The same seed gives the same figures.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from docs.pharmacology.given import USUAL_MG_PER_KG, USUAL_MIN
from handrail.pharmacology import Covariates, Infusion, Regimen
from handrail.pharmacology.digest import data_digest
from handrail.pharmacology.learning import learn
from handrail.pharmacology.outlook import chance_of_either, paths, quantiles, wanderings
from handrail.pharmacology.readings import Reading
from handrail.pharmacology.twins import Patient, Twins
from handrail.protocol import load
from tests.core.pharmacology.truths import Truth, truths

FILE = Path(__file__).parent / "bands.json"
PEOPLE, SEED = 400, 2026
CUFFS_MIN, RATING_MIN, AHEAD_MIN = (0.0, 10.0, 20.0), 20.0, 20.0
ASKED_AT_MIN = RATING_MIN + AHEAD_MIN
QUANTITIES = ("felt", "systolic")
NOTHING, BEFORE, AFTER = "nothing", "before", "after"  # what the twins know: no reading, the first cuff, all readings
KNOWN = (NOTHING, BEFORE, AFTER)
NOMINAL = (10, 20, 30, 40, 50, 60, 70, 80, 90)
RULES = load().forecast
LIMITS = {"systolic": float(RULES.severe_systolic.value), "diastolic": float(RULES.severe_diastolic.value)}
WITHIN_MIN = float(RULES.severe_within.value)
BINS = (0.0, 0.01, 0.05, 0.2, 0.5, 1.0)
EVERYBODY = "all"


@dataclass(frozen=True, slots=True)
class Held:
    """One quantity, by what was known and by the truth's model: the share of truths in each band, and its mean width."""

    quantity: str
    known: str
    truths: str
    people: int
    held: dict[str, float]
    width: dict[str, float]


@dataclass(frozen=True, slots=True)
class Stated:
    """Forecasts whose stated chance lay in one range: the mean of what was stated, and how many came true."""

    known: str
    from_chance: float
    to_chance: float
    forecasts: int
    stated: float
    happened: int


@dataclass(frozen=True, slots=True)
class Found:
    """Everything in the file."""

    people: int
    seed: int
    data: str
    bands: tuple[Held, ...]
    chances: tuple[Stated, ...]

    def of(self, quantity: str, known: str, which: str = EVERYBODY) -> Held:
        """One row."""
        return next(row for row in self.bands if (row.quantity, row.known, row.truths) == (quantity, known, which))

    def models(self) -> list[str]:
        """The truths' models."""
        return list(dict.fromkeys(row.truths for row in self.bands if row.truths != EVERYBODY))


@dataclass(frozen=True, slots=True)
class _Judged:
    """One person, quantity and state of knowledge: which bands held, and how wide they were."""

    quantity: str
    known: str
    truths: str
    held: tuple[bool, ...]
    width: tuple[float, ...]


def read() -> Found:
    """What the file says."""
    values = json.loads(FILE.read_text("utf-8"))
    bands = tuple(Held(**row) for row in values.pop("bands"))
    chances = tuple(Stated(**row) for row in values.pop("chances"))
    return Found(**values, bands=bands, chances=chances)


def worked_out() -> str:
    """The file's text, worked out anew: minutes."""
    return json.dumps(asdict(found(PEOPLE)), indent=1) + "\n"


def found(people: int) -> Found:
    """What so many virtual people show."""
    data = data_digest()  # before the first person: a file that changes meanwhile is not what these twins know
    judged: list[_Judged] = []
    stated: dict[str, list[tuple[float, bool]]] = {BEFORE: [], AFTER: []}
    for place, truth in enumerate(truths(people, SEED)):
        twins = dict(_twins(truth, place))
        judged += [_judge(truth, place, known, twins[known], each) for known in KNOWN for each in QUANTITIES]
        stated[BEFORE].append(_chance(truth, place, twins[BEFORE], 0.0))
        stated[AFTER].append(_chance(truth, place, twins[AFTER], RATING_MIN))
    models = sorted({one.truths for one in judged})
    rows = [(each, known, which) for each in QUANTITIES for known in KNOWN for which in (EVERYBODY, *models)]
    bands = tuple(_row(judged, *row) for row in rows)
    chances = tuple(row for known, each in stated.items() for row in _binned(known, each))
    return Found(people, SEED, data, bands, chances)


def _twins(truth: Truth, place: int) -> Iterator[tuple[str, Twins]]:
    seen = _readings(truth)
    for known, readings in ((NOTHING, []), (BEFORE, seen[:2]), (AFTER, seen)):
        yield known, learn(_patient(truth), regimen=_regimen(truth), readings=readings, seed=[place]).twins


def _judge(truth: Truth, place: int, known: str, twins: Twins, quantity: str) -> _Judged:
    at_min = np.array([ASKED_AT_MIN])
    course = paths(twins, _regimen(truth), wanderings(twins, at_min, [place]), (quantity,))
    edges = [0.5 + side * nominal / 200 for nominal in NOMINAL for side in (-1, 1)]
    levels = quantiles(course.of[quantity], edges)[:, 0].reshape(-1, 2).tolist()
    what = float(getattr(truth, quantity)(at_min, _pieces(truth))[0])
    return _Judged(
        quantity=quantity,
        known=known,
        truths=truth.body.name,
        held=tuple(low <= what <= high for low, high in levels),
        width=tuple(high - low for low, high in levels),
    )


def _chance(truth: Truth, place: int, twins: Twins, from_min: float) -> tuple[float, bool]:
    """The stated chance of reaching a limit soon, and whether the truth did."""
    at_min = from_min + np.arange(WITHIN_MIN + 1)
    course = paths(twins, _regimen(truth), wanderings(twins, at_min, [place]), tuple(LIMITS))
    reached = [bool((getattr(truth, name)(at_min, _pieces(truth)) >= most).any()) for name, most in LIMITS.items()]
    return chance_of_either(course, LIMITS, within_min=WITHIN_MIN), any(reached)


def _row(judged: Sequence[_Judged], quantity: str, known: str, which: str) -> Held:
    ours = [
        one for one in judged if (one.quantity, one.known) == (quantity, known) and which in {EVERYBODY, one.truths}
    ]
    held = np.mean([one.held for one in ours], axis=0)
    width = np.mean([one.width for one in ours], axis=0)
    return Held(quantity, known, which, len(ours), _by_band(held.tolist()), _by_band(width.tolist()))


def _by_band(values: Sequence[float]) -> dict[str, float]:
    return {str(nominal): round(value, 4) for nominal, value in zip(NOMINAL, values, strict=True)}


def _binned(known: str, stated: Sequence[tuple[float, bool]]) -> Iterator[Stated]:
    for low, high in pairwise(BINS):
        ours = [one for one in stated if low <= one[0] < high or one[0] == high == BINS[-1]]
        if ours:
            mean = round(float(np.mean([chance for chance, _ in ours])), 4)
            yield Stated(known, low, high, len(ours), mean, sum(came for _, came in ours))


def _pieces(truth: Truth) -> list[tuple[float, float, float]]:
    return [(0.0, USUAL_MIN, _rate(truth))]


def _rate(truth: Truth) -> float:
    return USUAL_MG_PER_KG * truth.covariates.weight_kg / USUAL_MIN


def _regimen(truth: Truth) -> Regimen:
    return Regimen((Infusion(rate_mg_per_min=_rate(truth), from_min=0, to_min=USUAL_MIN),))


def _readings(truth: Truth) -> list[Reading]:
    readings = []
    for at_min in CUFFS_MIN:
        cuff = truth.cuff(at_min, _pieces(truth))
        readings += [
            Reading(kind="systolic", at_min=at_min, value=cuff.systolic),
            Reading(kind="diastolic", at_min=at_min, value=cuff.diastolic),
        ]
    rating = truth.rating(RATING_MIN, _pieces(truth))
    return [*readings, Reading(kind="felt", at_min=RATING_MIN, value=rating)]


def _patient(truth: Truth) -> Patient:
    one = truth.covariates
    covariates = Covariates(age_years=one.age_years, sex=one.sex, weight_kg=one.weight_kg, height_cm=one.height_cm)
    return Patient(covariates=covariates, hypertensive=one.hypertensive)
