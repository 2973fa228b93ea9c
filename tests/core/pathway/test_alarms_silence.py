"""What does not speak is never taken as normal."""

from importlib.resources import files
from pathlib import Path

import pytest

from handrail.pathway.events import AlarmCleared
from handrail.protocol import Protocol, read
from tests.core.pathway.watching import MINUTE, PUMP, Chair, after, steady

DATA = Path(str(files("handrail.protocol"))) / "data"

SILENCES = [
    # interval; seconds of silence after the last value; what is told, in seconds after the last value
    (1, 9.9, []),
    (1, 10, [("low", 10)]),
    (1, 30, [("low", 10), ("worse: medium", 30)]),
    (2, 10, [("low", 10)]),
    (5, 12.4, []),
    (5, 12.5, [("low", 12.5)]),
    (10, 50, [("low", 25), ("worse: medium", 50)]),
    (60, 149, []),
    (60, 150, [("low", 150)]),
    (60, 299, [("low", 150)]),
    (60, 300, [("low", 150), ("worse: medium", 300)]),
]


class TestASilentChannel:
    """D16: LOW after max(10 s, 2.5 intervals), MEDIUM after max(30 s, 5 intervals)."""

    @pytest.mark.parametrize(("interval_s", "silence", "story"), SILENCES)
    def test_is_told_after_times_that_grow_with_its_interval(
        self, interval_s: int, silence: float, story: list[tuple[str, float]]
    ) -> None:
        """To the second, whenever the look."""
        last = 4 * interval_s
        chair = Chair().monitor("hr", interval_s=interval_s)
        chair.says("hr", steady(80, 4), start=interval_s, every=interval_s)
        told = chair.looks(last + silence).story("silent:hr")
        assert [(what, at - last) for what, at in told] == story

    def test_has_been_silent_since_its_next_value_was_due(self) -> None:
        """One interval after the last value: where the gap in the trend begins."""
        chair = Chair().monitor("hr", interval_s=MINUTE).says("hr", {60: 80})
        assert chair.looks(400).alarm("silent:hr").since == after(120)

    def test_speaks_again_with_the_first_value(self) -> None:
        """And the clearing carries it."""
        watched = Chair().monitor("hr").says("hr", {1: 80, 50: 91}).looks(49, 51)
        assert watched.story("silent:hr") == [("low", 11), ("worse: medium", 31), ("clear", 50)]
        cleared = watched.events[-1]
        assert isinstance(cleared, AlarmCleared)
        assert cleared.value == "91"

    def test_is_told_even_if_nobody_looked_before_it_spoke_again(self) -> None:
        """A silence of forty seconds between two looks is in the record."""
        watched = Chair().monitor("hr").says("hr", {1: 80, 41: 91, 45: 90}).looks(2, 46)
        assert watched.story("silent:hr") == [("low", 11), ("worse: medium", 31), ("clear", 41)]

    def test_that_speaks_at_the_very_moment_is_in_time(self) -> None:
        """Ten seconds after the last value the next one is there."""
        assert Chair().monitor("hr").says("hr", {1: 80, 11: 81}).looks(11).told() == []

    def test_is_not_told_again_when_a_late_sample_moves_its_beginning(self) -> None:
        """A value of second 2.5 came out of the store: the silence is still one, and was told."""
        chair = Chair().monitor("hr").says("hr", {1: 80})
        watched = chair.looks(11.2)
        chair.says("hr", {2.5: 81})
        watched.look(13)
        assert watched.told() == [("low", "silent:hr", 11)]

    def test_that_says_it_has_no_value_is_silent(self) -> None:
        """OBX-11 X is no value: the probe is off, however often the monitor says so."""
        assert Chair().monitor("spo2").says("spo2", [97] + [None] * 40).looks(41).open() == {"silent:spo2": "medium"}

    def test_that_never_spoke_counts_from_its_binding(self) -> None:
        """Bound at second 20, due at 21."""
        alarm = Chair().monitor("hr", at=20).looks(55).alarm("silent:hr")
        assert (alarm.since, alarm.raised_at, alarm.priority) == (after(21), after(30), "medium")

    def test_is_told_by_itself(self) -> None:
        """The finger probe fell off, the electrodes did not."""
        chair = Chair().monitor("hr", "spo2").says("hr", steady(80, 40)).says("spo2", [97] * 5)
        assert chair.looks(40).open() == {"silent:spo2": "medium"}

    def test_that_was_never_bound_is_not_monitored_and_not_silent(self) -> None:
        """Nobody expects breathing from a monitor without the sensor."""
        assert Chair().monitor("hr").says("hr", steady(80, 60)).looks(60).told() == []

    def test_of_a_pump_is_told_as_the_pumps(self) -> None:
        """Other words, other times: LOW after 10 s, MEDIUM after a minute."""
        watched = Chair().pump().says("pump_rate", {1: 0}).looks(70)
        assert watched.story("pump_silent:pump_rate") == [("low", 11), ("worse: medium", 61)]

    def test_is_over_when_the_device_is_taken_off(self) -> None:
        """Nobody expects anything of it any more."""
        watched = Chair().monitor("hr").says("hr", {1: 80}).unbound(60).looks(59, 61)
        assert watched.story("silent:hr") == [("low", 11), ("worse: medium", 31), ("clear", 61)]

    def test_whose_late_sample_shows_that_it_was_not_silent_clears_at_the_look(self) -> None:
        """Told at 10 s, and then a value came out of the store that had been received at 9: put right, not hidden."""
        chair = Chair().monitor("hr").says("hr", {1: 80})
        watched = chair.looks(11)
        chair.says("hr", {10: 80})
        watched.look(12)
        assert watched.story("silent:hr") == [("low", 11), ("clear", 12)]


