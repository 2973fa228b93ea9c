"""The exact solution, held against an independent one in many more digits."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.pharmacology import Bolus, Covariates, Infusion, Refused, Regimen, concentrations, load, names
from handrail.pharmacology.system import Floats
from tests.core.pharmacology import oracle
from tests.core.pharmacology.errors import worst
from tests.core.pharmacology.people import of_weight, regimens, times_around, usual, weights_kg

ALLOWED = 1e-9
SERIES = Regimen(tuple(Infusion(rate_mg_per_min=0.875, from_min=3360 * n, to_min=3360 * n + 40) for n in range(6)))


class TestTheCurve:
    """What a curve must be."""

    def test_is_checked_for_every_model_that_comes_with_handrail(self) -> None:
        """A model without an independent solution here would go unchecked."""
        assert set(oracle.MODELS) == set(names())

    @settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(model=st.sampled_from(names()), weight_kg=weights_kg, regimen=regimens, data=st.data())
    def test_agrees_with_the_independent_solution(
        self, model: str, weight_kg: float, regimen: Regimen, data: st.DataObject
    ) -> None:
        """Any model, weight, bolus, rate change, pause; a millisecond after each change or weeks later."""
        at_min = data.draw(times_around(regimen))
        assert worst(model=model, weight_kg=weight_kg, regimen=regimen, at_min=at_min) <= ALLOWED

    @pytest.mark.long
    @settings(max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(model=st.sampled_from(names()), weight_kg=weights_kg, regimen=regimens, data=st.data())
    def test_agrees_with_the_independent_solution_in_thousands_of_cases(
        self, model: str, weight_kg: float, regimen: Regimen, data: st.DataObject
    ) -> None:
        """The same, longer."""
        at_min = data.draw(times_around(regimen))
        assert worst(model=model, weight_kg=weight_kg, regimen=regimen, at_min=at_min) <= ALLOWED

    @pytest.mark.parametrize("model", names())
    @pytest.mark.parametrize("weight_kg", [45.0, 70.0, 130.0])
    @pytest.mark.parametrize("regimen", [usual(), Regimen((Bolus(dose_mg=7, at_min=0),))], ids=["infusion", "bolus"])
    def test_is_right_in_the_first_moments(self, model: str, weight_kg: float, regimen: Regimen) -> None:
        """Where sums of exponentials cancel to nothing: down to a millionth of a minute after the start."""
        at_min = [10.0**-power for power in range(7)]
        assert worst(model=model, weight_kg=weight_kg, regimen=regimen, at_min=at_min) < 1e-14

    @pytest.mark.parametrize("model", names())
    def test_is_right_after_weeks(self, model: str) -> None:
        """When next to nothing is left, what is left is still known to ten digits."""
        weeks = [7 * 24 * 60.0 * week for week in range(1, 7)]
        assert worst(model=model, weight_kg=45.0, regimen=usual(weight_kg=45), at_min=weeks) < 1e-10

    @pytest.mark.parametrize("model", names())
    def test_is_right_in_the_first_moments_of_a_later_infusion(self, model: str) -> None:
        """The sixth infusion starts on what the others left."""
        at_min = [3360.0 * n + 2.0**-power for n in range(6) for power in range(11)]
        assert worst(model=model, weight_kg=70.0, regimen=SERIES, at_min=at_min) < 1e-11

    def test_has_no_trace_before_the_first_dose(self) -> None:
        """Nothing given, nothing there: exactly 0, also at the moment an infusion starts."""
        system = load("kamp_2020").for_person(of_weight(70))
        curves = concentrations(system=system, regimen=usual(), at_min=[-5.0, -1e-9, 0.0])
        assert curves.plasma_ng_per_ml.tolist() == curves.effect_site_ng_per_ml.tolist() == [0.0, 0.0, 0.0]

    def test_is_read_after_a_bolus_at_the_time_of_the_bolus(self) -> None:
        """7 mg in 25 litres at once; the effect site has not felt it yet."""
        system = load("kamp_2020").for_person(of_weight(70))
        curves = concentrations(system=system, regimen=Regimen((Bolus(dose_mg=7, at_min=3),)), at_min=[3.0])
        assert curves.plasma_ng_per_ml.tolist() == pytest.approx([280.0], rel=1e-15)
        assert curves.effect_site_ng_per_ml.tolist() == [0.0]

    @pytest.mark.parametrize("items", [(), (Infusion(rate_mg_per_min=0, from_min=0, to_min=40),)])
    def test_is_nothing_when_nothing_is_given(self, items: tuple[Infusion, ...]) -> None:
        """An empty regimen, and an infusion at rate 0."""
        system = load("domino_1982").for_person(of_weight(70))
        curves = concentrations(system=system, regimen=Regimen(items), at_min=[0.0, 40.0, 1e6])
        assert curves.plasma_ng_per_ml.tolist() == [0.0, 0.0, 0.0]

    def test_comes_in_the_order_that_was_asked_for(self) -> None:
        """Unsorted and repeated times get their own values, each in its place."""
        system = load("kamp_2020").for_person(of_weight(70))
        ordered = concentrations(system=system, regimen=usual(), at_min=[-1.0, 10.0, 40.0, 80.0]).plasma_ng_per_ml
        asked = concentrations(system=system, regimen=usual(), at_min=[80.0, 10.0, 80.0, -1.0, 40.0]).plasma_ng_per_ml
        np.testing.assert_allclose(asked, ordered[[3, 1, 3, 0, 2]], rtol=1e-15)

    def test_has_no_points_when_no_times_are_asked_for(self) -> None:
        """No times, no values, no error."""
        system = load("kamp_2020").for_person(of_weight(70))
        assert concentrations(system=system, regimen=usual(), at_min=[]).plasma_ng_per_ml.shape == (0,)

    @pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -float("inf"), 1e10])
    def test_refuses_times_that_are_none(self, wrong: float) -> None:
        """Not a number, endless, or thousands of years away."""
        system = load("kamp_2020").for_person(of_weight(70))
        with pytest.raises(Refused, match="at_min must be a list of numbers of minutes"):
            concentrations(system=system, regimen=usual(), at_min=[0.0, wrong])

    def test_refuses_to_count_times_that_are_too_long_for_the_rates(self) -> None:
        """A weight so small that a minute holds more half-lives than can be counted."""
        person = Covariates(age_years=40, sex="male", weight_kg=1e-90)
        values: dict[str, float | Floats] = {**load("kamp_2020").values(person), "effect_site_rate": 1.0}
        system = load("kamp_2020").system(values)
        with pytest.raises(Refused, match="too fast for times this far apart"):
            concentrations(system=system, regimen=usual(), at_min=[80.0])
