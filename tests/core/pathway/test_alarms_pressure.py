"""The cuff: a first high reading asks for a second, a second asks for somebody, very high ones for everybody."""

import pytest

from tests.core.pathway.watching import MINUTE, Chair, after

ROWS = [
    # the readings by their minute; what is told, by its second
    ("is left alone at 160/100", {5: "160/100"}, []),
    ("is measured again first", {5: "164/98"}, [("low", 300)]),
    ("is measured again first, whichever of the two is high", {5: "150/104"}, [("low", 300)]),
    (
        "asks for somebody when a second reading two minutes later is high too",
        {5: "164/98", 7: "162/96"},
        [("low", 300), ("worse: medium", 420)],
    ),
    (
        "still asks when the second came ten minutes later",
        {5: "164/98", 15: "163/97"},
        [("low", 300), ("worse: medium", 900)],
    ),
    ("waits for a reading that is far enough from the first", {5: "164/98", 6: "163/97"}, [("low", 300)]),
    ("does not wait when it is rising", {5: "164/98", 6: "170/98"}, [("low", 300), ("worse: medium", 360)]),
    ("goes when the second reading is at 155/95", {5: "164/98", 7: "155/95"}, [("low", 300), ("clear", 420)]),
    ("stays between limit and clearing line", {5: "164/98", 7: "158/96"}, [("low", 300)]),
    ("asks for somebody at once at 180/110", {5: "181/98"}, [("medium", 300)]),
    (
        "asks for everybody at the second reading of 180/110, five minutes later",
        {5: "182/98", 10: "180/99"},
        [("medium", 300), ("worse: high", 600)],
    ),
    ("does not confirm 180/110 after two minutes", {5: "182/98", 7: "181/99"}, [("medium", 300)]),
    ("asks for everybody at one reading of 200/120", {5: "204/112"}, [("high", 300)]),
    ("asks again when 200/120 is confirmed", {5: "204/112", 6: "202/110"}, [("high", 300), ("worse: high", 360)]),
    (
        "eases by what each reading says",
        {5: "204/112", 7: "168/99", 9: "150/90"},
        [("high", 300), ("eased: medium", 420), ("clear", 540)],
    ),
]
BEFORE = [
    ("a rise by a quarter counts above 150", {1: "118/76", 20: "152/84"}, [("low", 1200)]),
    ("a rise by a quarter does not count up to 150", {1: "112/76", 20: "150/84"}, []),
    ("less than a quarter does not count", {1: "128/76", 20: "155/84"}, []),
    ("stays while the rise is there, below 155 as it is", {1: "118/76", 20: "152/84", 21: "151/84"}, [("low", 1200)]),
    (
        "goes with a reading that is no such rise any more",
        {1: "118/76", 20: "152/84", 22: "146/84"},
        [("low", 1200), ("clear", 1320)],
    ),
]
LOW = [
    ("below 90", {5: "88/60"}, [("high", 300)]),
    ("at 90", {5: "90/60"}, []),
    ("by more than 30% below the first", {1: "150/90", 20: "104/70"}, [("high", 1200)]),
    ("by 30%", {1: "150/90", 20: "105/70"}, []),
    ("and goes at 95", {5: "88/60", 7: "95/62"}, [("high", 300), ("clear", 420)]),
    ("and stays between", {5: "88/60", 7: "93/62"}, [("high", 300)]),
]


def readings(rows: dict[int, str]) -> Chair:
    """A chair with these cuff readings."""
    chair = Chair().monitor("nibp_sys", "nibp_dia", "nibp_mean", cuff_interval_s=10 * MINUTE)
    for minute, reading in rows.items():
        chair.cuff(minute * MINUTE, reading)
    return chair


