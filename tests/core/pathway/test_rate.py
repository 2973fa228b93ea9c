"""Starting, slowing, pausing, resuming and ending the drip: what always works, and what is asked for."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.pathway import session as sessions
from handrail.pathway.events import (
    Event,
    InfusionCompleted,
    InfusionStarted,
    InfusionStopped,
    OrderAmended,
    RateChanged,
    RateChangeRefused,
    StartRefused,
)
from handrail.pathway.infuse import rate as rates
from handrail.pathway.session import Phase, Session
from handrail.units import (
    Milligrams,
    MilligramsPerKilogram,
    MillilitresPerHour,
    Minutes,
)
from tests.core.pathway.drips import BAG, FULL, ORDERED, PREPARED, RULES, START, after, prepared, running

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


REST = Milligrams("0.1")
"""What a double check lets pass, and an end too."""


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
        (completed,) = rates.complete(running(), START + timedelta(minutes=41), REST)
        assert completed == InfusionCompleted(given=Milligrams(35))

    def test_the_end_is_never_refused_and_says_what_was_still_to_come(self) -> None:
        """Somebody says that the dose is in, and by the chart it is not: both are written, and no flush is reckoned."""
        (ended,) = rates.complete(running(), START + timedelta(minutes=20), REST)
        assert ended == InfusionCompleted(given=Milligrams("17.494"), short=Milligrams("17.506"))
        assert after(running(), [ended], 20).ended_as == "stopped"

    def test_the_end_within_the_rest_is_an_end(self) -> None:
        """A pump is no scale."""
        (ended,) = rates.complete(running(), START + timedelta(minutes=39, seconds=57), REST)
        assert after(running(), [ended], 40).ended_as == "completed"


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
