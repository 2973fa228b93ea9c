"""When somebody will be able to talk, to stand and to leave: what the times say, and what they leave open."""

import pytest

from handrail.pathway.events import Event, InfusionCompleted
from handrail.pathway.infuse.forecast import Plan, Ready
from handrail.units import Milligrams
from tests.core.pathway.forecasting import cuff, felt, foreteller, measured, prospect

LITTLE = ((20.0, felt(0)), (35.0, felt(0)), (49.0, felt(0)))
"""Somebody who feels next to nothing, ten minutes after the dose is in."""
READ = ((0.0, cuff(128)), (30.0, cuff(131)), (45.0, cuff(129)))


def ready(*told: tuple[float, Event], minute: float = 50) -> Ready:
    """What is said at that minute."""
    return prospect(measured(*sorted((*LITTLE, *told), key=lambda pair: pair[0])), minute).ready


class TestTheTimesOfBeingReady:
    """Minutes from now, with the middle and nine of ten."""

    def test_end_where_the_pressure_is_known(self) -> None:
        """Three readings that agree, the last one a few minutes old."""
        found = ready(*READ)
        assert found.standing.high is not None
        assert found.leaving.high is not None

    @pytest.mark.parametrize(
        "read",
        [(), ((0.0, cuff(128)),), (*READ[:2], (45.0, cuff(164)))],
        ids=["no cuff", "an old cuff", "a jump that nobody confirmed"],
    )
    def test_leave_open_how_late_somebody_stands_and_leaves_while_nobody_knows_the_pressure(
        self, read: tuple[tuple[float, Event], ...]
    ) -> None:
        """Nobody stands on a pressure that was not read; what is felt, and so talking, has nothing to do with it."""
        found = ready(*read)
        assert found.standing.high is None
        assert found.leaving.high is None
        assert found.leaving.low is not None
        assert found.talking.high is not None

    def test_are_open_after_the_end_however_well_the_pressure_is_known(self) -> None:
        """The late ends are known not to hold then: from when is told, until when decides the score."""
        ended = measured(
            *sorted((*LITTLE[:2], *READ[:2]), key=lambda pair: pair[0]), (40.0, InfusionCompleted(given=Milligrams(35)))
        )
        made = foreteller(measured((45.0, cuff(129)), (49.0, felt(0)), session=ended), 50)
        found = made.prospect(Plan("go_on", None)).ready
        assert made.by_score
        assert (found.standing.middle, found.standing.high) == (None, None)
        assert (found.leaving.middle, found.leaving.high) == (None, None)
        assert found.leaving.low == 120 - 50
        assert found.standing.low is not None
        assert found.standing.low >= 40 + 15 - 50
