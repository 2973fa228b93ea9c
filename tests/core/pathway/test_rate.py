"""Starting, slowing, pausing, resuming and ending the drip: what always works, and what is asked for."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.pathway import session as sessions
from handrail.pathway.events import (
    AlarmCleared,
    AlarmRaised,
    BagChecked,
    BagPrepared,
    DeviceBound,
    Event,
    Fact,
    InfusionCompleted,
    InfusionOrdered,
    InfusionPaused,
    InfusionResumed,
    InfusionStarted,
    InfusionStopped,
    OrderAmended,
    PatientSeated,
    RateChanged,
    RateChangeRefused,
    ReasonGiven,
    ResumeRefused,
    StartRefused,
    WatcherNamed,
)
from handrail.pathway.infuse import rate as rates
from handrail.pathway.infuse.rate import RateRules
from handrail.pathway.session import Phase, Session
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


flows = st.decimals(min_value=Decimal("0.1"), max_value=Decimal(300), places=1).map(MillilitresPerHour)
deeds = st.lists(
    st.tuples(st.sampled_from(["slow", "pause", "resume", "stop"]), flows, st.integers(1, 20)),
    max_size=8,
)


def lived(what: list[tuple[str, MillilitresPerHour, int]]) -> tuple[Session, float]:
    """A session in which staff did this and that, and its minute."""
    session, minute = running(), 0.0
    for deed, flow, wait in what:
        minute += wait
        at = START + timedelta(minutes=minute)
        events: list[Event] = {
            "slow": lambda flow=flow, s=session: rates.change(s, flow, prescriber=False, rules=RULES),
            "pause": lambda flow=flow, s=session: rates.pause(s, "toilet"),
            "resume": lambda flow=flow, s=session: rates.resume(s, flow, prescriber=False, rules=RULES),
            "stop": lambda at=at, s=session: rates.stop(s, at),
        }[deed]()
        session = after(session, events, minute)
    return session, minute


class TestSlowingPausingAndStopping:
    """They always succeed, for anybody, whatever went before."""

    @given(deeds, flows)
    def test_a_lower_rate_is_taken_from_anybody(
        self, what: list[tuple[str, MillilitresPerHour, int]], flow: MillilitresPerHour
    ) -> None:
        """While something runs, every rate below it is set."""
        session, _ = lived(what)
        if session.running is not None and flow < session.running.rate:
            (changed,) = rates.change(session, flow, prescriber=False, rules=RULES)
            assert isinstance(changed, RateChanged)
            assert after(session, [changed], 200).running.rate == flow  # type: ignore[union-attr]  # it runs

    @given(deeds)
    def test_whatever_runs_can_be_paused_and_stopped(self, what: list[tuple[str, MillilitresPerHour, int]]) -> None:
        """Nothing that went before can keep a drip running."""
        session, minute = lived(what)
        if session.running is not None:
            assert after(session, rates.pause(session, None), minute).running is None
            stopped = after(session, rates.stop(session, START + timedelta(minutes=minute)), minute)
            assert stopped.running is None
            assert stopped.phase is Phase.RECOVERING

    def test_doing_it_again_changes_nothing(self) -> None:
        """A drip that is paused, stopped or as slow already stays as it is, without a second entry."""
        paused = after(running(), rates.pause(running(), None), 5)
        assert rates.pause(paused, None) == []
        stopped = after(paused, rates.stop(paused, START + timedelta(minutes=6)), 6)
        assert rates.stop(stopped, START + timedelta(minutes=7)) == []
        assert rates.change(running(), FULL, prescriber=False, rules=RULES) == []

    def test_a_paused_drip_can_be_stopped(self) -> None:
        """Stop works from a pause too, and says what is in."""
        paused = after(running(), rates.pause(running(), None), 10)
        (stopped,) = rates.stop(paused, START + timedelta(minutes=15))
        assert stopped == InfusionStopped(given=Milligrams("8.747"))


class TestRaising:
    """Faster is asked for, never taken."""

    def test_is_refused_to_a_nurse_and_the_refusal_recorded(self) -> None:
        """A nurse who wants it faster is told whom to ask."""
        slow = after(running(), rates.change(running(), MillilitresPerHour(75), prescriber=False, rules=RULES), 5)
        (refused,) = rates.change(slow, MillilitresPerHour(100), prescriber=False, rules=RULES)
        assert refused == RateChangeRefused(rate=MillilitresPerHour(100), because="prescriber_only")
        assert after(slow, [refused], 6).running == slow.running

    def test_a_prescriber_may_go_back_up_to_the_order_and_no_further(self) -> None:
        """The order is the ceiling."""
        slow = after(running(), rates.change(running(), MillilitresPerHour(75), prescriber=False, rules=RULES), 5)
        assert isinstance(rates.change(slow, FULL, prescriber=True, rules=RULES)[0], RateChanged)
        above = FULL + MillilitresPerHour("0.1")
        assert rates.change(slow, above, prescriber=True, rules=RULES) == [
            RateChangeRefused(rate=above, because="above_ceiling")
        ]

    def test_a_stale_press_that_meant_to_slow_never_raises(self) -> None:
        """Half of what the page showed may be more than what runs now: nothing is raised, also not by a physician."""
        crawling = after(running(), rates.change(running(), MillilitresPerHour(30), prescriber=False, rules=RULES), 5)
        (refused,) = rates.change(crawling, MillilitresPerHour("75.5"), prescriber=True, rules=RULES, lower_only=True)
        assert refused == RateChangeRefused(rate=MillilitresPerHour("75.5"), because="already_slower")

    def test_nothing_that_stands_still_has_a_rate(self) -> None:
        """A rate pressed while it is paused is answered, not started."""
        paused = after(running(), rates.pause(running(), None), 5)
        assert rates.change(paused, MillilitresPerHour(50), prescriber=True, rules=RULES) == [
            RateChangeRefused(rate=MillilitresPerHour(50), because="not_running")
        ]


class TestStarting:
    """Not before two people agree on the bag and somebody and something watches."""

    @pytest.mark.parametrize(
        ("left_out", "because"),
        [(0, "order"), (1, "chair"), (2, "watcher"), (3, "bag"), (4, "second_check"), (5, "monitor")],
    )
    def test_is_refused_with_what_is_missing(self, left_out: int, because: str) -> None:
        """The first thing that is missing is named."""
        session = sessions.EMPTY
        for number, (event, by) in enumerate(PREPARED):
            if number != left_out:
                session = after(session, [event], minute=-10, by=by)
        assert rates.start(session) == [StartRefused(because=because)]

    @pytest.mark.parametrize(
        ("left_out", "missing"), [(1, "chair"), (2, "watcher"), (4, "second_check"), (5, "monitor")]
    )
    def test_that_happened_all_the_same_is_written_down_with_what_was_missing(
        self, left_out: int, missing: str
    ) -> None:
        """A running drip is never without alarms because a gate was shut."""
        session = sessions.EMPTY
        for number, (event, by) in enumerate(PREPARED):
            if number != left_out:
                session = after(session, [event], minute=-10, by=by)
        (started,) = rates.start(session, already_runs=True)
        assert started == InfusionStarted(rate=FULL, drug_rate=BAG.drug_rate, missing=(missing,))
        assert after(session, [started]).phase is Phase.INFUSING

    @pytest.mark.parametrize(("left_out", "because"), [(0, "order"), (3, "bag")])
    def test_that_happened_asks_how_strong_it_is(self, left_out: int, because: str) -> None:
        """Milligrams are never guessed: the order and the bag are written down first."""
        session = sessions.EMPTY
        for number, (event, by) in enumerate(PREPARED):
            if number != left_out:
                session = after(session, [event], minute=-10, by=by)
        assert rates.start(session, already_runs=True) == [StartRefused(because=because)]

    def test_runs_at_the_rate_that_two_people_worked_out(self) -> None:
        """The start takes the bag's own rate."""
        assert rates.start(prepared()) == [InfusionStarted(rate=FULL, drug_rate=BAG.drug_rate)]

    def test_a_second_start_of_a_running_drip_is_nothing_new(self) -> None:
        """Two nurses press start: one drip."""
        assert rates.start(running()) == []


