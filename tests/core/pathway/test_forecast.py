"""The forecast: what goes through the line, what teaches the twins, what they say of each choice, and when they are silent."""

from dataclasses import replace

import numpy as np
import pytest

from handrail.pathway.events import BagChecked, CuffSetAside
from handrail.pathway.infuse import rate as rates
from handrail.pathway.infuse.forecast import NoForecast, Plan, learned_from, plans_of, shows_after
from handrail.pharmacology import Infusion
from handrail.units import MilligramsPerHour, MilligramsPerMillilitre, MillilitresPerHour, Minutes
from tests.core.pathway.drips import BAG, FULL, ORDERED, RULES, after, prepared, running
from tests.core.pathway.forecasting import GO_ON, HALF, LOOK, PAUSE, based, course, cuff, felt, foreteller, measured
from tests.core.pathway.forecasting import primed as filled

CUFFS = ((0, cuff(128)), (10, cuff(141)), (20, cuff(150)))
ASKED = (20.5, felt(5))
MIDDLE = 2


def given_mg(items: tuple[object, ...]) -> float:
    """What reaches the vein."""
    found = [item for item in items if isinstance(item, Infusion)]
    assert len(found) == len(items)
    return sum(item.rate_mg_per_min * (item.to_min - item.from_min) for item in found)


class TestWhatReachesTheVein:
    """The charted rates through the line, and never more than the dose."""

    @pytest.mark.parametrize("line", ["drug", "saline", None])
    def test_is_the_whole_dose_whatever_the_line_was_filled_with(self, line: str | None) -> None:
        """A line filled from the bag brings no extra drug, one filled with saline keeps none: its end is the end of the flush."""
        session = measured((0, filled(line))) if line in {"drug", "saline"} else running()  # type: ignore[arg-type]  # the two words
        planned = course(session, 20).with_plan(GO_ON)
        assert given_mg(planned.regimen.items) == pytest.approx(35, rel=1e-6)

    def test_comes_late_through_saline_by_its_volume_over_the_rate(self) -> None:
        """3 mL at 151 mL/h are 1.19 minutes."""
        first = course(measured((0, filled("saline"))), 20).so_far.items[0]
        assert isinstance(first, Infusion)
        assert first.from_min == pytest.approx(3 / 151 * 60, rel=1e-9)

    def test_comes_later_through_a_longer_line(self) -> None:
        """What somebody measured goes before what the protocol says."""
        first = course(measured((0, filled("saline", "6"))), 20).so_far.items[0]
        assert isinstance(first, Infusion)
        assert first.from_min == pytest.approx(6 / 151 * 60, rel=1e-9)

    def test_begins_as_strong_as_the_bag_that_the_line_was_filled_from(self) -> None:
        """A second bag of half the strength follows it: the line's 3 mL are still the first one's."""
        paused = measured((0, filled("drug")))
        paused = after(paused, rates.pause(paused, "toilet"), 0.2)
        weaker = replace(
            BAG, concentration=MilligramsPerMillilitre("0.1737835"), drug_rate=MilligramsPerHour("26.2413")
        )
        second = after(paused, [weaker, BagChecked(drawn=BAG.drawn, rate=BAG.rate)], 1)
        first = course(second, 1).with_plan(GO_ON).regimen.items[0]
        assert isinstance(first, Infusion)
        assert first.rate_mg_per_min == pytest.approx(52.4826 / 60, rel=1e-4)

    def test_is_as_strong_as_the_first_bag_where_the_line_was_told_before_any(self) -> None:
        """Nobody can fill a line from a bag that is not there: the next one is meant."""
        early = replace(prepared(), bag=None, bag_checked_by=None)
        told = after(early, [filled("drug"), BAG], -5)
        assert told.primed_from == BAG
        assert after(told, [filled("saline")], -4).primed_from is None

    def test_stays_in_the_line_when_the_drip_is_stopped(self) -> None:
        """It is taken off at the hub and never flushed."""
        stopped = course(measured((0, filled("saline"))), 20).with_plan(Plan("stop", None))
        assert given_mg(stopped.regimen.items) == pytest.approx(52.4826 / 60 * (20 - 3 / 151 * 60), rel=1e-6)

    def test_is_no_more_than_the_dose_where_nobody_ended_the_drip(self) -> None:
        """The bag is empty, whatever the chart says."""
        assert given_mg(course(running(), 90).so_far.items) == pytest.approx(35, rel=1e-6)

    def test_ends_later_at_a_lower_rate(self) -> None:
        """Half the rate from the fifteenth minute on."""
        here = course(running(), 15)
        assert here.with_plan(HALF).end_at is not None
        ends_min = here.minute(here.with_plan(HALF).end_at)  # type: ignore[arg-type]  # just seen
        assert ends_min == pytest.approx(15 + 2 * (35 / (52.4826 / 60) - 15), abs=0.2)

    def test_stands_still_for_as_long_as_a_pause_lasts(self) -> None:
        """Nothing is given between now and its end."""
        items = course(running(), 15).with_plan(Plan("pause", HALF.rate, after=PAUSE)).regimen.items
        assert not any(isinstance(one, Infusion) and one.from_min < 20 and one.to_min > 15 for one in items)


