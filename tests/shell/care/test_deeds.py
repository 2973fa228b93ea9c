"""What people do, written once: on a real database, with the people of the tests."""

from datetime import timedelta
from decimal import Decimal

import pytest

from handrail.care import infuse, prepare, recover, rules
from handrail.care.deed import Done, NotThere
from handrail.care.prepare import NotPossible, Watching
from handrail.clinic import bindings, private_text
from handrail.clinic.bindings import CannotBind
from handrail.clinic.models import Visit
from handrail.pathway.events import BagCheckDiffered, MarkDescribed, OrderRefused, RateChanged
from handrail.pathway.infuse import rate as rates
from handrail.pathway.prepare.bag import BagRefused
from handrail.pathway.session import Phase
from handrail.record import log
from handrail.units import (
    MilligramsPerKilogram,
    MilligramsPerMillilitre,
    Millilitres,
    MillilitresPerHour,
    MillimetresOfMercury,
    Minutes,
)
from tests.people import NOW, World, small_world

pytestmark = pytest.mark.django_db

MONITORED = Watching(("hr", "spo2", "resp", "nibp_sys", "nibp_dia", "nibp_mean"), 1, 300)
PUMPED = Watching(("pump_rate", "pump_volume"), 5, None)


@pytest.fixture
def world() -> World:
    """Riverside and Hillside."""
    return small_world()


def ordered(world: World, dose: str = "0.5", minutes: int = 40, key: str = "order") -> None:
    """Dr Albrecht orders Ruth's infusion."""
    prepare.order_infusion(
        visit=world.ruths_visit,
        dose_per_weight=MilligramsPerKilogram(dose),
        length=Minutes(minutes),
        key=key,
        by=world.albrecht.pk,
        at=NOW,
    )


def bagged(world: World, key: str = "bag") -> None:
    """Mara makes the bag."""
    prepare.prepare_bag(
        visit=world.ruths_visit,
        vial_strength=MilligramsPerMillilitre(50),
        diluent=Millilitres(100),
        method="add",
        key=key,
        by=world.mara.pk,
        at=NOW,
    )


def ready(world: World) -> None:
    """Everything before the start."""
    ordered(world)
    bagged(world)
    prepare.check_bag(
        visit=world.ruths_visit,
        drawn=Millilitres("0.7"),
        rate=MillilitresPerHour(151),
        key="check",
        by=world.jonas.pk,
        at=NOW,
    )
    prepare.bind_device(
        visit=world.ruths_visit, device=world.monitor, watching=MONITORED, key="bind", by=world.mara.pk, at=NOW
    )
    prepare.watch_over(visit=world.ruths_visit, person=world.mara.pk, key="watch", by=world.mara.pk, at=NOW)


def started(world: World) -> None:
    """The drip runs."""
    ready(world)
    done = infuse.start(session=world.ruths_visit.pk, key="start", by=world.mara.pk, at=NOW)
    assert done.refused is None


def slow(world: World, to: str, key: str, *, by: str | None = None, seen: int | None = None, minute: int = 5) -> Done:
    """Somebody sets the drip to another rate."""
    return infuse.change_rate(
        session=world.ruths_visit.pk,
        to=MillilitresPerHour(to),
        prescriber=False,
        key=key,
        by=by or world.mara.pk,
        at=NOW + timedelta(minutes=minute),
        seen=seen,
    )


