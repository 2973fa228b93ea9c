"""IEEE 11073-10101 codes (MDC) of channels and units, as devices write them, and the flags that take a value back.

Codes are context-free (partition times 65536 plus term). Philips writes the same as partition-term in hexadecimal
(MDIL, "0002-4bb8"); some devices send the 16-bit term alone, which the field's partition makes whole.
To be verified against the registry (NIST RTMMS) before use with a real device.
"""

import re
from dataclasses import dataclass

from handrail.pathway.infuse.signals import BY_MDC, CHANNELS, Channel

MEASUREMENTS = 2  # partition of what OBX-3 names
OBJECTS = 1  # partition of the devices, modules and channels that a message lists before their values
UNITS = 4  # partition of what OBX-6 names
TERM_BITS = 16

_MDIL = re.compile(r"([0-9A-Fa-f]{4})-([0-9A-Fa-f]{4})")
_DIGITS = re.compile(r"[0-9]{1,9}")
_ANNOTATION = re.compile(r"\{[A-Za-z ]*\}")

NAMES = {
    "hr": "MDC_ECG_HEART_RATE",
    "spo2": "MDC_PULS_OXIM_SAT_O2",
    "pulse": "MDC_PULS_OXIM_PULS_RATE",
    "resp": "MDC_RESP_RATE",
    "etco2": "MDC_AWAY_CO2_ET",
    "abp_sys": "MDC_PRESS_BLD_ART_ABP_SYS",
    "abp_dia": "MDC_PRESS_BLD_ART_ABP_DIA",
    "abp_mean": "MDC_PRESS_BLD_ART_ABP_MEAN",
    "nibp_sys": "MDC_PRESS_BLD_NONINV_SYS",
    "nibp_dia": "MDC_PRESS_BLD_NONINV_DIA",
    "nibp_mean": "MDC_PRESS_BLD_NONINV_MEAN",
    "nibp_pulse": "MDC_PULS_RATE_NON_INV",
    "pump_rate": "MDC_FLOW_FLUID_PUMP",
    "pump_volume": "MDC_VOL_FLUID_DELIV",
    "pump_remaining": "MDC_VOL_FLUID_TBI_REMAIN",
}
"""The reference identifier that goes with each channel's first code."""

BY_NAME = {name: CHANNELS[channel] for channel, name in NAMES.items()}

MONITOR = "69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC"
PUMP = "69985^MDC_DEV_PUMP_INFUS_MDS^MDC"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as devices write it: `written` is what we send, the others what we understand."""

    written: str
    mdc: tuple[int, ...]
    plain: tuple[str, ...]  # UCUM, and the spellings that can mean nothing else


PER_MINUTE = Unit(
    "264864^MDC_DIM_BEAT_PER_MIN^MDC", (264864, 264928), ("/min", "1/min", "bpm", "rpm", "BPM", "beats/min")
)
UNIT_OF = {
    "1/min": PER_MINUTE,
    "%": Unit("262688^MDC_DIM_PERCENT^MDC", (262688,), ("%",)),
    "mmHg": Unit("266016^MDC_DIM_MMHG^MDC", (266016,), ("mm[Hg]", "mmHg")),
    "mL/h": Unit("265266^MDC_DIM_MILLI_L_PER_HR^MDC", (265266,), ("mL/h", "ml/h")),
    "mL": Unit("263762^MDC_DIM_MILLI_L^MDC", (263762,), ("mL", "ml")),
}
RESPIRATIONS_PER_MINUTE = "264928^MDC_DIM_RESP_PER_MIN^MDC"

VALUE_STATUSES = frozenset({"R", "F", "P", "S"})
"""OBX-11 (HL7 table 0085) of a value that stands: unverified, final, preliminary, partial."""

TAKEN_BACK = {
    "INV": "invalid",
    "NAV": "not available",
    "CAL": "being calibrated",
    "TEST": "test data",
    "DEMO": "demonstration data",
}
"""OBX-8 flags (11073 measurement status as PCD-01 writes it) with which a number is no reading of the patient."""


def context_free(code: str, system: str, partition: int) -> int | None:
    """The context-free code; None where it is none of ours to read (another system, or no number)."""
    if system == "MDIL" and (found := _MDIL.fullmatch(code)):
        return (int(found[1], 16) << TERM_BITS) + int(found[2], 16)
    if system not in {"MDC", ""} or not _DIGITS.fullmatch(code):
        return None
    number = int(code)
    if number >= 1 << TERM_BITS:
        return number
    return (partition << TERM_BITS) + number if system == "MDC" else None


def channel_of(code: int | None) -> Channel | None:
    """The channel that a code names, if Handrail has it."""
    return BY_MDC.get(code) if code is not None else None


def is_object(code: int | None) -> bool:
    """Whether the code names a device or a part of one, not a measurement."""
    return code is not None and code >> TERM_BITS == OBJECTS


def is_unit(channel: Channel, code: str, system: str) -> bool:
    """Whether what OBX-6 says is the channel's own unit. Nothing is converted."""
    unit = UNIT_OF[channel.unit]
    if context_free(code, system, UNITS) in unit.mdc:
        return True
    return system not in {"MDC", "MDIL"} and (_ANNOTATION.sub("", code) or code) in unit.plain


def unit_written(channel: Channel) -> str:
    """What to send in OBX-6."""
    return RESPIRATIONS_PER_MINUTE if channel.name == "resp" else UNIT_OF[channel.unit].written
