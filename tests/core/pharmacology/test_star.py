"""The closed form: right where it answers, and leaving to the series what it cannot answer."""

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import mpmath
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from benchmarks import independent
from handrail.pharmacology import (
    Bolus,
    Covariates,
    Infusion,
    Refused,
    Regimen,
    System,
    concentrations,
    load,
    names,
    star,
    warm,
)
from handrail.pharmacology.system import Floats, Reading
from tests.core.pharmacology.errors import worst_error
from tests.core.pharmacology.people import crowd, crowd_of, moments, regimens, times_around, usual
from tests.core.pharmacology.test_systems import by_matrix_exponential

ALLOWED = 1e-9
A_MILLISECOND = 1 / 60_000
SIX = Regimen(
    tuple(Infusion(rate_mg_per_min=0.875, from_min=start, to_min=start + 40) for start in range(0, 6 * 3360, 3360))
)
PEOPLE = (
    Covariates(age_years=40, sex="male", weight_kg=83),
    Covariates(age_years=72.5, sex="female", weight_kg=48, asian=True),
)


def a_star(
    *, leaving: float, spokes: list[tuple[float, float, float]], site: float, ways: tuple[float, ...] = (1.0,)
) -> System:
    """A centre, compartments around it by (out, back, lost) per minute, and an effect site; as many people as ways."""
    size = len(spokes) + 2
    rates = np.zeros((size, size))
    rates[0, 0] = -(leaving + sum(out for out, _, _ in spokes))
    for place, (out, back, lost) in enumerate(spokes, 1):
        rates[place, 0], rates[0, place], rates[place, place] = out, back, -(back + lost)
    rates[-1, 0], rates[-1, -1] = site, -site
    return System(
        names=tuple(f"place {place}" for place in range(size)),
        rates_per_min=np.array([factor * rates for factor in ways]),
        dosed=0,
        plasma=Reading(0, np.ones(len(ways))),
        effect_site=Reading(size - 1, np.ones(len(ways))),
    )


def one_by_one(system: System) -> Floats:
    """The decays of the first of the people, by a solver that knows nothing of stars."""
    return np.sort(-np.linalg.eigvals(system.rates_per_min[0, :-1, :-1]).real)


def error_of(system: System, at_min: float) -> float:
    """The largest relative error of a bolus and an infusion, against the exponential of the matrix in 80 digits."""
    regimen = Regimen((Bolus(dose_mg=5, at_min=0), Infusion(rate_mg_per_min=0.5, from_min=0, to_min=at_min + 1)))
    curves = concentrations(system=system, regimen=regimen, at_min=[at_min])
    truth = by_matrix_exponential(system.rates_per_min[0], bolus_mg=5, rate_mg_per_min=0.5, at_min=at_min)
    size = len(system.names)
    return max(
        worst_error(curves.plasma_ng_per_ml[0], truth[:1]),
        worst_error(curves.effect_site_ng_per_ml[0], truth[size - 1 : size]),
    )


flows = st.one_of(
    st.sampled_from((0.1, 0.02, 0.1 * (1 + 2**-50), 1e-9, 1e-15)), st.floats(-9, 1).map(lambda power: 10.0**power)
)
lost = st.one_of(st.just(0.0), flows)
spokes = st.lists(st.tuples(flows, flows, lost), max_size=3)
lengths_min = st.floats(-4.8, 4.5).map(lambda power: 10.0**power)


