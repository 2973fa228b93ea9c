"""How soon what is felt passes, in twins of whom nothing is known: 40 years, 70 kg, 0.5 mg/kg over 40 minutes."""

from functools import cache

import numpy as np

from handrail.pharmacology import Covariates, Infusion, Regimen
from handrail.pharmacology.learning import learn
from handrail.pharmacology.outlook import paths, wanderings
from handrail.pharmacology.twins import Patient

SOMEBODY = Patient(covariates=Covariates(age_years=40, sex="female", weight_kg=70))
END_MIN = 40
USUAL = Regimen((Infusion(rate_mg_per_min=0.5 * 70 / END_MIN, from_min=0, to_min=END_MIN),))
MINUTES = np.arange(0.0, 241.0)
STRONG, SLIGHT = 3.0, 1.0  # of 10: above the first nobody talks well, above the second nobody stands


@cache
def felt(*, wandering: bool = False) -> np.ndarray:
    """Of each twin at each minute, (times, twins): what the drug does, or with what feeling does by itself."""
    twins = learn(SOMEBODY, regimen=USUAL, readings=(), seed=[2026]).twins
    found = paths(twins, USUAL, wanderings(twins, MINUTES, [2026], ("felt",)), ("felt",))
    return (found.of if wandering else found.calm)["felt"]


def above(level: float, after_end_min: int) -> float:
    """The share of twins above a level, so long after the end."""
    return float((felt()[END_MIN + after_end_min] > level).mean())


class TestTheWayBack:
    """What the steepness of the effect and its spread are calibrated to."""

    def test_takes_half_of_those_far_away_15_to_30_minutes(self) -> None:
        """What articles tell patients: "the strong effects pass 15 to 30 minutes after the end"."""
        far = felt()[END_MIN] > STRONG
        still = [float((felt()[END_MIN + after][far] > STRONG).mean()) for after in (15, 30)]
        assert still[0] > 0.5 > still[1]

    def test_leaves_few_far_away_half_an_hour_after_the_end(self) -> None:
        """Of all twins, those too who were never far: at most two of five, by the same sentence."""
        assert above(STRONG, 30) <= 0.40

    def test_leaves_at_most_one_in_four_unsteady_two_hours_after_the_start(self) -> None:
        """Acevedo-Diaz et al., 188 people: most side effects were gone within two hours."""
        assert above(SLIGHT, 80) <= 0.25

    def test_ends_where_it_began(self) -> None:
        """Without the drug one in twenty is above 1 at any minute, as scores come back near where they began."""
        before = felt(wandering=True)[0]
        assert 0.03 <= float((before > SLIGHT).mean()) <= 0.07
