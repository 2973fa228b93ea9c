"""People and regimens that the tests of pharmacology share."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from handrail.pharmacology import Bolus, Covariates, Infusion, Regimen, System, load

SIX_WEEKS_MIN = 6 * 7 * 24 * 60
TICKS_PER_MINUTE = 1024  # moments closer together than a millisecond are no clinic's


def moments(first_min: int, last_min: int) -> st.SearchStrategy[float]:
    """Moments between two whole minutes."""
    ticks = st.integers(first_min * TICKS_PER_MINUTE, last_min * TICKS_PER_MINUTE)
    return ticks.map(lambda count: count / TICKS_PER_MINUTE)


weights_kg = st.floats(45, 130)
starts_min = st.one_of(moments(0, 240), moments(0, SIX_WEEKS_MIN))
lengths_min = st.one_of(st.just(0.0), st.floats(1e-3, 90), st.floats(0.1, 2000))
boluses = st.builds(Bolus, dose_mg=st.one_of(st.just(0.0), st.floats(0.1, 100)), at_min=starts_min)


@st.composite
def infusions(draw: st.DrawFn) -> Infusion:
    """A rate, possibly 0, from a moment for a while."""
    start = draw(starts_min)
    rate = draw(st.one_of(st.just(0.0), st.floats(0.01, 5)))
    return Infusion(rate_mg_per_min=rate, from_min=start, to_min=start + draw(lengths_min))


@st.composite
def slowed_and_paused(draw: st.DrawFn) -> tuple[Infusion, ...]:
    """One infusion whose rate is changed again and again, without a gap."""
    changes = sorted(draw(st.lists(moments(0, 90), min_size=2, max_size=8, unique=True)))
    rates = st.sampled_from((0.0, 0.4375, 0.65625, 0.875))
    return tuple(Infusion(rate_mg_per_min=draw(rates), from_min=start, to_min=end) for start, end in pairwise(changes))


items = st.lists(st.one_of(boluses, infusions()), max_size=7).map(tuple)
regimens = st.builds(Regimen, st.one_of(items, slowed_and_paused()))


@st.composite
def times_around(draw: st.DrawFn, regimen: Regimen) -> list[float]:
    """Times on, just after and long after every change, in no order; and some before the first."""
    changes = [segment.from_min for segment in regimen.segments()] or [0.0]
    after = st.one_of(st.just(0.0), st.floats(-3, 4.78).map(lambda power: 10.0**power), st.floats(1e-3, 120))
    near = st.builds(lambda change, later: change + later, st.sampled_from(changes), after)
    return draw(st.lists(st.one_of(near, moments(-10, SIX_WEEKS_MIN)), min_size=1, max_size=12))


def of_weight(weight_kg: float) -> Covariates:
    """Ruth, 47, at any weight."""
    return Covariates(age_years=47, sex="female", weight_kg=weight_kg)


def system_of(model: str, weight_kg: float) -> System:
    """Her body as a model sees it; those for children and intensive care are asked all the same."""
    return load(model).for_person(of_weight(weight_kg), allow_out_of_range=True)


def crowd_of(model: str, weights_kg: Sequence[float]) -> System:
    """Plasma and effect site of many like her."""
    return crowd(model, [of_weight(weight_kg) for weight_kg in weights_kg])


def crowd(model: str, people: Sequence[Covariates]) -> System:
    """Plasma and effect site of many people, each with the typical values."""
    values = [load(model).values(person) for person in people]
    return load(model).parent_system({name: np.array([one[name] for one in values]) for name in values[0]})


def usual(*, mg_per_kg: float = 0.5, weight_kg: float = 70.0, minutes: float = 40.0) -> Regimen:
    """The usual infusion: 0.5 mg/kg over 40 minutes."""
    rate = mg_per_kg * weight_kg / minutes
    return Regimen((Infusion(rate_mg_per_min=rate, from_min=0, to_min=minutes),))
