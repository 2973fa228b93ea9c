"""Replay: a recorded table of a monitor's values, sent again through the real device port."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from handrail.devices.sender import Sender
from handrail.interop.csv import Row
from handrail.interop.hl7v2 import NO_VALUE, Acknowledgement, Observation, oru


@dataclass(frozen=True, slots=True)
class Replayed:
    """One row as a message: `at` is its moment by the recording, counted from the start of the replay."""

    at: datetime
    control_id: str
    raw: bytes


def messages(
    rows: Iterable[Row],
    *,
    start_at: datetime,
    sender: str,
    equipment: str = "",
    patient: str = "",
    device_clock: bool = True,
) -> Iterator[Replayed]:
    """Write each row as one ORU^R01: a zero as status X without a value, a blank not at all.

    With `device_clock` each value carries its moment. Without, it has no time of its own, and its receipt counts:
    a table that is played faster or slower than it was recorded has no clock that the port could compare.
    """
    for number, row in enumerate(rows, start=1):
        at = start_at + row.after
        control_id = f"R{start_at:%Y%m%d%H%M%S%f}-{number}"
        observations = [
            Observation(channel, value, at if device_clock else None, NO_VALUE if value is None else None)
            for channel, value in row.values.items()
        ]
        raw = oru(
            sender=sender,
            control_id=control_id,
            sent_at=at,
            observations=observations,
            equipment=equipment,
            patient=patient,
        )
        yield Replayed(at, control_id, raw)


async def replay(
    replayed: Iterable[Replayed], sender: Sender, *, speed: float
) -> AsyncIterator[tuple[Replayed, Acknowledgement]]:
    """Send each message when it is due, `speed` times as fast as it was recorded, and give it with its answer.

    Each waits for the answer to the one before. Speed 0: none waits for anything else.
    """
    loop = asyncio.get_running_loop()
    started_s = loop.time()
    first_at: datetime | None = None
    for message in replayed:
        first_at = first_at or message.at
        if speed:
            await _until(loop, started_s + (message.at - first_at) / timedelta(seconds=1) / speed)
        yield message, await sender.send(message.raw)


async def _until(loop: asyncio.AbstractEventLoop, due_s: float) -> None:
    await asyncio.sleep(max(due_s - loop.time(), 0))
