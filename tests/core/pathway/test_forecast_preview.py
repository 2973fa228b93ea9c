"""What to expect of an order: as asked, beside less and slower, and never beside more."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from handrail.pathway.events import CuffCharted, PrimedWith
from handrail.pathway.infuse.forecast import (
    Expected,
    Previewer,
    Proposal,
    against_expected_pressure,
    before_start,
    fresh_cuffs,
    learned_from,
    less_than,
    seed_of,
)
from handrail.pathway.session import EMPTY, Session
from handrail.pharmacology import Infusion
from handrail.pharmacology.responses import PERSON
from handrail.pharmacology.twins import NOTHING_KNOWN, Knowledge
from handrail.units import Milligrams, MilligramsPerHour, MilligramsPerKilogram, MilligramsPerMillilitre, Minutes
from tests.core.pathway.drips import BAG, ORDERED, START, prepared
from tests.core.pathway.forecasting import LOOK, SESSION, cuff, measured

USUAL = Proposal("as_ordered", ORDERED, BAG)
HALF = Proposal(
    "lower_dose",
    replace(ORDERED, dose=Milligrams("17.5"), dose_per_weight=MilligramsPerKilogram("0.25")),
    replace(BAG, concentration=MilligramsPerMillilitre("0.1737835"), drug_rate=MilligramsPerHour("26.2413")),
)
MIDDLE = 2


def expected(
    proposal: Proposal = USUAL,
    *,
    session: Session = EMPTY,
    line: PrimedWith | None = None,
    knowledge: Knowledge = NOTHING_KNOWN,
) -> Expected:
    """What is expected of it."""
    basis = before_start(fresh_cuffs(session, START, LOOK), ORDERED, SESSION, knowledge)
    previewer = Previewer(learned_from(basis).twins, seed_of(SESSION), LOOK, Minutes(40))
    return previewer.expected(proposal, line, LOOK.line_volume)


class TestAPreview:
    """From an order to what to expect."""

    def test_begins_at_todays_cuff(self) -> None:
        """Where there is one, its pressure; the band is narrower than of a typical pressure."""
        typical = expected().bands["systolic"]
        todays = expected(session=measured((-8, cuff(150)), (-3, cuff(152)), session=prepared())).bands["systolic"]
        assert abs(todays[MIDDLE][0] - 151) < 4
        assert (todays[-1] - todays[0])[0] < (typical[-1] - typical[0])[0] / 2

    def test_begins_at_no_cuff_that_is_too_old(self) -> None:
        """By the protocol's limit, as at the bedside; an older one beside a fresh one is left out as well."""
        oldest = float(LOOK.cuff_oldest.value)
        old = measured((-oldest - 0.1, cuff(150)), session=prepared())
        np.testing.assert_array_equal(expected(session=old).bands["systolic"], expected().bands["systolic"])
        both = measured((-3, cuff(152)), session=old)
        assert [int(one.systolic.value) for one in fresh_cuffs(both, START, LOOK)] == [152]

    def test_says_less_of_a_lower_dose(self) -> None:
        """Everywhere in the bands, and in what is felt."""
        usual, half = expected(), expected(HALF)
        assert (half.bands["felt"] <= usual.bands["felt"]).all()
        assert half.felt_at_strongest.middle is not None
        assert usual.felt_at_strongest.middle is not None
        assert half.felt_at_strongest.middle < usual.felt_at_strongest.middle

    def test_comes_late_through_a_line_of_saline(self) -> None:
        """By the line's volume over the rate; the whole dose arrives either way."""
        for line, late in (("drug", 0.0), ("saline", 3 / 151 * 60)):
            items = USUAL.regimen(line, LOOK.line_volume).items  # type: ignore[arg-type]  # the two words
            infusions = [one for one in items if isinstance(one, Infusion)]
            assert infusions[0].from_min == pytest.approx(late)
            assert sum(one.rate_mg_per_min * (one.to_min - one.from_min) for one in infusions) == pytest.approx(
                35, rel=1e-5
            )

    def test_lets_nobody_leave_before_the_clinic_does(self) -> None:
        """An hour after the end, two after the start."""
        ready = expected().ready
        assert ready.leaving.low is not None
        assert ready.leaving.low >= 120

    def test_begins_with_what_earlier_sessions_taught(self) -> None:
        """Of somebody known to feel much: felt stronger, and more surely so."""
        mean = [0.0] * len(PERSON)
        spread = [1.0] * len(PERSON)
        mean[PERSON.index("felt")], spread[PERSON.index("felt")] = -1.0, 0.3
        known, unknown = expected(knowledge=Knowledge(tuple(mean), tuple(spread))), expected()
        assert known.bands["felt"][MIDDLE].max() > unknown.bands["felt"][MIDDLE].max() + 1

    def test_is_the_same_each_time(self) -> None:
        """Typing on changes nothing that was not typed."""
        one, other = expected(), expected()
        np.testing.assert_array_equal(one.bands["felt"], other.bands["felt"])
        assert one.highest_systolic == other.highest_systolic


class TestWithoutPressure:
    """Where the last cuff is severe or waits for its recheck, nothing calming stands beside it."""

    @pytest.mark.parametrize(
        ("cuffs", "why"),
        [
            ((), None),
            (((-8, cuff(150)), (-3, cuff(152))), None),
            (((-3, cuff(184, 104)),), "cuff_unconfirmed"),
            (((-8, cuff(130)), (-3, cuff(160))), "cuff_unconfirmed"),
            (((-8, cuff(130)), (-3, cuff(134, 97))), "cuff_unconfirmed"),
            (((-8, cuff(184, 104)), (-3, cuff(186, 105))), "cuff_severe"),
            (((-8, cuff(150, 112)), (-3, cuff(152, 111))), "cuff_severe"),
            (((-400, cuff(186, 104)),), "cuff_unconfirmed"),
        ],
        ids=["none", "usual", "severe once", "jump", "diastolic jump", "severe", "severe diastolic", "severe and old"],
    )
    def test_says_why(self, cuffs: tuple[tuple[float, CuffCharted], ...], why: str | None) -> None:
        """Also where it is old: a typical pressure would stand in the place of a severe one."""
        session = measured(*cuffs, session=prepared())
        assert against_expected_pressure(session, LOOK) == why


class TestWhatStandsBesideAnOrder:
    """A lower dose and a longer time; never more, never faster."""

    @pytest.mark.parametrize(("dose", "minutes"), [("0.5", "40"), ("0.33", "45"), ("1", "60"), ("0.1", "30")])
    def test_is_less_or_slower(self, dose: str, minutes: str) -> None:
        """Each gives the drug more slowly than the order does."""
        asked = MilligramsPerKilogram(dose), Minutes(minutes)
        for by_weight, length in less_than(*asked, Decimal("0.75")).values():
            assert by_weight <= asked[0]
            assert length >= asked[1]
            assert by_weight.value / length.value < asked[0].value / asked[1].value
