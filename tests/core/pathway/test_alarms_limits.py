"""Heart rate, oxygen and breathing: when an alarm comes, how urgent it is, and when it goes."""

from dataclasses import replace

import pytest

from handrail.pathway.events import AlarmAcknowledged, AlarmRaised, PatientLeft
from handrail.pathway.infuse.alarms import Window, limits_beside, observe
from tests.core.pathway.watching import MINUTE, SHIPPED, Chair, after, steady, told

OXYGEN = [
    # the values, a second apart from second 1; what is told of them
    ("stays quiet at 94", [94] * 60, []),
    ("asks for a look when it is below 94 for 15 seconds", [93] * 20, [("low", 16)]),
    ("lets a moved finger pass", [93] * 14 + [96] * 20, []),
    ("begins anew after a good value", [93] * 14 + [94] + [93] * 14 + [96] * 20, []),
    ("asks for somebody when it is below 92 for 10 seconds", [91] * 12, [("medium", 11)]),
    ("asks for everybody when it is below 90 for 15 seconds", [89] * 18, [("medium", 11), ("worse: high", 16)]),
    ("waits for nothing below 85", [97, 97, 84], [("high", 3)]),
    ("lets the alarm go when it is 95 for 10 seconds", [93] * 20 + [95] * 15, [("low", 16), ("clear", 31)]),
    ("keeps the alarm at 94, between limit and clearing line", [93] * 20 + [94] * 60, [("low", 16)]),
    (
        "eases step by step as it recovers",
        [84] * 5 + [88] * 20 + [92] * 20 + [93] * 20 + [96] * 20,
        [("high", 1), ("eased: high", 16), ("eased: medium", 36), ("eased: low", 56), ("clear", 76)],
    ),
    ("comes again when it falls again", [93] * 16 + [96] * 11 + [93] * 16, [("low", 16), ("clear", 27), ("low", 43)]),
    ("does not count a device that says it has no value", [None] * 8, []),
    ("does not take 0 for a saturation", [0] * 8, []),
]


class TestOxygenSaturation:
    """D08."""

    @pytest.mark.parametrize(("sentence", "values", "story"), OXYGEN, ids=[row[0] for row in OXYGEN])
    def test_alarms_by_how_low_and_how_long(
        self, sentence: str, values: list[int | None], story: list[tuple[str, float]]
    ) -> None:
        """Each row is a sentence about care."""
        assert Chair().monitor("spo2").says("spo2", values).looks(len(values) + 0.5).story("spo2_low") == story

    def test_that_is_low_when_the_sensor_falls_off_is_silence_not_a_fall(self) -> None:
        """One low value and then none: after five seconds it is no longer looked at, and the channel is silent."""
        watched = Chair().monitor("spo2").says("spo2", [97, 97, 88]).looks(60)
        assert watched.open() == {"silent:spo2": "medium"}

    def test_that_is_low_begins_anew_after_a_silence(self) -> None:
        """What it was in between nobody knows: ten seconds before and ten after are not twenty."""
        values = {**dict.fromkeys(range(1, 11), 93), **dict.fromkeys(range(30, 40), 93)}
        assert Chair().monitor("spo2").says("spo2", values).looks(39).story("spo2_low") == []

    def test_that_is_low_stays_an_alarm_while_no_value_comes(self) -> None:
        """Silence does not clear: nobody knows that it got better."""
        watched = Chair().monitor("spo2").says("spo2", [84] * 3).looks(120)
        assert watched.open() == {"spo2_low": "high", "silent:spo2": "medium"}

    def test_tells_the_worst_value_and_the_limit(self) -> None:
        """As it stands on a monitor: 87, below 90."""
        watched = Chair().monitor("spo2").says("spo2", [89] * 5 + [87] + [89] * 15).looks(20)
        alarm = watched.alarm("spo2_low")
        assert (alarm.value, alarm.limit, alarm.channel, alarm.alarm_kind) == ("87", "90", "spo2", "physiological")

    def test_is_told_as_of_when_it_began_and_when_its_delay_was_over(self) -> None:
        """Not as of the look, which came a minute later."""
        watched = Chair().monitor("spo2").says("spo2", [97, 97] + [93] * 60).looks(60)
        alarm = watched.alarm("spo2_low")
        assert (alarm.since, alarm.raised_at) == (after(3), after(18))

    def test_must_be_seen_again_when_it_worsens(self) -> None:
        """Whoever acknowledged 93 has not seen 84."""
        chair = Chair().monitor("spo2").says("spo2", [93] * 30 + [84] * 5)
        watched = chair.looks(30)
        watched.records(AlarmAcknowledged(condition="spo2_low"), 30)
        assert watched.alarm("spo2_low").acknowledged_by
        watched.look(32)
        assert watched.alarm("spo2_low").acknowledged_by is None

    def test_stays_acknowledged_while_it_eases(self) -> None:
        """Getting better asks nobody to come."""
        watched = Chair().monitor("spo2").says("spo2", [91] * 30 + [93] * 15).looks(30)
        watched.records(AlarmAcknowledged(condition="spo2_low"), 30)
        watched.look(44)
        assert watched.open() == {"spo2_low": "low"}
        assert watched.alarm("spo2_low").acknowledged_by

    def test_worsens_by_what_had_begun_before_it_was_told(self) -> None:
        """Below 92 since second 10, told as below 94 at 16: ten seconds are over at 20, not ten after the telling."""
        watched = Chair().monitor("spo2").says("spo2", [93] * 9 + [91] * 20).looks(17, 25)
        assert watched.story("spo2_low") == [("low", 16), ("worse: medium", 20)]

    def test_is_watched_from_arrival(self) -> None:
        """From the moment the monitor is bound, not only while the drip runs."""
        watched = Chair().monitor("spo2").says("spo2", [88] * 20).looks(20)
        assert watched.session.started_at is None
        assert watched.open() == {"spo2_low": "high"}

    def test_from_before_the_binding_belongs_to_somebody_else(self) -> None:
        """The monitor's last patient is not this one."""
        chair = Chair().monitor("spo2", at=20).says("spo2", [88] * 19 + [97] * 20)
        assert chair.looks(25, 39).told() == []

    def test_of_a_slow_monitor_counts_as_long_as_it_is_fresh(self) -> None:
        """Once a minute: a value stands until the next one, so that the delay can be over before it comes."""
        watched = (
            Chair().monitor("spo2", interval_s=MINUTE).says("spo2", {60: 97, 120: 93, 180: 96, 240: 96}).looks(241)
        )
        assert watched.story("spo2_low") == [("low", 135), ("clear", 190)]


