"""Doses in figures and in sentences: one rule, by the order's own precision."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handrail.care import rules
from handrail.care.deed import Done
from handrail.pathway.events import AlarmRaised, InfusionOrdered, InfusionStopped
from handrail.pathway.session import Session
from handrail.units import Kilograms, Milligrams, MilligramsPerKilogram, Minutes
from handrail.web.infuse import said
from handrail.web.infuse.doses import decimals, shown_dose
from handrail.web.infuse.event_words import in_words

NOW = datetime(2026, 11, 20, 13, 30, 24, tzinfo=UTC)
STOPPED = InfusionStopped(given=Milligrams("27.406"))


def ordered(dose: str) -> InfusionOrdered:
    """An order of that many mg."""
    return InfusionOrdered(
        infusion_number=3,
        planned_infusions=6,
        weight=Kilograms(70),
        age_years=47,
        sex="female",
        height=None,
        protocol="as shipped",
        dose_per_weight=MilligramsPerKilogram("0.5"),
        dose=Milligrams(dose),
        length=Minutes(40),
    )


class TestADose:
    """As a nurse reads it."""

    @pytest.mark.parametrize(
        ("order", "dose", "read"),
        [
            ("35", "21.349", "21.3"),
            ("35", "35", "35"),
            ("41.2", "41", "41"),
            ("35.65", "35.65", "35.65"),
            ("35.65", "27.406", "27.41"),
        ],
    )
    def test_is_read_as_finely_as_its_order_is_written(self, order: str, dose: str, read: str) -> None:
        """A tenth of a milligram at the coarsest, and no trailing zero."""
        assert shown_dose(Milligrams(dose), ordered(order)).written == read

    def test_is_read_to_a_tenth_where_there_is_no_order(self) -> None:
        """Nothing is known to be finer."""
        assert decimals(None) == 1

    def test_is_the_same_in_the_log_and_in_the_answer(self) -> None:
        """What the log's page says was given, the answer to the deed says too."""
        order = ordered("41.2")
        done = Done(5, NOW, (STOPPED,), (), None, False, Session(order=order))
        assert in_words(STOPPED, rules.shipped(), order=order) == "Stopped, 27.4 mg given"
        assert said.sentence(done, ZoneInfo("Europe/Berlin")) == "Stopped at 14:30:24, with 27.4 mg given."


class TestAPumpThatDiffers:
    """In the log."""

    def test_is_told_with_both_rates(self) -> None:
        """What the pump says, and what was charted then."""
        raised = AlarmRaised(
            condition="pump_differs",
            alarm_kind="technical",
            channel="pump_rate",
            priority="medium",
            since=NOW,
            raised_at=NOW,
            value="113",
            limit="151",
        )
        assert in_words(raised, rules.shipped()) == "** Pump says 113 mL/h, charted 151 mL/h"