class TestOrderAndBag:
    """What is ordered, made and checked before anything runs."""

    def test_an_order_names_the_protocol_it_was_given_under(self, world: World) -> None:
        """Its versions in words, and the digest of all it says."""
        ordered(world)
        order = log.state(world.ruths_visit.pk)[1].order
        assert order.dose.written == "35"
        assert "sha256" in order.protocol

    def test_an_order_outside_the_protocol_is_refused_and_the_refusal_kept(self, world: World) -> None:
        """The log says what was asked for and why not."""
        ordered(world, dose="3")
        (event,) = [one.fact.event for one in log.after(world.ruths_visit.pk, 1)]
        assert isinstance(event, OrderRefused)
        assert "3 mg/kg is outside" in event.because

    def test_a_bag_needs_an_order(self, world: World) -> None:
        """What to do first is said."""
        with pytest.raises(NotPossible, match="A prescriber orders"):
            bagged(world)

    def test_a_bag_that_runs_too_fast_is_refused(self, world: World) -> None:
        """With a smaller bag it works."""
        ordered(world)
        with pytest.raises(BagRefused, match="smaller bag"):
            prepare.prepare_bag(
                visit=world.ruths_visit,
                vial_strength=MilligramsPerMillilitre(50),
                diluent=Millilitres(500),
                method="add",
                key="big",
                by=world.mara.pk,
                at=NOW,
            )

    def test_nobody_checks_their_own_bag(self, world: World) -> None:
        """A second person does."""
        ordered(world)
        bagged(world)
        with pytest.raises(NotPossible, match="second person"):
            prepare.check_bag(
                visit=world.ruths_visit,
                drawn=Millilitres("0.7"),
                rate=MillilitresPerHour(151),
                key="own",
                by=world.mara.pk,
                at=NOW,
            )

    def test_figures_that_differ_keep_the_bag_waiting(self, world: World) -> None:
        """Until both agree it is not checked, and the drip does not start."""
        ready(world)
        done = prepare.check_bag(
            visit=world.ruths_visit,
            drawn=Millilitres(7),
            rate=MillilitresPerHour(151),
            key="again",
            by=world.jonas.pk,
            at=NOW,
        )
        assert isinstance(done.events[0], BagCheckDiffered)
        assert log.state(world.ruths_visit.pk)[1].phase is Phase.PREPARED
        start = infuse.start(session=world.ruths_visit.pk, key="start", by=world.mara.pk, at=NOW)
        assert start.refused == "second_check"


class TestDevicesAtAChair:
    """A device belongs to a patient by a deed, and to one only."""

    def test_a_monitor_bound_elsewhere_stays_there(self, world: World) -> None:
        """Neither the table nor the log holds half a binding."""
        ready(world)
        before = log.head(world.karls_visit.pk)
        with pytest.raises(CannotBind, match="Unbind it there first"):
            prepare.bind_device(
                visit=world.karls_visit, device=world.monitor, watching=MONITORED, key="x", by=world.mara.pk, at=NOW
            )
        assert [one.kind for one in log.after(world.karls_visit.pk, before)] == ["DeedRefused"]

    def test_pressing_twice_binds_once(self, world: World) -> None:
        """The second press gets the first one's answer."""
        ready(world)
        again = prepare.bind_device(
            visit=world.ruths_visit, device=world.monitor, watching=MONITORED, key="bind", by=world.mara.pk, at=NOW
        )
        assert again.repeated
        assert bindings.open_bindings(visit=world.ruths_visit).count() == 1

    def test_a_chair_holds_one_patient(self, world: World) -> None:
        """The next sits down when the first has left."""
        with pytest.raises(NotPossible, match="is taken"):
            prepare.take_chair(visit=world.karls_visit, chair=world.chairs[0], key="seat", by=world.mara.pk, at=NOW)

    def test_going_home_frees_chair_and_devices(self, world: World) -> None:
        """Turnover: the devices come off, and the drip that nobody ended is ended."""
        started(world)
        prepare.bind_device(
            visit=world.ruths_visit, device=world.pump, watching=PUMPED, key="pump", by=world.mara.pk, at=NOW
        )
        done = recover.leave(visit=world.ruths_visit, key="leave", by=world.mara.pk, at=NOW + timedelta(minutes=20))
        assert [event.kind() for event in done.events] == [
            "InfusionStopped",
            "DeviceUnbound",
            "DeviceUnbound",
            "PatientLeft",
        ]
        assert not bindings.open_bindings(visit=world.ruths_visit).exists()
        assert Visit.objects.get(pk=world.ruths_visit.pk).closed_at is not None
        prepare.take_chair(visit=world.karls_visit, chair=world.chairs[0], key="seat", by=world.mara.pk, at=NOW)


