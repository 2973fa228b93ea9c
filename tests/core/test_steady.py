"""The machine's time as a clinic can use it: what a clock that is set back does to nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.cli.steady import SteadyTime

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Machine:
    """A machine whose clock somebody sets, and whose counter nobody can."""

    def __init__(self) -> None:
        self.counter_s = 1000.0
        self.clock = NOON
        self.time = SteadyTime(lambda: self.clock, lambda: self.counter_s)

    def passes(self, seconds: float) -> datetime:
        self.counter_s += seconds
        self.clock += timedelta(seconds=seconds)
        return self.time()


class TestTheClinicsTime:
    @given(st.lists(st.tuples(st.floats(0, 5000), st.integers(-100_000, 100_000)), max_size=20))
    def test_never_goes_back(self, steps: list[tuple[float, int]]) -> None:
        """Whatever is done to the machine's clock, and it runs no slower than the counter."""
        machine = Machine()
        last = machine.time()
        for seconds, set_by_s in steps:
            machine.clock += timedelta(seconds=set_by_s)
            now = machine.passes(seconds)
            assert now >= last + timedelta(seconds=seconds) - timedelta(milliseconds=1)
            last = now

    def test_goes_on_where_the_clock_is_set_back(self, caplog: pytest.LogCaptureFixture) -> None:
        """A quarter of an hour back changes nothing at a chair, and is told with what to do, once a minute."""
        machine = Machine()
        machine.passes(10)
        machine.clock -= timedelta(minutes=15)
        assert machine.passes(1) == NOON + timedelta(seconds=11)
        assert machine.passes(1) == NOON + timedelta(seconds=12)
        assert [record.message for record in caplog.records if "900 s behind" in record.message] != []
        assert len(caplog.records) == 1
        machine.passes(60)
        assert len(caplog.records) == 2

    def test_follows_a_clock_that_is_ahead(self) -> None:
        """After the machine has slept, or was set right."""
        machine = Machine()
        machine.clock += timedelta(hours=2)
        assert machine.passes(1) == NOON + timedelta(hours=2, seconds=1)

    def test_begins_no_earlier_than_what_is_on_record(self) -> None:
        """A clock that was set back while the server was down."""
        machine = Machine()
        machine.time.not_before(NOON + timedelta(minutes=15))
        assert machine.passes(1) == NOON + timedelta(minutes=15, seconds=1)
