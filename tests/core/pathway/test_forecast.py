"""The forecast of the concentration: exact where mathematics decides, and it says what it assumes."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from handrail import pharmacology
from handrail.pathway.infuse import rate as rates
from handrail.pathway.infuse.forecast import ForecastRules, NoForecast, forecast
from handrail.pathway.session import EMPTY
from handrail.units import Milligrams, MillilitresPerHour, Minutes
from tests.core.pathway.test_rate import FULL, ORDERED, START, after, prepared, running

LOOK = ForecastRules(line_model="kamp_2020", other_models=("domino_1982",), ahead=Minutes(60), step=Minutes("0.5"))
HALF = MillilitresPerHour("75.5")


class TestTheForecast:
    """Going on, stopping now, and the rate in the hand."""

    def test_agrees_with_the_model_solved_by_hand(self) -> None:
        """The curve that is drawn is the published model's, for this person and what was charted."""
        now = START + timedelta(minutes=20)
        answer = forecast(running(), now=now, proposed=None, rules=LOOK)
        system = pharmacology.load("kamp_2020").for_person(
            pharmacology.Covariates(age_years=47, sex="female", weight_kg=70)
        )
        rate = 52.4826 / 60
        end = 35 / rate
        regimen = pharmacology.Regimen((pharmacology.Infusion(rate_mg_per_min=rate, from_min=0, to_min=end),))
        minutes = np.array([(moment - START) / timedelta(minutes=1) for moment in answer.go_on.at])
        expected = pharmacology.concentrations(system=system, regimen=regimen, at_min=minutes)
        np.testing.assert_allclose(answer.go_on.effect_site_ng_per_ml, expected.effect_site_ng_per_ml, rtol=1e-6)

    def test_past_and_future_meet(self) -> None:
        """Every choice begins where the past ends."""
        answer = forecast(running(), now=START + timedelta(minutes=20), proposed=HALF, rules=LOOK)
        assert answer.proposed is not None
        ends = answer.past.effect_site_ng_per_ml[-1]
        for course in (answer.go_on, answer.if_stopped, answer.proposed):
            assert course.effect_site_ng_per_ml[0] == pytest.approx(ends, rel=1e-9)

    def test_less_drug_is_never_a_higher_curve_while_it_runs(self) -> None:
        """Stopped lies below slowed, slowed below going on, until the dose would have been in."""
        now = START + timedelta(minutes=20)
        answer = forecast(running(), now=now, proposed=HALF, rules=LOOK)
        assert answer.proposed is not None
        assert answer.go_on_end_at is not None
        until = sum(moment <= answer.go_on_end_at for moment in answer.go_on.at)
        go, slow, stop = (
            course.effect_site_ng_per_ml[1:until] for course in (answer.go_on, answer.proposed, answer.if_stopped)
        )
        assert (stop < slow).all()
        assert (slow < go).all()

    def test_the_past_does_not_change_with_what_is_proposed(self) -> None:
        """What a choice would do has no hand in what was given."""
        now = START + timedelta(minutes=20)
        one = forecast(running(), now=now, proposed=HALF, rules=LOOK)
        other = forecast(running(), now=now, proposed=FULL, rules=LOOK)
        np.testing.assert_array_equal(one.past.plasma_ng_per_ml, other.past.plasma_ng_per_ml)

    def test_shows_how_far_the_models_disagree(self) -> None:
        """The band lies between the models and holds the line."""
        answer = forecast(running(), now=START + timedelta(minutes=30), proposed=None, rules=LOOK)
        course = answer.go_on
        assert (course.low_ng_per_ml <= course.effect_site_ng_per_ml).all()
        assert (course.effect_site_ng_per_ml <= course.high_ng_per_ml).all()
        assert (course.high_ng_per_ml - course.low_ng_per_ml).max() > 1
        assert answer.assumptions == ("not_fitted", "models_disagree", "charted_rates")

    def test_gives_no_more_than_the_dose(self) -> None:
        """A drip that nobody ended is not forecast for ever."""
        late = START + timedelta(minutes=90)
        answer = forecast(running(), now=late, proposed=None, rules=LOOK)
        assert answer.go_on.effect_site_ng_per_ml[-1] < answer.go_on.effect_site_ng_per_ml[0]
        assert running().given(late) == Milligrams(35)

    def test_a_slower_drip_ends_later(self) -> None:
        """The end that is shown follows the rate in the hand."""
        answer = forecast(running(), now=START + timedelta(minutes=15), proposed=HALF, rules=LOOK)
        assert answer.proposed_end_at is not None
        assert round((answer.proposed_end_at - START) / timedelta(minutes=1)) == 65

    def test_after_a_pause_nothing_goes_on(self) -> None:
        """Going on with a paused drip is the same as having stopped."""
        paused = after(running(), rates.pause(running(), "toilet"), 10)
        answer = forecast(paused, now=START + timedelta(minutes=12), proposed=None, rules=LOOK)
        np.testing.assert_array_equal(answer.go_on.plasma_ng_per_ml, answer.if_stopped.plasma_ng_per_ml)
        assert "paused" in answer.assumptions


class TestWithoutAForecast:
    """Where nothing can be said, nothing is invented."""

    def test_nothing_is_said_before_the_start(self) -> None:
        """No drug, no curve."""
        with pytest.raises(NoForecast, match="not_started"):
            forecast(prepared(), now=START, proposed=None, rules=LOOK)

    def test_nothing_is_said_without_an_order(self) -> None:
        """No person, no model."""
        with pytest.raises(NoForecast, match="no_order"):
            forecast(EMPTY, now=START, proposed=None, rules=LOOK)

    def test_somebody_the_models_were_not_made_for_is_refused_with_the_reason(self) -> None:
        """An age outside the model's range."""
        child = replace(running(), order=replace(ORDERED, age_years=12))
        with pytest.raises(NoForecast, match="an age of 12 years"):
            forecast(child, now=START + timedelta(minutes=5), proposed=None, rules=LOOK)
