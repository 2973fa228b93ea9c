"""A session as it stands in minute 24: four cuffs, a rating, and the heart rate of each minute."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from handrail.pathway.events import (
    BagChecked,
    BagPrepared,
    CuffCharted,
    Event,
    ExperienceRated,
    Fact,
    InfusionOrdered,
    InfusionStarted,
    MinuteSealed,
)
from handrail.pathway.session import EMPTY, Session, fold
from handrail.units import (
    Kilograms,
    Milligrams,
    MilligramsPerHour,
    MilligramsPerKilogram,
    MilligramsPerMillilitre,
    Millilitres,
    MillilitresPerHour,
    MillimetresOfMercury,
    Minutes,
)

START_AT = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
NOW_MIN = 24
CUFFS = ((-1, 131, 80), (10, 142, 86), (20, 157, 95), (23, 164, 98))


def at_minute_24() -> tuple[Session, datetime]:
    """The session and the moment."""
    events = sorted([*_before(), *_readings()], key=lambda pair: pair[0])
    session = EMPTY
    for seq, (minute, event) in enumerate(events, 1):
        at = START_AT + timedelta(minutes=minute)
        session = fold(session, Fact(seq=seq, event=event, occurred_at=at, recorded_at=at, actor="per_nurse"))
    return session, START_AT + timedelta(minutes=NOW_MIN)


def _before() -> list[tuple[int, Event]]:
    rate, drug_rate = MillilitresPerHour(151), MilligramsPerHour("52.4831")
    order = InfusionOrdered(
        dose_per_weight=MilligramsPerKilogram("0.5"),
        weight=Kilograms(70),
        dose=Milligrams(35),
        length=Minutes(40),
        infusion_number=3,
        planned_infusions=6,
        age_years=47,
        sex="female",
        height=None,
        protocol="benchmark",
    )
    bag = BagPrepared(
        vial_strength=MilligramsPerMillilitre(50),
        drawn=Millilitres("0.7"),
        diluent=Millilitres(100),
        method="add",
        volume=Millilitres("100.7"),
        concentration=MilligramsPerMillilitre("0.34757"),
        rate=rate,
        drug_rate=drug_rate,
    )
    return [
        (-10, order),
        (-5, bag),
        (-4, BagChecked(drawn=Millilitres("0.7"), rate=rate)),
        (0, InfusionStarted(rate=rate, drug_rate=drug_rate)),
    ]


def _readings() -> list[tuple[int, Event]]:
    cuffs = [(minute, _cuff(systolic, diastolic)) for minute, systolic, diastolic in CUFFS]
    minutes = [(minute, _minute(minute)) for minute in range(NOW_MIN)]
    return [*cuffs, (20, ExperienceRated(scale="felt", of_ten=5)), *minutes]


def _cuff(systolic: int, diastolic: int) -> Event:
    return CuffCharted(
        systolic=MillimetresOfMercury(systolic),
        diastolic=MillimetresOfMercury(diastolic),
        mean=None,
        source="manual",
        device=None,
        measured_at=None,
        cursor=None,
    )


def _minute(minute: int) -> Event:
    return MinuteSealed(
        minute_at=START_AT + timedelta(minutes=minute),
        after_cursor=0,
        through_cursor=minute,
        count=1,
        digest="0" * 64,
        summary={"hr": {"count": "60", "last": str(Decimal(80 + minute // 3))}},
    )
