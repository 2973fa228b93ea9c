"""What readings teach the twins: enough to agree, never so much that a handful is left, nothing from an artefact."""

import numpy as np
import pytest

from handrail.pharmacology import Covariates, Infusion, OutOfRange, Refused, Regimen
from handrail.pharmacology.learning import Effort, Learned, learn, resampled, that_count
from handrail.pharmacology.outlook import Wanderings, paths, quantiles, wanderings
from handrail.pharmacology.readings import Kind, Reading
from handrail.pharmacology.responses import PERSON
from handrail.pharmacology.twins import NOTHING_KNOWN, Knowledge, Patient, draw, fitting, known_of

RUTH = Patient(covariates=Covariates(age_years=47, sex="female", weight_kg=70, height_cm=168))
DRIP = Regimen((Infusion(rate_mg_per_min=0.875, from_min=0, to_min=40),))
STEEP = ((-1.0, 126.0), (10.0, 138.0), (20.0, 156.0), (25.0, 164.0))
FLAT = ((-1.0, 126.0), (10.0, 127.0), (20.0, 126.0), (25.0, 128.0))


def cuffs(values: tuple[tuple[float, float], ...], kind: Kind = "systolic") -> list[Reading]:
    return [Reading(kind=kind, at_min=at_min, value=value) for at_min, value in values]


def learned(
    readings: list[Reading], *, seed: int = 1, regimen: Regimen = DRIP, knowledge: Knowledge = NOTHING_KNOWN
) -> Learned:
    return learn(RUTH, regimen=regimen, readings=readings, seed=[seed], knowledge=knowledge)


def at(found: Learned, minute: float, quantity: str = "systolic") -> tuple[float, float, float]:
    """The middle and the ends of nine in ten at that minute of the drip."""
    at_min = np.array([minute])
    course = paths(found.twins, DRIP, wanderings(found.twins, at_min, [7]), (quantity,))
    low, middle, high = quantiles(course.of[quantity], (0.05, 0.5, 0.95))[:, 0]
    return float(low), float(middle), float(high)


class TestTwinsWithoutReadings:
    def test_come_in_equal_shares_from_every_model_for_patients(self) -> None:
        """No model is believed more than another before anything is measured."""
        twins = learned([]).twins
        shares = np.bincount(twins.model) / len(twins)
        assert twins.models == fitting(RUTH.covariates)
        assert len(twins.models) == 5
        assert shares == pytest.approx(np.full(5, 0.2), abs=0.03)

    def test_rise_as_clinics_saw_it(self) -> None:
        """At the end of 0.5 mg/kg over 40 minutes: a mean of 13.1 mmHg in two series, 12.6/8.5 in a meta-analysis."""
        twins = learned([]).twins
        course = paths(twins, DRIP, Wanderings(np.array([40.0]), {}), ("systolic", "diastolic"))
        systolic = course.calm["systolic"][0] - twins.responses.systolic_level_mmhg
        diastolic = course.calm["diastolic"][0] - twins.responses.diastolic_level_mmhg
        assert systolic.mean() == pytest.approx(13, abs=1)
        assert diastolic.mean() == pytest.approx(8.5, abs=1)
        assert 9 <= systolic.std() <= 13

    def test_are_never_of_a_model_for_children_or_intensive_care(self) -> None:
        """Those are for looking only."""
        assert not {"hijazi_2003", "herd_2007", "hornik_2018"} & set(learned([]).twins.models)

    def test_are_refused_for_somebody_no_model_was_made_for(self) -> None:
        """With each model's own reason."""
        child = Patient(covariates=Covariates(age_years=9, sex="male", weight_kg=28))
        with pytest.raises(Refused, match="not meant for an age of 9 years"):
            learn(child, regimen=DRIP, readings=[], seed=[1])
        with pytest.raises(Refused) as refusal:
            fitting(child.covariates)
        assert not isinstance(refusal.value, OutOfRange)


class TestReadings:
    def test_move_the_twins_to_where_they_agree(self) -> None:
        """Who rose steeply is expected to go on rising; who did not, is not."""
        steep, flat = at(learned(cuffs(STEEP)), 40), at(learned(cuffs(FLAT)), 40)
        assert steep[1] > 158
        assert flat[1] < 135
        assert flat[2] < steep[0]

    def test_narrow_the_band(self) -> None:
        """Three times as narrow as before the first cuff."""
        before, after = at(learned([]), 40), at(learned(cuffs(STEEP)), 40)
        assert after[2] - after[0] < (before[2] - before[0]) / 2

    def test_of_what_is_felt_move_what_is_felt(self) -> None:
        """Eight of ten at twenty minutes is not two of ten at thirty."""
        strong = at(learned([Reading(kind="felt", at_min=20, value=8)]), 30, "felt")
        weak = at(learned([Reading(kind="felt", at_min=20, value=1)]), 30, "felt")
        assert weak[1] + 2 < strong[1]

    def test_may_come_in_any_order(self) -> None:
        """The same readings teach the same, however they are listed."""
        one, other = (learned(order) for order in (cuffs(STEEP), cuffs(STEEP)[::-1]))
        assert np.array_equal(one.twins.standard, other.twins.standard)

    def test_and_the_session_alone_decide(self) -> None:
        """The same seed gives the same twins, in a session as in its replay; another session has its own."""
        one, same, other = (learned(cuffs(STEEP), seed=seed) for seed in (1, 1, 2))
        assert np.array_equal(one.twins.standard, same.twins.standard)
        assert not np.array_equal(one.twins.standard, other.twins.standard)
        assert at(one, 40)[1] == pytest.approx(at(other, 40)[1], abs=2.5)

    def test_do_not_know_what_comes_later(self) -> None:
        """A slower drip from minute 30 on changes nothing of what was learned until minute 25."""
        slower = Regimen(
            (
                Infusion(rate_mg_per_min=0.875, from_min=0, to_min=30),
                Infusion(rate_mg_per_min=0.4, from_min=30, to_min=50),
            )
        )
        one, other = learned(cuffs(STEEP)), learned(cuffs(STEEP), regimen=slower)
        assert np.allclose(one.twins.standard, other.twins.standard)


