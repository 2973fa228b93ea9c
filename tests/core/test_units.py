"""A number is never parted from its unit, and never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail import units
from handrail.units import (
    Kilograms,
    MicrogramsPerKilogramPerMinute,
    Milligrams,
    MilligramsPerHour,
    MilligramsPerKilogram,
    MilligramsPerKilogramPerHour,
    MilligramsPerMillilitre,
    Millilitres,
    MillilitresPerHour,
    Minutes,
    UnitError,
)

EVERY_KIND = sorted(units.BY_UNIT.values(), key=lambda kind: kind.unit)
amounts = st.decimals(min_value=Decimal("0.001"), max_value=Decimal(100000), places=3)


class TestMixingUnits:
    """mg/kg, mg/kg/h and mcg/kg/min can be mistaken for one another; here they cannot be mixed."""

    @pytest.mark.parametrize("one", EVERY_KIND)
    @pytest.mark.parametrize("other", EVERY_KIND)
    def test_is_refused_for_every_pair(self, one: type[units.Quantity], other: type[units.Quantity]) -> None:
        """Adding, subtracting, comparing and taking ratios work within a unit and nowhere else."""
        a, b = one(3), other(2)
        if one is other:
            assert (a + b).value == 5
            assert a > b
            return
        for mix in (lambda: a + b, lambda: a - b, lambda: a < b, lambda: a.ratio(b), lambda: a.rounded(b)):
            with pytest.raises(TypeError):
                mix()
        assert a != other(3)

    def test_a_float_is_refused(self) -> None:
        """0.1 as a float is not the dose that was written."""
        with pytest.raises(TypeError):
            Milligrams(0.1)  # type: ignore[arg-type]  # the point of the test
        with pytest.raises(TypeError):
            Milligrams(35).times(0.5)  # type: ignore[arg-type]  # the point of the test

    def test_a_yes_is_no_number(self) -> None:
        """True is not 1 mg."""
        with pytest.raises(TypeError):
            Milligrams(True)


class TestReadingANumber:
    """What is written is read as written or asked about."""

    def test_a_comma_is_asked_about(self) -> None:
        """0,5 may be a half or five: a person says which."""
        with pytest.raises(UnitError, match=r"is it 0\.5 or 05"):
            units.number("0,5")

    @pytest.mark.parametrize("text", ["", ".5", "5.", "1e3", "NaN", "inf", "1_000", "٣", "0x10", "--1", "1 2", "1.2.3"])
    def test_anything_else_is_refused(self, text: str) -> None:
        """A leading zero, a point, digits: nothing else is a number here."""
        with pytest.raises(UnitError):
            units.number(text)

    def test_a_number_of_endless_digits_is_refused(self) -> None:
        """Nobody orders a dose of a hundred digits."""
        with pytest.raises(UnitError, match="more digits"):
            units.number("1" * 100)

    @given(amounts, st.sampled_from(EVERY_KIND))
    def test_what_is_written_is_read_again(self, amount: Decimal, kind: type[units.Quantity]) -> None:
        """Text and back is the same quantity."""
        quantity = kind(amount)
        assert units.parse(str(quantity)) == quantity

    @given(amounts)
    def test_is_written_with_a_leading_and_without_a_trailing_zero(self, amount: Decimal) -> None:
        """41.2 and 35 and 0.5, never 35.0 and never .5."""
        written = Milligrams(amount).written
        assert not written.startswith(".")
        assert "." not in written or not written.endswith(("0", "."))

    def test_a_unit_of_another_kind_is_refused(self) -> None:
        """What is in mg is no dose by weight."""
        with pytest.raises(UnitError, match="mg/kg"):
            MilligramsPerKilogram.parse("0.5 mg")
        with pytest.raises(UnitError, match="no unit known"):
            units.parse("0.5 stone")


class TestConversions:
    """The only ways from one unit to another, with the worked cases of the clinical rules."""

    def test_the_usual_order_in_every_form(self) -> None:
        """0.5 mg/kg over 40 min is 0.75 mg/kg/h and 12.5 mcg/kg/min."""
        by_hour = MilligramsPerKilogram("0.5").over(Minutes(40))
        assert by_hour == MilligramsPerKilogramPerHour("0.75")
        assert by_hour.per_minute() == MicrogramsPerKilogramPerMinute("12.5")
        assert by_hour.per_minute().per_hour() == by_hour
        assert by_hour.for_weight(Kilograms(70)) == MilligramsPerHour("52.5")

    def test_a_dose_from_vial_to_flow(self) -> None:
        """35 mg from a vial of 50 mg/mL is 0.7 mL; in 100.7 mL over 40 min it runs at 151.05 mL/h."""
        drawn = Milligrams(35).drawn_from(MilligramsPerMillilitre(50))
        assert drawn == Millilitres("0.7")
        assert (Millilitres(100) + drawn).over(Minutes(40)) == MillilitresPerHour("151.05")

    @given(amounts, amounts)
    def test_there_and_back(self, dose: Decimal, weight: Decimal) -> None:
        """A dose by weight and its amount are the same thing, to the last digit that is kept."""
        amount = MilligramsPerKilogram(dose).for_weight(Kilograms(weight))
        back = amount.per_weight(Kilograms(weight)).value
        assert abs(back - dose) <= dose * Decimal("1e-25")

    def test_the_ledger_counts_whole_micrograms(self) -> None:
        """41.2 mg are 41200 mcg and nothing between."""
        assert Milligrams("41.2").micrograms().written == "41200"
        assert Milligrams("41.2").micrograms().milligrams() == Milligrams("41.2")

    def test_dividing_by_nothing_is_refused_in_words(self) -> None:
        """No length of time gives no rate."""
        with pytest.raises(UnitError, match="nothing to divide by"):
            Milligrams(35).over(Minutes(0))


class TestRounding:
    """A pump is set to a step, and rounding never adds drug."""

    @given(amounts)
    def test_down_never_gives_more(self, flow: Decimal) -> None:
        """What the pump is set to is at most what was asked, by less than a step."""
        step = MillilitresPerHour("0.1")
        rate = MillilitresPerHour(flow)
        rounded = rate.rounded_down(step)
        assert rounded <= rate < rounded + step

    def test_a_step_of_nothing_is_refused(self) -> None:
        """There is no nearest multiple of 0."""
        with pytest.raises(UnitError):
            Milligrams(1).rounded(Milligrams(0))