class TestAnyStar:
    """A centre with up to three others around it, whatever the rates."""

    @settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(leaving=flows, spokes=spokes, site=flows, at_min=lengths_min)
    @example(leaving=0.1, spokes=[(0.1, 0.1, 0.0)] * 3, site=0.1, at_min=30.0)
    @example(leaving=0.1, spokes=[(1e-15, 0.1, 0.0)], site=0.1, at_min=30.0)
    @example(leaving=1e-9, spokes=[(1.0, 1.0, 0.0), (1.0, 1.0, 0.0)], site=1.0, at_min=1000.0)
    def test_agrees_with_the_exponential_of_its_matrix_in_many_digits(
        self, leaving: float, spokes: list[tuple[float, float, float]], site: float, at_min: float
    ) -> None:
        """Equal and nearly equal rates, exchanges next to nothing, a millisecond or a month."""
        assert error_of(a_star(leaving=leaving, spokes=spokes, site=site), at_min) <= ALLOWED

    @pytest.mark.long
    @settings(max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(leaving=flows, spokes=spokes, site=flows, at_min=lengths_min)
    def test_agrees_with_it_in_thousands_of_cases(
        self, leaving: float, spokes: list[tuple[float, float, float]], site: float, at_min: float
    ) -> None:
        """The same, longer."""
        assert error_of(a_star(leaving=leaving, spokes=spokes, site=site), at_min) <= ALLOWED

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(leaving=flows, spokes=spokes, mode=st.integers(0, 3), off=st.integers(-4, 4), at_min=lengths_min)
    def test_may_have_an_effect_site_as_quick_as_one_of_its_decays(
        self, leaving: float, spokes: list[tuple[float, float, float]], mode: int, off: int, at_min: float
    ) -> None:
        """Where the textbook's formula divides by nothing, and a few roundings beside it."""
        decays = one_by_one(a_star(leaving=leaving, spokes=spokes, site=1.0))
        site = max(1e-12, decays[mode % len(decays)]) * (1 + off * 2.0**-52)
        assert error_of(a_star(leaving=leaving, spokes=spokes, site=site), at_min) <= ALLOWED

    def test_is_left_to_the_series_where_rounding_would_show(self) -> None:
        """An exchange next to nothing, and a centre that loses as fast as the other one: the roots cannot be told apart."""
        system = a_star(leaving=0.1, spokes=[(1e-12, 1e-12, 0.1)], site=0.5, ways=(1.0, 2.0))
        figures = star.figures(system)
        assert figures is not None
        segments = usual().segments()
        assert not star.solve(figures, segments, np.array([30.0]), on_all_cores=False).fine.any()
        assert error_of(system, 30.0) <= ALLOWED

    def test_may_lose_next_to_nothing(self) -> None:
        """A billionth of what is exchanged: its share of the rates is told from their rounding, over centuries."""
        system = a_star(leaving=1e-9, spokes=[(0.7, 0.31, 0.0), (0.9, 0.57, 0.0), (1.3, 0.83, 0.0)], site=0.3)
        assert error_of(system, 3e8) <= 1e-12

    @pytest.mark.parametrize("model", names())
    def test_is_closed_for_every_model_that_comes_with_handrail(self, model: str) -> None:
        """Nobody of a thousand people, however unlike, has to wait for the series."""
        chance = np.random.default_rng(3)
        typical = load(model).values(PEOPLE[0])
        values = {name: value * np.exp(0.6 * chance.standard_normal(1000)) for name, value in typical.items()}
        figures = star.figures(load(model).parent_system(values))
        assert figures is not None
        assert star.solve(figures, usual().segments(), np.array([30.0]), on_all_cores=False).fine.all()

    @pytest.mark.parametrize(
        "spokes",
        [
            [(0.1, 0.05, 0.0)] * 3,
            [(0.1, 0.05, 0.0), (0.3, 0.05 * (1 + 2.0**-50), 0.0)],
            [(0.1, 0.05, 0.0), (0.0, 0.05, 0.0), (0.2, 0.0, 0.05)],
            [(1e-12, 0.05, 0.0)],
            [],
        ],
        ids=["equal", "nearly equal", "one way or none", "next to nothing", "none"],
    )
    def test_is_closed_for_rates_that_coincide(self, spokes: list[tuple[float, float, float]]) -> None:
        """Equal rates back, nearly equal ones, a tiny exchange, and an effect site as quick as they are: no need of the series."""
        system = a_star(leaving=0.2, spokes=spokes, site=0.05)
        figures = star.figures(system)
        assert figures is not None
        assert star.solve(figures, usual().segments(), np.array([30.0]), on_all_cores=False).fine.all()
        assert error_of(system, 30.0) <= 1e-13

    @pytest.mark.parametrize(
        ("source", "target"), [(1, 2), (3, 0), (3, 1), (1, 3)], ids=["around", "from the site", "on", "by another way"]
    )
    def test_is_no_star_when_anything_else_flows(self, source: int, target: int) -> None:
        """A flow between two outer compartments, or from and to the effect site by any other way."""
        system = a_star(leaving=0.1, spokes=[(0.1, 0.2, 0.0), (0.2, 0.1, 0.0)], site=0.3)
        assert star.figures(system) is not None
        system.rates_per_min[0, target, source] = 0.01
        assert star.figures(system) is None


class TestEveryModel:
    """The models against the independent solution in 70 digits, typed from the equations."""

    @pytest.mark.parametrize("person", PEOPLE, ids=["a man of 40", "an old Asian woman"])
    @pytest.mark.parametrize("model", names())
    def test_agrees_with_the_independent_solution(self, model: str, person: Covariates) -> None:
        """A bolus, an infusion that is slowed; a millisecond after the start and after each change, minutes, weeks; metabolites."""
        regimen = Regimen(
            (
                Bolus(dose_mg=7, at_min=0),
                Infusion(rate_mg_per_min=0.875, from_min=0, to_min=25),
                Infusion(rate_mg_per_min=0.4375, from_min=25, to_min=60),
            )
        )
        at_min = [A_MILLISECOND, 1.0, 25 + A_MILLISECOND, 40.0, 60.5, 1500.0, 20_160.0]
        truth = independent.concentrations(
            model, independent.Person(person.weight_kg, person.age_years, person.asian), doses(regimen), at_min
        )
        whole = concentrations(
            system=load(model).for_person(person, allow_out_of_range=True), regimen=regimen, at_min=at_min
        )
        closed = concentrations(system=crowd(model, [person]), regimen=regimen, at_min=at_min)
        assert set(whole.metabolites_ng_per_ml) == set(truth.metabolites)
        for curve, exact in (
            (closed.plasma_ng_per_ml[0], truth.plasma),
            (closed.effect_site_ng_per_ml[0], truth.effect_site),
        ):
            assert worst_error(curve, [mpmath.mpf(str(value)) for value in exact]) <= 1e-12
        for curve, exact in (
            (whole.plasma_ng_per_ml, truth.plasma),
            (whole.effect_site_ng_per_ml, truth.effect_site),
            *((whole.metabolites_ng_per_ml[name], truth.metabolites[name]) for name in truth.metabolites),
        ):
            assert worst_error(curve, [mpmath.mpf(str(value)) for value in exact]) <= ALLOWED

    @pytest.mark.parametrize("model", ["kamp_2020", "perez_ruixo_2021"])
    def test_agrees_over_six_infusions_in_weeks(self, model: str) -> None:
        """Hourly for a fortnight and after: the same steps again and again add up to no error."""
        at_min = [60.0 * hour for hour in range(24 * 21)]
        chosen = [1, 56, 57, 336, 503]
        truth = independent.concentrations(
            model, independent.Person(70), doses(SIX), [at_min[place] for place in chosen]
        )
        curves = concentrations(system=crowd_of(model, [70.0]), regimen=SIX, at_min=at_min)
        for curve, exact in (
            (curves.plasma_ng_per_ml[0], truth.plasma),
            (curves.effect_site_ng_per_ml[0], truth.effect_site),
        ):
            assert worst_error(curve[chosen], [mpmath.mpf(str(value)) for value in exact]) <= 1e-12

    @settings(max_examples=40, deadline=None)
    @given(model=st.sampled_from(names()), regimen=regimens, data=st.data())
    def test_agrees_with_the_series(self, model: str, regimen: Regimen, data: st.DataObject) -> None:
        """Any regimen: two ways, one curve."""
        at_min = data.draw(times_around(regimen))
        closed = concentrations(system=crowd(model, [PEOPLE[0]]), regimen=regimen, at_min=at_min)
        alone = load(model).parent_system(load(model).values(PEOPLE[0]))
        series = concentrations(system=alone, regimen=regimen, at_min=at_min)
        for one, other in (
            (closed.plasma_ng_per_ml[0], series.plasma_ng_per_ml),
            (closed.effect_site_ng_per_ml[0], series.effect_site_ng_per_ml),
        ):
            np.testing.assert_allclose(one, other, rtol=ALLOWED, atol=1e-290)


class TestACrowd:
    """Many people in one call."""

    @pytest.mark.parametrize("on_all_cores", [False, True], ids=["one core", "all cores"])
    @pytest.mark.parametrize("size", [1, 2, 63, 64, 65, 500])
    def test_leaves_each_the_curve_they_have_alone(self, size: int, on_all_cores: bool) -> None:
        """To the last bit, wherever they stand in it, on one core or on all."""
        weights = np.linspace(45, 130, size).tolist()
        at_min = np.arange(0.0, 90.0)
        together = concentrations(
            system=crowd_of("domino_1982", weights), regimen=usual(), at_min=at_min, on_all_cores=on_all_cores
        )
        for place in {0, size // 2, size - 1}:
            alone = concentrations(system=crowd_of("domino_1982", [weights[place]]), regimen=usual(), at_min=at_min)
            assert together.plasma_ng_per_ml[place].tolist() == alone.plasma_ng_per_ml[0].tolist()
            assert together.effect_site_ng_per_ml[place].tolist() == alone.effect_site_ng_per_ml[0].tolist()

    @settings(max_examples=40, deadline=None)
    @given(at_min=st.lists(moments(-10, 300), min_size=1, max_size=12), data=st.data())
    def test_is_asked_at_times_in_any_order(self, at_min: list[float], data: st.DataObject) -> None:
        """Shuffled and repeated times bring the same values to the last bit, each in its place."""
        system = crowd_of("kamp_2020", [50.0, 90.0])
        ordered = concentrations(system=system, regimen=usual(), at_min=sorted(set(at_min)))
        places = {time: place for place, time in enumerate(sorted(set(at_min)))}
        asked_at = data.draw(st.permutations(at_min + at_min[:2]))
        asked = concentrations(system=system, regimen=usual(), at_min=asked_at)
        expected = ordered.effect_site_ng_per_ml[:, [places[time] for time in asked_at]]
        assert asked.effect_site_ng_per_ml.tolist() == expected.tolist()

    @pytest.mark.parametrize("jitter_min", [1e-4, 1e-7, 1e-10, 1e-13])
    def test_is_asked_at_times_that_are_all_but_evenly_spaced(self, jitter_min: float) -> None:
        """A step is used again only where it fits: what is asked together is what is asked apart."""
        jitter = jitter_min * np.random.default_rng(4).random(200)
        at_min = np.arange(1.0, 201.0) + jitter
        system = crowd_of("kamp_2020", [70.0])
        together = concentrations(system=system, regimen=usual(), at_min=at_min)
        apart = [concentrations(system=system, regimen=usual(), at_min=[time]) for time in at_min.tolist()]
        for name in ("plasma_ng_per_ml", "effect_site_ng_per_ml"):
            each = [getattr(one, name)[0, 0] for one in apart]
            np.testing.assert_allclose(getattr(together, name)[0], each, rtol=1e-12)

    def test_is_asked_at_a_million_times(self) -> None:
        """A step of a tenth, which no float is, again and again for ten weeks: the clock does not drift."""
        at_min = np.arange(1_000_001) / 10
        system = crowd_of("kamp_2020", [70.0])
        together = concentrations(system=system, regimen=usual(), at_min=at_min).plasma_ng_per_ml[0, -1]
        apart = concentrations(system=system, regimen=usual(), at_min=at_min[-1:]).plasma_ng_per_ml[0, 0]
        assert together == pytest.approx(apart, rel=5e-10, abs=0)

    @pytest.mark.parametrize("model", ["kamp_2020", "simons_2022"])
    def test_may_have_a_dose_for_each(self, model: str) -> None:
        """mg/kg: one regimen, and a factor for each person; chains of metabolites as well."""
        weights = [50.0, 70.0, 90.0]
        values = {name: np.full(3, value) for name, value in load(model).values(PEOPLE[0]).items()}
        at_min = [10.0, 45.0, 300.0]
        for system in (load(model).system(values), load(model).parent_system(values)):
            factors = concentrations(system=system, regimen=usual(weight_kg=1), at_min=at_min, dose_factor=weights)
            for place, weight_kg in enumerate(weights):
                own = concentrations(system=system, regimen=usual(weight_kg=weight_kg), at_min=at_min)
                np.testing.assert_allclose(factors.plasma_ng_per_ml[place], own.plasma_ng_per_ml[place], rtol=1e-14)
                for name, curve in own.metabolites_ng_per_ml.items():
                    np.testing.assert_allclose(factors.metabolites_ng_per_ml[name][place], curve[place], rtol=1e-14)

    @pytest.mark.parametrize("factor", [[-1.0, 1.0], [float("nan"), 1.0], float("inf")])
    def test_is_given_no_dose_below_nothing(self, factor: float | list[float]) -> None:
        """Nor one that is no number."""
        with pytest.raises(Refused, match="dose_factor must be 0 or more"):
            concentrations(
                system=crowd_of("kamp_2020", [50.0, 90.0]), regimen=usual(), at_min=[1.0], dose_factor=factor
            )

    def test_has_one_factor_or_one_for_each(self) -> None:
        """Three factors for two people are somebody's mistake."""
        with pytest.raises(Refused, match="one number, or one for each person"):
            concentrations(
                system=crowd_of("kamp_2020", [50.0, 90.0]), regimen=usual(), at_min=[1.0], dose_factor=[1.0, 1.0, 1.0]
            )

    def test_has_nothing_before_the_first_dose_or_without_one(self) -> None:
        """Exactly 0: before, at the start of an infusion, for an empty regimen and for a factor of 0."""
        system = crowd_of("kamp_2020", [50.0, 90.0])
        at_min = [-5.0, 0.0, 20.0]
        assert (
            concentrations(system=system, regimen=usual(), at_min=at_min).plasma_ng_per_ml[:, :2].tolist()
            == [[0.0] * 2] * 2
        )
        for regimen, factor in ((Regimen(()), 1.0), (usual(), 0.0)):
            none = concentrations(system=system, regimen=regimen, at_min=at_min, dose_factor=factor)
            assert none.plasma_ng_per_ml.tolist() == none.effect_site_ng_per_ml.tolist() == [[0.0] * 3] * 2
        assert concentrations(system=system, regimen=usual(), at_min=[]).plasma_ng_per_ml.shape == (2, 0)


class TestTheCompiler:
    """It is large, and nobody waits for it who does not need it."""

    @pytest.mark.parametrize("what", ["import handrail.pharmacology", "from handrail.cli.main import main"])
    def test_is_not_loaded_before_somebody_asks_about_a_crowd(self, what: str) -> None:
        """Importing the package, or asking the command for its help, brings no compiler."""
        ran(f"{what}\nimport sys\nassert 'numba' not in sys.modules and 'llvmlite' not in sys.modules")

    def test_is_not_needed_for_one_person(self) -> None:
        """`handrail simulate` answers without it."""
        ran(
            "from handrail.pharmacology import *\n"
            "person = Covariates(age_years=40, sex='male', weight_kg=70)\n"
            "regimen = Regimen((Bolus(dose_mg=7, at_min=0),))\n"
            "concentrations(system=load('kamp_2020').for_person(person), regimen=regimen, at_min=[1.0])\n"
            "import sys\nassert 'numba' not in sys.modules"
        )

    def test_has_done_its_work_once_the_server_is_warm(self) -> None:
        """What a server calls afterwards is what was made ready."""
        warm()
        from handrail.pharmacology import star_kernel  # noqa: PLC0415 - brings the compiler, see above

        ready = len(star_kernel.on_one_core.signatures), len(star_kernel.plan.signatures)  # type: ignore[attr-defined] # the compiler's own
        concentrations(system=crowd_of("simons_2022", [50.0, 90.0]), regimen=SIX, at_min=[1.0, 1.0, 7.0])
        assert (len(star_kernel.on_one_core.signatures), len(star_kernel.plan.signatures)) == ready  # type: ignore[attr-defined] # the compiler's own

    def test_keeps_its_work_where_it_is_told_to(self, tmp_path: Path) -> None:
        """A package that cannot be written to has its compiled code elsewhere."""
        ran(USES_THE_KERNEL, NUMBA_CACHE_DIR=str(tmp_path))
        assert list(tmp_path.rglob("star_kernel*.nbi"))

    def test_works_where_nothing_can_be_kept(self) -> None:
        """No folder at all: compiled anew, and answered."""
        ran(USES_THE_KERNEL, NUMBA_CACHE_LOCATOR_CLASSES="ZipCacheLocator")


USES_THE_KERNEL = "from handrail.pharmacology import star_kernel\nassert star_kernel._mean(0.0) == 1.0"


def ran(program: str, **surroundings: str) -> None:
    """A program in a Python of its own, which must end well."""
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **surroundings}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def doses(regimen: Regimen) -> list[independent.Dose]:
    return [
        independent.Dose(Decimal(item.dose_mg), Decimal(item.at_min), None)
        if isinstance(item, Bolus)
        else independent.Dose(Decimal(item.rate_mg_per_min), Decimal(item.from_min), Decimal(item.to_min))
        for item in regimen.items
    ]