class TestResuming:
    """After a pause for distress or a high alarm at three quarters or less; after others as before."""

    def paused_for(self, reason: str | None) -> Session:
        """A drip paused at minute 10."""
        return after(running(), [InfusionPaused(pause_for=reason)], 10)  # type: ignore[arg-type]  # a PauseFor in words

    def test_after_the_toilet_as_before(self) -> None:
        """What had nothing to do with the drug does not lower it."""
        assert rates.resume(self.paused_for("toilet"), FULL, prescriber=False, rules=RULES) == [
            InfusionResumed(rate=FULL, drug_rate=BAG.drug_rate)
        ]

    @pytest.mark.parametrize("reason", ["distress", None])
    def test_after_distress_at_three_quarters_or_less(self, reason: str | None) -> None:
        """Also where nobody has said yet what the pause was for."""
        paused = self.paused_for(reason)
        assert isinstance(rates.resume(paused, FULL, prescriber=False, rules=RULES)[0], ResumeRefused)
        lower = rates.slowed(FULL, RULES.resume_factor, RULES)
        assert lower == MillilitresPerHour("113.2")
        assert isinstance(rates.resume(paused, lower, prescriber=False, rules=RULES)[0], InfusionResumed)
        assert isinstance(rates.resume(paused, FULL, prescriber=True, rules=RULES)[0], InfusionResumed)

    def test_after_a_high_alarm_by_the_prescriber(self) -> None:
        """A pause under a high alarm is one for that alarm, said or not."""
        session = after(running(), [HIGH], 9)
        paused = after(session, rates.pause(session, None), 10)
        assert paused.pause is not None
        assert paused.pause.why == "high"
        assert rates.resume(paused, MillilitresPerHour(50), prescriber=False, rules=RULES) == [
            ResumeRefused(rate=MillilitresPerHour(50), because="prescriber_after_high")
        ]
        assert isinstance(
            rates.resume(paused, MillilitresPerHour(50), prescriber=True, rules=RULES)[0], InfusionResumed
        )

    @pytest.mark.parametrize("reason", ["nausea", "distress", "pressure", "toilet", "other"])
    def test_no_word_said_afterwards_unlocks_a_pause_for_a_high_alarm(self, reason: str) -> None:
        """What the alarm said is not talked away, and it is counted once."""
        session = after(running(), [HIGH], 9)
        paused = after(session, rates.pause(session, None), 10)
        told = after(paused, [ReasonGiven(about=paused.seq, reason=reason, words=None)], 11)
        assert sum(pause.counts for pause in told.pauses) == 1
        (refused,) = rates.resume(told, MillilitresPerHour(50), prescriber=False, rules=RULES)
        assert refused == ResumeRefused(rate=MillilitresPerHour(50), because="prescriber_after_high")

    @pytest.mark.parametrize("when", ["before", "during"])
    def test_after_the_toilet_under_a_high_alarm_by_the_prescriber(self, when: str) -> None:
        """What the pause is called takes nothing from the alarm, whether it stood before or came meanwhile."""
        session = after(running(), [HIGH], 9) if when == "before" else running()
        paused = after(session, rates.pause(session, "toilet"), 10)
        if when == "during":
            paused = after(paused, [HIGH], 11)
        eased = after(paused, [AlarmCleared(condition=HIGH.condition, cleared_at=START, value="150/90")], 14)
        for state in (paused, eased):
            assert rates.resume(state, MillilitresPerHour(50), prescriber=False, rules=RULES) == [
                ResumeRefused(rate=MillilitresPerHour(50), because="prescriber_after_high")
            ]
            (resumed,) = rates.resume(state, MillilitresPerHour(50), prescriber=True, rules=RULES)
            assert isinstance(resumed, InfusionResumed)

    def test_two_pauses_that_nobody_explained_ask_the_prescriber(self) -> None:
        """While nobody has said what for, a pause counts."""
        once = after(
            self.paused_for(None),
            [InfusionResumed(rate=MillilitresPerHour(100), drug_rate=MilligramsPerHour(34))],
            15,
        )
        twice = after(once, [InfusionPaused(pause_for=None)], 20)
        (refused,) = rates.resume(twice, MillilitresPerHour(50), prescriber=False, rules=RULES)
        assert refused == ResumeRefused(rate=MillilitresPerHour(50), because="prescriber_after_second_pause")

    def test_a_second_pause_for_distress_asks_the_prescriber(self) -> None:
        """It never ends by itself."""
        once = after(
            self.paused_for("distress"),
            [InfusionResumed(rate=MillilitresPerHour(100), drug_rate=MilligramsPerHour(34))],
            15,
        )
        twice = after(once, [InfusionPaused(pause_for="distress")], 20)
        assert twice.phase is Phase.PAUSED
        (refused,) = rates.resume(twice, MillilitresPerHour(50), prescriber=False, rules=RULES)
        assert refused == ResumeRefused(rate=MillilitresPerHour(50), because="prescriber_after_second_pause")

    def test_a_reason_said_afterwards_counts_as_if_said_at_once(self) -> None:
        """Reason after, never before: and then it holds."""
        paused = self.paused_for(None)
        told = after(paused, [ReasonGiven(about=paused.seq, reason="toilet", words=None)], 11)
        assert isinstance(rates.resume(told, FULL, prescriber=False, rules=RULES)[0], InfusionResumed)