class TestTheDrip:
    """One deed, one entry, and an answer that says what had changed."""

    def test_the_same_press_counts_once(self, world: World) -> None:
        """A double click, a redelivered request."""
        started(world)
        first = slow(world, "75.5", "press-1")
        again = slow(world, "75.5", "press-1")
        assert not first.repeated
        assert again.repeated
        assert again.events == first.events
        assert sum(one.kind == "RateChanged" for one in log.after(world.ruths_visit.pk, 0)) == 1

    def test_a_stale_page_is_told_what_had_changed(self, world: World) -> None:
        """Jonas looked at the page before Mara slowed."""
        started(world)
        seen = log.head(world.ruths_visit.pk)
        slow(world, "113.2", "mara", seen=seen)
        late = slow(world, "75.5", "jonas", by=world.jonas.pk, seen=seen, minute=6)
        assert [(deed.by, deed.rate) for deed in late.changed_since] == [(world.mara.pk, MillilitresPerHour("113.2"))]
        assert isinstance(late.events[0], RateChanged)
        assert late.events[0].previous == MillilitresPerHour("113.2")

    def test_a_stale_press_that_would_raise_is_an_increase(self, world: World) -> None:
        """What was slower on the page may be faster than what runs."""
        started(world)
        seen = log.head(world.ruths_visit.pk)
        slow(world, "40", "mara")
        late = slow(world, "75.5", "jonas", by=world.jonas.pk, seen=seen, minute=6)
        assert late.refused == "prescriber_only"
        assert log.state(world.ruths_visit.pk)[1].running.rate == MillilitresPerHour(40)

    def test_a_press_that_changes_nothing_writes_nothing(self, world: World) -> None:
        """And its key stays free."""
        started(world)
        head = log.head(world.ruths_visit.pk)
        assert slow(world, "151", "same").events == ()
        assert log.head(world.ruths_visit.pk) == head


class TestASecondBag:
    """Another bag in the middle of an infusion is checked by two, and never runs with more drug than before."""

    def second_bag(self, world: World) -> None:
        """A pause for the toilet, and meanwhile a bag of half the volume: twice the concentration."""
        started(world)
        later = NOW + timedelta(minutes=5)
        infuse.pause(session=world.ruths_visit.pk, key="p", by=world.mara.pk, at=later, pause_for="toilet")
        prepare.prepare_bag(
            visit=world.ruths_visit,
            vial_strength=MilligramsPerMillilitre(50),
            diluent=Millilitres(50),
            method="add",
            key="bag-2",
            by=world.mara.pk,
            at=later,
        )

    def resume(self, world: World, to: str, key: str) -> Done:
        """Mara lets it run again."""
        return infuse.resume(
            session=world.ruths_visit.pk,
            to=MillilitresPerHour(to),
            prescriber=False,
            key=key,
            by=world.mara.pk,
            at=NOW + timedelta(minutes=8),
        )

    def test_does_not_run_before_a_second_person_has_checked_it(self, world: World) -> None:
        """Whatever the rate."""
        self.second_bag(world)
        assert self.resume(world, "10", "r").refused == "second_check"

    def test_runs_with_no_more_drug_an_hour_than_before(self, world: World) -> None:
        """The pump's number means twice the drug now: what counts is mg/h."""
        self.second_bag(world)
        bag = log.state(world.ruths_visit.pk)[1].bag
        prepare.check_bag(
            visit=world.ruths_visit, drawn=bag.drawn, rate=bag.rate, key="check-2", by=world.jonas.pk, at=NOW
        )
        session = log.state(world.ruths_visit.pk)[1]
        offered = rates.again(session, Decimal(1), rules.shipped().rate_rules())
        assert offered is not None
        assert offered < MillilitresPerHour(77)
        assert self.resume(world, "151", "r1").refused == "above_ceiling"
        done = self.resume(world, offered.written, "r2")
        assert done.refused is None
        running = done.session.running
        assert running is not None
        assert running.drug_rate <= session.segments[-1].drug_rate

    def test_is_not_made_after_the_end(self, world: World) -> None:
        """A new infusion needs a new visit."""
        started(world)
        infuse.stop(session=world.ruths_visit.pk, key="s", by=world.mara.pk, at=NOW + timedelta(minutes=5))
        with pytest.raises(NotPossible, match="has ended"):
            bagged(world, "bag-3")


