"""What many people's responses are, as the files of the effects say it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.pharmacology.effect_file import effects
from handrail.pharmacology.responses import COLUMNS, Responses, responses, sigma
from handrail.pharmacology.system import Floats

CROWD = 20_000


def crowd(age_years: float = 45, *, hypertensive: bool = False) -> Responses:
    z = np.random.default_rng(1).standard_normal((CROWD, len(COLUMNS)))
    return responses(z, age_years=age_years, hypertensive=hypertensive)


def typical(age_years: float = 45, *, hypertensive: bool = False) -> Responses:
    return responses(np.zeros((1, len(COLUMNS))), age_years=age_years, hypertensive=hypertensive)


def at(concentration: float) -> Floats:
    return np.full((1, 1), concentration)


class TestATypicalPerson:
    def test_feels_half_of_the_scale_at_the_published_concentration(self) -> None:
        """71 ng/mL of S-ketamine are 142 of both together (Simons 2022)."""
        assert typical().felt(at(142.0))[0, 0] == pytest.approx(5.0)

    def test_feels_nothing_without_the_drug(self) -> None:
        """And has the pressure that is theirs."""
        person = typical()
        assert person.felt(at(0.0))[0, 0] == pytest.approx(0, abs=1e-9)
        assert person.nausea(at(0.0))[0, 0] == pytest.approx(0, abs=1e-6)
        assert person.systolic_mmhg(at(0.0))[0, 0] == effects()["systolic"]["level"]
        assert person.diastolic_mmhg(at(0.0))[0, 0] == effects()["diastolic"]["level"]

    @given(low=st.floats(0, 2000), more=st.floats(0, 500))
    def test_responds_more_to_more(self, low: float, more: float) -> None:
        """No effect falls while the concentration rises, and none leaves its scale."""
        person = typical()
        for effect in (person.felt, person.nausea, person.sedation, person.systolic_mmhg, person.heart_rate_per_min):
            assert effect(at(low + more))[0, 0] >= effect(at(low))[0, 0]
        assert 0 <= person.felt(at(low))[0, 0] <= 10
        assert 0 <= person.sedation(at(low))[0, 0] <= 1

    def test_rises_higher_with_age_and_with_known_hypertension(self) -> None:
        """By as much as the file says."""
        slope = typical().systolic_mmhg_per_ng_per_ml[0]
        assert typical(hypertensive=True).systolic_mmhg_per_ng_per_ml[0] / slope == pytest.approx(1.3)
        assert typical(age_years=55).systolic_mmhg_per_ng_per_ml[0] / slope == pytest.approx(math.exp(0.1))


class TestACrowd:
    def test_scatters_as_the_files_say(self) -> None:
        """The mean where a mean is typical, the median where that is, and the spread of both kinds together."""
        people = crowd()
        systolic, felt = effects()["systolic"], effects()["felt"]
        both = math.hypot(sigma(systolic["between_people"]), sigma(systolic["between_sessions"]))
        assert people.systolic_mmhg_per_ng_per_ml.mean() == pytest.approx(systolic["per_unit"], rel=0.03)
        assert np.log(people.systolic_mmhg_per_ng_per_ml).std() == pytest.approx(both, rel=0.03)
        assert np.median(people.felt_half_ng_per_ml) == pytest.approx(felt["half_at"], rel=0.03)
        assert people.systolic_level_mmhg.std() == pytest.approx(systolic["level_scatter"], rel=0.03)

    def test_has_both_pressures_high_or_low_together(self) -> None:
        """As the file's correlation says."""
        people = crowd()
        found = np.corrcoef(people.systolic_level_mmhg, people.diastolic_level_mmhg)[0, 1]
        assert found == pytest.approx(effects()["diastolic"]["level_goes_with_systolic"] / 100, abs=0.02)

    def test_rises_as_two_clinics_saw_it(self) -> None:
        """At 250 ng/mL a mean of 9 to 17 mmHg (SD 7 to 13), and about a quarter of people are somewhat sick."""
        people = crowd()
        rise = people.systolic_mmhg(np.full((1, CROWD), 250.0))[0] - people.systolic_level_mmhg
        assert 9 <= rise.mean() <= 17
        assert 7 <= rise.std() <= 13
        assert 0.1 <= np.mean(people.nausea(np.full((1, CROWD), 200.0))[0] >= 2) <= 0.3

    def test_scores_on_the_research_scale_as_the_clinic_did(self) -> None:
        """A mean of 6 to 16 points with a spread of 7 to 14, skewed to the right, at the end of the first infusion."""
        points = crowd().cadss(np.full((1, CROWD), 200.0))[0]
        assert 6 <= points.mean() <= 16
        assert 7 <= points.std() <= 14
        assert points.mean() > np.median(points)

    def test_is_the_same_in_single_precision(self) -> None:
        """For curves that are drawn."""
        people, site = crowd(), np.full((1, CROWD), 123.0)
        rounded = people.rounded().felt(site.astype(np.float32))
        assert rounded.dtype == np.float32
        assert np.allclose(rounded, people.felt(site), rtol=1e-4, atol=1e-4)
