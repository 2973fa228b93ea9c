"""How often the forecast's bands hold and its chances come true, over the frozen virtual truths: `bands.json`.

The truths (`tests/core/pharmacology/truths.py`) share neither models nor effects with the twins, and were written before
them. Each has 0.5 mg/kg over 40 minutes, a cuff at 0, 10 and 20 minutes and a rating at 20; the bands are asked for 20
minutes later, and when they will talk, stand and leave at 20 and at 60. The same seed gives the same figures.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from docs.pharmacology.given import USUAL_MG_PER_KG, USUAL_MIN
from docs.pharmacology.missed import Felt, Missed, missed
from docs.pharmacology.readiness import Asked, Timed, asked, still_strong, timed
from handrail.pharmacology import Covariates, Infusion, Regimen
from handrail.pharmacology.digest import code_digest, data_digest
from handrail.pharmacology.effect_file import effects
from handrail.pharmacology.learning import learn
from handrail.pharmacology.outlook import chance_of_either, paths, quantiles, wanderings
from handrail.pharmacology.readings import Reading
from handrail.pharmacology.twins import Patient, Twins
from handrail.protocol import load
from tests.core.pharmacology.truths import Truth, truths

FILE = Path(__file__).parent / "bands.json"
PEOPLE, SEED = 400, 2026
CUFFS_MIN, RATING_MIN, AHEAD_MIN = (0.0, 10.0, 20.0), 20.0, 20.0
RECOVERING_MIN = 60.0  # when the times of being ready are asked for again
CUFFS_UNTIL_THEN_MIN, RATINGS_UNTIL_THEN_MIN = tuple(float(minute) for minute in range(0, 61, 10)), (20.0, 40.0, 60.0)
ASKED_AT_MIN = RATING_MIN + AHEAD_MIN
QUANTITIES = ("felt", "systolic")
NOTHING, BEFORE, AFTER = "nothing", "before", "after"  # what the twins know: no reading, the first cuff, all readings
KNOWN = (NOTHING, BEFORE, AFTER)
LATER = "later"  # and readings until well after the end
NOMINAL = (10, 20, 30, 40, 50, 60, 70, 80, 90)
RULES = load().forecast
LIMITS = {"systolic": float(RULES.severe_systolic.value), "diastolic": float(RULES.severe_diastolic.value)}
WITHIN_MIN = float(RULES.severe_within.value)
BINS = (0.0, 0.01, 0.05, 0.2, 0.5, 1.0)
EVERYBODY, ENANTIOMERS = "all", "enantiomers"


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
class Severe:
    """How many of the truths reach a limit: during the infusion and soon after it, and soon after the start.

    And how many soon after the start if nobody began anxious and pressure followed the blood as slowly as the twins'.
    """

    session: int
    start: int
    start_as_twins: int


@dataclass(frozen=True, slots=True)
class Found:
    """Everything in the file; `data` and `code` say from which files it was worked out."""

    people: int
    seed: int
    data: str
    code: str
    bands: tuple[Held, ...]
    chances: tuple[Stated, ...]
    severe: Severe
    missed: Missed
    times: tuple[Timed, ...]
    still_strong: dict[str, float]

    def of(self, quantity: str, known: str, which: str = EVERYBODY) -> Held:
        """One row."""
        return next(row for row in self.bands if (row.quantity, row.known, row.truths) == (quantity, known, which))

    def time(self, step: str, asked_min: float, which: str = EVERYBODY) -> Timed:
        """One row of the times."""
        return next(row for row in self.times if (row.step, row.asked_min, row.truths) == (step, asked_min, which))

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
    times = tuple(Timed(**row) for row in values.pop("times"))
    severe, missed_ones = Severe(**values.pop("severe")), Missed(**values.pop("missed"))
    return Found(**values, bands=bands, chances=chances, times=times, severe=severe, missed=missed_ones)


def worked_out() -> str:
    """The file's text, worked out anew: minutes."""
    return json.dumps(asdict(found(PEOPLE)), indent=1) + "\n"


