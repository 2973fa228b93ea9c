"""What a line between pump and vein does to the time at which the drug arrives."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.pharmacology.line import Flow, Line, through
from handrail.pharmacology.refused import Refused
from handrail.pharmacology.regimen import Infusion

VOLUMES = st.floats(0, 30)
RATES = st.floats(0.1, 10)
STRENGTHS = st.floats(0.1, 2)


def flow(ml_per_min: float, mg_per_ml: float, from_min: float, to_min: float) -> Flow:
    return Flow(ml_per_min=ml_per_min, mg_per_ml=mg_per_ml, from_min=from_min, to_min=to_min)


def given_mg(items: tuple[Infusion, ...]) -> float:
    return math.fsum(item.rate_mg_per_min * (item.to_min - item.from_min) for item in items)


class TestASalinePrimedLine:
    @given(volume=VOLUMES, rate=RATES, strength=STRENGTHS)
    def test_lets_the_drug_in_when_its_volume_has_passed(self, volume: float, rate: float, strength: float) -> None:
        """Later by volume over rate, at the same strength."""
        late = volume / rate
        items = through(Line(volume_ml=volume, primed_mg_per_ml=0), [flow(rate, strength, 0, late + 10)])
        assert given_mg(items) == pytest.approx(rate * strength * 10, rel=1e-9)
        assert items[0].from_min == pytest.approx(late, abs=1e-9)

    @given(volume=VOLUMES, rate=RATES, strength=STRENGTHS)
    def test_keeps_what_no_flush_pushed_out(self, volume: float, rate: float, strength: float) -> None:
        """Disconnected at the hub, the line's contents reach nobody; flushed, everything has arrived."""
        line = Line(volume_ml=volume, primed_mg_per_ml=0)
        late = volume / rate
        dose = [flow(rate, strength, 0, 40)]
        assert given_mg(through(line, dose)) == pytest.approx(max(0, 40 * rate - volume) * strength, abs=1e-9)
        flushed = through(line, [*dose, flow(rate, 0, 40, 40 + late)])
        assert given_mg(flushed) == pytest.approx(40 * rate * strength, rel=1e-9)

    def test_keeps_the_pace_of_what_pushes(self) -> None:
        """Slowed to half, what is in the line comes at half the rate, not at the rate at which it entered."""
        items = through(Line(volume_ml=10, primed_mg_per_ml=0), [flow(2, 0.5, 0, 20), flow(1, 0.5, 20, 40)])
        assert [(item.rate_mg_per_min, item.from_min, item.to_min) for item in items] == [
            (1.0, 5.0, 20.0),
            (0.5, 20.0, 30.0),
            (0.5, 30.0, 40.0),
        ]

    def test_holds_the_old_strength_before_the_new(self) -> None:
        """After a change of bag the line gives the first bag's drug until its volume has passed."""
        items = through(Line(volume_ml=4, primed_mg_per_ml=0), [flow(2, 0.5, 0, 10), flow(2, 1, 10, 20)])
        assert [(item.rate_mg_per_min, item.from_min, item.to_min) for item in items] == [
            (1.0, 2.0, 10.0),
            (1.0, 10.0, 12.0),
            (2.0, 12.0, 20.0),
        ]


class TestADrugPrimedLine:
    @given(volume=VOLUMES, rate=RATES, strength=STRENGTHS)
    def test_gives_from_the_first_moment_on(self, volume: float, rate: float, strength: float) -> None:
        """Nothing is late."""
        items = through(Line(volume_ml=volume, primed_mg_per_ml=strength), [flow(rate, strength, 0, 40)])
        assert given_mg(items) == pytest.approx(40 * rate * strength, rel=1e-9)
        assert min(item.from_min for item in items) == 0


class TestAPump:
    def test_pushes_one_thing_at_a_time(self) -> None:
        """Two flows at once through one line are a mistake in the record, and are refused."""
        with pytest.raises(Refused, match="overlap"):
            through(Line(volume_ml=1, primed_mg_per_ml=0), [flow(1, 1, 0, 10), flow(1, 1, 5, 15)])

    def test_that_stands_still_moves_nothing(self) -> None:
        """A pause keeps the line as it is."""
        items = through(Line(volume_ml=2, primed_mg_per_ml=0), [flow(2, 1, 0, 5), flow(2, 1, 10, 15)])
        assert [(item.from_min, item.to_min) for item in items] == [(1, 5), (10, 11), (11, 15)]