class TestMarksAndWords:
    """The moment first, the words afterwards, and the words only for those who may read them."""

    def test_words_are_locked_before_they_are_written(self, world: World) -> None:
        """The log holds the lock's text; the patient's key opens it; erasing the key leaves the chain whole."""
        started(world)
        session, at = world.ruths_visit.pk, NOW + timedelta(minutes=3)
        infuse.mark(session=session, mark="comfort", key="mark", by=world.mara.pk, at=at)
        infuse.describe_mark(
            session=session,
            patient=world.ruths.pk,
            number=1,
            words="She asked for her sister",
            happened_at=None,
            key="words",
            by=world.mara.pk,
            at=at,
        )
        (recorded,) = log.after(session, log.head(session) - 1)
        assert "sister" not in recorded.payload_text
        event = recorded.fact.event
        assert isinstance(event, MarkDescribed)
        assert event.words is not None
        assert private_text.open_text(world.ruths.pk, event.words) == "She asked for her sister"
        private_text.erase(world.ruths.pk)
        assert private_text.open_text(world.ruths.pk, event.words) is None
        assert log.verify(session).problem is None

    def test_a_mark_that_nobody_made_cannot_be_described(self, world: World) -> None:
        """It is said that there is none, and nothing is written."""
        started(world)
        with pytest.raises(NotThere, match="no mark 7"):
            infuse.describe_mark(
                session=world.ruths_visit.pk,
                patient=world.ruths.pk,
                number=7,
                words="?",
                happened_at=None,
                key="words",
                by=world.mara.pk,
                at=NOW,
            )

    def test_an_alarm_that_is_over_cannot_be_seen(self, world: World) -> None:
        """Nor silenced, nor can a reason be given for what nobody did."""
        started(world)
        session = world.ruths_visit.pk
        with pytest.raises(NotThere, match="not there any more"):
            infuse.acknowledge(session=session, condition="pressure_high", key="a", by=world.mara.pk, at=NOW)
        with pytest.raises(NotThere, match="not there any more"):
            infuse.pause_sound(session=session, condition="pressure_high", key="b", by=world.mara.pk, at=NOW)
        with pytest.raises(NotThere, match="nothing that somebody did"):
            infuse.give_reason(
                session=session,
                patient=world.ruths.pk,
                about=1,
                reason="other",
                words=None,
                key="c",
                by=world.mara.pk,
                at=NOW,
            )

    def test_a_cuff_taken_by_hand_is_charted_and_can_be_set_aside(self, world: World) -> None:
        """It stays in the log and no longer counts."""
        started(world)
        session = world.ruths_visit.pk
        charted = infuse.chart_cuff(
            session=session,
            systolic=MillimetresOfMercury(210),
            diastolic=MillimetresOfMercury(98),
            key="cuff",
            by=world.mara.pk,
            at=NOW,
        )
        infuse.set_cuff_aside(session=session, about=charted.seq, key="aside", by=world.mara.pk, at=NOW)
        assert log.state(session)[1].cuffs[0].set_aside
        again = infuse.set_cuff_aside(session=session, about=charted.seq, key="aside-2", by=world.mara.pk, at=NOW)
        assert again.events == ()
