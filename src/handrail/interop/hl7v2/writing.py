"""Writing what a device sends, in IHE PCD-01 form: for virtual monitors and pumps, and for replay."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from handrail.interop.hl7v2 import codes
from handrail.interop.hl7v2.facts import Observation
from handrail.interop.hl7v2.grammar import escape, written
from handrail.pathway.infuse.signals import CHANNELS

VERSION = "2.6"
CHARACTER_SET = "UNICODE UTF-8"
PROFILE = "IHE_PCD_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO"
HANDRAIL = "HANDRAIL|"


def oru(
    *,
    sender: str,
    control_id: str,
    sent_at: datetime,
    observations: Sequence[Observation],
    equipment: str = "",
    patient: str = "",
) -> bytes:
    """Write an ORU^R01 of one device: `sender` as MSH-3|MSH-4, its equipment identifier, one patient or none.

    A value of None is sent as status X without a value. Times need a zone; they are kept to 100 microseconds.
    """
    segments = [
        (
            f"MSH|^~\\&|{sender}|{HANDRAIL}|{written(sent_at)}||ORU^R01^ORU_R01|{escape(control_id)}|P|{VERSION}"
            f"|||NE|AL||{CHARACTER_SET}|||{PROFILE}"
        ),
        f"PID|||{escape(patient)}",
        f"OBR|1|||182777000^monitoring of patient^SCT|||{_group_time(observations)}",
        f"OBX|1||{_device(observations)}|1.0.0.0|||||||X|||||||{escape(equipment)}",
        *_values(observations, equipment),
    ]
    return "".join(f"{segment}\r" for segment in segments).encode()


def _group_time(observations: Sequence[Observation]) -> str:
    """The first observation's time, unless one of them has none: it would take this for its own."""
    times = [observation.device_at for observation in observations]
    return written(times[0]) if times and times[0] is not None and None not in times else ""


def _device(observations: Sequence[Observation]) -> str:
    pump = any(CHANNELS[observation.channel].kind == "pump" for observation in observations)
    return codes.PUMP if pump else codes.MONITOR


def _values(observations: Sequence[Observation], equipment: str) -> Iterator[str]:
    for number, observation in enumerate(observations, start=1):
        channel = CHANNELS[observation.channel]
        value = "" if observation.value is None else format(observation.value, "f")
        status = "X" if observation.value is None else "R"
        at = "" if observation.device_at is None else written(observation.device_at)
        yield (
            f"OBX|{number + 1}|NM|{channel.mdc[0]}^{codes.NAMES[channel.name]}^MDC|1.0.0.{number}"
            f"|{value}|{codes.unit_written(channel)}|||||{status}|||{at}||||{escape(equipment)}"
        )
