"""What is forecast for a session: made from its log and what earlier sessions taught, written down as it is shown.

The twins of a session are learned once for each new reading and kept in this process; any other process makes the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

import numpy as np

from handrail.care import course as courses
from handrail.care import rules
from handrail.care.deed import Done, do
from handrail.care.rules import Rules
from handrail.clinic.models import Visit
from handrail.pathway.events import Event
from handrail.pathway.infuse import forecast as forecasting
from handrail.pathway.infuse.forecast import Basis, Course, Foreteller, NoForecast, Plan, Prospect
from handrail.pathway.session import Phase, Session
from handrail.pharmacology.digest import data_digest
from handrail.pharmacology.learning import Learned
from handrail.pharmacology.twins import Twins, known_of
from handrail.protocol.schema import ForecastRules
from handrail.record import log

BY = "handrail"
SESSIONS_KEPT = 64  # of which twins are held in memory: two readings of each chair of a large clinic


@dataclass(frozen=True)
class Forecast:
    """One session's forecast at one moment, of the session with its cuffs sifted. Each choice is worked out when asked for.

    `without_pressure` is the code of why nothing is said of pressure, where nothing is.
    """

    session: Session
    seq: int
    now: datetime
    basis: Basis
    twins: Twins
    foreteller: Foreteller
    under: Rules
    without_pressure: str | None

    @property
    def chance(self) -> bool:
        """Whether a chance of severe pressure is told: one cuff alone is no ground for it."""
        return self.without_pressure is None and forecasting.twice_read(self.session, self.rules)

    @property
    def rules(self) -> ForecastRules:
        """How far and how finely is forecast, by the session's protocol."""
        return self.under.forecast_rules()

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The choices of this phase."""
        return forecasting.plans_of(self.session, self.under.rate_rules(), self.under.pause_length())

    @cached_property
    def going_on(self) -> Prospect | None:
        """Going on as charted, where that is a choice."""
        plan = next((plan for plan in self.plans if plan.key == "go_on"), None)
        return self.foreteller.prospect(plan) if plan else None

    @cached_property
    def prospects(self) -> dict[str, Prospect]:
        """Each choice's, by its key."""
        known = {"go_on": self.going_on} if self.going_on else {}
        return {plan.key: known.get(plan.key) or self.foreteller.prospect(plan) for plan in self.plans}

    @property
    def shares(self) -> tuple[float, ...]:
        """Which part of the twins is of each of their models: what the readings have made of equal shares."""
        counted = np.bincount(self.twins.model, minlength=len(self.twins.models))
        return tuple(map(float, counted / len(self.twins)))

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What a reader has to know, as codes."""
        return tuple(self._assumptions())

    def _assumptions(self) -> Iterator[str]:
        yield from ("models_equal", "effects_assumed", "history_unknown", "charted_rates")
        if self.session.primed is None:
            yield "line_unknown"
        if not self.basis.readings:
            yield "nothing_read"
        if self.session.phase is Phase.PAUSED:
            yield "paused"


def forecast(visit: Visit, now: datetime) -> Forecast:
    """The forecast of a visit's infusion.

    Raises:
        NoForecast: "switched_off", "no_order", "not_started", or the models' own reason.
    """
    seq, told = log.state(visit.pk)
    assert isinstance(told, Session)
    under = rules.of_session(told, visit.clinic_id)
    rule = under.forecast_rules()
    session = forecasting.sifted(told, under.protocol)
    course = _course(session, now, rule)
    known = courses.known_before(visit)
    basis = forecasting.basis(course, session_id=visit.pk, knowledge=known)
    twins = twins_of(basis)
    return Forecast(
        session=session,
        seq=seq,
        now=now,
        basis=basis,
        twins=twins,
        foreteller=Foreteller(twins, course, basis.seed, rule),
        under=under,
        without_pressure=forecasting.against_pressure(session, now, rule),
    )


def write_down(visit: Visit, now: datetime) -> Done | None:
    """Write down what is forecast of going on, where something new was read or done, or the last one is old.

    Worked out without the session's lock, so that nobody waits for it; of several processes the first one's stands.
    Gives None where nothing is forecast or due.
    """
    _seq, before = log.state(visit.pk)
    assert isinstance(before, Session)
    if not _is_due(before, now, rules.of_session(before, visit.clinic_id).forecast_rules()):
        return None
    try:
        made = forecast(visit, now)
    except NoForecast:
        return None
    event = forecasting.shown(
        made.foreteller.prospect(_as_charted(made.session)),
        made.foreteller.from_now_min,
        made.twins,
        readings=len(made.basis.readings),
        data=data_digest(),
        pressure=made.without_pressure is None,
        chance=made.chance,
    )

    def decide(state: Session) -> list[Event]:
        return [] if state.phase is Phase.LEFT or state.steered > made.seq else [event]

    return do(visit.pk, decide, key=f"forecast:{len(made.session.foretold)}", by=BY, at=now)


def _as_charted(session: Session) -> Plan:
    """Going on with what runs now; while the drip is paused or over, that is nothing."""
    return Plan("go_on", session.running.rate if session.running else None)


def teach(visit: Visit, now: datetime) -> None:
    """Write down what a session that is over taught of its patient, once; where it taught nothing, nothing is written."""
    _seq, session = log.state(visit.pk)
    assert isinstance(session, Session)
    if session.started_at is None or session.order is None or courses.has_learned(visit):
        return
    try:
        made = forecast(visit, now)
    except NoForecast:
        return
    if made.basis.readings:
        courses.learned(visit, known_of(made.twins), readings=len(made.basis.readings), at=now)


def _course(session: Session, now: datetime, rule: ForecastRules) -> Course:
    if not rule.shown:
        raise NoForecast("switched_off")
    if session.order is None or session.bag is None:
        raise NoForecast("no_order")
    if session.started_at is None:
        raise NoForecast("not_started")
    return Course(session, now, rule.line_volume)


def twins_of(basis: Basis) -> Twins:
    """The twins that agree with a basis.

    Raises:
        NoForecast: where no model was made for such a person.
    """
    return _learned(basis).twins


@lru_cache(maxsize=SESSIONS_KEPT)
def _learned(basis: Basis) -> Learned:
    return forecasting.learned_from(basis)


def _is_due(session: Session, now: datetime, rule: ForecastRules) -> bool:
    """Whether something happened since the last one that a forecast depends on, or too much time has passed."""
    if session.started_at is None or session.phase is Phase.LEFT:
        return False
    if not session.foretold:
        return True
    last = session.foretold[-1]
    return session.steered > last.seq or now >= last.at + rule.every
