"""A message that is sent again: taken once, and placed anew where it was refused before."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from handrail.care import monitor, prepare
from handrail.interop.hl7v2 import Observation, oru, receive
from handrail.record import telemetry
from tests.people import NOW, World, small_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    return small_world()


def reading(value: int = 72, number: str = "m1", *, patient: str = "") -> bytes:
    """Monitor 3 says a heart rate."""
    told = [Observation("hr", Decimal(value), NOW)]
    return oru(sender="MON3|RIVERSIDE", control_id=number, sent_at=NOW, observations=told, patient=patient)


def sends(*raws: bytes) -> list[str]:
    """What is answered to these, which came together."""
    return [answer.code for answer in monitor.record_samples([receive(raw, NOW) for raw in raws], at=NOW).answers]


def bind(world: World) -> None:
    """Mara binds the monitor to Ruth's chair."""
    prepare.bind_device(
        visit=world.ruths_visit,
        device=world.monitor,
        watching=prepare.Watching(channels=("hr",), interval_s=1, cuff_interval_s=600),
        key=uuid4().hex,
        by=world.mara.pk,
        at=NOW - timedelta(minutes=1),
    )


def charted(world: World) -> list[str]:
    """The values of Ruth's visit."""
    return [str(one.sample.value) for one in telemetry.after(world.ruths_visit.pk, 0)]


class TestAMessageThatIsSentAgain:
    def test_is_taken_once_its_device_is_bound(self, world: World) -> None:
        """As monitors do that repeat what was answered AE: byte by byte, until it is AA."""
        assert [sends(reading()), sends(reading())] == [["AE"], ["AE"]]
        bind(world)
        assert [sends(reading()), sends(reading(), reading())] == [["AA"], ["AA", "AA"]]
        assert charted(world) == ["72"]

    def test_is_told_as_one_where_it_was_refused(self, world: World) -> None:
        """The same bytes are one message, however often they come."""
        for _ in range(3):
            sends(reading())
        assert [one.times for one in telemetry.told(world.riverside.pk, 9)] == [1]

    def test_with_the_right_patient_is_taken(self, world: World) -> None:
        """The number is the same, the bytes are not: nothing is answered from memory."""
        bind(world)
        assert sends(reading(patient="somebody-else"), reading(patient=world.ruths.pk)) == ["AE", "AA"]
        assert charted(world) == ["72"]

    def test_with_another_value_is_another_message(self, world: World) -> None:
        """Both are on the chart, and staff are told that a number is used twice; each is still known again."""
        bind(world)
        assert sends(reading(72), reading(73), reading(72)) == ["AA", "AA", "AA"]
        assert sends(reading(73)) == ["AA"]
        assert charted(world) == ["72", "73"]
        assert [(one.about, one.times) for one in telemetry.told(world.riverside.pk, 9)] == [("number", 1)]
