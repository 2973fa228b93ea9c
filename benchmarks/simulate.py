"""How exact and how fast the pharmacology is: the largest relative error, and the time of one case and of many."""

import json
import random
import time
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

import numpy as np

from benchmarks.independent import Dose, Person, concentrations
from benchmarks.table import Row
from handrail import pharmacology
from handrail.pharmacology import Bolus, Covariates, Infusion, Regimen, case

SEED = 20261120
CASES = 60
PEOPLE = 10_000
SPREAD = 0.3  # coefficient of variation of the batch's parameters
EVERY_MINUTE = [float(minute) for minute in range(241)]
USUAL = {"rate_mg_per_min": 0.875, "from_min": 0, "to_min": 40}
SIX_WEEKS_MIN = 60_480


def measure(*, cases: int = CASES, people: int = PEOPLE) -> list[Row]:
    """The rows of the table; the same sample every time."""
    usual = Regimen((Infusion(rate_mg_per_min=0.875, from_min=0, to_min=40),))
    model = pharmacology.load("kamp_2020")
    person = Covariates(age_years=40, sex="male", weight_kg=70)
    line = json.dumps(
        {
            "model": "kamp_2020",
            "age_years": 40,
            "sex": "male",
            "weight_kg": 70,
            "regimen": [USUAL],
            "at_min": EVERY_MINUTE,
        }
    ).encode()
    return [
        Row(
            "simulate: largest relative error",
            largest_error(cases),
            "",
            f"{cases} random cases: all models, metabolites, both ways to solve them, 18-90 years, 45-130 kg, boluses, rate changes, pauses, 0.001 min to 6 weeks; 70 digits; goal 1e-9",
        ),
        Row(
            "simulate: one curve",
            1000 * _seconds(lambda: _curve(model.for_person(person), usual), times=100),
            "ms",
            "kamp_2020, 0.5 mg/kg over 40 minutes, plasma and effect site at 241 times",
        ),
        Row(
            "simulate: one case from JSON to JSON",
            1000 * _seconds(lambda: json.dumps(case.answer(case.read(line))), times=100),
            "ms",
            "the same, read and written",
        ),
        Row(
            f"simulate: {people:,} people",
            _seconds(lambda: _curve(_crowd(model, person, people), usual), times=3),
            "s",
            "each with parameters of their own (30% spread), 241 times, one core",
        ),
    ]


def largest_error(cases: int) -> float:
    """Over random cases, against the independent solution."""
    chance = random.Random(SEED)  # noqa: S311 - a sample to measure with, no secret
    return max(_error(chance) for _ in range(cases))


def _error(chance: random.Random) -> float:
    model = chance.choice(pharmacology.names())
    weight_kg = chance.uniform(45, 130)
    regimen = _regimen(chance)
    changes = [segment.from_min for segment in regimen.segments()]
    at_min = sorted(chance.choice(changes) + 10 ** chance.uniform(-3, np.log10(SIX_WEEKS_MIN)) for _ in range(6))
    who = Person(weight_kg, age_years=chance.uniform(18, 90), asian=chance.random() < 0.5)
    person = Covariates(age_years=who.age_years, sex="female", weight_kg=weight_kg, asian=who.asian)
    truth = concentrations(model, who, _doses(regimen), at_min)
    system = pharmacology.load(model).for_person(person, allow_out_of_range=True)
    ours = pharmacology.concentrations(system=system, regimen=regimen, at_min=at_min)
    crowd = pharmacology.concentrations(system=_alone(model, person), regimen=regimen, at_min=at_min)
    curves = [
        *((curve, truth.plasma) for curve in (ours.plasma_ng_per_ml, crowd.plasma_ng_per_ml[0])),
        *((curve, truth.effect_site) for curve in (ours.effect_site_ng_per_ml, crowd.effect_site_ng_per_ml[0])),
        *((ours.metabolites_ng_per_ml[name], curve) for name, curve in truth.metabolites.items()),
    ]
    return max(
        _relative(Decimal(value), exact)
        for curve, truths in curves
        for value, exact in zip(curve.tolist(), truths, strict=True)
    )


def _alone(model: str, person: Covariates) -> pharmacology.System:
    """A crowd of one: the closed form."""
    values = pharmacology.load(model).values(person)
    return pharmacology.load(model).parent_system({name: np.array([value]) for name, value in values.items()})


def _relative(value: Decimal, truth: Decimal) -> float:
    """Where nothing was given yet, only nothing is right."""
    return float(abs(value - truth) / truth) if truth else float(value != 0)


def _regimen(chance: random.Random) -> Regimen:
    """A bolus, an infusion whose rate is changed and paused, and another one days later."""
    moments = sorted(chance.uniform(0, 60) for _ in range(chance.randint(2, 5)))
    rates = [chance.choice((0.0, 0.25, 0.5, 0.875)) for _ in moments[1:]]
    stretches = [
        Infusion(rate_mg_per_min=rate, from_min=start, to_min=end)
        for rate, (start, end) in zip(rates, pairwise(moments), strict=True)
    ]
    later = chance.uniform(2000, 20_000)
    return Regimen(
        (
            Bolus(dose_mg=chance.uniform(1, 20), at_min=chance.uniform(0, 60)),
            *stretches,
            Infusion(rate_mg_per_min=0.875, from_min=later, to_min=later + 40),
        )
    )


def _doses(regimen: Regimen) -> list[Dose]:
    return [
        Dose(Decimal(item.dose_mg), Decimal(item.at_min), None)
        if isinstance(item, Bolus)
        else Dose(Decimal(item.rate_mg_per_min), Decimal(item.from_min), Decimal(item.to_min))
        for item in regimen.items
    ]


def _crowd(model: pharmacology.Model, person: Covariates, people: int) -> pharmacology.System:
    chance = np.random.default_rng(SEED)
    return model.system(
        {name: value * np.exp(SPREAD * chance.standard_normal(people)) for name, value in model.values(person).items()}
    )


def _curve(system: pharmacology.System, regimen: Regimen) -> pharmacology.Concentrations:
    return pharmacology.concentrations(system=system, regimen=regimen, at_min=EVERY_MINUTE)


def _seconds(work: Callable[[], object], *, times: int) -> float:
    """The median of several runs, after one to warm up."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return float(np.median(taken))
