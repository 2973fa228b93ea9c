"""Which cuff readings become part of this patient's chart."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from handrail.pathway.events import CuffCharted, DeviceBound, Event, Fact, PatientSeated
from handrail.pathway.infuse.charting import Numbered, cuffs_to_chart
from handrail.pathway.infuse.signals import Sample
from handrail.pathway.session import EMPTY, Session, fold

SEATED_AT = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BOUND = DeviceBound(
    device="dev_monitor", device_kind="monitor", channels=("nibp_sys", "nibp_dia"), interval_s=1, cuff_interval_s=600
)


def seated() -> Session:
    """A patient sits down, and the monitor is bound two minutes later."""
    facts: list[tuple[datetime, Event]] = [
        (SEATED_AT, PatientSeated(chair="cha_3")),
        (SEATED_AT + 2 * MINUTE, BOUND),
    ]
    session = EMPTY
    for seq, (at, event) in enumerate(facts, 1):
        session = fold(session, Fact(seq, event, at, at, "per_nurse"))
    return session


def told(measured_at: datetime, received_at: datetime, cursor: int = 1) -> list[Numbered]:
    """A monitor tells a reading."""
    return [
        Numbered(cursor + place, Sample(channel, Decimal(value), received_at, measured_at, "dev_monitor", None))
        for place, (channel, value) in enumerate((("nibp_sys", 182), ("nibp_dia", 104)))
    ]


class TestACuffReading:
    def test_that_the_monitor_still_held_of_the_patient_before_is_not_charted(self) -> None:
        """It repeats its last one when it is bound: 182/104 belonged to somebody who has gone home."""
        assert cuffs_to_chart(seated(), told(SEATED_AT - 9 * MINUTE, SEATED_AT + 2 * MINUTE)) == []

    def test_that_was_taken_since_this_patient_sat_down_is_charted(self) -> None:
        """Also one from before the monitor was bound: it is on this arm."""
        (charted,) = cuffs_to_chart(seated(), told(SEATED_AT + MINUTE, SEATED_AT + 2 * MINUTE))
        assert isinstance(charted.event, CuffCharted)
        assert charted.occurred_at == SEATED_AT + 2 * MINUTE

    def test_of_a_device_whose_clock_is_off_is_charted_by_when_it_came(self) -> None:
        """Its own time says nothing."""
        session = replace(seated(), told={"clock_skew:monitor": SEATED_AT})
        assert len(cuffs_to_chart(session, told(SEATED_AT - 9 * MINUTE, SEATED_AT + 2 * MINUTE))) == 1
