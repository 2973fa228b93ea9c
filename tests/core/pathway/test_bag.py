"""The bag worked out forwards and checked backwards, against the worked cases of the clinical rules."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.pathway.events import InfusionOrdered, OrderRefused
from handrail.pathway.prepare import bag as bags
from handrail.pathway.prepare.bag import BagPlan, BagRefused, BagRules
from handrail.pathway.prepare.order import OrderRules, PersonFacts, order
from handrail.units import (
    Kilograms,
    Milligrams,
    MilligramsPerHour,
    MilligramsPerKilogram,
    MilligramsPerMillilitre,
    Millilitres,
    MillilitresPerHour,
    Minutes,
)

RULES = BagRules(
    draw_step=Millilitres("0.001"),
    rate_step=MillilitresPerHour("0.01"),
    highest_flow=MillilitresPerHour(700),
    dose_tolerance=Milligrams("0.5"),
)
AS_A_PUMP_IS_SET = replace(RULES, rate_step=MillilitresPerHour("0.1"), highest_flow=MillilitresPerHour(600))
ORDER_RULES = OrderRules(
    lowest=MilligramsPerKilogram("0.1"),
    ceiling=MilligramsPerKilogram(1),
    highest_dose=Milligrams(100),
    shortest=Minutes(40),
    longest=Minutes(60),
    dose_step=Milligrams("0.01"),
    lightest=Kilograms(30),
    heaviest=Kilograms(250),
)
FACTS = PersonFacts(
    weight=Kilograms(70), height=None, age_years=47, sex="female", infusion_number=3, planned_infusions=6
)


def bag(dose: str, vial: str, diluent: str, minutes: str, method: str = "add", rules: BagRules = RULES) -> BagPlan:
    """A bag from figures as they stand in the table."""
    return bags.work_out(
        dose=Milligrams(dose),
        length=Minutes(minutes),
        vial_strength=MilligramsPerMillilitre(vial),
        diluent=Millilitres(diluent),
        method=method,  # type: ignore[arg-type]  # "add" or "replace"
        rules=rules,
    )


class TestWorkingOutABag:
    """Dose, vial, diluent and time give what is drawn, the concentration and the flow."""

    @pytest.mark.parametrize(
        ("dose", "vial", "diluent", "minutes", "method", "drawn", "concentration", "flow"),
        [
            ("35", "50", "100", "40", "add", "0.7", "0.34757", "151.05"),
            ("35", "50", "100", "40", "replace", "0.7", "0.35", "150"),
            ("41.2", "10", "250", "40", "add", "4.12", "0.16213", "381.18"),
            ("71.25", "50", "500", "45", "replace", "1.425", "0.1425", "666.66"),
            ("60", "100", "100", "60", "add", "0.6", "0.59642", "100.6"),
            ("35", "10", "100", "40", "add", "3.5", "0.33816", "155.25"),
        ],
    )
    def test_meets_the_table(
        self, dose: str, vial: str, diluent: str, minutes: str, method: str, drawn: str, concentration: str, flow: str
    ) -> None:
        """Every row of the table of worked bags; the flow is rounded down, never up."""
        plan = bag(dose, vial, diluent, minutes, method)
        assert plan.drawn.written == drawn
        assert plan.concentration.rounded(MilligramsPerMillilitre("0.00001")).written == concentration
        assert plan.rate.written == flow

    def test_shows_every_line_of_the_calculation(self) -> None:
        """A person can follow it line by line, and the last line leads back to the dose."""
        steps = {step.name: step for step in bag("35", "50", "100", "40", rules=AS_A_PUMP_IS_SET).steps}
        assert steps["draw"].worked == "35 mg / 50 mg/mL"
        assert steps["draw"].result == "0.7 mL"
        assert steps["flow"].result == "151.05 mL/h"
        assert steps["pump"].result == "151 mL/h"
        assert steps["back"].result == "35 mg"

    @given(
        dose=st.decimals(Decimal(5), Decimal(100), places=1),
        vial=st.sampled_from(["10", "50", "100"]),
        diluent=st.sampled_from(["50", "100", "250"]),
        minutes=st.integers(40, 60),
        method=st.sampled_from(["add", "replace"]),
    )
    def test_never_gives_more_than_was_drawn_in_the_time(
        self, dose: Decimal, vial: str, diluent: str, minutes: int, method: str
    ) -> None:
        """At the pump's rate the whole bag takes the ordered time or a moment longer."""
        plan = bag(str(dose), vial, diluent, str(minutes), method)
        assert plan.rate.time_for(plan.volume) >= Minutes(minutes)
        in_time = plan.drug_rate.during(Minutes(minutes))
        drawn = plan.vial_strength.contained_in(plan.drawn)
        assert in_time <= drawn + Milligrams("0.01")