class TestManyReadings:
    def test_leave_many_twins(self) -> None:
        """A whole session's cuffs, heart rates and ratings leave no handful that stands for all."""
        times = range(0, 60, 5)
        readings = [
            *cuffs(tuple((float(minute), 125.0 + minute / 2) for minute in times)),
            *cuffs(tuple((float(minute), 75.0 + minute / 4) for minute in times), "diastolic"),
            *cuffs(tuple((float(minute), 74.0 + minute / 9) for minute in times), "heart_rate"),
            *cuffs(((20.0, 6.0), (40.0, 8.0)), "felt"),
            *cuffs(((20.0, 0.0), (40.0, 1.0)), "nausea"),
        ]
        found = learned(readings)
        assert len(found.twins) == 2000
        assert found.distinct > 1000
        assert found.steps > 1

    def test_that_nobody_could_have_still_give_an_answer(self) -> None:
        """Pressures that jump by a hundred up and down: the band is wide, the numbers are numbers."""
        low, middle, high = at(learned(cuffs(((0, 90), (5, 220), (10, 85), (15, 230)))), 40)
        assert np.isfinite([low, middle, high]).all()
        assert low < middle < high


class TestAnArtefact:
    @pytest.mark.parametrize("value", [60.0, 250.0])
    def test_steers_nothing(self, value: float) -> None:
        """One reading far from all others moves the middle by no more than chance does."""
        clean = at(learned(cuffs(STEEP)), 40)[1]
        with_artefact = at(learned([*cuffs(STEEP), Reading(kind="systolic", at_min=15, value=value)]), 40)[1]
        assert with_artefact == pytest.approx(clean, abs=4)


class TestWhatASessionTaught:
    def test_is_where_the_next_one_begins(self) -> None:
        """Who rose steeply last time is expected to rise this time, before anything is measured."""
        knowledge = known_of(learned(cuffs(STEEP)).twins)
        again = learned(cuffs(((-1.0, 126.0),)), seed=2, knowledge=knowledge)
        first = learned(cuffs(((-1.0, 126.0),)), seed=2)
        assert at(again, 40)[1] > at(first, 40)[1] + 4

    def test_leaves_room_for_another_day(self) -> None:
        """What differs between sessions is drawn anew: the spread does not shrink to nothing."""
        knowledge = NOTHING_KNOWN
        for seed in range(4):
            knowledge = known_of(learned(cuffs(STEEP), seed=seed, knowledge=knowledge).twins)
        low, _middle, high = at(learned(cuffs(((-1.0, 126.0),)), knowledge=knowledge), 40)
        assert high - low > 10

    def test_is_nothing_where_nothing_was_read(self) -> None:
        """The crowd's own scatter, to chance."""
        knowledge = known_of(learned([]).twins)
        assert np.abs(knowledge.mean).max() < 0.12
        assert np.abs(np.array(knowledge.spread) - 1).max() < 0.12
        assert len(knowledge.mean) == len(PERSON)


class TestResampling:
    def test_takes_a_twin_as_often_as_it_weighs(self) -> None:
        """Rounded up or down, and never one that weighs nothing."""
        weights = np.array([0.0, 1.0, 2.0, 5.0])
        places = resampled(np.repeat(weights, 100), np.random.default_rng(3)) // 100
        shares = np.bincount(places, minlength=4) / 400
        assert shares == pytest.approx(weights / weights.sum(), abs=0.01)
        assert shares[0] == 0

    def test_counts_how_many_tell_something(self) -> None:
        """All of equally weighted ones, one of a single heavy one."""
        assert that_count(np.zeros(50)) == pytest.approx(50)
        assert that_count(np.array([0.0, -1e9, -1e9])) == pytest.approx(1)

    def test_goes_in_small_enough_steps(self) -> None:
        """More effort, same answer: the number of twins does not decide the middle."""
        few = learn(RUTH, regimen=DRIP, readings=cuffs(STEEP), seed=[1], effort=Effort(pool=2000))
        many = learn(RUTH, regimen=DRIP, readings=cuffs(STEEP), seed=[1], effort=Effort(pool=12000))
        assert at(few, 40)[1] == pytest.approx(at(many, 40)[1], abs=1.5)

    def test_draws_nobody_from_nothing(self) -> None:
        """The twins before the readings are as many as were asked for."""
        assert len(draw(RUTH, count=7, chance=np.random.default_rng(1))) == 7