class TestABlindWatch:
    """While the software was down it could hear nobody."""

    def test_does_not_call_a_device_silent_for_its_own_absence(self) -> None:
        """Down from 20 to 80: at 85 the monitor has been heard of for the last time five seconds ago, as far as anybody knows."""
        chair = Chair().monitor("hr").says("hr", steady(80, 20)).blind(20, 80)
        assert chair.looks(20, 85).told() == []

    def test_calls_a_device_silent_that_does_not_speak_afterwards(self) -> None:
        """From the end of the blindness on."""
        chair = Chair().monitor("hr").says("hr", steady(80, 20)).blind(20, 80)
        assert chair.looks(20, 100).story("silent:hr") == [("low", 90)]

    def test_keeps_a_silence_that_was_there_before(self) -> None:
        """It was told; a restart does not make it good."""
        chair = Chair().monitor("hr").says("hr", steady(80, 20)).blind(40, 80)
        watched = chair.looks(35)
        again = watched.restarted()
        again.look(85)
        assert again.open() == {"silent:hr": "low"}


class TestAMonitorThatNamesAnotherPatient:
    """Its values are charted for nobody, so the chair is told."""

    def chair(self) -> Chair:
        """Twenty good seconds, then a message about somebody else."""
        return Chair().monitor("hr").says("hr", steady(80, 20)).names_another(21)

    def test_is_told_until_it_names_the_right_one(self) -> None:
        """The next message for this patient ends it."""
        watched = self.chair().says("hr", {30: 81}).looks(22, 29, 31)
        assert watched.story("other_patient:monitor") == [("medium", 21), ("clear", 31)]

    def test_is_let_go_by_somebody_who_has_seen_to_it(self) -> None:
        """Acknowledged and not said again; said again, it is there again."""
        chair = self.chair().sees(25, "other_patient:monitor").names_another(40)
        assert chair.looks(22, 26, 39, 41).story("other_patient:monitor") == [
            ("medium", 21),
            ("clear", 26),
            ("medium", 40),
        ]

    def test_that_goes_on_saying_so_stays_loud(self) -> None:
        """Seen is not solved."""
        chair = self.chair().sees(25, "other_patient:monitor").names_another(26, 27)
        assert chair.looks(22, 24, 28).open()["other_patient:monitor"] == "medium"

    def test_is_over_when_the_device_is_bound_anew(self) -> None:
        """What it said before the binding was about whoever had it then."""
        chair = self.chair().unbound(50).monitor("hr", at=51)
        assert chair.looks(22, 50, 52).story("other_patient:monitor") == [("medium", 21), ("clear", 50)]


