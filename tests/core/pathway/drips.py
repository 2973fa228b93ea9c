"""A drip for the tests of rates: ordered, prepared, running."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from handrail.pathway import session as sessions
from handrail.pathway.events import (
    AlarmRaised,
    BagChecked,
    BagPrepared,
    DeviceBound,
    Event,
    Fact,
    InfusionOrdered,
    PatientSeated,
    WatcherNamed,
)
from handrail.pathway.infuse import rate as rates
from handrail.pathway.infuse.rate import RateRules
from handrail.pathway.session import Session
from handrail.units import (
    Kilograms,
    Milligrams,
    MilligramsPerHour,
    MilligramsPerKilogram,
    MilligramsPerMillilitre,
    Millilitres,
    MillilitresPerHour,
    Minutes,
)

START = datetime(2026, 11, 20, 14, 6, tzinfo=UTC)
RULES = RateRules(
    rate_step=MillilitresPerHour("0.1"),
    highest_flow=MillilitresPerHour(600),
    slow_factors=(Decimal("0.75"), Decimal("0.5")),
    resume_factor=Decimal("0.75"),
    dose_ceiling=MilligramsPerKilogram(1),
    highest_dose=Milligrams(100),
)
FULL = MillilitresPerHour("151")

ORDERED = InfusionOrdered(
    dose_per_weight=MilligramsPerKilogram("0.5"),
    weight=Kilograms(70),
    dose=Milligrams(35),
    length=Minutes(40),
    infusion_number=3,
    planned_infusions=6,
    age_years=47,
    sex="female",
    height=None,
    protocol="session 1",
)
BAG = BagPrepared(
    vial_strength=MilligramsPerMillilitre(50),
    drawn=Millilitres("0.7"),
    diluent=Millilitres(100),
    method="add",
    volume=Millilitres("100.7"),
    concentration=MilligramsPerMillilitre("0.347567"),
    rate=FULL,
    drug_rate=MilligramsPerHour("52.4826"),
)
MONITOR = DeviceBound(device="dev_1", device_kind="monitor", channels=("hr",), interval_s=1, cuff_interval_s=300)
PREPARED: tuple[tuple[Event, str], ...] = (
    (ORDERED, "albrecht"),
    (PatientSeated(chair="cha_3"), "mara"),
    (WatcherNamed(person="mara"), "mara"),
    (BAG, "mara"),
    (BagChecked(drawn=BAG.drawn, rate=BAG.rate), "jonas"),
    (MONITOR, "mara"),
)
HIGH = AlarmRaised(
    condition="pressure_high",
    alarm_kind="physiological",
    channel="nibp",
    priority="high",
    since=START,
    raised_at=START,
    value="204/121",
    limit="200/120",
)


def after(session: Session, events: list[Event], minute: float = 0, by: str = "mara") -> Session:
    """The session after these events, so many minutes from the start."""
    at = START + timedelta(minutes=minute)
    for event in events:
        session = sessions.fold(session, Fact(session.seq + 1, event, at, at, by))
    return session


def prepared() -> Session:
    """Ordered, seated, bag made and checked, monitor bound."""
    session = sessions.EMPTY
    for event, by in PREPARED:
        session = after(session, [event], minute=-10, by=by)
    return session


def running() -> Session:
    """The drip at the ordered rate."""
    return after(prepared(), rates.start(prepared()))
