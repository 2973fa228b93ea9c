"""What a device says: samples of named channels, each with the moment it came and the moment the device claims."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

ChannelKind = Literal["continuous", "cuff", "pump"]


@dataclass(frozen=True, slots=True)
class Channel:
    """One thing that a device measures or reports. `mdc` are its IEEE 11073-10101 codes, context-free."""

    name: str
    unit: str
    mdc: tuple[int, ...]
    kind: ChannelKind


CHANNELS: dict[str, Channel] = {
    channel.name: channel
    for channel in (
        Channel("hr", "1/min", (147842,), "continuous"),
        Channel("spo2", "%", (150456,), "continuous"),
        Channel("pulse", "1/min", (149530, 149514), "continuous"),
        Channel("resp", "1/min", (151562, 151578), "continuous"),
        Channel("etco2", "mmHg", (151708,), "continuous"),
        Channel("abp_sys", "mmHg", (150037,), "continuous"),
        Channel("abp_dia", "mmHg", (150038,), "continuous"),
        Channel("abp_mean", "mmHg", (150039,), "continuous"),
        Channel("nibp_sys", "mmHg", (150021,), "cuff"),
        Channel("nibp_dia", "mmHg", (150022,), "cuff"),
        Channel("nibp_mean", "mmHg", (150023,), "cuff"),
        Channel("nibp_pulse", "1/min", (149546,), "cuff"),
        Channel("pump_rate", "mL/h", (157784,), "pump"),
        Channel("pump_volume", "mL", (157864,), "pump"),
        Channel("pump_remaining", "mL", (157872,), "pump"),
    )
}
"""Codes as in IEEE 11073-10101; to be verified against its registry before use with a real device."""

BY_MDC: dict[int, Channel] = {code: channel for channel in CHANNELS.values() for code in channel.mdc}


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of one channel. `value` None means that the device said there is none, and `absent` says why.

    Age and order go by `received_at`; `device_at` is what the device's own clock claims.
    """

    channel: str
    value: Decimal | None
    received_at: datetime
    device_at: datetime | None
    device: str
    absent: str | None = None