class TestTheChoices:
    """From least to most, and never faster than what runs."""

    def test_while_it_runs_are_going_on_slower_pausing_and_stopping(self) -> None:
        """In this order, each no faster than the one before."""
        plans = plans_of(running(), RULES, PAUSE)
        assert [plan.key for plan in plans] == ["go_on", "slow_75", "slow_half", "pause", "stop"]
        assert all(plan.rate is None or plan.rate <= FULL for plan in plans)

    def test_in_a_pause_are_resuming_and_stopping(self) -> None:
        """Going on with nothing is no choice."""
        paused = after(running(), rates.pause(running(), "toilet"), 10)
        assert [plan.key for plan in plans_of(paused, RULES, PAUSE)] == ["resume", "resume_75", "stop"]

    def test_after_the_end_are_none(self) -> None:
        """One course is left."""
        stopped = measured(session=running())
        stopped = after(stopped, rates.stop(stopped, course(stopped, 20).now), 20)
        assert [plan.key for plan in plans_of(stopped, RULES, PAUSE)] == ["go_on"]


class TestTheTwins:
    """What teaches them, and what does not."""

    def test_are_the_same_whenever_they_are_made(self) -> None:
        """The same session, the same figures, to the last digit."""
        one, other = (foreteller(measured(*CUFFS, ASKED), 22).prospect(GO_ON) for _ in range(2))
        for name, band in one.bands.items():
            np.testing.assert_array_equal(band, other.bands[name])
        assert one.ready == other.ready

    def test_are_not_taught_by_what_is_still_to_come(self) -> None:
        """The past's twins are the same, whatever is done or planned afterwards."""
        session = measured(*CUFFS, ASKED)
        slowed = after(session, rates.change(session, MillilitresPerHour("75.5"), prescriber=False, rules=RULES), 21)
        assert based(session, 24) == based(slowed, 24)

    def test_follow_the_cuff(self) -> None:
        """A steep patient's pressure is forecast higher than a flat one's, and both narrower than nobody's."""
        before = foreteller(measured((0, cuff(128))), 20.5).prospect(GO_ON).bands["systolic"]
        steep = foreteller(measured(*CUFFS), 20.5).prospect(GO_ON).bands["systolic"]
        flat = (
            foreteller(measured((0, cuff(128)), (10, cuff(129)), (20, cuff(130))), 20.5)
            .prospect(GO_ON)
            .bands["systolic"]
        )
        assert (steep[MIDDLE][:15] > flat[MIDDLE][:15] + 5).all()
        assert (flat[-1] - flat[0])[15] < (before[-1] - before[0])[15]

    def test_follow_what_was_felt(self) -> None:
        """Somebody far away at minute twenty is forecast further away than somebody who feels little."""
        far, near = (
            foreteller(measured((20, felt(told))), 21).prospect(GO_ON).bands["felt"][MIDDLE] for told in (8, 1)
        )
        assert (far[:15] > near[:15] + 2).all()

    def test_are_not_steered_by_a_reading_that_was_set_aside(self) -> None:
        """It is as if it had never been read."""
        odd = measured(*CUFFS, (20.2, cuff(215)))
        aside = after(odd, [CuffSetAside(about=odd.seq)], 20.3)
        assert based(aside, 22) == based(measured(*CUFFS), 22)

    def test_are_hardly_steered_by_an_artefact_that_nobody_has_seen(self) -> None:
        """One wild reading moves the forecast by a few mmHg, not to where it lies."""
        usual = foreteller(measured(*CUFFS), 20.5).prospect(GO_ON).bands["systolic"][MIDDLE]
        odd = foreteller(measured(*CUFFS, (20.2, cuff(215))), 20.5).prospect(GO_ON).bands["systolic"][MIDDLE]
        assert np.abs(odd - usual).max() < 10

    def test_wait_for_five_minutes_of_heart_rate(self) -> None:
        """Between two cuffs the basis is the same, so that nothing is learned twice."""
        session = measured(*CUFFS)
        assert based(session, 20.5) == based(session, 24.9)