class TestWhatIsGiven:
    """Milligrams follow from the charted rates, and never pass what was ordered."""

    def test_half_the_time_at_half_the_rate(self) -> None:
        """After 15 minutes at 151 mL/h 13.12 mg are in; at half the rate the rest takes 50 minutes."""
        session = after(
            running(), rates.change(running(), MillilitresPerHour("75.5"), prescriber=False, rules=RULES), 15
        )
        assert session.given(START + timedelta(minutes=15)).rounded(Milligrams("0.01")) == Milligrams("13.12")
        left = session.remaining(START + timedelta(minutes=15)).taken_at(session.running.drug_rate)  # type: ignore[union-attr]  # it runs
        assert left.rounded(Minutes("0.1")) == Minutes("50")

    @given(deeds, st.integers(0, 300))
    def test_never_more_than_ordered_and_never_less_than_before(
        self, what: list[tuple[str, MillilitresPerHour, int]], later: int
    ) -> None:
        """What is in stays in."""
        session, minute = lived(what)
        now = START + timedelta(minutes=minute)
        assert session.given(now) <= session.given(now + timedelta(minutes=later)) <= ORDERED.dose
        assert session.given(now) + session.remaining(now) == ORDERED.dose

    def test_the_end_says_what_is_in(self) -> None:
        """A dose that ran through is completed with the dose."""
        (completed,) = rates.complete(running(), START + timedelta(minutes=41))
        assert completed == InfusionCompleted(given=Milligrams(35))


