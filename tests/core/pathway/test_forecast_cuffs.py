"""Which cuffs a forecast believes: two inflations confirm one another, one told twice does not, an impossible one is none."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handrail.pathway.events import AlarmRaised, CuffCharted, CuffSetAside
from handrail.pathway.infuse.forecast import against_pressure, counting_cuffs, sifted, twice_read
from handrail.pathway.session import Session
from handrail.protocol import load
from handrail.units import MillimetresOfMercury
from tests.core.pathway.drips import HIGH, START, after, running
from tests.core.pathway.forecasting import LOOK, based, cuff, measured

PROTOCOL = load()
FIRST_HIGH = replace(HIGH, condition="pressure_high", priority="low")
CLOCK_OFF: AlarmRaised = replace(
    HIGH, condition="clock_skew:monitor", alarm_kind="technical", channel="monitor", priority="low"
)


def told(systolic: int, diastolic: int = 80, *, taken_min: float | None = None) -> CuffCharted:
    """A reading by the monitor, which says when it was taken."""
    taken_at = None if taken_min is None else START + timedelta(minutes=taken_min)
    return replace(cuff(systolic, diastolic), source="device", device="dev_1", measured_at=taken_at, cursor=1)


def read(session: Session) -> Session:
    """As a forecast reads it."""
    return sifted(session, PROTOCOL)


def silence(session: Session, minute: float) -> str | None:
    """Why nothing is said of pressure then."""
    return against_pressure(read(session), START + timedelta(minutes=minute), LOOK)


def systolics(session: Session) -> list[int]:
    """The readings that count, as a forecast reads them."""
    return [int(one.systolic.value) for one in counting_cuffs(read(session))]


class TestWithoutPressure:
    """Where nobody knows where the pressure is, nothing is said of it."""

    def test_no_cuff_no_pressure(self) -> None:
        """Feeling and concentration are forecast nevertheless."""
        assert silence(running(), 5) == "no_cuff"

    def test_a_stale_cuff_is_too_old(self) -> None:
        """By the protocol's age, to the minute."""
        session, oldest = measured((0, cuff(128))), float(LOOK.cuff_oldest.value)
        assert silence(session, oldest) is None
        assert silence(session, oldest + 0.1) == "cuff_old"

    @pytest.mark.parametrize(
        "surge", [cuff(184, 104), cuff(165, 112), cuff(160), cuff(101)], ids=["severe", "diastolic", "jump", "fall"]
    )
    def test_a_surge_waits_for_its_recheck(self, surge: CuffCharted) -> None:
        """One reading far from the last is an artefact or the beginning: nothing calming is said until the next has come."""
        waiting = measured((0, cuff(130)), (10, cuff(134)), (20, surge))
        assert silence(waiting, 20) == "cuff_unconfirmed"
        rechecked = measured((22, surge), session=waiting)
        assert silence(rechecked, 22) is None
        aside = after(waiting, [CuffSetAside(about=waiting.seq)], 21)
        assert silence(aside, 21) is None

    def test_one_that_alarms_for_the_first_time_waits(self) -> None:
        """The low alarm asks for a second reading in two minutes; the forecast waits for it too."""
        waiting = after(measured((0, cuff(130)), (10, cuff(150, 106))), [FIRST_HIGH], 10.1)
        assert silence(waiting, 11) == "cuff_unconfirmed"

    @pytest.mark.parametrize("before", [True, False])
    def test_an_impossible_cuff_waits_for_its_recheck(self, before: bool) -> None:
        """190/195 is left out, and it is said: nothing calming beside it before the next, or before somebody sets it aside."""
        session = measured((0, cuff(130)), (10, cuff(134))) if before else running()
        waiting = measured((20, cuff(190, 195)), session=session)
        assert silence(waiting, 20) == "cuff_unconfirmed"
        assert silence(measured((21, cuff(136)), session=waiting), 21) is None
        aside = after(waiting, [CuffSetAside(about=waiting.seq)], 21)
        assert silence(aside, 21) == (None if before else "no_cuff")

    def test_a_first_cuff_that_is_severe_waits_too(self) -> None:
        """Nobody has seen it twice."""
        waiting = measured((0, cuff(186, 96)))
        assert silence(waiting, 1) == "cuff_unconfirmed"

    def test_one_that_was_set_aside_does_not_count(self) -> None:
        """The last reading may be of no use."""
        odd = measured((10, cuff(215)))
        aside = after(odd, [CuffSetAside(about=odd.seq)], 10.1)
        assert silence(aside, 11) == "no_cuff"