HEART = [
    ("does not mind a minute above 120", "heart_rate_high", steady(125, 60) + steady(90, 60), []),
    ("asks for somebody when it is above 120 for 5 minutes", "heart_rate_high", steady(125, 310), [("medium", 301)]),
    ("waits through a value that wavers about 120", "heart_rate_high", [122, 119] * 160, [("medium", 301)]),
    ("begins anew once it was back at 115", "heart_rate_high", [*steady(125, 280), 115, *steady(125, 290)], []),
    ("asks for everybody above 140 for 15 seconds", "heart_rate_high", steady(145, 20), [("high", 16)]),
    ("does not take 400 for a heart rate", "heart_rate_high", [400] * 40, []),
    ("asks for a question below 50 for 30 seconds", "heart_rate_low", steady(46, 40), [("low", 31)]),
    ("asks for everybody below 40 for 10 seconds", "heart_rate_low", steady(37, 20), [("high", 11)]),
    ("takes a sent 0 as it stands", "heart_rate_low", [0] * 20, [("high", 11)]),
    (
        "goes when it is back for half a minute",
        "heart_rate_low",
        steady(37, 20) + steady(60, 40),
        [("high", 11), ("clear", 51)],
    ),
]


class TestTheHeartRate:
    """D06, D06b, D07."""

    @pytest.mark.parametrize(("sentence", "condition", "values", "story"), HEART, ids=[row[0] for row in HEART])
    def test_alarms_by_how_far_and_how_long(
        self, sentence: str, condition: str, values: list[int], story: list[tuple[str, float]]
    ) -> None:
        """Each row is a sentence about care."""
        assert Chair().monitor("hr").says("hr", values).looks(len(values)).story(condition) == story

    def test_is_the_oximeters_pulse_where_no_ecg_is_bound(self) -> None:
        """Somebody without electrodes still has a heart."""
        watched = Chair().monitor("spo2", "pulse").says("pulse", steady(145, 20)).says("spo2", [98] * 20).looks(20)
        assert watched.alarm("heart_rate_high").channel == "pulse"

    def test_is_the_ecgs_where_both_are_bound(self) -> None:
        """One heart, one alarm."""
        chair = Chair().monitor("pulse", "hr").says("pulse", steady(145, 20)).says("hr", steady(80, 20))
        assert chair.looks(20).told() == []


BREATHS = [
    ("is asked about below 10 for 30 seconds", [9] * 40, [("medium", 31)]),
    ("calls everybody below 8 for 20 seconds", [7] * 30, [("high", 21)]),
    ("calls everybody after 20 seconds without a breath", [0] * 30, [("high", 21)]),
    ("is left alone at 10", [10, 11] * 20, []),
]