class TestRefusingABag:
    """What cannot be made or run is refused with what to change."""

    def test_a_flow_above_the_limit_asks_for_a_smaller_bag(self) -> None:
        """500 mL in 45 minutes is more than a vein and a pump are asked to take."""
        with pytest.raises(BagRefused, match="Use a smaller bag"):
            bag("71.25", "50", "500", "45", "replace", AS_A_PUMP_IS_SET)

    def test_nothing_is_no_amount(self) -> None:
        """A dose of 0 is asked about."""
        with pytest.raises(BagRefused, match="above 0"):
            bag("0", "50", "100", "40")

    def test_more_drug_than_bag_does_not_fit(self) -> None:
        """Withdrawing more than there is cannot be done."""
        with pytest.raises(BagRefused, match="does not fit"):
            bag("60", "10", "5", "40", "replace")

    def test_a_draw_too_small_to_read_is_refused(self) -> None:
        """A drawn volume that rounds to nothing is no volume."""
        with pytest.raises(BagRefused, match="weaker vial"):
            bag("0.01", "100", "100", "40")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"drawn": Millilitres("0.5")},
            {"concentration": MilligramsPerMillilitre("0.30")},
            {"drug_rate": MilligramsPerHour("60")},
        ],
    )
    def test_the_way_back_finds_a_wrong_figure(self, wrong: dict[str, object]) -> None:
        """Drawn volume, concentration and rate are each held against the dose."""
        made = bag("35", "50", "100", "40").prepared()
        with pytest.raises(BagRefused):
            bags.check_backwards(replace(made, **wrong), Milligrams(35), RULES)  # type: ignore[arg-type]  # one field


class TestTheSecondCheck:
    """Another person's figures either agree or they do not."""

    def test_the_same_figures_agree(self) -> None:
        """0.70 mL is 0.7 mL."""
        made = bag("35", "50", "100", "40").prepared()
        assert bags.difference(made, Millilitres("0.70"), MillilitresPerHour("151.05")) is None

    def test_a_difference_is_named(self) -> None:
        """Which figure, and both of them."""
        made = bag("35", "50", "100", "40").prepared()
        assert bags.difference(made, Millilitres("3.5"), MillilitresPerHour("151.05")) == "drawn: 0.7 mL and 3.5 mL"


class TestOrdering:
    """An order is within what the protocol allows, or is refused with what to change."""

    def test_comes_to_milligrams(self) -> None:
        """0.5 mg/kg for 70 kg is 35 mg."""
        ordered = order(
            facts=FACTS,
            dose_per_weight=MilligramsPerKilogram("0.5"),
            length=Minutes(40),
            rules=ORDER_RULES,
            protocol="session 1",
        )
        assert isinstance(ordered, InfusionOrdered)
        assert ordered.dose == Milligrams(35)
        assert ordered.protocol == "session 1"

    @pytest.mark.parametrize(
        ("weight", "dose", "minutes", "because"),
        [
            ("154", "5", "40", "Order a dose within it"),
            ("70", "1.1", "40", "Order a dose within it"),
            ("120", "0.9", "40", "lower dose by weight"),
            ("70", "0.5", "20", "Order a time within it"),
            ("300", "0.5", "40", "is it in kg"),
        ],
    )
    def test_is_refused_outside_the_protocol(self, weight: str, dose: str, minutes: str, because: str) -> None:
        """Pounds, a slip of the point, a dose above the cap in milligrams, a push."""
        refused = order(
            facts=replace(FACTS, weight=Kilograms(weight)),
            dose_per_weight=MilligramsPerKilogram(dose),
            length=Minutes(minutes),
            rules=ORDER_RULES,
            protocol="session 1",
        )
        assert isinstance(refused, OrderRefused)
        assert because in refused.because