class TestADripWithoutAMonitor:
    """D16: on the drip, saturation is watched."""

    def test_is_told_when_nothing_is_bound_that_brings_it(self) -> None:
        """Started as an emergency, or a monitor taken to another chair."""
        assert Chair().starts(60).looks(61).open() == {"not_monitored:spo2": "medium"}

    def test_is_told_when_the_monitor_is_taken_off(self) -> None:
        """A pause counts as on the drip: the line is still in."""
        chair = Chair().monitor("spo2").says("spo2", [98] * 100).starts(20).pauses(60).unbound(90)
        assert chair.looks(89, 91).open() == {"not_monitored:spo2": "medium"}

    def test_is_over_when_one_is_bound(self) -> None:
        """From the look after the binding on."""
        chair = Chair().starts(60).monitor("spo2", at=70).says("spo2", [98] * 100)
        watched = chair.looks(61, 71)
        assert watched.story("not_monitored:spo2") == [("medium", 61), ("clear", 71)]

    def test_is_no_matter_before_the_start_and_after_the_end(self) -> None:
        """Somebody who is walking to the toilet with everything off is not on the drip."""
        chair = Chair().starts(60).completes(70)
        assert chair.looks(59, 71).open() == {}


class TestAFrozenChannel:
    """A living signal varies."""

    def test_is_told_after_three_minutes_of_the_same_heart_rate(self) -> None:
        """Since the first of them."""
        alarm = Chair().monitor("hr").says("hr", steady(80, 20) + [72] * 200).looks(220).alarm("frozen:hr")
        assert (alarm.since, alarm.raised_at, alarm.priority, alarm.value) == (after(21), after(201), "low", "72")

    def test_is_over_with_the_first_other_value(self) -> None:
        """It lives."""
        watched = Chair().monitor("hr").says("hr", [72] * 200 + [73]).looks(201)
        assert watched.story("frozen:hr") == [("low", 181), ("clear", 201)]

    def test_is_never_a_constant_saturation(self) -> None:
        """99 for ten minutes is a healthy finger."""
        chair = Chair().monitor("spo2", "hr").says("spo2", [99] * 600).says("hr", steady(80, 600))
        assert chair.looks(600).told() == []

    def test_needs_ten_values_of_a_slow_monitor(self) -> None:
        """Three equal minutes are chance; ten are not."""
        chair = Chair().monitor("hr", interval_s=MINUTE)
        assert chair.says("hr", [72] * 9, every=MINUTE).looks(9 * MINUTE).told() == []
        chair.says("hr", {541: 72})
        assert chair.looks(560).story("frozen:hr") == [("low", 541)]

    def test_is_not_one_that_was_silent_in_between(self) -> None:
        """The same number before and after a loose electrode proves nothing."""
        values = {**dict.fromkeys(range(1, 100), 72), **dict.fromkeys(range(140, 240), 72)}
        assert Chair().monitor("hr").says("hr", values).looks(240).story("frozen:hr") == []


class TestAnImpossibleValue:
    """A value that no patient gives is kept, shown and told, and no limit looks at it."""

    def test_is_told_at_once_and_goes_when_values_were_possible_for_ten_seconds(self) -> None:
        """Once is a knock against the electrode."""
        watched = Chair().monitor("hr").says("hr", [80, 81, 400, *steady(80, 15)]).looks(18)
        assert watched.told() == [("low", "impossible:hr", 3), ("clear", "impossible:hr", 14)]

    def test_is_as_bad_as_silence_when_it_goes_on(self) -> None:
        """Half a minute of it, and nobody is monitored."""
        watched = Chair().monitor("spo2").says("spo2", [0] * 40).looks(40)
        assert watched.story("impossible:spo2") == [("low", 1), ("worse: medium", 31)]

    def test_tells_what_would_have_been_possible(self) -> None:
        """120 %, possible are 20 to 100."""
        alarm = Chair().monitor("spo2").says("spo2", [97, 120]).looks(2).alarm("impossible:spo2")
        assert (alarm.value, alarm.limit, alarm.alarm_kind) == ("120", "20-100", "technical")

    def test_does_not_break_a_low_value_off(self) -> None:
        """88, one 0, 88: still low; the impossible one is not looked at."""
        watched = Chair().monitor("spo2").says("spo2", [88] * 8 + [0] + [88] * 8).looks(17)
        assert watched.story("spo2_low") == [("medium", 11), ("worse: high", 16)]