class TestAForecast:
    """Bands, chances and times of a choice."""

    def test_puts_slower_below_going_on_and_stopping_below_both(self) -> None:
        """Less drug is never a higher band while it would run."""
        made = foreteller(measured(*CUFFS, ASKED), 21)
        go, slow, stop = (made.prospect(plan) for plan in (GO_ON, HALF, Plan("stop", None)))
        for name in ("effect_site", "felt", "systolic"):
            assert (stop.bands[name][:, 1:18] <= slow.bands[name][:, 1:18]).all()
            assert (slow.bands[name][:, 1:18] <= go.bands[name][:, 1:18]).all()
        assert stop.severe <= slow.severe <= go.severe

    def test_says_after_how_long_slowing_shows(self) -> None:
        """Not at once, and before the dose would be in."""
        made = foreteller(measured(*CUFFS), 21)
        shows = shows_after(made.prospect(GO_ON), made.prospect(HALF), made.from_now_min, LOOK)
        assert shows.pressure_min is not None
        assert 1 <= shows.pressure_min <= 20

    def test_says_when_slowing_is_felt_by_itself(self) -> None:
        """What a nurse slows for in distress: within minutes, and told as what it is, whatever the pressure does."""
        made = foreteller(measured(*CUFFS, (17.0, felt(8))), 18)
        go, half = made.prospect(GO_ON), made.prospect(HALF)
        shows = shows_after(go, half, made.from_now_min, LOOK)
        assert shows.felt_min is not None
        assert 1 <= shows.felt_min <= 15
        place = made.from_now_min.tolist().index(shows.felt_min)
        assert go.bands["felt"][MIDDLE][place] - half.bands["felt"][MIDDLE][place] >= LOOK.shows_felt_by
        assert shows_after(go, go, made.from_now_min, LOOK).felt_min is None

    def test_lets_nobody_talk_or_stand_beside_a_drip_that_runs_strongly(self) -> None:
        """Whatever some twins would: no earlier than the end, and slower is never sooner."""
        made = foreteller(measured(*CUFFS, ASKED), 21)
        floor = float(LOOK.ready.standing_after_end.value)
        lows = []
        for plan in (Plan("stop", None), GO_ON, HALF):
            one = made.prospect(plan)
            end = (one.end_at - made.course.now).total_seconds() / 60 if one.end_at else 0.0
            assert one.ready.standing.low is not None
            assert one.ready.talking.low is not None
            assert one.ready.standing.low >= end + floor - 0.01
            assert one.ready.talking.low >= end - 0.01
            lows.append(one.ready.standing.low)
        assert lows == sorted(lows)

    def test_orders_its_levels(self) -> None:
        """The fifth of a hundred below the middle, the middle below the ninety-fifth, nothing negative."""
        for band in foreteller(measured(*CUFFS, ASKED), 21).prospect(GO_ON).bands.values():
            assert (np.diff(band, axis=0) >= 0).all()
            assert (band >= 0).all()

    def test_says_a_chance_that_rises_with_the_pressure(self) -> None:
        """Of 180/110 in a quarter of an hour: none for a low pressure, likely near the limit."""
        low = foreteller(measured((0, cuff(110)), (10, cuff(111)), (20, cuff(112))), 20.5).prospect(GO_ON)
        high = foreteller(measured((0, cuff(162)), (10, cuff(172)), (20, cuff(182))), 20.5).prospect(GO_ON)
        assert low.severe < 0.02
        assert high.severe > 0.3
        assert low.nine_of_ten_below < 130

    def test_lets_nobody_stand_before_they_can_talk_nor_leave_before_the_clinic_does(self) -> None:
        """Ready times come in their order, and leaving no earlier than an hour after the end and two after the start."""
        made = foreteller(measured(*CUFFS, ASKED), 21).prospect(GO_ON)
        ready = made.ready
        for end in ("low", "middle", "high"):
            talking, standing, leaving = (getattr(one, end) for one in (ready.talking, ready.standing, ready.leaving))
            assert (talking or 0) <= (standing if standing is not None else np.inf)
            assert leaving is None or leaving >= 120 - 21
        assert ready.talking.middle is not None

    def test_starts_the_past_at_nothing_and_ends_it_where_the_future_begins(self) -> None:
        """One curve, through now."""
        made = foreteller(measured(*CUFFS), 21)
        minutes, past = made.so_far()
        assert minutes[0] == -21
        assert minutes[-1] == 0
        assert past["plasma"][MIDDLE][0] == 0
        assert past["effect_site"][MIDDLE][-1] == pytest.approx(
            made.prospect(GO_ON).bands["effect_site"][MIDDLE][0], rel=1e-4
        )


class TestWithoutAForecast:
    """Where nothing can be said, nothing is invented."""

    def test_somebody_the_models_were_not_made_for_is_refused_with_the_reason(self) -> None:
        """An age outside every model's range: a code that each language has its sentence for."""
        child = replace(running(), order=replace(ORDERED, age_years=4))
        with pytest.raises(NoForecast, match="out_of_range"):
            learned_from(based(child, 5))

    def test_nothing_is_given_before_a_bag_is_made(self) -> None:
        """The flow through the line is the bag's."""
        unmade = replace(prepared(), bag=None, started_at=course(running(), 0).start_at)
        assert course(unmade, 5).with_plan(GO_ON).end_at is None
        assert Minutes(0) == GO_ON.after
