"""What the tests of the forecast share: a drip that runs, what was measured in it, and the twins that agree."""

from datetime import timedelta

from handrail.pathway.events import CuffCharted, Event, ExperienceRated, LinePrimed, PrimedWith
from handrail.pathway.infuse.forecast import Basis, Course, Foreteller, Plan, Prospect, basis, learned_from
from handrail.pathway.session import Session
from handrail.pharmacology.twins import NOTHING_KNOWN, Knowledge
from handrail.protocol import load
from handrail.units import Millilitres, MillilitresPerHour, MillimetresOfMercury, Minutes
from tests.core.pathway.drips import FULL, START, after, running

LOOK = load().forecast
SESSION = "ses_of_a_test"
PAUSE = Minutes(5)
GO_ON = Plan("go_on", FULL)
HALF = Plan("slow_half", MillilitresPerHour("75.5"))


def cuff(systolic: int, diastolic: int = 80) -> CuffCharted:
    """A reading by hand."""
    return CuffCharted(
        systolic=MillimetresOfMercury(systolic),
        diastolic=MillimetresOfMercury(diastolic),
        mean=None,
        source="manual",
        device=None,
        measured_at=None,
        cursor=None,
    )


def felt(of_ten: int) -> ExperienceRated:
    """What the patient said."""
    return ExperienceRated(scale="felt", of_ten=of_ten)


def primed(primed_with: PrimedWith, volume_ml: str | None = None) -> LinePrimed:
    """What the line was filled with."""
    return LinePrimed(primed_with=primed_with, volume=Millilitres(volume_ml) if volume_ml else None)


def measured(*told: tuple[float, Event], session: Session | None = None) -> Session:
    """A running drip with these events at these minutes."""
    session = session or running()
    for minute, event in told:
        session = after(session, [event], minute)
    return session


def course(session: Session, minute: float) -> Course:
    """What is known of it at that minute."""
    return Course(session, START + timedelta(minutes=minute), LOOK.line_volume)


def based(session: Session, minute: float, knowledge: Knowledge = NOTHING_KNOWN) -> Basis:
    """What its twins are made from then."""
    return basis(course(session, minute), session_id=SESSION, knowledge=knowledge)


def foreteller(session: Session, minute: float, knowledge: Knowledge = NOTHING_KNOWN) -> Foreteller:
    """The twins of that minute, ready to be asked."""
    made = based(session, minute, knowledge)
    return Foreteller(learned_from(made).twins, course(session, minute), made.seed, LOOK)


def prospect(session: Session, minute: float, plan: Plan = GO_ON) -> Prospect:
    """What comes with a plan from that minute on."""
    return foreteller(session, minute).prospect(plan)