class TestADevicesClock:
    """The device's time is kept; what counts is when a value came."""

    @pytest.mark.parametrize(
        ("off", "open_alarms"),
        [(5, {}), (-5, {}), (6, {"clock_skew:monitor": "low"}), (-80_000, {"clock_skew:monitor": "low"})],
    )
    def test_may_be_off_by_five_seconds(self, off: float, open_alarms: dict[str, str]) -> None:
        """Ahead or behind, up to a day."""
        assert Chair().monitor("hr").says("hr", steady(80, 9), clock_off=off).looks(9).open() == open_alarms

    @pytest.mark.parametrize(("off", "open_alarms"), [(49, {}), (51, {"clock_skew:monitor": "low"})])
    def test_may_be_off_by_fifty_clinic_seconds_where_the_clinics_clock_runs_ten_times_as_fast(
        self, off: float, open_alarms: dict[str, str]
    ) -> None:
        """Five seconds of real time."""
        chair = Chair(clock_speed=10).monitor("hr").says("hr", steady(80, 9), clock_off=off)
        watched = chair.looks(9)
        assert watched.open() == open_alarms
        assert [alarm.limit for alarm in watched.session.alarms] == ["50 s"] * len(open_alarms)

    def test_is_told_with_how_far_it_is_off(self) -> None:
        """An hour ahead: somebody forgot the summer time."""
        alarm = Chair().monitor("hr").says("hr", steady(80, 9), clock_off=3600).looks(9).alarm("clock_skew:monitor")
        assert (alarm.value, alarm.limit, alarm.channel) == ("+3600 s", "5 s", "monitor")

    def test_that_was_set_right_clears_after_ten_seconds(self) -> None:
        """One message in time may be chance."""
        chair = Chair().monitor("hr").says("hr", steady(80, 9), clock_off=60).says("hr", steady(80, 15), start=10)
        assert chair.looks(25).story("clock_skew:monitor") == [("low", 1), ("clear", 20)]

    def test_is_judged_only_as_far_back_as_all_its_channels_are_known(self) -> None:
        """An old last value of one channel, in time, does not end what the others say."""
        chair = Chair().monitor("spo2", "resp", interval_s=MINUTE).says("spo2", {60: 99})
        chair.says("resp", {60: 14, 120: 13}, clock_off=3600)
        assert chair.looks(61, 121, 690, short=True).story("clock_skew:monitor") == [("low", 60)]

    def test_is_not_judged_by_a_cuff_which_tells_when_it_measured(self) -> None:
        """A monitor repeats its last reading with the time of the measurement."""
        chair = Chair().monitor("nibp_sys", cuff_interval_s=600).says("nibp_sys", {10: 120, 300: 120}, clock_off=-290)
        assert chair.looks(300).told() == []

    def test_is_each_devices_own(self) -> None:
        """The pump is off, the monitor is not."""
        chair = Chair().monitor("hr").pump().says("hr", steady(80, 9)).says("pump_rate", [0] * 9, clock_off=60)
        assert chair.looks(9).open() == {"clock_skew:pump": "low"}


