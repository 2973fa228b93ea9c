"""Any linear system of compartments, and many people at once."""

from collections.abc import Sequence

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.pharmacology import Bolus, Infusion, Refused, Regimen, System, concentrations, load, names
from handrail.pharmacology.system import Floats, Reading
from tests.core.pharmacology.errors import worst_error
from tests.core.pharmacology.people import of_weight, usual

ALLOWED = 1e-9


class TestAnyLinearSystem:
    """A system of any number of compartments, chains and loops included."""

    @settings(max_examples=60, deadline=None)
    @given(data=st.data(), size=st.integers(1, 9), at_min=st.floats(-3, 4.5).map(lambda power: 10.0**power))
    def test_agrees_with_the_exponential_of_its_matrix_in_many_digits(
        self, data: st.DataObject, size: int, at_min: float
    ) -> None:
        """Random flows, equal rates among them, against the matrix exponential in 80 digits."""
        rates = random_rates(data, size)
        regimen = Regimen((Bolus(dose_mg=5, at_min=0), Infusion(rate_mg_per_min=0.5, from_min=0, to_min=at_min + 1)))
        curves = concentrations(system=reading_last(rates), regimen=regimen, at_min=[at_min])
        truth = by_matrix_exponential(rates, bolus_mg=5, rate_mg_per_min=0.5, at_min=at_min)
        assert worst_error(curves.plasma_ng_per_ml, truth[:1]) <= ALLOWED
        assert worst_error(curves.effect_site_ng_per_ml, truth[size : size + 1]) <= ALLOWED

    def test_may_be_a_chain_of_equal_steps(self) -> None:
        """One eigenvalue seven times over; the last place holds a Poisson probability."""
        steps = 6
        rates = np.diag(np.full(steps + 1, -0.1)) + np.diag(np.full(steps, 0.1), -1)
        at_min = [1e-3, 1.0, 60.0, 600.0, 6000.0]
        curves = concentrations(
            system=reading_last(rates), regimen=Regimen((Bolus(dose_mg=1, at_min=0),)), at_min=at_min
        )
        expected = [mpmath.mpf(0.1) * mpmath.mpf(time) for time in at_min]
        truth = [mpmath.exp(-each) * each**steps / mpmath.factorial(steps) for each in expected]
        assert worst_error(curves.effect_site_ng_per_ml, truth) < 1e-12


class TestManyPeople:
    """A batch of people, solved at once."""

    @pytest.mark.parametrize("model", names())
    def test_gives_each_the_curve_they_would_get_alone(self, model: str) -> None:
        """600 people in one system, or each in a system of their own."""
        typical = [load(model).values(of_weight(weight)) for weight in np.linspace(45, 130, 600).tolist()]
        batch = load(model).system({name: np.array([one[name] for one in typical]) for name in typical[0]})
        regimen = Regimen((Bolus(dose_mg=7, at_min=2), *usual().items))
        at_min = [0.5, 2.0, 33.3, 40.0, 41.0, 600.0]
        together = concentrations(system=batch, regimen=regimen, at_min=at_min)
        assert together.plasma_ng_per_ml.shape == (600, 6)
        for place in (0, 255, 256, 311, 599):
            alone = concentrations(system=load(model).system(typical[place]), regimen=regimen, at_min=at_min)
            np.testing.assert_allclose(together.plasma_ng_per_ml[place], alone.plasma_ng_per_ml, rtol=1e-12)
            np.testing.assert_allclose(together.effect_site_ng_per_ml[place], alone.effect_site_ng_per_ml, rtol=1e-12)

    def test_refuses_parameters_that_are_not_above_zero(self) -> None:
        """One bad draw among many is found."""
        values: dict[str, float | Floats] = {**load("kamp_2020").values(of_weight(70))}
        values["clearance"] = np.array([1.4, -0.1])
        with pytest.raises(Refused, match="clearance comes out at 0, below it"):
            load("kamp_2020").system(values)


def random_rates(data: st.DataObject, size: int) -> Floats:
    """Compartments with random flows between them and out, and an effect site on the first."""
    flow = st.one_of(st.just(0.0), st.sampled_from((0.1, 0.02)), st.floats(1e-4, 2))
    rates = np.zeros((size + 1, size + 1))
    for source in range(size):
        for target in range(size):
            if source != target:
                rates[target, source] = data.draw(flow)
        rates[source, source] = -rates[:, source].sum() - data.draw(st.floats(1e-3, 0.5))
    rates[size, 0] = data.draw(st.floats(0.05, 5))
    rates[size, size] = -rates[size, 0]
    return rates


def reading_last(rates: Floats) -> System:
    """A system whose readings are amounts: the first as plasma, the last as effect site."""
    size = len(rates)
    return System(
        names=tuple(f"place {place}" for place in range(size)),
        rates_per_min=rates,
        dosed=0,
        plasma=Reading(0, np.array(1.0)),
        effect_site=Reading(size - 1, np.array(1.0)),
    )


def by_matrix_exponential(
    rates: Floats, *, bolus_mg: float, rate_mg_per_min: float, at_min: float
) -> Sequence[mpmath.mpf]:
    """The amounts, from the exponential of the matrix with the input as one more state."""
    size = len(rates)
    start = mpmath.zeros(size + 1, 1)
    start[0], start[size] = mpmath.mpf(bolus_mg), mpmath.mpf(rate_mg_per_min)
    augmented = mpmath.zeros(size + 1)
    augmented[0, size] = 1
    for row, column in np.ndindex(size, size):
        augmented[row, column] = mpmath.mpf(float(rates[row, column]))
    with mpmath.workdps(80):
        return list(mpmath.expm(augmented * mpmath.mpf(at_min), method="taylor") * start)