class TestAHighPressure:
    """D01, D02, D03 as the amendments have them."""

    @pytest.mark.parametrize(("sentence", "rows", "story"), ROWS, ids=[row[0] for row in ROWS])
    def test_asks_first_and_calls_later(
        self, sentence: str, rows: dict[int, str], story: list[tuple[str, float]]
    ) -> None:
        """Each row is a sentence about care."""
        assert readings(rows).looks(max(rows) * MINUTE + 1).story("pressure_high") == story

    @pytest.mark.parametrize(("sentence", "rows", "story"), BEFORE, ids=[row[0] for row in BEFORE])
    def test_is_also_measured_against_the_first_reading(
        self, sentence: str, rows: dict[int, str], story: list[tuple[str, float]]
    ) -> None:
        """The drip starts at minute 10; the reading before it is what this patient came with."""
        assert readings(rows).starts(10 * MINUTE).looks(max(rows) * MINUTE + 1).story("pressure_high") == story

    def test_is_not_measured_against_a_first_reading_that_came_during_the_drip(self) -> None:
        """Nobody knows what this patient came with."""
        chair = readings({15: "118/76", 25: "155/84"}).starts(10 * MINUTE)
        assert chair.looks(30 * MINUTE).story("pressure_high") == []

    def test_shows_the_worst_reading_and_the_limit_it_passed(self) -> None:
        """As the nurse says it: 172/98, above 160/100."""
        alarm = readings({5: "172/98", 7: "164/96"}).looks(8 * MINUTE).alarm("pressure_high")
        assert (alarm.value, alarm.limit, alarm.priority, alarm.channel) == ("172/98", "160/100", "medium", "nibp")

    def test_that_is_a_rise_says_so(self) -> None:
        """152 is not above 160: it is a quarter more than 118."""
        alarm = readings({1: "118/76", 20: "152/84"}).starts(600).looks(1300).alarm("pressure_high")
        assert (alarm.value, alarm.limit) == ("152/84", "+25%")

    def test_began_with_the_first_reading_of_the_row(self) -> None:
        """And was raised with the one that made it enough."""
        watched = readings({5: "182/98", 10: "180/99"}).looks(5 * MINUTE, 11 * MINUTE)
        alarm = watched.alarm("pressure_high")
        assert (alarm.since, alarm.raised_at) == (after(5 * MINUTE), after(5 * MINUTE))
        assert readings({5: "164/98", 7: "166/98"}).looks(480).alarm("pressure_high").since == after(300)

    def test_is_the_latest_taken_not_the_latest_written_down(self) -> None:
        """120/80 from a paper sheet, taken before 206/118, clears nothing."""
        chair = readings({5: "206/118"}).cuff(8 * MINUTE, "120/80", taken=4 * MINUTE)
        assert chair.looks(6 * MINUTE, 9 * MINUTE).open() == {"pressure_high": "high"}


class TestAReadingThatWasArtefact:
    """One in seven high cuff readings is."""

    def test_no_longer_alarms_once_somebody_set_it_aside(self) -> None:
        """The nurse saw the arm move: the alarm goes at the next look."""
        watched = readings({5: "206/118"}).sets_aside(340, 300).looks(330, 341)
        assert watched.story("pressure_high") == [("high", 300), ("clear", 341)]

    def test_was_never_an_alarm_if_it_was_set_aside_before_anybody_looked(self) -> None:
        """Only readings that count are looked at."""
        assert readings({5: "206/118"}).sets_aside(310, 300).looks(341).story("pressure_high") == []

    def test_leaves_the_other_readings_as_they_are(self) -> None:
        """206 goes, the 164 before it stays."""
        watched = readings({5: "164/98", 7: "206/118"}).sets_aside(500, 420).looks(430, 501)
        assert watched.story("pressure_high") == [("low", 300), ("worse: high", 420), ("eased: low", 501)]

    def test_brings_back_what_it_had_cleared(self) -> None:
        """A good reading that was none clears nothing."""
        watched = readings({5: "206/118", 7: "120/80"}).sets_aside(500, 420).looks(430, 501)
        assert watched.story("pressure_high") == [("high", 300), ("clear", 420), ("high", 501)]

    @pytest.mark.parametrize("reading", ["20/10", "310/90", "80/120", "190/195"])
    def test_is_seen_at_once_where_it_is_impossible(self, reading: str) -> None:
        """Outside what a cuff can measure, or upside down: it alarms as no pressure, and is loud, for a number may be true."""
        watched = readings({5: reading}).looks(310)
        assert watched.told() == [("medium", "cuff_impossible", 300)]

    def test_that_is_impossible_was_not_the_reading_that_was_due(self) -> None:
        """Two cycles after the last that counts the cuff is overdue, however often it said what cannot be."""
        chair = readings({5: "128/82", 15: "100/104", 24: "101/103"}).monitor("nibp_sys", cuff_interval_s=600)
        assert chair.looks(25 * MINUTE + 1).open() == {"cuff_impossible": "medium", "cuff_overdue": "medium"}

    def test_that_is_impossible_is_over_when_somebody_sets_it_aside(self) -> None:
        """Whoever saw that it is artefact has looked."""
        watched = readings({5: "100/104"}).sets_aside(400, 300).looks(301, 401)
        assert watched.story("cuff_impossible") == [("low", 300), ("clear", 401)]