class TestAConfirmation:
    """Only another inflation confirms a surge."""

    SURGE = ((0, cuff(130)), (10, cuff(134)), (20, cuff(184, 104)))

    @pytest.mark.parametrize(("minute", "silent"), [(20.5, True), (20.98, True), (21, False), (22, False)])
    def test_comes_from_a_reading_far_enough_in_time(self, minute: float, *, silent: bool) -> None:
        """A second one at once stands in the same shiver; a minute later it is another inflation."""
        again = measured(*self.SURGE, (minute, cuff(186, 105)))
        assert silence(again, minute) == ("cuff_unconfirmed" if silent else None)

    def test_is_counted_from_the_first_of_a_row_that_came_fast(self) -> None:
        """Readings every forty seconds: the third is far enough from the first."""
        row = measured(*self.SURGE, (20.67, cuff(186, 105)))
        assert silence(row, 20.7) == "cuff_unconfirmed"
        assert silence(measured((21.33, cuff(185, 104)), session=row), 21.4) is None

    def test_does_not_come_from_the_same_inflation_typed_and_told(self) -> None:
        """The nurse writes down what the monitor shows, and the monitor tells it too."""
        twice = measured((0, cuff(130)), (10, told(134)), (20, cuff(184, 104)), (20.4, told(184, 104)))
        assert silence(twice, 20.5) == "cuff_unconfirmed"

    def test_goes_by_when_the_device_took_it(self) -> None:
        """Two readings that a monitor kept and sent at once were taken four minutes apart."""
        late = measured((0, cuff(130)), (24, told(184, 104, taken_min=18)), (24, told(185, 104, taken_min=22)))
        assert silence(late, 24) is None
        other_way = measured((0, cuff(130)), (20, told(184, 104, taken_min=20)), (22, told(186, 104, taken_min=20.2)))
        assert silence(other_way, 22) == "cuff_unconfirmed"

    def test_goes_by_when_it_came_where_the_devices_clock_is_off(self) -> None:
        """Or where it speaks of the future."""
        sent = measured((0, cuff(130)), (24, told(184, 104, taken_min=18)), (24.2, told(185, 104, taken_min=22)))
        assert silence(after(sent, [CLOCK_OFF], 24.3), 24.4) == "cuff_unconfirmed"
        ahead = measured((0, cuff(130)), (20, told(184, 104, taken_min=28)), (20.2, told(185, 104, taken_min=30)))
        assert silence(ahead, 20.4) == "cuff_unconfirmed"

    def test_is_not_a_calm_reading_at_once_after_a_surge(self) -> None:
        """Half a minute apart one of them is wrong, and nobody knows which."""
        torn = measured(*self.SURGE, (20.5, cuff(132)))
        assert silence(torn, 20.6) == "cuff_unconfirmed"
        assert silence(measured((0, cuff(128)), (0.5, cuff(160))), 1) == "cuff_unconfirmed"

    @pytest.mark.parametrize(("diastolic", "silent"), [(95, False), (96, True), (64, True)])
    def test_is_waited_for_after_a_diastolic_jump_too(self, diastolic: int, *, silent: bool) -> None:
        """More than 15 mmHg from the last, up or down, with the systolic where it was."""
        session = measured((0, cuff(130, 80)), (10, cuff(134, 80)), (20, cuff(135, diastolic)))
        assert silence(session, 20) == ("cuff_unconfirmed" if silent else None)


class TestAChance:
    """Of one inflation alone none is told."""

    def test_needs_two_inflations(self) -> None:
        """The same one twice, or two within a minute, are one."""
        assert not twice_read(read(measured((0, cuff(130)))), LOOK)
        assert not twice_read(read(measured((0, cuff(130)), (0.5, cuff(132)))), LOOK)
        assert not twice_read(read(measured((0, cuff(130)), (0.5, told(130)))), LOOK)
        assert twice_read(read(measured((0, cuff(130)), (1, cuff(132)))), LOOK)


class TestWhatTeaches:
    """A cuff that can be believed, once."""

    def test_is_an_inflation_once_however_often_it_was_told(self) -> None:
        """Typed within a minute of the monitor's word it teaches as the monitor's alone."""
        both = measured((10, told(141)), (10.5, cuff(142)))
        assert systolics(both) == [141]
        assert based(read(both), 12) == based(read(measured((10, told(141)))), 12)
        assert systolics(measured((9.5, cuff(142)), (10, told(141)))) == [141]

    def test_is_each_of_two_that_differ_or_lie_apart(self) -> None:
        """A reading of the other arm, or of another minute, is another reading."""
        assert systolics(measured((10, told(141)), (10.5, cuff(171)))) == [141, 171]
        assert systolics(measured((10, told(141)), (11, cuff(142)))) == [141, 142]
        assert systolics(measured((10, told(178)), (10.5, cuff(182)))) == [178, 182]

    @pytest.mark.parametrize("odd", [cuff(340, 80), cuff(80, 120), cuff(120, 3)], ids=["high", "crossed", "low"])
    def test_is_never_what_nobody_living_could_give(self, odd: CuffCharted) -> None:
        """It is charted and alarms; the twins do not hear of it, and no pressure begins there."""
        session = measured((0, cuff(130)), (10, cuff(134)), (20, odd))
        assert based(read(session), 21) == based(read(measured((0, cuff(130)), (10, cuff(134)))), 21)
        assert silence(measured((0, odd)), 1) == "cuff_unconfirmed"

    def test_is_ordered_by_when_it_was_taken(self) -> None:
        """A reading that came late stands where it was taken, and is as old as it is."""
        late = measured((10, cuff(140)), (12, told(120, taken_min=2)))
        assert systolics(late) == [120, 140]
        oldest = float(LOOK.cuff_oldest.value)
        alone = measured((20, told(130, taken_min=0)))
        assert silence(alone, oldest) is None
        assert silence(alone, oldest + 0.1) == "cuff_old"

    def test_is_read_with_its_own_mean(self) -> None:
        """A mean that cannot be spoils the reading."""
        odd = replace(told(130), mean=MillimetresOfMercury(2))
        assert systolics(measured((0, odd))) == []
