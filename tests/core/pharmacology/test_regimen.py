"""What is given, when: cut at every change, and refused when it cannot be meant."""

import pytest

from handrail.pharmacology import Bolus, Covariates, Infusion, Refused, Regimen
from handrail.pharmacology.quantities import bolus, infusion, person
from handrail.pharmacology.regimen import Segment
from handrail.units import Centimetres, Kilograms, Milligrams, MilligramsPerHour, MilligramsPerMinute, Minutes

NAN, ENDLESS = float("nan"), float("inf")


class TestSegments:
    """A regimen cut into steady stretches."""

    def test_begin_at_every_change(self) -> None:
        """An infusion, slowed, paused, taken up again."""
        regimen = Regimen(
            (
                Infusion(rate_mg_per_min=0.875, from_min=0, to_min=10),
                Infusion(rate_mg_per_min=0.4375, from_min=10, to_min=20),
                Infusion(rate_mg_per_min=0.4375, from_min=25, to_min=60),
            )
        )
        assert regimen.segments() == (
            Segment(0, 0, 0.875),
            Segment(10, 0, 0.4375),
            Segment(20, 0, 0),
            Segment(25, 0, 0.4375),
            Segment(60, 0, 0),
        )

    def test_add_up_what_overlaps(self) -> None:
        """Two infusions at once, and two boluses at one moment in the middle of them."""
        regimen = Regimen(
            (
                Infusion(rate_mg_per_min=1, from_min=0, to_min=30),
                Bolus(dose_mg=2, at_min=10),
                Infusion(rate_mg_per_min=0.5, from_min=10, to_min=20),
                Bolus(dose_mg=3, at_min=10),
            )
        )
        assert regimen.segments() == (Segment(0, 0, 1), Segment(10, 5, 1.5), Segment(20, 0, 1), Segment(30, 0, 0))

    def test_give_nothing_for_a_rate_that_lasts_no_time(self) -> None:
        """Two changes at one moment leave a rate that never ran."""
        regimen = Regimen((Infusion(rate_mg_per_min=9, from_min=5, to_min=5),))
        assert regimen.segments() == (Segment(5, 0, 0),)

    def test_are_none_when_nothing_is_given(self) -> None:
        """An empty regimen has no change."""
        assert Regimen(()).segments() == ()


class TestRefusals:
    """What no regimen and no person can be."""

    @pytest.mark.parametrize("dose_mg", [-0.1, NAN, ENDLESS, 1e10])
    def test_name_the_dose(self, dose_mg: float) -> None:
        """A dose below 0, no number, endless, or a tonne and more."""
        with pytest.raises(Refused, match="bolus_mg must be 0 or more"):
            Bolus(dose_mg=dose_mg, at_min=0)

    @pytest.mark.parametrize("rate", [-0.1, NAN, ENDLESS])
    def test_name_the_rate(self, rate: float) -> None:
        """Drug does not flow back."""
        with pytest.raises(Refused, match="rate_mg_per_min must be 0 or more"):
            Infusion(rate_mg_per_min=rate, from_min=0, to_min=40)

    @pytest.mark.parametrize("moment", [NAN, ENDLESS, -ENDLESS, 1e12])
    def test_name_the_time(self, moment: float) -> None:
        """A moment that is none."""
        with pytest.raises(Refused, match="at_min must be a number of minutes"):
            Bolus(dose_mg=1, at_min=moment)
        with pytest.raises(Refused, match="to_min must be a number of minutes"):
            Infusion(rate_mg_per_min=1, from_min=0, to_min=moment)

    def test_name_an_end_before_the_start(self) -> None:
        """Which of the two is wrong is the writer's to say."""
        with pytest.raises(Refused, match=r"to_min \(10\) must not be before from_min \(40\)"):
            Infusion(rate_mg_per_min=1, from_min=40, to_min=10)

    @pytest.mark.parametrize("wrong", [0.0, -70.0, NAN, ENDLESS])
    def test_name_a_body_that_cannot_be(self, wrong: float) -> None:
        """Age, weight and height are above 0."""
        with pytest.raises(Refused, match="weight_kg must be a number above 0"):
            Covariates(age_years=40, sex="male", weight_kg=wrong)
        with pytest.raises(Refused, match="age_years must be a number above 0"):
            Covariates(age_years=wrong, sex="male", weight_kg=70)
        with pytest.raises(Refused, match="height_cm must be a number above 0"):
            Covariates(age_years=40, sex="male", weight_kg=70, height_cm=wrong)

    def test_name_the_sexes_that_models_know(self) -> None:
        """The published covariates have two values."""
        with pytest.raises(Refused, match="sex must be one of female, male, not 'm'"):
            Covariates(age_years=40, sex="m", weight_kg=70)


class TestTypedUnits:
    """From quantities with units to the numbers of pharmacology."""

    def test_become_milligrams_and_minutes(self) -> None:
        """A bolus of 7 mg at minute 2."""
        assert bolus(dose=Milligrams(7), at=Minutes(2)) == Bolus(dose_mg=7, at_min=2)

    def test_turn_a_pump_s_rate_into_one_by_the_minute(self) -> None:
        """52.5 mg/h is 0.875 mg/min."""
        by_hour = infusion(rate=MilligramsPerHour("52.5"), start=Minutes(0), end=Minutes(40))
        by_minute = infusion(rate=MilligramsPerMinute("0.875"), start=Minutes(0), end=Minutes(40))
        assert by_hour == by_minute == Infusion(rate_mg_per_min=0.875, from_min=0, to_min=40)

    def test_describe_a_person(self) -> None:
        """Weight and height as they stand in the record."""
        described = person(age_years=47, sex="female", weight=Kilograms("70.5"), height=Centimetres(168))
        assert described == Covariates(age_years=47, sex="female", weight_kg=70.5, height_cm=168)
