"""Playing chairs forward on a stepped clock, through the production code: for a demonstration's past, and for scenarios."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handrail.care import forecast, monitor
from handrail.care.clock import SteppedClock
from handrail.interop.hl7v2 import Received, receive
from handrail.pathway.session import Phase
from handrail.record import pulse
from handrail.virtual_clinic.chairside import Chairside

ONE_SECOND = timedelta(seconds=1)


@dataclass(slots=True)
class Stage:
    """Some chairs and a clock. `look_every_s` is how often samples are stored and looked at: later looks find the same."""

    clock: SteppedClock
    chairs: list[Chairside] = field(default_factory=list)
    look_every_s: int = 5
    waiting: list[Received] = field(default_factory=list)

    def play(self, until: datetime, *, each_look: Callable[[datetime], None] = lambda _: None) -> None:
        """Let time pass, second by second, to that moment."""
        sessions = {chair: chair.session for chair in self.chairs}
        while self.clock.now() < until:
            moment = self.clock.step(ONE_SECOND)
            for chair, session in sessions.items():
                self.waiting += [receive(said, moment) for _, said in chair.messages(moment, session)]
            if int(moment.timestamp()) % self.look_every_s == 0 or moment >= until:
                self.look()
                each_look(moment)
                sessions = {chair: chair.session for chair in self.chairs}

    def look(self) -> None:
        """Store what was said, look at every chair, seal what is due."""
        now = self.clock.now()
        self.flush(now)
        for chair in self.chairs:
            monitor.watch(chair.visit.pk, at=now)
            monitor.seal_minutes(chair.visit.pk, at=now)
            self._foretell(chair, now)
        pulse.beat(now)

    @staticmethod
    def _foretell(chair: Chairside, now: datetime) -> None:
        """Write down what is forecast, or what a visit that is over has taught."""
        if chair.session.phase is Phase.LEFT:
            forecast.teach(chair.visit, now)
        else:
            forecast.write_down(chair.visit, now)

    def flush(self, now: datetime) -> Sequence[str]:
        """Store what the devices have said; the reasons of what was refused."""
        if not self.waiting:
            return ()
        recording = monitor.record_samples(self.waiting, at=now)
        self.waiting = []
        return [answer.reason for answer in recording.answers if answer.code != "AA"]
