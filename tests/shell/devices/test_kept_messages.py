"""What is kept of a device's message names nobody, whether the message was taken or not."""

from datetime import timedelta
from uuid import uuid4

import pytest

from handrail.care import monitor, prepare
from handrail.interop.hl7v2 import receive
from handrail.record import telemetry
from handrail.record.models import Message
from tests.people import NOW, World, small_world

pytestmark = pytest.mark.django_db(transaction=True)

READING = "OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1.0.0.1|72|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R"
IGNORED = "OBX|2|NM|188736^MDC_MASS_BODY_ACTUAL^MDC|1.0.0.2|70|kg|||||R"


@pytest.fixture
def world(transactional_db: None) -> World:
    return small_world()


def sends(sender: str, patient: str, *readings: str, kind: str = "ORU^R01") -> str:
    """A monitor tells the patient's name; the code of the answer it gets."""
    head = f"MSH|^~\\&|{sender}|HANDRAIL||20260312133000+0000||{kind}|{uuid4().hex}|P|2.6"
    raw = "\r".join([head, f"PID|1||{patient}||Amsel^Ruth||19781102|F", *readings, ""]).encode()
    return monitor.record_samples([receive(raw, NOW)], at=NOW).answers[0].code


class TestAMessage:
    @pytest.mark.parametrize("kind", ["ORU^R01", "ADT^A01"])
    @pytest.mark.parametrize("sender", ["MON7|NOWHERE", "MON3|RIVERSIDE"])
    def test_that_is_not_taken_is_kept_without_names(self, world: World, sender: str, kind: str) -> None:
        """Unknown, bound to no chair, or not to be read: the reading and the patient's number stay."""
        assert sends(sender, "pat_7", READING, kind=kind) == "AE"
        (kept,) = [one for clinic in (world.riverside.pk, None) for one in telemetry.unplaced(clinic, 9)]
        assert b"Amsel" not in kept.raw
        assert b"19781102" not in kept.raw
        assert b"PID|1||pat_7\r" in kept.raw
        assert READING.encode() in kept.raw

    def test_that_is_taken_with_something_left_out_is_kept_without_names(self, world: World) -> None:
        """The weight that the monitor sends has no channel; it stays in the message."""
        watching = prepare.Watching(channels=("hr",), interval_s=1, cuff_interval_s=600)
        bound_at = NOW - timedelta(minutes=1)
        prepare.bind_device(
            visit=world.ruths_visit,
            device=world.monitor,
            watching=watching,
            key=uuid4().hex,
            by=world.mara.pk,
            at=bound_at,
        )
        assert sends("MON3|RIVERSIDE", world.ruths.pk, READING, IGNORED) == "AA"
        raw = bytes(Message.objects.get().raw)
        assert b"Amsel" not in raw
        assert IGNORED.encode() in raw
