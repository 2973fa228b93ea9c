"""A virtual monitor and a virtual pump: what they would send at a moment, as the bytes of the real protocol.

Noise, artefacts and dropouts are drawn from the patient's seed and the second on the clock, so that the same moment
always looks the same, also after a restart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np

from handrail.interop.hl7v2 import Observation, oru
from handrail.pathway.session import Segment, Session, minutes_after, minutes_between
from handrail.pharmacology.line import Line
from handrail.units import MilligramsPerHour, Millilitres, MillilitresPerHour
from handrail.virtual_clinic.patient import AT_THE_HUB, VirtualPatient, Vitals

MONITOR_CHANNELS = ("hr", "spo2", "resp", "nibp_sys", "nibp_dia", "nibp_mean")
PUMP_CHANNELS = ("pump_rate", "pump_volume")
MONITOR_EVERY_S = 1
PUMP_EVERY_S = 5
ONE_SECOND = timedelta(seconds=1)

HEART, SATURATION, BREATHING, CUFF = range(4)  # which stream of chance a value is drawn from


@dataclass(frozen=True, slots=True)
class Dropout:
    """The sensor is off the finger: the monitor says that there is no value, or says nothing at all."""

    from_at: datetime
    to_at: datetime
    silent: bool = False

    def holds(self, moment: datetime) -> bool:
        """Whether it is so at this moment."""
        return self.from_at <= moment < self.to_at


@dataclass(frozen=True, slots=True)
class VirtualMonitor:
    """A bedside monitor on a virtual patient. `cuff_at` says at which minutes from `on_at` the cuff inflates."""

    sender: str
    equipment: str
    patient: VirtualPatient
    on_at: datetime
    cuff_every: timedelta
    dropouts: tuple[Dropout, ...] = ()

    def message(self, moment: datetime, given: Sequence[Segment], line: Line = AT_THE_HUB) -> bytes | None:
        """What the monitor sends at this second; None where it is silent."""
        off = next((dropout for dropout in self.dropouts if dropout.holds(moment)), None)
        if off is not None and off.silent:
            return None
        vitals = self.patient.at(moment, given, line)
        observations = [*self._continuous(moment, vitals, off=off is not None), *self._cuff(moment, vitals)]
        return oru(
            sender=self.sender,
            equipment=self.equipment,
            control_id=f"{self.equipment}-{moment.timestamp():.0f}",
            sent_at=moment,
            observations=observations,
        )

    def _continuous(self, moment: datetime, vitals: Vitals, *, off: bool) -> list[Observation]:
        values = {
            "hr": self._heart_rate(moment, vitals),
            "spo2": self._saturation(moment, vitals),
            "resp": self._breathing(moment, vitals),
        }
        absent = "no value" if off else None
        return [
            Observation(channel, None if off else Decimal(value), moment, absent) for channel, value in values.items()
        ]

    def _chance(self, moment: datetime, stream: int) -> np.random.Generator:
        return np.random.default_rng((self.patient.body.seed, stream, int(moment.timestamp())))

    def _slow(self, moment: datetime, stream: int, period_s: float) -> float:
        """A slow wave of its own for each value, between -1 and 1: rest is not a straight line."""
        phase = self.patient.body.seed % 97 + stream * 11
        return float(np.sin(2 * np.pi * moment.timestamp() / period_s + phase))

    def _artefact(self, moment: datetime, stream: int, share: float) -> bool:
        """Whether a hand moves now: drawn for stretches of a few seconds."""
        numbers = self.patient.numbers
        stretch = int(moment.timestamp() // numbers.artefact_lasts)
        return float(np.random.default_rng((self.patient.body.seed, 100 + stream, stretch)).random()) < share

    def _heart_rate(self, moment: datetime, vitals: Vitals) -> int:
        numbers = self.patient.numbers
        chance = self._chance(moment, HEART)
        value = vitals.heart_rate + numbers.heart_rate_noise * (self._slow(moment, HEART, 41) + chance.normal() / 2)
        if self._artefact(moment, HEART, numbers.artefact_heart_rate):
            value += chance.uniform(20, 40)
        return round(value)

    def _saturation(self, moment: datetime, vitals: Vitals) -> int:
        numbers = self.patient.numbers
        chance = self._chance(moment, SATURATION)
        value = vitals.saturation + numbers.saturation_noise * (
            self._slow(moment, SATURATION, 73) + chance.normal() / 2
        )
        if self._artefact(moment, SATURATION, numbers.artefact_saturation):
            value -= chance.uniform(4, 9)
        return min(100, round(value))

    def _breathing(self, moment: datetime, vitals: Vitals) -> int:
        chance = self._chance(moment, BREATHING)
        return round(
            vitals.breathing
            + self.patient.numbers.breathing_noise * (self._slow(moment, BREATHING, 29) + chance.normal() / 2)
        )

    def _cuff(self, moment: datetime, vitals: Vitals) -> list[Observation]:
        since = int((moment - self.on_at) / ONE_SECOND)
        if since < 0 or since % int(self.cuff_every / ONE_SECOND):
            return []
        numbers = self.patient.numbers
        chance = self._chance(moment, CUFF)
        lift = chance.uniform(15, 35) if chance.random() < numbers.artefact_cuff else 0.0
        systolic = vitals.systolic + chance.normal(0, numbers.cuff_noise) + lift
        diastolic = vitals.diastolic + chance.normal(0, numbers.cuff_noise * 0.7) + lift / 2
        mean = diastolic + (systolic - diastolic) / 3
        return [
            Observation(channel, Decimal(round(value)), moment)
            for channel, value in (("nibp_sys", systolic), ("nibp_dia", diastolic), ("nibp_mean", mean))
        ]


@dataclass(frozen=True, slots=True)
class VirtualPump:
    """An infusion pump that is set to what the nurse charts, a moment after she charts it."""

    sender: str
    equipment: str
    patient: VirtualPatient

    def message(self, moment: datetime, session: Session) -> bytes:
        """What the pump sends at this second."""
        delivered = self.delivered(moment, session)
        observations = [
            Observation("pump_rate", self.rate(moment, session).value, moment),
            Observation("pump_volume", delivered.rounded(Millilitres("0.1")).value, moment),
        ]
        return oru(
            sender=self.sender,
            equipment=self.equipment,
            control_id=f"{self.equipment}-{moment.timestamp():.0f}",
            sent_at=moment,
            observations=observations,
        )

    def runs(self, session: Session) -> tuple[Segment, ...]:
        """The charted stretches as the pump ran them: a moment later, and no longer than the bag lasts."""
        lag = timedelta(seconds=self.patient.numbers.pump_follows_after)
        return tuple(
            Segment(
                part.from_at + lag,
                part.to_at + lag if part.to_at else None,
                part.rate,
                part.drug_rate,
                part.by,
                part.seq,
            )
            for part in session.segments
        )

    def pushes(self, session: Session, line: Line) -> tuple[Segment, ...]:
        """What goes into the line: what the pump ran, and after a dose that is in, a flush of a line that held saline."""
        ran = self.runs(session)
        if session.ended_as != "completed" or line.primed_mg_per_ml > 0 or line.volume_ml <= 0:
            return ran
        last = ran[-1]
        assert last.to_at is not None  # a drip that was completed has ended
        ends_at = minutes_after(last.to_at, last.rate.time_for(Millilitres(str(line.volume_ml))))
        return (*ran, replace(last, from_at=last.to_at, to_at=ends_at, drug_rate=MilligramsPerHour(0)))

    def rate(self, moment: datetime, session: Session) -> MillilitresPerHour:
        """What the pump is running at now; nothing once the volume to be infused is in."""
        if session.bag is not None and self.delivered(moment, session) >= session.bag.volume:
            return MillilitresPerHour(0)
        running = [
            part
            for part in self.runs(session)
            if part.from_at <= moment and (part.to_at is None or moment < part.to_at)
        ]
        return running[-1].rate if running else MillilitresPerHour(0)

    def delivered(self, moment: datetime, session: Session) -> Millilitres:
        """The volume that is in by now."""
        total = Millilitres(0)
        for part in self.runs(session):
            end = min(part.to_at or moment, moment)
            if end > part.from_at:
                total = total + part.rate.during(minutes_between(part.from_at, end))
        return min(total, session.bag.volume) if session.bag else total