def found(people: int) -> Found:
    """What so many virtual people show."""
    data, code = (
        data_digest(),
        code_digest(),
    )  # first of all: a file that changes meanwhile is not what these twins know
    judged: list[_Judged] = []
    stated: dict[str, list[tuple[float, bool]]] = {BEFORE: [], AFTER: []}
    times: list[Asked] = []
    strong: list[dict[str, float]] = []
    felt: list[Felt] = []
    everybody = truths(people, SEED)
    for place, truth in enumerate(everybody):
        twins = dict(_twins(truth, place))
        judged += [_judge(truth, place, known, twins[known], each) for known in KNOWN for each in QUANTITIES]
        stated[BEFORE].append(_chance(truth, place, twins[BEFORE], 0.0))
        stated[AFTER].append(_chance(truth, place, twins[AFTER], RATING_MIN))
        for known, minute in ((AFTER, RATING_MIN), (LATER, RECOVERING_MIN)):
            times += asked(truth, _pieces(truth), twins[known], _regimen(truth), minute)
        if truth.body.name == ENANTIOMERS:
            felt.append(_felt(truth, place, twins[AFTER]))
        strong.append(still_strong(twins[AFTER], _regimen(truth), RATING_MIN))
    models = sorted({one.truths for one in judged})
    rows = [(each, known, which) for each in QUANTITIES for known in KNOWN for which in (EVERYBODY, *models)]
    return Found(
        people=people,
        seed=SEED,
        data=data,
        code=code,
        bands=tuple(_row(judged, *row) for row in rows),
        chances=tuple(row for known, each in stated.items() for row in _binned(known, each)),
        severe=_severe(everybody),
        missed=missed(felt),
        times=tuple(timed(times, EVERYBODY)),
        still_strong={name: round(_mean_of(strong, name), 4) for name in sorted(set().union(*strong))},
    )


def _mean_of(shares: Sequence[dict[str, float]], name: str) -> float:
    """The mean over those who have this model, and a twin of it left."""
    return float(np.mean([each[name] for each in shares if name in each]))


def _twins(truth: Truth, place: int) -> Iterator[tuple[str, Twins]]:
    seen, later = _readings(truth), _readings(truth, CUFFS_UNTIL_THEN_MIN, RATINGS_UNTIL_THEN_MIN)
    for known, readings in ((NOTHING, []), (BEFORE, seen[:2]), (AFTER, seen), (LATER, later)):
        yield known, learn(_patient(truth), regimen=_regimen(truth), readings=readings, seed=[place]).twins


def _severe(everybody: Sequence[Truth]) -> Severe:
    calm = [replace(one, anxiety=replace(one.anxiety, systolic_mmhg=0.0, diastolic_mmhg=0.0)) for one in everybody]
    half_time_min = effects()["delay"]["half_time"]
    as_twins = [
        replace(one, body=replace(one.body, follows_with_half_life_min=(felt, half_time_min, slow)))
        for one in calm
        for felt, _pressure, slow in (one.body.follows_with_half_life_min,)
    ]
    return Severe(
        session=sum(_reaches(one, USUAL_MIN + WITHIN_MIN) for one in everybody),
        start=sum(_reaches(one, WITHIN_MIN) for one in everybody),
        start_as_twins=sum(_reaches(one, WITHIN_MIN) for one in as_twins),
    )


def _reaches(truth: Truth, until_min: float, from_min: float = 0.0) -> bool:
    """Whether systolic or diastolic pressure comes to its limit between these minutes."""
    at_min = np.arange(from_min, until_min + 1)
    return any(bool((getattr(truth, name)(at_min, _pieces(truth)) >= most).any()) for name, most in LIMITS.items())


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


def _felt(truth: Truth, place: int, twins: Twins) -> Felt:
    at_min = np.array([ASKED_AT_MIN])
    course = paths(twins, _regimen(truth), wanderings(twins, at_min, [place]), ("felt",))
    high = float(quantiles(course.of["felt"], [0.95])[0, 0])
    return Felt(truth, float(truth.felt(at_min, _pieces(truth))[0]), high)


def _chance(truth: Truth, place: int, twins: Twins, from_min: float) -> tuple[float, bool]:
    """The stated chance of reaching a limit soon, and whether the truth did."""
    at_min = from_min + np.arange(WITHIN_MIN + 1)
    course = paths(twins, _regimen(truth), wanderings(twins, at_min, [place]), tuple(LIMITS))
    return chance_of_either(course, LIMITS, within_min=WITHIN_MIN), _reaches(truth, from_min + WITHIN_MIN, from_min)


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


def _readings(
    truth: Truth, cuffs_min: Sequence[float] = CUFFS_MIN, ratings_min: Sequence[float] = (RATING_MIN,)
) -> list[Reading]:
    readings = []
    for at_min in cuffs_min:
        cuff = truth.cuff(at_min, _pieces(truth))
        readings += [
            Reading(kind="systolic", at_min=at_min, value=cuff.systolic),
            Reading(kind="diastolic", at_min=at_min, value=cuff.diastolic),
        ]
    ratings = [
        Reading(kind="felt", at_min=at_min, value=truth.rating(at_min, _pieces(truth))) for at_min in ratings_min
    ]
    return [*readings, *ratings]


def _patient(truth: Truth) -> Patient:
    """What an order says of somebody: nothing of a pressure that is high without the drug."""
    one = truth.covariates
    covariates = Covariates(age_years=one.age_years, sex=one.sex, weight_kg=one.weight_kg, height_cm=one.height_cm)
    return Patient(covariates=covariates)