class TestALowPressure:
    """D05."""

    @pytest.mark.parametrize(("sentence", "rows", "story"), LOW, ids=[row[0] for row in LOW])
    def test_calls_everybody(self, sentence: str, rows: dict[int, str], story: list[tuple[str, float]]) -> None:
        """Each row is a sentence about care."""
        assert readings(rows).looks(max(rows) * MINUTE + 1).story("pressure_low") == story

    def test_is_also_a_low_mean(self) -> None:
        """92/40 with a mean of 57."""
        chair = readings({}).cuff(300, "92/40", mean=57)
        alarm = chair.looks(301).alarm("pressure_low")
        assert (alarm.value, alarm.limit) == ("92/40", "90 (60)")

    def test_measured_by_hand_counts_without_a_monitor(self) -> None:
        """A fact is a fact."""
        assert Chair().cuff(300, "84/50").looks(301).open() == {"pressure_low": "high"}


class TestTheCuff:
    """D16: the reading that did not come."""

    def test_that_is_a_whole_cycle_late_is_told(self) -> None:
        """Cycle 10 minutes, last reading at minute 5: due at 15, told at 25."""
        watched = readings({5: "130/80"}).looks(26 * MINUTE)
        alarm = watched.alarm("cuff_overdue")
        assert (alarm.since, alarm.raised_at) == (after(15 * MINUTE), after(25 * MINUTE))
        assert (alarm.priority, alarm.alarm_kind, alarm.limit) == ("medium", "technical", "20 min")

    def test_is_in_time_until_then(self) -> None:
        """Half a cycle late is ageing on the screen, not an alarm."""
        assert readings({5: "130/80"}).looks(25 * MINUTE - 1).told() == []

    def test_clears_with_the_next_reading(self) -> None:
        """At the moment it was taken."""
        watched = readings({5: "130/80", 27: "131/80"}).looks(28 * MINUTE)
        assert watched.story("cuff_overdue") == [("medium", 1500), ("clear", 1620)]

    def test_is_expected_from_the_binding_on(self) -> None:
        """A monitor that never measured is told as well."""
        assert readings({}).looks(20 * MINUTE).story("cuff_overdue") == [("medium", 1200)]

    def test_is_expected_on_the_drip_even_without_a_bound_cuff(self) -> None:
        """Somebody must measure by hand, every ten minutes."""
        chair = Chair().monitor("spo2").starts(60).says("spo2", [98] * 1300)
        assert chair.looks(1261).story("cuff_overdue") == [("medium", 1260)]

    def test_is_not_expected_of_somebody_who_only_wears_an_oximeter_before_the_start(self) -> None:
        """Nothing was bound that measures pressure."""
        assert Chair().monitor("spo2").says("spo2", [98] * 1300).looks(1300).told() == []

    def test_is_due_every_quarter_of_an_hour_after_the_end(self) -> None:
        """+15 and +30: told only when a quarter is late."""
        chair = readings({1: "130/80", 40: "140/84"}).starts(120).completes(41 * MINUTE)
        watched = chair.looks(40 * MINUTE, 70 * MINUTE - 1, 70 * MINUTE)
        assert watched.story("cuff_overdue")[-1] == ("medium", 70 * MINUTE)

    def test_is_not_expected_after_the_last_one_of_the_schedule(self) -> None:
        """The one at leaving is taken when the patient leaves, whenever that is."""
        chair = readings({1: "130/80"}).starts(120).completes(10 * MINUTE)
        chair.cuff(25 * MINUTE, "128/80").cuff(40 * MINUTE, "126/80")
        assert chair.looks(3 * 60 * MINUTE).story("cuff_overdue") == []