class TestAPumpThatDiffersFromTheChart:
    """What the nurse did and what the pump reports are two facts."""

    def test_is_told_after_half_a_minute(self) -> None:
        """Charted 150, the pump runs at 113."""
        alarm = Chair().pump().starts(10).says("pump_rate", [0] * 9 + [113] * 60).looks(69).alarm("pump_differs")
        assert (alarm.since, alarm.raised_at, alarm.value, alarm.limit) == (after(10), after(40), "113", "150")

    def test_is_none_when_the_nurse_sets_it_within_half_a_minute_of_charting(self) -> None:
        """First the button on the screen, then the pump."""
        chair = Chair().pump().starts(10).slows(100, "75").says("pump_rate", [0] * 9 + [150] * 110 + [75] * 60)
        assert chair.looks(180).story("pump_differs") == []

    @pytest.mark.parametrize(("charted", "reported"), [("75", "76"), ("150", "152"), ("150", "153")])
    def test_is_none_when_it_rounds(self, charted: str, reported: str) -> None:
        """Within 1 mL/h, or 2 in a hundred where that is more."""
        chair = Chair().pump().starts(10, charted).says("pump_rate", ["0"] * 9 + [reported] * 60)
        assert chair.looks(69).story("pump_differs") == []

    def test_is_told_sooner_under_a_protocol_that_waits_less(self) -> None:
        """Two seconds: the report from before the change then counts as long as it stands."""
        chair = Chair(with_pump_delay(2)).pump().starts(10).slows(100, "75")
        chair.says("pump_rate", [0] * 9 + [150] * 91 + [75] * 20, start=1).says("pump_rate", {103: 75})
        chair.samples = [sample for sample in chair.samples if not after(99) < sample.received_at < after(103)]
        assert chair.looks(119).story("pump_differs") == [("medium", 102.5), ("clear", 103)]

    def test_is_told_when_it_runs_before_the_start(self) -> None:
        """Charted is 0: nobody has started."""
        assert Chair().pump().says("pump_rate", [150] * 40).looks(40).open() == {"pump_differs": "medium"}

    def test_is_told_when_it_runs_on_in_a_pause(self) -> None:
        """The pause was charted, and the pump forgotten."""
        chair = Chair().monitor("spo2").pump().starts(10).pauses(60)
        chair.says("spo2", [98] * 100).says("pump_rate", [0] * 9 + [150] * 90)
        assert chair.looks(99).story("pump_differs") == [("medium", 90)]

    def test_is_told_when_it_runs_on_after_the_end(self) -> None:
        """The end was charted, and the pump forgotten."""
        chair = Chair().pump().starts(10).completes(60).says("pump_rate", [0] * 9 + [150] * 90)
        assert chair.looks(99).story("pump_differs") == [("medium", 90)]

    def test_clears_as_soon_as_they_agree(self) -> None:
        """Set to the charted rate."""
        chair = Chair().pump().starts(10).says("pump_rate", [0] * 9 + [113] * 60 + [150] * 9)
        assert chair.looks(78).story("pump_differs") == [("medium", 40), ("clear", 70)]

    def test_clears_when_the_chart_follows_the_pump(self) -> None:
        """What it runs at is charted: the same from that moment on."""
        chair = Chair().pump().starts(10).slows(60, "113").says("pump_rate", [0] * 9 + [113] * 60)
        assert chair.looks(69).story("pump_differs") == [("medium", 40), ("clear", 60)]

    def test_gives_a_slow_pump_time_to_report(self) -> None:
        """A report a minute: the old rate stands in the last report for up to a minute after the change."""
        chair = Chair().pump(interval_s=MINUTE).starts(10).slows(185, "75")
        chair.says("pump_rate", {60: 150, 120: 150, 180: 150, 240: 75, 300: 75})
        assert chair.looks(310).story("pump_differs") == []

    def test_says_nothing_about_a_pump_that_was_taken_off(self) -> None:
        """Nobody reports, nobody differs."""
        chair = Chair().monitor("spo2").pump().starts(10).says("pump_rate", [113] * 60).says("spo2", [98] * 90)
        assert chair.unbound(62, PUMP).looks(61, 63).story("pump_differs")[-1] == ("clear", 63)


def with_pump_delay(length: int) -> Protocol:
    """The shipped protocol with another delay before pump and chart are said to differ, though no clinic may set it so."""
    changed = {file.name: file.read_bytes() for file in DATA.glob("*.toml")}
    before, rule = changed["devices.toml"].split(b"[pump_differs]")
    changed["devices.toml"] = (
        before
        + b"[pump_differs]"
        + rule.replace(b"value = 30,", f"value = {length},".encode(), 1).replace(b"[10, 120]", b"[1, 120]", 1)
    )
    return read(changed)