class TestAmending:
    """A prescriber may change the order while it runs, within the ceilings and what the bag holds."""

    def test_is_the_prescribers(self) -> None:
        """Nobody else amends."""
        (refused,) = rates.amend(
            running(), dose_per_weight=MilligramsPerKilogram("0.5"), length=Minutes(50), prescriber=False, rules=RULES
        )
        assert isinstance(refused, RateChangeRefused)
        assert refused.because == "prescriber_only"

    def test_a_longer_time_lowers_the_highest_rate(self) -> None:
        """The same dose over 50 minutes may run at 120.8 mL/h."""
        (amended,) = rates.amend(
            running(), dose_per_weight=MilligramsPerKilogram("0.5"), length=Minutes(50), prescriber=True, rules=RULES
        )
        assert isinstance(amended, OrderAmended)
        assert after(running(), [amended], 5).ceiling == MillilitresPerHour("120.8")

    @pytest.mark.parametrize(("dose", "because"), [("0.6", "not_in_bag"), ("1.2", "above_ceiling")])
    def test_more_than_the_bag_or_the_ceiling_is_refused(self, dose: str, because: str) -> None:
        """A bag of 35 mg cannot give 42, and nobody orders above the ceiling."""
        (refused,) = rates.amend(
            running(), dose_per_weight=MilligramsPerKilogram(dose), length=Minutes(50), prescriber=True, rules=RULES
        )
        assert isinstance(refused, RateChangeRefused)
        assert refused.because == because
