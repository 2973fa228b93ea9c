"""A chair with its virtual patient, monitor and pump, and the care that invented staff give there.

Everything goes through the same deeds and the same device messages as with real people.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from handrail.care import infuse, prepare, recover, rules
from handrail.care.prepare import Watching
from handrail.clinic.models import Chair, Device, Person, Visit
from handrail.pathway.events import PrimedWith
from handrail.pathway.session import Phase, Session
from handrail.pharmacology.line import Line
from handrail.record import log
from handrail.units import MilligramsPerKilogram, MilligramsPerMillilitre, Millilitres, Minutes
from handrail.virtual_clinic.devices import (
    MONITOR_CHANNELS,
    MONITOR_EVERY_S,
    PUMP_CHANNELS,
    PUMP_EVERY_S,
    Dropout,
    VirtualMonitor,
    VirtualPump,
)
from handrail.virtual_clinic.patient import AT_THE_HUB, Body, VirtualPatient


@dataclass(frozen=True, slots=True)
class Team:
    """Who cares for a chair."""

    nurse: Person
    second_nurse: Person
    physician: Person


@dataclass(frozen=True, slots=True)
class Plan:
    """What is ordered and made for a visit."""

    dose_per_weight: MilligramsPerKilogram
    length: Minutes
    vial_strength: MilligramsPerMillilitre
    diluent: Millilitres
    cuff_every: timedelta
    primed_with: PrimedWith = "drug"


def usual_plan(clinic_id: str) -> Plan:
    """The usual order and bag by the clinic's protocol; the line is filled from the bag."""
    protocol = rules.of_clinic(clinic_id).protocol
    order, bag, schedule = protocol.order, protocol.bag, protocol.monitoring.schedule
    return Plan(order.default_dose, order.default_length, bag.default_vial, bag.default_volume, schedule.closer)


class Chairside:
    """One visit at one chair, with virtual devices."""

    def __init__(
        self,
        *,
        visit: Visit,
        chair: Chair,
        body: Body,
        team: Team,
        monitor: Device,
        pump: Device,
        plan: Plan,
        dropouts: tuple[Dropout, ...] = (),
    ) -> None:
        self.visit = visit
        self.chair = chair
        self.team = team
        self.plan = plan
        self.patient = VirtualPatient(body)
        self.monitor_device = monitor
        self.pump_device = pump
        self.pump = VirtualPump(pump.sender, pump.equipment_id, self.patient)
        self.dropouts = dropouts

    @property
    def session(self) -> Session:
        """What is so about the visit."""
        state: Session = log.state(self.visit.pk)[1]
        return state

    def prepare(self, at: datetime) -> None:
        """Order, seat, bind, make the bag and check it: everything before the start. Done again, it changes nothing."""
        visit, nurse, plan = self.visit, self.team.nurse.pk, self.plan
        prepare.order_infusion(
            visit=visit,
            dose_per_weight=plan.dose_per_weight,
            length=plan.length,
            key=self._key("order"),
            by=self.team.physician.pk,
            at=at,
        )
        prepare.take_chair(visit=visit, chair=self.chair, key=self._key("chair"), by=nurse, at=at)
        prepare.watch_over(visit=visit, person=nurse, key=self._key("watch"), by=nurse, at=at)
        cuff_s = int(plan.cuff_every.total_seconds())
        prepare.bind_device(
            visit=visit,
            device=self.monitor_device,
            watching=Watching(MONITOR_CHANNELS, MONITOR_EVERY_S, cuff_s),
            key=self._key("monitor"),
            by=nurse,
            at=at,
        )
        prepare.bind_device(
            visit=visit,
            device=self.pump_device,
            watching=Watching(PUMP_CHANNELS, PUMP_EVERY_S, None),
            key=self._key("pump"),
            by=nurse,
            at=at,
        )
        self._make_bag(at)

    def _make_bag(self, at: datetime) -> None:
        prepare.prepare_bag(
            visit=self.visit,
            vial_strength=self.plan.vial_strength,
            diluent=self.plan.diluent,
            method="add",
            key=self._key("bag"),
            by=self.team.nurse.pk,
            at=at,
        )
        bag = self.session.bag
        if bag is not None:
            prepare.check_bag(
                visit=self.visit,
                drawn=bag.drawn,
                rate=bag.rate,
                key=self._key("check"),
                by=self.team.second_nurse.pk,
                at=at,
            )

        self.prime(at)

    def prime(self, at: datetime) -> None:
        """Say what the line was filled with."""
        prepare.prime_line(
            visit=self.visit,
            primed_with=self.plan.primed_with,
            volume=None,
            key=self._key("line"),
            by=self.team.nurse.pk,
            at=at,
        )

    def start(self, at: datetime) -> None:
        """Start the drip."""
        infuse.start(session=self.visit.pk, key=self._key("start"), by=self.team.nurse.pk, at=at)

    def ask(self, at: datetime, number: int) -> None:
        """Ask the patient how far away it feels, for the so-manieth time, and write the answer down."""
        session = self.session
        line = self._line(session)
        infuse.rate_experience(
            session=self.visit.pk,
            scale="felt",
            of_ten=self.patient.felt(at, self.pump.pushes(session, line), line),
            key=self._key(f"felt {number}"),
            by=self.team.nurse.pk,
            at=at,
        )

    def complete(self, at: datetime) -> None:
        """End the drip, the dose in."""
        infuse.complete(session=self.visit.pk, key=self._key("complete"), by=self.team.nurse.pk, at=at)

    def leave(self, at: datetime) -> None:
        """Go home."""
        recover.leave(visit=self.visit, key=self._key("leave"), by=self.team.nurse.pk, at=at)

    def messages(self, moment: datetime, session: Session) -> Iterator[tuple[str, bytes]]:
        """What the devices at this chair send at this second, by the device that sends it."""
        if session.phase in {Phase.EMPTY, Phase.LEFT}:
            return
        bound = {binding.device: binding for binding in session.bindings}
        monitor = bound.get(self.monitor_device.pk)
        if monitor is not None:
            line = self._line(session)
            said = self._monitor(monitor.bound_at).message(moment, self.pump.pushes(session, line), line)
            if said is not None:
                yield self.monitor_device.pk, said
        if self.pump_device.pk in bound and int(moment.timestamp()) % PUMP_EVERY_S == 0:
            yield self.pump_device.pk, self.pump.message(moment, session)

    def _line(self, session: Session) -> Line:
        """The line as it was filled; the drug stands at the hub where nobody has said."""
        if session.primed is None or session.bag is None:
            return AT_THE_HUB
        volume = session.primed.volume or rules.of_session(session, self.visit.clinic_id).forecast_rules().line_volume
        strength = session.primed_from.concentration.value if session.primed_from else 0
        return Line(volume_ml=float(volume.value), primed_mg_per_ml=float(strength))

    def _monitor(self, on_at: datetime) -> VirtualMonitor:
        return VirtualMonitor(
            self.monitor_device.sender,
            self.monitor_device.equipment_id,
            self.patient,
            on_at,
            self.plan.cuff_every,
            self.dropouts,
        )

    def _key(self, deed: str) -> str:
        """Each deed of invented staff is done once a visit, also after a restart."""
        return f"virtual:{self.visit.pk}:{deed}"
