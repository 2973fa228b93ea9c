"""A telephone number is one that every telephone can dial, and a clinic's hours are what was written down."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from handrail.clinic.numbers import NoNumber, Number, number
from handrail.clinic.opening import as_written, opening_of

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = {**{str(day): ["08:00", "18:00"] for day in range(1, 5)}, "5": ["08:00", "14:00"]}


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in November 2026, whose second is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN)


class TestANumber:
    @pytest.mark.parametrize(
        ("typed", "dialled"),
        [
            ("030 23125 014", "03023125014"),
            ("+49 (0)30 23125-014", "+493023125014"),
            ("  312.555.0142 ", "3125550142"),
        ],
    )
    def test_is_kept_as_it_is_read_and_dialled_by_its_digits(self, typed: str, dialled: str) -> None:
        """Grouped as people write it."""
        assert Number(number(typed, of="phone")).dialled == dialled

    @pytest.mark.parametrize("short", ["112", "988", "17"])
    def test_of_a_help_line_may_be_short(self, short: str) -> None:
        """The clinic's own may not: that would be the end of one."""
        assert number(short, of="emergency_number") == number(short, of="crisis_line") == short
        with pytest.raises(NoNumber) as refused:
            number(short, of="phone")
        assert refused.value.because == "too_short"

    @pytest.mark.parametrize(
        ("typed", "because"),
        [
            ("1-800-TALK-NOW", "letters"),
            ("030; 112", "signs"),
            ("030 112 <b>", "letters"),
            ("0800+111", "plus"),
            ("1", "too_short"),
            ("()", "too_short"),
            ("٣٤٥٦٧٨٩", "signs"),
            ("1234567890123456", "too_many_digits"),
            ("1" + " 1" * 20, "too_long"),
        ],
    )
    def test_that_cannot_be_dialled_is_refused_with_what_is_wrong(self, typed: str, because: str) -> None:
        """Nothing is guessed."""
        with pytest.raises(NoNumber) as refused:
            number(typed, of="crisis_line")
        assert refused.value.because == because

    def test_may_be_left_empty(self) -> None:
        """A clinic without a night number has none."""
        assert number("  ", of="night_phone") == ""


class TestHours:
    @pytest.mark.parametrize(
        ("moment", "is_open"),
        [
            (berlin(2, 7, 59), False),
            (berlin(2, 8), True),
            (berlin(2, 17, 59), True),
            (berlin(2, 18), False),
            (berlin(6, 14), False),
            (berlin(7, 10), False),
        ],
        ids=["before", "opens", "last minute", "closes", "friday afternoon", "saturday"],
    )
    def test_are_those_of_the_clinics_own_clock(self, moment: datetime, is_open: bool) -> None:
        """From when it opens, to just before it closes."""
        assert opening_of(WEEKDAYS).is_open(moment.astimezone(UTC), BERLIN) == is_open

    @pytest.mark.parametrize(
        ("moment", "opens"),
        [(berlin(2, 7), berlin(2, 8)), (berlin(2, 20), berlin(3, 8)), (berlin(6, 15), berlin(9, 8))],
        ids=["this morning", "tomorrow", "after the weekend"],
    )
    def test_say_when_somebody_answers_next(self, moment: datetime, opens: datetime) -> None:
        """Over closed days too."""
        assert opening_of(WEEKDAYS).next_opens(moment, BERLIN) == opens

    def test_end_the_day_of_those_who_work_there(self) -> None:
        """As they close; on a closed day, and where nothing is known, at midnight."""
        assert opening_of(WEEKDAYS).day_ends(berlin(6, 10), BERLIN) == berlin(6, 14)
        assert opening_of(WEEKDAYS).day_ends(berlin(7, 10), BERLIN) == berlin(8, 0)
        assert opening_of({}).day_ends(berlin(2, 10), BERLIN) == berlin(3, 0)

    def test_claim_nothing_where_nothing_was_written_down(self) -> None:
        """Neither open nor closed until some time."""
        assert not opening_of({}).known
        assert opening_of({}).next_opens(berlin(2, 10), BERLIN) is None

    def test_from_and_to_the_same_time_are_the_whole_day(self) -> None:
        """A clinic that never closes."""
        always = opening_of({str(day): ["00:00", "00:00"] for day in range(1, 8)})
        assert always.always
        assert always.is_open(berlin(7, 3), BERLIN)

    def test_are_kept_as_they_were_written(self) -> None:
        """Days that are alike stand together when they are told."""
        opening = opening_of(WEEKDAYS)
        assert as_written(opening) == WEEKDAYS
        assert [(list(days), one.closes) for days, one in opening.alike()] == [
            ([1, 2, 3, 4], time(18)),
            ([5], time(14)),
        ]
