"""Every sample is sealed into the log, once, also the one that came late."""

import hashlib
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.pathway.events import LateSamplesSealed, MinuteSealed
from handrail.record import log, sealing, telemetry
from tests.shell.record.makers import at_once, opened, sample, seconds, unhurried
from tests.shell.record.sealed import exported, script_says, seal, sealed_numbers, written

arrivals = st.lists(st.integers(0, 400), min_size=1, max_size=6)
deeds = st.lists(st.one_of(arrivals, st.integers(0, 500)), max_size=14)


@pytest.mark.django_db
class TestAMinute:
    def test_is_sealed_ten_seconds_after_its_end(self, session: str) -> None:
        """Not earlier, so that what is on its way gets in."""
        telemetry.append({session: [sample(5), sample(20, "95")]}, [])
        assert seal(session, seconds(69.9)) == ()
        (event,) = (recorded.fact.event for recorded in seal(session, seconds(70)))
        assert isinstance(event, MinuteSealed)
        assert (event.minute_at, event.through_cursor, event.count) == (seconds(0), 2, 2)

    def test_is_sealed_with_the_digest_of_its_lines(self, session: str) -> None:
        """Anybody can compute it from the exported bytes."""
        telemetry.append({session: [sample(5), sample(20, "95"), sample(61)]}, [])
        (recorded,) = seal(session, seconds(70))
        lines = [telemetry.line(session, one) for one in telemetry.after(session, 0)]
        assert recorded.line()["payload"]["digest"] == hashlib.sha256(lines[0] + lines[1]).hexdigest()

    def test_is_sealed_with_a_summary_of_each_channel(self, session: str) -> None:
        """How many values, the lowest, the highest, the last; and a channel that said that it has none."""
        values = ["92", "101.5", "88"]
        sent = [sample(number, value) for number, value in enumerate(values)]
        telemetry.append({session: [*sent, sample(5, None, "nibp_sys")]}, [])
        (recorded,) = seal(session, seconds(70))
        assert recorded.line()["payload"]["summary"] == {
            "hr": {"count": "3", "min": "88", "max": "101.5", "last": "88"},
            "nibp_sys": {"count": "0"},
        }

    def test_is_sealed_once(self, session: str) -> None:
        """Looking again finds nothing to seal."""
        telemetry.append({session: [sample(5)]}, [])
        assert len(seal(session, seconds(70))) == 1
        assert seal(session, seconds(71)) == ()

    def test_without_samples_has_no_seal(self, session: str) -> None:
        """Silence is an alarm's business; a seal has nothing to cover."""
        telemetry.append({session: [sample(5), sample(200)]}, [])
        minutes = [recorded.line()["payload"]["minute_at"][11:16] for recorded in seal(session, seconds(300))]
        assert minutes == ["14:30", "14:33"]

    def test_that_was_sealed_gets_another_seal_for_what_came_late(self, session: str) -> None:
        """The late sample is in the log, and the first seal still holds."""
        telemetry.append({session: [sample(5)]}, [])
        seal(session, seconds(70))
        telemetry.append({session: [sample(6)]}, [])
        (event,) = (recorded.fact.event for recorded in seal(session, seconds(71)))
        assert isinstance(event, LateSamplesSealed)
        assert (event.minute_at, event.after_cursor, event.through_cursor, event.count) == (seconds(0), 1, 2, 1)

    def test_is_sealed_in_the_event_s_own_stream_only(self, session: str) -> None:
        """The neighbour's samples are sealed in the neighbour's log."""
        telemetry.append({opened(): [sample(5)]}, [])
        assert seal(session, seconds(300)) == ()


@pytest.mark.django_db
class TestEverySample:
    @settings(unhurried, max_examples=60)
    @given(deeds)
    def test_is_sealed_exactly_once_in_whatever_order_it_came(self, deeds: list[list[int] | int]) -> None:
        """Samples come early, late and together; the watch looks at any moment, also after its clock was set back."""
        session = opened()
        for deed in deeds:
            if isinstance(deed, list):
                telemetry.append({session: [sample(second) for second in deed]}, [])
            else:
                seal(session, seconds(deed))
                found = log.verify(session)
                assert found.problem is None
                assert found.unsealed == found.samples - len(sealed_numbers(session))
        seal(session, seconds(1000))
        assert sealed_numbers(session) == list(range(1, telemetry.head(session) + 1))
        assert log.verify(session).unsealed == 0

    @settings(unhurried, max_examples=10)
    @given(deeds)
    def test_is_found_sealed_by_the_script_that_knows_nothing_of_us(self, deeds: list[list[int] | int]) -> None:
        """The same visits, taken out while they go on."""
        session = opened()
        for deed in deeds:
            if isinstance(deed, list):
                telemetry.append({session: [sample(second) for second in deed]}, [])
            else:
                seal(session, seconds(deed))
        folder = Path(self.folder)
        assert script_says(*exported(session, folder)) == (0, "")

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        self.folder = tmp_path_factory.mktemp("exports")


@pytest.mark.django_db(transaction=True)
class TestTwoWatches:
    def test_at_the_same_moment_seal_once(self, session: str) -> None:
        """Each with a key of its own, as two servers would."""
        telemetry.append({session: [sample(second) for second in range(0, 180, 5)]}, [])

        def seal_at(moment: float) -> int:
            return len(seal(session, seconds(moment)))

        sealed = at_once([partial(seal_at, moment) for moment in (200, 200.1, 200.2)])
        assert sorted(sealed) == [0, 0, 3]
        assert log.verify(session).problem is None


@pytest.mark.django_db
def test_what_is_due_is_worked_out_from_state_samples_and_time_alone(session: str) -> None:
    """Asking changes nothing."""
    written(session)
    telemetry.append({session: [sample(130)]}, [])
    state = log.state(session)[1]
    asked = [sealing.due(session, state, seconds(180) + timedelta(seconds=later)) for later in (9, 10, 10)]
    assert asked[0] == []
    assert asked[1] == asked[2] != []
