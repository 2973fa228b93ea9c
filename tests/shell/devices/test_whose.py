"""Whose a message is, where it says several things at once; and what the chair is told of one that is somebody else's."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from handrail.care import infuse, monitor, prepare
from handrail.interop.hl7v2 import Observation, oru, receive
from handrail.record import log, telemetry
from tests.people import NOW, World, small_world

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)


@pytest.fixture
def world(transactional_db: None) -> World:
    """Monitor 3 is bound to Ruth's chair."""
    made = small_world()
    prepare.bind_device(
        visit=made.ruths_visit,
        device=made.monitor,
        watching=prepare.Watching(channels=("hr",), interval_s=1, cuff_interval_s=600),
        key=uuid4().hex,
        by=made.mara.pk,
        at=NOW - timedelta(minutes=1),
    )
    return made


def reading(number: str, *, at: datetime = NOW, sent_at: datetime = NOW, channel: str = "hr", value: int = 72) -> bytes:
    """Monitor 3 says a value, of nobody in particular."""
    told = [Observation(channel, Decimal(value), at)]
    return oru(sender="MON3|RIVERSIDE", control_id=number, sent_at=sent_at, observations=told, patient="")


def about(number: str, pid: str) -> bytes:
    """The same with this PID segment."""
    lines = reading(number).split(b"\r")
    return b"\r".join([lines[0], f"PID|{pid}".encode(), *(one for one in lines[1:] if not one.startswith(b"PID"))])


def sends(raw: bytes, at: datetime = NOW) -> tuple[str, str]:
    """What is answered, and why."""
    (answer,) = monitor.record_samples([receive(raw, at)], at=at).answers
    return answer.code, answer.reason


class TestAMessage:
    """Placed by the binding, and unplaced as soon as anything in it says otherwise."""

    def test_with_an_identifier_of_somebody_else_we_know_is_unplaced(self, world: World) -> None:
        """However right the others are, in PID-3 or PID-2."""
        ours, karls = world.ruths_visit.pk, world.karl.pk
        pids = [f"1||{karls}~{ours}", f"1||{ours}~{karls}", f"1|{karls}|{ours}", f"1||{ours}~{world.karls_visit.pk}"]
        answers = [sends(about(str(number), pid)) for number, pid in enumerate(pids)]
        assert {code for code, _ in answers} == {"AE"}
        assert all("names another patient" in reason for _, reason in answers)

    def test_with_an_identifier_that_nobody_here_knows_beside_ours_is_placed(self, world: World) -> None:
        """The hospital's own number is no other patient."""
        assert sends(about("1", f"1|old-17|HED12^^^H^MR~{world.ruths.pk}")) == ("AA", "")

    @pytest.mark.parametrize(
        ("pid", "code"),
        [
            ("1", "AA"),
            ("1|{ruth}", "AA"),
            ("1|somebody", "AE"),
            ("1||||AMSEL^Ruth^Maria", "AA"),
            ("1||||Ámsel", "AA"),
            ("1||||Morel^Karl", "AE"),
        ],
    )
    def test_without_an_identifier_is_held_against_what_else_it_says(self, world: World, pid: str, code: str) -> None:
        """An older identifier, or a name."""
        assert sends(about("1", pid.format(ruth=world.ruths.pk)))[0] == code

    def test_of_what_its_device_does_not_measure_is_unplaced(self, world: World) -> None:
        """A monitor knows no pump's rate."""
        code, reason = sends(reading("1", channel="pump_rate", value=500))
        assert (code, "does not measure pump_rate" in reason) == ("AE", True)
        assert telemetry.after(world.ruths_visit.pk, 0) == []

    def test_that_is_stamped_anew_on_sending_again_is_the_same(self, world: World) -> None:
        """Its value is on the chart once, and it is answered as before."""
        assert sends(reading("1")) == ("AA", "")
        assert sends(reading("1", sent_at=NOW + SECOND)) == ("AA", "")
        assert len(telemetry.after(world.ruths_visit.pk, 0)) == 1


class TestABoundMonitorThatNamesSomebodyElse:
    def test_is_loud_at_its_chair(self, world: World) -> None:
        """Until it names Ruth again."""
        sends(about("1", f"1||{world.karl.pk}"))
        assert looked(world, NOW + SECOND) == ["other_patient:monitor"]
        sends(reading("2"), NOW + 2 * SECOND)
        assert looked(world, NOW + 3 * SECOND) == []

    def test_is_let_go_once_somebody_has_seen_to_it(self, world: World) -> None:
        """It stays gone while the monitor does not say it again."""
        sends(about("1", f"1||{world.karl.pk}"))
        looked(world, NOW + SECOND)
        infuse.acknowledge(
            session=world.ruths_visit.pk,
            condition="other_patient:monitor",
            key="seen",
            by=world.mara.pk,
            at=NOW + 2 * SECOND,
        )
        assert [looked(world, NOW + seconds * SECOND) for seconds in (3, 4)] == [[], []]


def looked(world: World, at: datetime) -> list[str]:
    """The open alarms of Ruth's visit after a look; what is merely silent is left out."""
    monitor.watch(world.ruths_visit.pk, at=at)
    _seq, state = log.state(world.ruths_visit.pk)
    return [alarm.condition for alarm in state.alarms if not alarm.condition.startswith("silent")]
