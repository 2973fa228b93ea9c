"""What a forecast knows of a person beside what was read in the session, and what it says that it does not know."""

from datetime import timedelta

import pytest

from handrail.care import forecast
from tests.people import NOW, small_world
from tests.shell.care.test_deeds import started

pytestmark = pytest.mark.django_db(transaction=True)


class TestAForecast:
    def test_says_that_the_record_holds_no_history_of_high_pressure(self) -> None:
        """The order tells age, sex, weight and height; twins of everybody with these stand for the patient."""
        world = small_world()
        started(world)
        made = forecast.forecast(world.ruths_visit, NOW + timedelta(minutes=5))
        assert "history_unknown" in made.assumptions
        assert not made.basis.patient.hypertensive
        assert not made.basis.patient.covariates.asian