class TestBreathing:
    """D09."""

    @pytest.mark.parametrize(("sentence", "values", "story"), BREATHS, ids=[row[0] for row in BREATHS])
    def test_that_is_slow_alarms(self, sentence: str, values: list[int], story: list[tuple[str, float]]) -> None:
        """Each row is a sentence about care."""
        assert Chair().monitor("resp").says("resp", values).looks(len(values)).story("breathing_slow") == story

    def test_without_a_sensor_is_not_monitored_and_never_an_alarm(self) -> None:
        """The screen says so; values that come unbound are nobody's."""
        watched = Chair().monitor("spo2").says("spo2", [98] * 60).says("resp", [5] * 60).looks(60)
        assert watched.told() == []


class TestALook:
    """What the window may be like."""

    def test_goes_by_receipt_when_the_device_mixes_its_times(self) -> None:
        """Order is the order of receipt, whatever the device's clock says."""
        chair = Chair().monitor("spo2")
        for second in range(1, 21):
            chair.says("spo2", {second: 93}, clock_off=-(second % 3))
        assert chair.looks(20).story("spo2_low") == [("low", 16)]

    def test_puts_samples_in_order_that_were_stored_out_of_it(self) -> None:
        """Two connections may store a moment later what came a moment earlier."""
        chair = Chair().monitor("spo2").says("spo2", [93] * 16 + [96] * 12)
        chair.samples.reverse()
        assert chair.looks(28).story("spo2_low") == [("low", 16), ("clear", 27)]

    def test_does_not_see_what_has_not_happened_yet(self) -> None:
        """A value of the next minute neither alarms nor ends a silence in this one."""
        chair = Chair().monitor("spo2").says("spo2", {1: 97, 61: 84})
        session = chair.looks(0).session
        found = observe(session, Window({"spo2": chair.samples}), SHIPPED, after(20))
        assert [told(event) for event in found] == [("low", "silent:spo2", 11)]

    def test_tells_what_it_finds_in_the_order_in_which_it_came_about(self) -> None:
        """Whatever the order of the rules."""
        chair = Chair().monitor("spo2", "hr").says("spo2", [93] * 20).says("hr", {1: 80})
        assert chair.looks(20).told() == [("low", "silent:hr", 11), ("low", "spo2_low", 16)]

    def test_finds_a_sample_that_was_stored_after_the_look_it_belonged_to(self) -> None:
        """Storing takes a moment; nothing is lost by it."""
        chair = Chair().monitor("spo2").says("spo2", [97, 97])
        watched = chair.looks(3)
        chair.says("spo2", {2.9: 84, 3.9: 84})
        watched.look(4)
        assert watched.story("spo2_low") == [("high", 2.9)]

    def test_at_a_visit_that_is_over_finds_nothing(self) -> None:
        """Nobody sits there any more."""
        chair = Chair().monitor("spo2").says("spo2", [84] * 20)
        chair.facts.append((5, PatientLeft()))
        assert chair.looks(10).told() == []

    def test_clears_what_a_device_brought_that_was_taken_off(self) -> None:
        """Somebody unbound it: from then on it is not monitored, which the screen says."""
        watched = Chair().monitor("spo2").says("spo2", [84] * 20).unbound(20).looks(19, 21)
        assert watched.story("spo2_low") == [("high", 1), ("clear", 21)]

    def test_under_another_version_of_the_protocol_still_knows_an_open_alarm(self) -> None:
        """An alarm whose limit the protocol no longer shows is taken at its priority, and can clear."""
        chair = Chair().monitor("spo2").says("spo2", [84] * 5 + [99] * 30)
        found = chair.looks(5).events[0]
        watched = chair.looks(0)
        assert isinstance(found, AlarmRaised)
        watched.records(replace(found, limit="86"), 5)
        watched.look(35)
        assert watched.open() == {}


class TestTheLimitsBesideAValue:
    """What stands small next to a figure."""

    @pytest.mark.parametrize(
        ("channel", "limits"),
        [
            ("hr", ("50", "120")),
            ("pulse", ("50", "120")),
            ("spo2", ("94", None)),
            ("resp", ("10", None)),
            ("nibp", ("160", "100")),
            ("etco2", ("10", "50")),
        ],
    )
    def test_are_those_at_which_somebody_is_told(self, channel: str, limits: tuple[str | None, str | None]) -> None:
        """Lower and upper; of the cuff systolic and diastolic."""
        assert limits_beside(channel, SHIPPED) == limits
